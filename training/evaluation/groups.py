"""Is everybody mistaken equally often? Error rates of groups at a threshold common to all.

After ISO/IEC 19795-10: impostor comparisons are those within a group, as they are the hard ones,
and the groups are compared by the ratio of the worst to the best.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import Floats, Interval, interval
from training.evaluation.group_file import Attribute
from training.evaluation.scores import ScoreSet


@dataclass(frozen=True, slots=True)
class GroupRates:
    """The error rates within one group.

    Attributes:
        group: Its name.
        people: Its people.
        pairs: Pairs of two of them.
        fmr: False match rate of two people of the group; None without a pair.
        fmr_interval: Of it.
        genuine_people: Those with two pictures or more.
        fnmr: False non-match rate; None without any of those.
        fnmr_interval: Of it.
    """

    group: str
    people: int
    pairs: int
    fmr: float | None
    fmr_interval: Interval | None
    genuine_people: int
    fnmr: float | None
    fnmr_interval: Interval | None


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """The groups of one attribute at one threshold.

    Attributes:
        attribute: What they differ in.
        fmr: The false match rate of everybody for which the threshold was chosen.
        similarity: The threshold.
        groups: By name.
        fmr_ratio: Worst to best false match rate; None where it cannot be given.
        fnmr_ratio: Worst to best false non-match rate; None where it cannot be given.
        in_no_group: People whom the file does not place.
    """

    attribute: str
    fmr: float
    similarity: float
    groups: tuple[GroupRates, ...]
    fmr_ratio: float | None
    fnmr_ratio: float | None
    in_no_group: int


def compare_groups(
    scores: ScoreSet,
    names: Sequence[str],
    attributes: Sequence[Attribute],
    thresholds: Sequence[tuple[float, float]],
    weights: NDArray[np.float32],
) -> tuple[GroupComparison, ...]:
    """Measure each group of each attribute at each threshold.

    Args:
        scores: All comparisons.
        names: The person at each index of `scores`.
        attributes: Who is in which group.
        thresholds: False match rate of everybody and its threshold, for each.
        weights: (identities, draws) how often each identity was drawn.
    """
    comparisons = []
    for fmr, similarity in thresholds:
        share, own = scores.match_shares(similarity)
        for attribute in attributes:
            of = np.array([attribute.groups.get(name, "") for name in names])
            groups = tuple(
                _rates(group, of == group, share, own, scores.genuine_people, weights)
                for group in sorted(set(of.tolist()) - {""})
            )
            comparisons.append(
                GroupComparison(
                    attribute=attribute.name,
                    fmr=fmr,
                    similarity=similarity,
                    groups=groups,
                    fmr_ratio=_ratio([group.fmr for group in groups]),
                    fnmr_ratio=_ratio([group.fnmr for group in groups]),
                    in_no_group=int((of == "").sum()),
                )
            )
    return tuple(comparisons)


def _rates(
    group: str,
    inside: NDArray[np.bool_],
    share: NDArray[np.float32],
    own: Floats,
    genuine_people: NDArray[np.bool_],
    weights: NDArray[np.float32],
) -> GroupRates:
    """Measure one group."""
    found = np.flatnonzero(inside[: len(share)])
    pairs = len(found) * (len(found) - 1) // 2
    returning = inside & genuine_people
    fmr = fmr_interval = fnmr = fnmr_interval = None
    if pairs:
        within = share[np.ix_(found, found)]
        fmr = float(within.sum(dtype=np.float64)) / (2.0 * pairs)
        fmr_interval = interval(fmr, _drawn_fmr(within, weights[found]), pairs)
    if returning.any():
        fnmr = float((1.0 - own[returning]).mean())
        drawn = weights[returning].astype(np.float64)
        misses, all_drawn = (1.0 - own[returning]) @ drawn, drawn.sum(axis=0)
        none = np.full(len(misses), np.nan)
        shares = np.divide(misses, all_drawn, out=none, where=all_drawn > 0)
        fnmr_interval = interval(fnmr, shares, int(returning.sum()))
    return GroupRates(
        group=group,
        people=int(inside.sum()),
        pairs=pairs,
        fmr=fmr,
        fmr_interval=fmr_interval,
        genuine_people=int(returning.sum()),
        fnmr=fnmr,
        fnmr_interval=fnmr_interval,
    )


def _drawn_fmr(within: NDArray[np.float32], weights: NDArray[np.float32]) -> Floats:
    """Return the false match rate of each draw; NaN where it drew no two people."""
    matches = np.einsum("ib,ib->b", weights, within @ weights)
    pairs = weights.sum(axis=0) ** 2 - (weights**2).sum(axis=0)
    none = np.full(len(pairs), np.nan)
    return np.asarray(np.divide(matches, pairs, out=none, where=pairs > 0))


def _ratio(rates: Sequence[float | None]) -> float | None:
    """Return worst to best; None where a group has no rate, or the best has no error."""
    known = [rate for rate in rates if rate is not None]
    if len(known) < 2 or min(known) <= 0.0:
        return None
    return max(known) / min(known)
