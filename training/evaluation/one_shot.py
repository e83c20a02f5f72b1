"""N-way one-shot: one picture of each of N classes is shown, and a second one must find its class.

After Lake, Salakhutdinov, Gross and Tenenbaum (2011), "One shot learning of simple visual
concepts", and Koch, Zemel and Salakhutdinov (2015), "Siamese neural networks for one-shot image
recognition": in each run N classes are drawn, within one alphabet where the classes have any, one
support and one query picture of each, and every query goes to the class of the support picture that
it is most similar to. A run is N trials; Koch et al. count 400 trials at N = 20. They draw the two
pictures from two people's hands; here any two pictures of a class are as good.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.data.seeds import generator
from training.errors import TrainingError

PUBLISHED_TRIALS = 400

_INTERVAL = 0.95
_DRAWS = 1000
_ALPHABET = re.compile(r"(?P<alphabet>.+?)(?:/|__).+")


@dataclass(frozen=True, slots=True)
class OneShot:
    """How often a class was found from one picture.

    Attributes:
        ways: N, how many classes there were to choose from.
        trials: How many queries were tried.
        classes: How many classes they were drawn from.
        accuracy: Share of queries that found their class; 1 / N is guessing.
        accuracy_low: Lower end of the 95 % interval, see `one_shot`.
        accuracy_high: Upper end.
    """

    ways: int
    trials: int
    classes: int
    accuracy: float
    accuracy_low: float
    accuracy_high: float


def alphabets_of(classes: Sequence[str]) -> tuple[str, ...] | None:
    """Return the alphabet of each class, `Latin` of `Latin/a` or `Latin__a`.

    Returns:
        None unless every class names one.
    """
    found = [_ALPHABET.fullmatch(name) for name in classes]
    alphabets = tuple(match["alphabet"] for match in found if match is not None)
    return alphabets if len(alphabets) == len(classes) else None


def one_shot(
    vectors: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    ways: int,
    trials: int = PUBLISHED_TRIALS,
    seed: int = 0,
    alphabets: Sequence[str] | None = None,
) -> OneShot:
    """Measure N-way one-shot accuracy.

    The interval is the percentile bootstrap over classes: trials of one class share its pictures,
    and more trials of the same classes do not make them more classes. Where no query went wrong it
    has no width.

    Args:
        vectors: (P, D) rows of length 1, of classes the network was not trained on.
        labels: (P,) the class of each row, from 0.
        ways: N.
        trials: At least so many; a whole number of runs of N trials is made.
        seed: Of the draws.
        alphabets: Of each class, by its label; every run stays within one, each in turn. None:
            all classes are drawn from together.

    Raises:
        ValueError: `ways` is below 2, `trials` below 1, or rows and labels disagree.
        TrainingError: There are too few classes with two pictures.
    """
    if ways < 2 or trials < 1 or labels.shape != vectors.shape[:1]:
        raise ValueError(f"No such test: {ways=}, {trials=}, {vectors.shape}, {labels.shape}.")
    groups = _groups(labels, ways, alphabets)
    rows = {int(name): np.flatnonzero(labels == name) for group in groups for name in group}
    drawn_classes, correct = [], []
    for run in range(-(-trials // ways)):
        rng = generator(seed, "one-shot", run)
        names = rng.choice(groups[run % len(groups)], size=ways, replace=False)
        chosen = np.array([rng.choice(rows[int(name)], size=2, replace=False) for name in names])
        support, queries = vectors[chosen[:, 0]], vectors[chosen[:, 1]]
        drawn_classes.append(names)
        correct.append(np.argmax(queries @ support.T, axis=1) == np.arange(ways))
    right = np.concatenate(correct)
    low, high = _interval(np.concatenate(drawn_classes), right, seed)
    return OneShot(ways, len(right), len(rows), float(right.mean()), low, high)


def _groups(
    labels: NDArray[np.int64], ways: int, alphabets: Sequence[str] | None
) -> list[NDArray[np.int64]]:
    """Return the classes with two pictures of each alphabet that has enough of them."""
    names, counts = np.unique(labels, return_counts=True)
    usable = names[counts > 1]
    groups = [usable]
    if alphabets is not None:
        of_class = np.array([alphabets[name] for name in usable])
        groups = [usable[of_class == alphabet] for alphabet in np.unique(of_class)]
    enough = [group for group in groups if len(group) >= ways]
    if not enough:
        most = max((len(group) for group in groups), default=0)
        where = "" if alphabets is None else " in one alphabet"
        raise TrainingError(
            f"A {ways}-way one-shot test needs {ways} classes with two pictures each{where}; "
            f"there are {most}.",
            "Keep more classes or pictures for testing, or ask for fewer ways.",
        )
    return enough


def _interval(
    classes: NDArray[np.int64], right: NDArray[np.bool_], seed: int
) -> tuple[float, float]:
    """Return the percentile interval of the accuracy when the tried classes are drawn anew."""
    _, numbers = np.unique(classes, return_inverse=True)
    tried = np.bincount(numbers)
    found = np.bincount(numbers, weights=right)
    rng = generator(seed, "one-shot-interval")
    times = rng.multinomial(len(tried), np.full(len(tried), 1.0 / len(tried)), size=_DRAWS)
    accuracies = (times @ found) / (times @ tried)
    tail = (1.0 - _INTERVAL) / 2
    low, high = np.quantile(accuracies, [tail, 1.0 - tail])
    return float(low), float(high)
