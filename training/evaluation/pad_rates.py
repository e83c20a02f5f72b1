"""How often presentations are taken for what they are not: the figures of ISO/IEC 30107-3.

APCER is counted for each species by itself, and the worst one is reported: a mean over species
would hide the attack that works behind those that do not. Presentations without a response are
reported apart (APNRR, BPNRR) and count in neither rate; the share of living people who were kept
out, rejected or without response, stands beside BPCER.

Bounds are those of Clopper & Pearson (1934, "The use of confidence or fiducial limits illustrated
in the case of the binomial"). They hold for presentations that are independent, which those of one
person, or cut from one clip, are not quite.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest  # type: ignore[import-untyped]

from models.liveness.presented import Presented, Response
from training.errors import TrainingError
from training.evaluation.bootstrap import Interval

_LATE = 0.95  # of the decisions came sooner


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many.

    Attributes:
        count: How many.
        of: Of how many.
    """

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, 0..1; None where there was nothing to count."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> Interval:
        """Where the true share lies with 95 % confidence; 0..1 where nothing was counted."""
        if not self.of:
            return Interval(0.0, 1.0)
        bounds = binomtest(self.count, self.of).proportion_ci(0.95, method="exact")
        return Interval(float(bounds.low), float(bounds.high))


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long it took until the response.

    Attributes:
        median_s: Half of them came sooner.
        p95_s: 95 % of them came sooner.
    """

    median_s: float
    p95_s: float


@dataclass(frozen=True, slots=True)
class SpeciesRates:
    """What became of the presentations of one species.

    Attributes:
        species: Its name.
        is_bona_fide: Whether they were living people.
        presentations: How many.
        error: Those with a response that were taken for the wrong thing: APCER of an attack, BPCER
            of living people.
        no_response: Those without a response: APNRR, BPNRR.
        kept_out: Those not accepted, for whatever cause.
        challenged: Those that were asked for a movement.
        seconds: Until the response; None where none came.
        unasked: Those accepted without having been asked for a movement.
        unasked_rested: Of these, from when they had come to stand before the door to the response;
            None where that is known of none.
        reasons: How often each reason was given, the most frequent first.
    """

    species: str
    is_bona_fide: bool
    presentations: int
    error: Rate
    no_response: Rate
    kept_out: Rate
    challenged: Rate
    seconds: Seconds | None
    unasked: Rate
    unasked_rested: Seconds | None
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PadRates:
    """The rates of everything that was presented.

    Attributes:
        bona_fide: Living people; None where there were none.
        attacks: The species of attacks, in the order in which they were presented.
        all_attacks: All attacks in one, for the count alone: APCER is that of the worst species.
    """

    bona_fide: SpeciesRates | None
    attacks: tuple[SpeciesRates, ...]
    all_attacks: Rate

    @property
    def worst(self) -> SpeciesRates | None:
        """The species most often accepted; of several the one with the higher upper bound."""
        counted = [species for species in self.attacks if species.error.of]
        return max(
            counted,
            key=lambda one: (one.error.share or 0.0, one.error.interval.high),
            default=None,
        )


def pad_rates(presented: Sequence[Presented]) -> PadRates:
    """Count.

    Args:
        presented: What came of each presentation.

    Raises:
        TrainingError: There is none.
    """
    if not presented:
        raise TrainingError("There is no presentation to count.", "Present at least one.")
    people = [one for one in presented if one.is_bona_fide]
    attacks = [one for one in presented if not one.is_bona_fide]
    names = dict.fromkeys(one.species for one in attacks)
    return PadRates(
        bona_fide=_species("bona fide", people) if people else None,
        attacks=tuple(
            _species(name, [one for one in attacks if one.species == name]) for name in names
        ),
        all_attacks=_errors(attacks),
    )


def _species(name: str, presented: Sequence[Presented]) -> SpeciesRates:
    """Count the presentations of one species; at least one."""
    total = len(presented)
    silent = sum(one.response is Response.NONE for one in presented)
    kept_out = sum(one.response is not Response.ACCEPTED for one in presented)
    taken_s = [
        one.decided_s
        for one in presented
        if one.decided_s is not None and one.response is not Response.NONE
    ]
    unasked, unasked_rested = unasked_of(presented)
    return SpeciesRates(
        species=name,
        is_bona_fide=presented[0].is_bona_fide,
        presentations=total,
        error=_errors(presented),
        no_response=Rate(silent, total),
        kept_out=Rate(kept_out, total),
        challenged=Rate(sum(bool(one.challenge) for one in presented), total),
        seconds=_seconds(taken_s),
        unasked=unasked,
        unasked_rested=unasked_rested,
        reasons=tuple(Counter(one.reason or one.response.value for one in presented).most_common()),
    )


def _errors(presented: Sequence[Presented]) -> Rate:
    """Count the errors among those with a response."""
    answered = [one for one in presented if one.response is not Response.NONE]
    return Rate(sum(one.is_error for one in answered), len(answered))


def unasked_of(presented: Sequence[Presented]) -> tuple[Rate, Seconds | None]:
    """Count those accepted without having been asked for a movement.

    Returns:
        How many, and how long after they had come to stand; None where that is known of none.
    """
    unasked = [one for one in presented if one.response is Response.ACCEPTED and not one.challenge]
    rested_s = [one.rested_s for one in unasked if one.rested_s is not None]
    return Rate(len(unasked), len(presented)), _seconds(rested_s)


def _seconds(taken_s: Sequence[float]) -> Seconds | None:
    if not taken_s:
        return None
    median, late = np.quantile(taken_s, (0.5, _LATE))
    return Seconds(float(median), float(late))
