"""Where the networks run: the graphics card if there is one, else the processor."""

import torch

from models.errors import ModelError

PREFERENCES = ("auto", "cpu", "cuda")


def choose_device(preference: str = "auto") -> torch.device:
    """Return the device to run on.

    Args:
        preference: `auto` (a CUDA card where there is one, else the processor), `cpu` or `cuda`.

    Raises:
        ModelError: `cuda` was asked for and there is none, or the word is another.
    """
    if preference not in PREFERENCES:
        raise ModelError(
            f"There is no device “{preference}”.", f"Choose one of: {', '.join(PREFERENCES)}."
        )
    if preference == "cpu":
        return torch.device("cpu")
    if torch.cuda.is_available():
        return torch.device("cuda")
    if preference == "cuda":
        raise ModelError(
            "A CUDA graphics card was asked for, and PyTorch finds none here.",
            "Set the encoder's device to “auto” or “cpu”, or check the card's driver.",
        )
    return torch.device("cpu")
