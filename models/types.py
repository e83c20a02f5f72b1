"""What travels between the rooms: frozen, and checked where it is made.

Pictures are RGB, uint8, (height, width, 3) everywhere inside Janus; a camera that delivers BGR
turns it at its own door. Coordinates are pixels of the frame, x to the right, y down.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

RgbImage: TypeAlias = NDArray[np.uint8]
GreyImage: TypeAlias = NDArray[np.uint8]
Landmarks: TypeAlias = NDArray[np.float32]
Vector: TypeAlias = NDArray[np.float32]

LANDMARK_COUNT = 5
_UNIT_TOLERANCE = 1e-3


def check_rgb(image: RgbImage) -> RgbImage:
    """Return `image` if it is an RGB picture.

    Args:
        image: (height, width, 3) uint8.

    Raises:
        ValueError: It has another shape or dtype, or no pixels.
    """
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
        raise ValueError(
            f"A picture must be (height, width, 3) uint8, not {image.shape} {image.dtype}."
        )
    return image


def check_grey(image: GreyImage) -> GreyImage:
    """Return `image` if it is a grey picture.

    Args:
        image: (height, width) uint8.

    Raises:
        ValueError: It has another shape or dtype, or no pixels.
    """
    if image.dtype != np.uint8 or image.ndim != 2 or image.size == 0:
        raise ValueError(
            f"A grey picture must be (height, width) uint8, not {image.shape} {image.dtype}."
        )
    return image


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of the camera.

    Attributes:
        image: (height, width, 3) uint8 RGB.
        captured_s: When it was taken, seconds on the monotonic clock.
        index: Its number since the source was opened, from 0.
        infrared: (height, width) uint8, of any size: what an infrared camera beside the camera saw
            at about the same time; None where there is none, or it has seen nothing lately.
    """

    image: RgbImage
    captured_s: float
    index: int
    infrared: GreyImage | None = None

    def __post_init__(self) -> None:
        check_rgb(self.image)
        if self.infrared is not None:
            check_grey(self.infrared)

    @property
    def width_px(self) -> int:
        """Width, pixels."""
        return int(self.image.shape[1])

    @property
    def height_px(self) -> int:
        """Height, pixels."""
        return int(self.image.shape[0])


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in the frame, pixels; may reach past the frame's edge."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.right > self.left and self.bottom > self.top):
            raise ValueError(f"A box must have a positive width and height, not {self}.")

    @property
    def width_px(self) -> float:
        """Width, pixels."""
        return self.right - self.left

    @property
    def height_px(self) -> float:
        """Height, pixels."""
        return self.bottom - self.top

    @property
    def area_px(self) -> float:
        """Area, square pixels."""
        return self.width_px * self.height_px

    @property
    def centre(self) -> tuple[float, float]:
        """The middle, (x, y) pixels."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def overlap(self, other: "Box") -> float:
        """Return intersection over union with `other`, 0..1."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        if width <= 0 or height <= 0:
            return 0.0
        shared = width * height
        return shared / (self.area_px + other.area_px - shared)


@dataclass(frozen=True, slots=True, eq=False)
class DetectedFace:
    """A face found in a frame.

    Attributes:
        box: Where it is.
        landmarks: (5, 2) float32 pixels: left eye, right eye, nose, mouth left, mouth right, left
            and right as seen in the picture.
        probability: The detector's own confidence, 0..1.
    """

    box: Box
    landmarks: Landmarks
    probability: float

    def __post_init__(self) -> None:
        if self.landmarks.shape != (LANDMARK_COUNT, 2) or self.landmarks.dtype != np.float32:
            raise ValueError(f"Landmarks must be (5, 2) float32, not {self.landmarks.shape}.")

    @property
    def eye_distance_px(self) -> float:
        """Distance between the eyes, pixels."""
        return float(np.linalg.norm(self.landmarks[1] - self.landmarks[0]))


@dataclass(frozen=True, slots=True, eq=False)
class TrackedFace:
    """A face followed over frames on one unbroken track.

    Attributes:
        track_id: The same number in each frame of one track, never used again.
        face: Where it is in this frame.
    """

    track_id: int
    face: DetectedFace


@dataclass(frozen=True, slots=True, eq=False)
class CanonicalCrop:
    """The crop an encoder was trained on: where the five landmarks lie in its square.

    Attributes:
        size_px: Side of the square.
        landmarks: (5, 2) float32 pixels within the square.
    """

    size_px: int
    landmarks: Landmarks


@dataclass(frozen=True, slots=True, eq=False)
class Embedding:
    """A face as a point on the unit sphere of one model.

    Attributes:
        vector: (D,) float32, of length 1.
        model_id: The model it came from; embeddings of two models are never compared.
    """

    vector: Vector
    model_id: str

    def __post_init__(self) -> None:
        if self.vector.ndim != 1 or self.vector.dtype != np.float32:
            raise ValueError(f"An embedding must be (D,) float32, not {self.vector.shape}.")
        if abs(float(np.linalg.norm(self.vector)) - 1.0) > _UNIT_TOLERANCE:
            raise ValueError("An embedding must have length 1.")
