"""Where all evidence meets: is it a living head, an attack, or not yet known?

Nobody knows which attack comes, so a living head is held against a mixture of them. The log ratios
of the cues are added for each kind of attack, and the kinds weighted by how often a passer-by would
try them. A passer-by reaches a ratio of N at any time with a probability of at most 1 / N (Ville
1939, "Étude critique de la notion de collectif": the ratio is a martingale under the mixture), as
far as the cues' densities are right; how far they are is measured, see docs/liveness.md. Somebody
who always brings the same kind of attack is not a mixture: the bound is 1 / (N times its weight),
1.2 / N for a flat picture, and none at all for a kind that weighs less than 1 / N.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from models.liveness.likelihood import NOTHING, Attack, Cue, Evidence, LogRatio

# What a passer-by has at hand; they add up to one.
PRIOR = MappingProxyType({Attack.FLAT: 0.80, Attack.SCREEN: 0.12, Attack.FROZEN: 0.08})
# Of flat pictures so many have their eyes cut out, and living ones behind. These move against the
# picture's nose and mouth as a head's own do, so what landmarks say unasked tells nothing of them.
CUT_OUT_SHARE = 0.05
# So many more are cut out along the head: who knows that the door knows its doorway takes scissors.
# The doorway is seen around these as around a head, so what the backdrop says tells nothing of
# them; nor of those with living eyes, cut out as they are.
CUT_ALONG_SHARE = 0.20
# At most one living person in so many is taken for an attack on passive evidence alone.
WRONGED_ONE_IN = 300


class Outcome(StrEnum):
    """What the evidence amounts to."""

    LIVE = "live"
    ATTACK = "attack"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence amounts to, and how strongly.

    Attributes:
        outcome: A living head, an attack, or not known yet.
        log_ratio: The fused log likelihood ratio, natural.
        attack: The attack that explains the evidence best, whatever the outcome.
    """

    outcome: Outcome
    log_ratio: float
    attack: Attack


def together(ratios: Iterable[LogRatio]) -> LogRatio:
    """Return what independent pieces of evidence say together."""
    return sum(ratios, start=NOTHING)


def verdict(evidence: Evidence, *, one_in: int) -> Verdict:
    """Weigh all evidence of a presentation.

    Args:
        evidence: What each cue says; a cue that is not there says nothing.
        one_in: At most one picture in so many may be taken for a living head; more than 1.

    A ratio that is no number is never taken for a living head.
    """
    if one_in <= 1:
        raise ValueError(f"one_in must be more than 1, not {one_in}.")
    total = together(_bounded(evidence).values())
    posed = {attack: math.log(PRIOR[attack]) - total.against(attack) for attack in Attack}
    with np.errstate(invalid="ignore"):  # what is no number stays none
        fused = -float(np.logaddexp.reduce(list(posed.values())))
    likeliest = max(posed, key=lambda attack: posed[attack])
    if fused >= math.log(one_in):
        outcome = Outcome.LIVE
    elif fused <= -math.log(WRONGED_ONE_IN):
        outcome = Outcome.ATTACK
    else:
        outcome = Outcome.UNDECIDED
    return Verdict(outcome=outcome, log_ratio=fused, attack=likeliest)


def _bounded(evidence: Evidence) -> Evidence:
    """Return what cues say, of a flat picture that is whole or cut out in one way or the other."""
    marks = evidence.get(Cue.LANDMARKS, NOTHING)
    around = evidence.get(Cue.BACKDROP, NOTHING)
    whole = math.log(1.0 - CUT_ALONG_SHARE - CUT_OUT_SHARE) - marks.flat - around.flat
    along = math.log(CUT_ALONG_SHARE) - marks.flat
    with np.errstate(invalid="ignore"):
        flat = -float(np.logaddexp.reduce([whole, along, math.log(CUT_OUT_SHARE)]))
    return {
        **evidence,
        Cue.LANDMARKS: replace(marks, flat=flat),
        Cue.BACKDROP: replace(around, flat=0.0),
    }
