"""Pairs drawn from a folder that has no list of its own, in folds as LFW's list has them."""

from collections.abc import Sequence

import numpy as np

from training.data.folders import LabelledPair, Picture

FOLDS = 10
MOST_PAIRS = 6_000


def drawn_folds(
    pictures: Sequence[Picture], *, pairs: int = MOST_PAIRS, folds: int = FOLDS, seed: int = 0
) -> tuple[tuple[LabelledPair, ...], ...]:
    """Draw as many pairs of one person as of two, each pair of pictures at most once.

    Every person with two pictures is as likely as any other, and so is every two people.

    Args:
        pictures: Of known people.
        pairs: Pairs of all folds, at most; fewer where the pictures are few.
        folds: The folds, or fewer where the pairs are; each holds as many same pairs as others.
        seed: Of the draws.

    Returns:
        The pairs of each fold; () where there are not two pairs of either kind.
    """
    rng = np.random.default_rng(seed)
    of: dict[str, list[Picture]] = {}
    for picture in pictures:
        of.setdefault(picture.person, []).append(picture)
    everybody = list(of)
    returning = [person for person in everybody if len(of[person]) > 1]
    same: dict[frozenset[Picture], LabelledPair] = {}
    other: dict[frozenset[Picture], LabelledPair] = {}
    half = pairs // 2
    # Where pictures are few, most draws come twice after a while: that is the end.
    for _ in range(4 * half if returning and len(everybody) > 1 else 0):
        if len(same) < half:
            person = returning[rng.integers(len(returning))]
            one, two = rng.choice(len(of[person]), size=2, replace=False)
            _keep(same, of[person][one], of[person][two])
        if len(other) < half:
            left, right = rng.choice(len(everybody), size=2, replace=False)
            _keep(other, *(_any(of[everybody[side]], rng) for side in (left, right)))
    fewest = min(len(same), len(other))
    folds = min(folds, fewest)
    if folds < 2:
        return ()
    each = fewest // folds
    kinds = [list(kind.values()) for kind in (same, other)]
    return tuple(
        tuple(pair for kind in kinds for pair in kind[fold * each : (fold + 1) * each])
        for fold in range(folds)
    )


def _any(pictures: Sequence[Picture], rng: np.random.Generator) -> Picture:
    return pictures[int(rng.integers(len(pictures)))]


def _keep(kept: dict[frozenset[Picture], LabelledPair], left: Picture, right: Picture) -> None:
    """Keep a pair unless it is there, either way round."""
    pair = LabelledPair(left, right, same=left.person == right.person)
    kept.setdefault(frozenset((left, right)), pair)
