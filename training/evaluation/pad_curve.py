"""What another threshold would have done: the error rates over that of the fused log ratio.

A presentation would be accepted by the passive evidence alone where its fused log ratio reached the
threshold at any moment up to the deadline. So its highest value there is its score. A challenge is
left out: what it would have said where it was not asked, nobody knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.liveness.presented import Presented
from training.evaluation.bootstrap import Floats


@dataclass(frozen=True, slots=True, eq=False)
class PadCurve:
    """Error rates over the threshold, each score at which they change being one.

    Attributes:
        threshold: (T,) natural log ratio, rising; a presentation is accepted at it and above.
        bpcer: (T,) share of living people not accepted.
        apcer: (S, T) share of each species accepted.
        species: The S species.
    """

    threshold: Floats
    bpcer: Floats
    apcer: Floats
    species: tuple[str, ...]

    @property
    def worst_apcer(self) -> Floats:
        """(T,) that of the species that is accepted most often at each threshold."""
        return np.asarray(self.apcer.max(axis=0), dtype=np.float64)


def pad_curve(presented: Sequence[Presented]) -> PadCurve | None:
    """Return the curve; None where nothing was watched up to the deadline, or one side is missing.

    A presentation without a usable face reaches no threshold.
    """
    if not any(one.peak_log_ratio is not None for one in presented):
        return None
    people = _scores([one for one in presented if one.is_bona_fide])
    attacks = [one for one in presented if not one.is_bona_fide]
    species = tuple(dict.fromkeys(one.species for one in attacks))
    if not len(people) or not species:
        return None
    scores = [_scores([one for one in attacks if one.species == name]) for name in species]
    every = np.concatenate([people, *scores])
    reached = np.unique(every[np.isfinite(every)])
    # Beyond the highest score nobody is accepted: the curve's other end.
    threshold = np.append(reached, np.nextafter(reached[-1], np.inf))
    apcer = np.stack([1.0 - _below(one, threshold) for one in scores])
    return PadCurve(threshold, _below(people, threshold), apcer, species)


def _scores(presented: Sequence[Presented]) -> Floats:
    peaks = [one.peak_log_ratio for one in presented]
    return np.sort(np.array([-np.inf if peak is None else peak for peak in peaks], np.float64))


def _below(scores: Floats, threshold: NDArray[np.float64]) -> Floats:
    """Return the share of sorted scores below each threshold."""
    return np.searchsorted(scores, threshold, side="left") / len(scores)
