"""How the learning rate changes: a pure function of how far the training has come.

Nothing is kept between the steps, so a resumed training needs nothing to go on as it would have.
"""

import math

from training.config import TrainConfig


def rate_factor(config: TrainConfig, done_epochs: float) -> float:
    """Return what the highest learning rate is multiplied by.

    Args:
        config: Names the schedule.
        done_epochs: Epochs behind, parts of the present one included, up to `config.epochs`.

    Returns:
        0..1. While warming up it rises in a straight line; `cosine` then falls to 0 at the last
        epoch (Loshchilov and Hutter, 2017, without restarts), `step` by a factor every so often.
    """
    warm = min(config.warmup_epochs, config.epochs / 2)
    if done_epochs < warm:
        return done_epochs / warm
    match config.schedule:
        case "constant":
            return 1.0
        case "cosine":
            share = (done_epochs - warm) / (config.epochs - warm)
            return 0.5 * (1.0 + math.cos(math.pi * min(share, 1.0)))
        case "step":
            return float(config.step_factor ** (done_epochs // config.step_epochs))


def step_factor(config: TrainConfig, epoch: int, step: int, steps: int) -> float:
    """Return the factor of one step.

    Args:
        config: Names the schedule.
        epoch: From 1.
        step: Within the epoch, from 0.
        steps: Of an epoch.
    """
    # The middle of the step: neither is the first one wasted at 0, nor the last.
    return rate_factor(config, epoch - 1 + (step + 0.5) / steps)
