"""What a network is shown of a picture: its centre, or a slightly different view each time.

The steps of the tutorial, in the places where they are: *resize* and *centre crop* (or face
alignment) once for each picture in `prepare`; *to tensor* there too; augmentation and the last
centre crop here; *normalise* in the encoder, first thing in its `forward`. Each encoder was trained
with numbers of its own, and one that normalises its input itself cannot be fed wrongly by the door.
So views are uint8 RGB 0..255 in and out, a quarter of the memory of floats on the way to a GPU.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Protocol

import torch
from torch import Tensor
from torchvision.transforms import InterpolationMode, v2

Augment = Literal["none", "light", "strong"]
"""How much views of one picture differ."""


class View(Protocol):
    """What is shown of a picture."""

    def __call__(self, pixels: Tensor, seed: int = 0) -> Tensor:
        """Return the view.

        Args:
            pixels: (3, S', S') uint8 RGB.
            seed: The only source of randomness.

        Returns:
            (3, S, S) uint8 RGB.
        """
        ...


@dataclass(frozen=True, slots=True)
class EvaluationView:
    """The centre and nothing else; takes batches (..., 3, S', S') too."""

    size_px: int

    def __call__(self, pixels: Tensor, seed: int = 0) -> Tensor:
        """Return (..., 3, S, S), a part of the same memory."""
        top, left = ((side - self.size_px) // 2 for side in pixels.shape[-2:])
        return pixels[..., top : top + self.size_px, left : left + self.size_px]


@dataclass(frozen=True, slots=True)
class TrainingView:
    """A view that differs with its seed, and with nothing else."""

    steps: v2.Transform

    def __call__(self, pixels: Tensor, seed: int = 0) -> Tensor:
        """Return (3, S, S)."""
        # Not torch.manual_seed: it would seed the GPUs too, whose state nobody here gives back.
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(seed)
            return torch.as_tensor(self.steps(pixels))


@dataclass(frozen=True, slots=True)
class _Strength:
    """How far views may stray.

    Attributes:
        turn_deg: Either way.
        shift: Either way, as a share of the picture's side.
        scale: Smallest and largest.
        light: How far brightness and contrast stray from 1, and half of it for saturation.
        gray: How likely colour is taken away.
        blur: How likely the picture is softened.
        erase: How likely a patch is covered.
    """

    turn_deg: float
    shift: float
    scale: tuple[float, float]
    light: float
    gray: float = 0.0
    blur: float = 0.0
    erase: float = 0.0


# Within what a face detector's landmarks, rooms and cameras really do; a wider range costs accuracy
# on aligned faces, which come upright and in place.
_STRENGTHS = MappingProxyType(
    {
        "light": _Strength(turn_deg=5, shift=0.03, scale=(0.95, 1.05), light=0.2),
        "strong": _Strength(
            turn_deg=10, shift=0.06, scale=(0.88, 1.12), light=0.4, gray=0.1, blur=0.2, erase=0.25
        ),
    }
)


def margin_px(size_px: int) -> int:
    """Return how much is kept around the centre on each side, for augmentation to move in."""
    return -(-size_px // 8)


def evaluation_view(size_px: int) -> EvaluationView:
    """Return the view for testing: the centre."""
    return EvaluationView(size_px)


def training_view(size_px: int, augment: Augment, *, mirror: bool = True) -> View:
    """Return the view for training.

    Args:
        size_px: Side S that the encoder takes.
        augment: `none` shows the centre; `light` and `strong` stray from it.
        mirror: Whether left and right may change places: a face stays that face, a letter does not
            stay that letter.
    """
    if augment == "none":
        return EvaluationView(size_px)
    strength = _STRENGTHS[augment]
    steps: list[v2.Transform] = [
        v2.RandomAffine(
            strength.turn_deg,
            (strength.shift, strength.shift),
            strength.scale,
            interpolation=InterpolationMode.BILINEAR,
        ),
        v2.CenterCrop(size_px),
    ]
    if mirror:
        steps.append(v2.RandomHorizontalFlip())
    steps.append(v2.ColorJitter(strength.light, strength.light, strength.light / 2))
    if strength.gray:
        steps.append(v2.RandomGrayscale(strength.gray))
    if strength.blur:
        steps.append(v2.RandomApply([v2.GaussianBlur(5, (0.3, 1.5))], strength.blur))
    if strength.erase:
        steps.append(v2.RandomErasing(strength.erase, scale=(0.02, 0.12)))
    return TrainingView(v2.Compose(steps))
