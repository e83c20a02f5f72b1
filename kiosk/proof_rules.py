"""What the operator asks of a living head, as the rules that the door weighs by."""

from kiosk.config import Config
from models.liveness.proof import ProofRules, StepUp


def proof_rules(config: Config) -> ProofRules | None:
    """Return the rules; None where the operator has switched the check off."""
    liveness = config.liveness
    if not liveness.required:
        return None
    return ProofRules(
        one_in=liveness.one_in,
        step_up=StepUp(liveness.challenge),
        passive_s=liveness.passive_s,
    )
