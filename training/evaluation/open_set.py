"""The open-set search: people who are enrolled and strangers come to a door with many people.

FNIR at FPIR as in ISO/IEC 19795-1 and NIST's FRVT 1:N (Grother, Ngan & Hanaoka 2019): the threshold
is the lowest that lets in no more strangers than asked; a person enrolled is missed where their
similarity to their own template is below it, or where somebody else is more similar still.

One photo is enrolled for each person. A probe is the mean of the similarities of its pictures, as
at the door. Where no face was found in the enrolment photo the person is not enrolled and is always
missed; a probe is missed where no face was found in any of its pictures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta  # type: ignore[import-untyped]

from training.errors import TrainingError
from training.evaluation.bootstrap import Floats, Interval, interval
from training.evaluation.search_people import SearchPeople
from training.evaluation.search_trial import NEVER, SearchTrial, run_trial
from training.evaluation.true_accepts import RULE_OF_THREE

FPIRS = (1e-2, 3e-3, 1e-3)
GALLERY_SIZES = (100, 300, 1_000, 3_000, 10_000)
PROBE_PICTURES = (1, 3, 5)

# Galleries drawn of each size, so that not one choice of people and photos decides.
_TRIALS = 10


@dataclass(frozen=True, slots=True)
class SearchRate:
    """The errors of one kind of search at one rate of strangers let in.

    Attributes:
        gallery: People enrolled.
        pictures: Pictures in each probe, of a person enrolled and of a stranger.
        fpir: Share of strangers that may be taken for somebody enrolled.
        similarity: The threshold, the mean over the galleries drawn.
        fnir: Share of people enrolled who are not recognised there.
        interval: Of it, from drawing those anew who come; the galleries stay.
        mistaken: The part of `fnir` that is taken for somebody else who is enrolled.
        people: Different people enrolled whose probes were searched, over all galleries.
        strangers: Strangers of each gallery, the mean; each comes once.
        fpir_high: The true rate of strangers at that threshold may be as high as this (95 %).
        carried: Whether so many strangers can tell the rate: three of them or more may be let in.
    """

    gallery: int
    pictures: int
    fpir: float
    similarity: float
    fnir: float
    interval: Interval
    mistaken: float
    people: int
    strangers: int
    fpir_high: float
    carried: bool


def open_set(
    people: SearchPeople,
    weights: NDArray[np.float32],
    *,
    fpirs: Sequence[float] = FPIRS,
    sizes: Sequence[int] = GALLERY_SIZES,
    probe_pictures: Sequence[int] = PROBE_PICTURES,
    seed: int = 0,
) -> tuple[SearchRate, ...]:
    """Measure the searches for each size of gallery that the people suffice for.

    Args:
        people: All of them, with their pictures.
        weights: (people, draws) how often each was drawn.
        fpirs: Rates of strangers let in.
        sizes: Galleries; those that leave too few strangers are left out, and where all do, half of
            the people are enrolled.
        probe_pictures: Pictures in a probe; left out where nobody enrolled has one more than that,
            or no stranger has as many.
        seed: Of the galleries.

    Raises:
        TrainingError: There are no two people, or none with two pictures.
    """
    if people.count < 2 or people.pictures.max(initial=0) < 2:
        raise TrainingError(
            "A search needs at least two people, one of them with two pictures.",
            "Give a folder with more people, or more pictures of them.",
        )
    return tuple(
        rate
        for size in fitting_sizes(people.count, sizes)
        for pictures in probe_pictures
        for rate in _rates(people, size, pictures, fpirs, weights, seed)
    )


def fitting_sizes(people: int, sizes: Sequence[int]) -> tuple[int, ...]:
    """Return the galleries that leave strangers enough for an FPIR of 1 %; else half of all."""
    enough = int(RULE_OF_THREE / 1e-2)
    return tuple(size for size in sizes if people - size >= enough) or (people // 2,)


def _rates(
    people: SearchPeople,
    size: int,
    pictures: int,
    fpirs: Sequence[float],
    weights: NDArray[np.float32],
    seed: int,
) -> Iterator[SearchRate]:
    """Yield the rates of one size of gallery and of probe."""
    trials = [
        run_trial(people, size, pictures, np.random.default_rng((seed, size, number)))
        for number in range(_TRIALS)
    ]
    came = np.unique(np.concatenate([trial.enrolled for trial in trials]))
    if not len(came) or any(not len(trial.strangers) for trial in trials):
        return
    strangers = int(np.mean([len(trial.strangers) for trial in trials]))
    once = np.ones((people.count, 1), dtype=np.float32)
    for fpir in fpirs:
        missed, mistaken, thresholds = _pooled(trials, fpir, once)
        drawn, _, _ = _pooled(trials, fpir, weights)
        let_in = int(fpir * strangers + 1e-9)
        high = beta.ppf(0.975, let_in + 1, strangers - let_in) if let_in < strangers else 1.0
        yield SearchRate(
            gallery=size,
            pictures=pictures,
            fpir=fpir,
            similarity=float(np.mean(thresholds)),
            fnir=float(missed[0]),
            interval=interval(float(missed[0]), drawn, len(came)),
            mistaken=float(mistaken[0]),
            people=len(came),
            strangers=strangers,
            fpir_high=float(high),
            carried=fpir * strangers >= RULE_OF_THREE,
        )


def _pooled(
    trials: Sequence[SearchTrial], fpir: float, weights: NDArray[np.float32]
) -> tuple[Floats, Floats, Floats]:
    """Return the share missed and mistaken over all trials, and the thresholds; (draws,) each."""
    draws = weights.shape[1]
    missed, mistaken, came, thresholds = (np.zeros(draws) for _ in range(4))
    for trial in trials:
        threshold = trial.threshold(fpir, weights)
        coming = weights[trial.enrolled].astype(np.float64)
        # A face that was not found is a miss even where nobody has to be kept out.
        best = np.maximum(trial.own, trial.other)[:, None]
        matched = (best >= threshold) & (best > NEVER)
        own_best = (trial.own > trial.other)[:, None]
        missed += (coming * ~(matched & own_best)).sum(axis=0)
        mistaken += (coming * (matched & ~own_best)).sum(axis=0)
        came += coming.sum(axis=0)
        thresholds += threshold / len(trials)
    there = came > 0
    share = [
        np.divide(part, came, out=np.full(draws, np.nan), where=there)
        for part in (missed, mistaken)
    ]
    return np.asarray(share[0]), np.asarray(share[1]), thresholds
