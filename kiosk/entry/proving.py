"""What the proof of a living head means for the log and for the door: pure."""

from dataclasses import replace
from types import MappingProxyType

from db.records import LivenessRecord, NewAccessEvent, Outcome, Reason
from models.liveness.challenge import description
from models.liveness.proof import Proof, ProofRules, Refusal
from models.liveness.verdict import verdict

REASONS = MappingProxyType(
    {
        Refusal.FLAT: Reason.FLAT_SURFACE,
        Refusal.SCREEN: Reason.SCREEN,
        Refusal.FROZEN: Reason.FROZEN,
        Refusal.CHALLENGE_FAILED: Reason.CHALLENGE_FAILED,
        Refusal.NOT_SHOWN: Reason.NOT_SHOWN_LIVE,
    }
)


_LAST_ONE_IN = 2**31 - 1  # the log holds no greater number


def demanded(rules: ProofRules, *, times_afresh: int) -> ProofRules:
    """Return what is needed of evidence that has started afresh in a visit under way.

    Each start is another chance for a picture to be taken for a living head. Twice as much is
    demanded each time, so that all of them together are at most 2 in `one_in` (a union bound).

    Args:
        rules: What is needed at first.
        times_afresh: How often it has started afresh.
    """
    return replace(rules, one_in=min(rules.one_in * 2**times_afresh, _LAST_ONE_IN))


def recorded(proof: Proof, rules: ProofRules) -> LivenessRecord:
    """Return what the log keeps, so that the decision can be explained."""
    evidence = proof.evidence
    return LivenessRecord(
        log_ratio=verdict(evidence, one_in=rules.one_in).log_ratio,
        one_in=rules.one_in,
        cues={
            cue.value: (ratio.flat, ratio.screen, ratio.frozen) for cue, ratio in evidence.items()
        },
        challenge=description(proof.challenge) if proof.challenge else None,
    )


def denied(row: NewAccessEvent, reason: Reason) -> NewAccessEvent:
    """Return the row of somebody recognised, of whom nothing living was shown.

    It keeps the name: a guard wants to know whose picture that was.
    """
    return replace(row, outcome=Outcome.DENIED, reason=reason)
