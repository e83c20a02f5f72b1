"""What the operator asks of a living head, as the rules that the door weighs by."""

import torch

from kiosk.config import Config
from models.liveness.infrared import Find, InfraredLooks
from models.liveness.minifasnet import load_liveness_network
from models.liveness.network_cue import NetworkLooks
from models.liveness.observer import Observer, Unwatched
from models.liveness.proof import ProofRules, StepUp
from models.weights import WeightsStore


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


def unseen(config: Config, device: torch.device, find: Find) -> Observer:
    """Return what observes each new face, with the liveness network where one is installed.

    Where the operator has switched the check off, it observes nothing.

    Args:
        config: What the operator set.
        device: Where the network runs.
        find: Finds the faces of an infrared picture, where an infrared camera bears witness.

    Raises:
        ModelError: The network's weights are damaged.
    """
    if not config.liveness.required:
        return Unwatched()
    infrared = InfraredLooks(find if config.witness else None)
    if config.liveness.network == "never":
        return Observer(infrared=infrared)
    network = load_liveness_network(WeightsStore(config.weights_dir), device)
    return Observer(infrared=infrared, network=NetworkLooks(network))
