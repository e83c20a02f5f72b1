"""The hand that holds a thing, drawn on the thing's own plane, and the arm below it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.types import RgbImage

_Colour = tuple[int, int, int]

REACH_MM = (32.0, 78.0)  # how far a hand sticks out at a thing's sides, and below it
_SOFT_MM = 2.0


@dataclass(frozen=True, slots=True)
class Grip:
    """Where a hand holds a thing.

    Attributes:
        x_mm: Of the palm, from the thing's middle.
        bottom_mm: The thing's lower edge, from its middle.
        half_width_mm: The thing's right edge, from its middle.
        around: Whether the fingers reach around its sides, as with a phone; else they hold it from
            below between thumb and fingers, as one holds paper.
    """

    x_mm: float
    bottom_mm: float
    half_width_mm: float
    around: bool


def draw_palm(canvas: NDArray[np.uint8], px_per_mm: float, grip: Grip, skin: _Colour) -> None:
    """Draw what is behind the thing: palm and finger tips.

    Args:
        canvas: (height, width, 4) uint8, the thing's middle in its middle; changed in place.
        px_per_mm: Of the canvas.
        grip: Where.
        skin: The hand's colour.
    """
    y = grip.bottom_mm + 20.0
    _capsule(canvas, px_per_mm, (grip.x_mm, y - 12), (grip.x_mm + 4, y + 70), 64.0, skin, 0.86)
    if not grip.around:
        return
    side = grip.half_width_mm if grip.x_mm < 0 else -grip.half_width_mm
    for k in range(4):  # finger tips come out at the far side
        tip_y = grip.bottom_mm - 18.0 - 17.0 * k
        reach = (4.0, 7.0, 6.0, 2.0)[k] * np.sign(side)
        _capsule(
            canvas,
            px_per_mm,
            (side - 20 * np.sign(side), tip_y + 5),
            (side + reach, tip_y),
            15.5,
            skin,
            0.93 + 0.02 * k,
        )


def draw_thumb(canvas: NDArray[np.uint8], px_per_mm: float, grip: Grip, skin: _Colour) -> None:
    """Draw what is before the thing: the thumb."""
    if grip.around:
        side = np.sign(grip.x_mm) or 1.0
        edge = side * grip.half_width_mm
        start = (edge + 10.0 * side, grip.bottom_mm + 16.0)
        _capsule(
            canvas, px_per_mm, start, (edge + 2.0 * side, grip.bottom_mm - 34.0), 18.0, skin, 1
        )
        return
    start = (grip.x_mm - 6.0, grip.bottom_mm + 34.0)
    _capsule(canvas, px_per_mm, start, (grip.x_mm + 2.0, grip.bottom_mm - 8.0), 20.0, skin, 1.0)


def draw_arm(
    picture: RgbImage,
    hand_px: NDArray[np.float64],
    elbow_px: NDArray[np.float64],
    widths_px: tuple[float, float],
    sleeve: _Colour,
) -> None:
    """Draw a sleeve from the hand to the elbow, rounded by shade.

    Args:
        picture: (height, width, 3) uint8 RGB, changed in place.
        hand_px: (2,) where the wrist is seen.
        elbow_px: (2,) where the elbow is, or would be below the picture.
        widths_px: At the wrist and at the elbow.
        sleeve: Colour of the cloth.
    """
    along = elbow_px - hand_px
    across = np.array([-along[1], along[0]]) / max(float(np.hypot(*along)), 1.0)
    for share, brightness in ((1.0, 0.62), (0.82, 0.78), (0.6, 0.9), (0.35, 1.0)):
        wrist, elbow = (across * width * share / 2 for width in widths_px)
        corners = [hand_px - wrist, hand_px + wrist, elbow_px + elbow, elbow_px - elbow]
        colour = [brightness * c for c in sleeve]
        fixed = np.rint(np.array(corners) * 16).astype(np.int32)
        cv2.fillPoly(picture, [fixed], colour, cv2.LINE_AA, shift=4)


def _capsule(
    canvas: NDArray[np.uint8],
    px_per_mm: float,
    start_mm: tuple[float, float],
    end_mm: tuple[float, float],
    width_mm: float,
    skin: _Colour,
    brightness: float,
) -> None:
    """Draw a rounded finger, brighter along its middle."""
    middle = np.array(canvas.shape[1::-1]) / 2.0
    ends = np.rint(np.array([start_mm, end_mm]) * px_per_mm + middle).astype(int)
    margin = round((width_mm / 2 + 4 * _SOFT_MM) * px_per_mm) + 2
    left, top = np.maximum(ends.min(axis=0) - margin, 0)
    right, bottom = np.maximum(ends.max(axis=0) + margin, 0)
    part = canvas[top:bottom, left:right]
    if part.size == 0:
        return
    start, end = ((int(x), int(y)) for x, y in ends - (left, top))
    for share, shade in ((1.0, 0.74), (0.8, 0.88), (0.5, 1.0)):
        mask = np.zeros(part.shape[:2], np.uint8)
        cv2.line(mask, start, end, 255, max(1, round(width_mm * share * px_per_mm)))
        soft = cv2.GaussianBlur(mask, (0, 0), max(_SOFT_MM * px_per_mm * (1.4 - share), 0.5))
        opacity = np.asarray(soft)[..., None] / 255.0
        colour = np.array([*(c * shade * brightness for c in skin), 255.0])
        part[:] = np.rint(part * (1.0 - opacity) + colour * opacity).astype(np.uint8)
