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


def recorded(proof: Proof, rules: ProofRules) -> LivenessRecord:
    """Return what the log keeps, so that the decision can be explained."""
    return LivenessRecord(
        log_ratio=verdict(proof.evidence, one_in=rules.one_in).log_ratio,
        one_in=rules.one_in,
        cues={
            cue.value: (ratio.flat, ratio.screen, ratio.frozen)
            for cue, ratio in proof.evidence.items()
        },
        challenge=description(proof.challenge) if proof.challenge else None,
    )


def denied(row: NewAccessEvent, reason: Reason) -> NewAccessEvent:
    """Return the row of somebody recognised, of whom nothing living was shown.

    It keeps the name: a guard wants to know whose picture that was.
    """
    return replace(row, outcome=Outcome.DENIED, reason=reason)
