"""Cuts a person out of a portrait and clothes the part of the body that the photo leaves out."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.portraits import Portrait
from models.types import RgbImage

EYE_DISTANCE_M = 0.063
BODY_M = 1.55  # how far below the eyes a figure reaches

_MIN_PX_PER_ED = 75.0  # smaller photos are enlarged by a whole factor
_MARGIN_PX = 8  # of emptiness at the sides, so that no edge is stretched outwards
_SOFT_PX = 1.1  # softness of the outline, pixels of the photo
_SHOULDER_M = 0.2  # half the breadth over both; few adults have less
_SLOPE_ED = 0.7  # over this length shoulders reach it
_HEM_M = 0.86  # the jacket's end; below it are legs
_ANKLE_GAP_M = 0.022  # half of what is seen between the legs, at the ankles
_WEAVE = 3.5  # unevenness of cloth, standard deviation of its grey levels
_SOFT_ED = 0.05  # softness of the drawn clothes' edges
_FADE_ED = 1.6  # over this length the photo's last row turns into plain cloth


@dataclass(frozen=True, slots=True, eq=False)
class Cutout:
    """A person without a backdrop.

    Attributes:
        rgba: (height, width, 4) uint8, the colour multiplied by the opacity.
        px_per_ed: Pixels per eye distance.
        origin_px: The middle between the eyes, (x, y).
    """

    rgba: NDArray[np.uint8]
    px_per_ed: float
    origin_px: tuple[float, float]


def cut_out(portrait: Portrait) -> Cutout:
    """Return the person of a portrait, down to the shins."""
    factor = math.ceil(_MIN_PX_PER_ED / portrait.eye_distance_px)
    px_per_ed = portrait.eye_distance_px * factor
    colour = _without_backdrop(portrait.image, _matte(portrait, factor=1))
    large = cv2.resize(colour, None, fx=factor, fy=factor, interpolation=cv2.INTER_LANCZOS4)
    colour = np.clip(large, 0.0, 255.0).astype(np.float32)
    matte = _matte(portrait, factor)
    # The middle of a pixel stays the middle of the block of pixels that it becomes.
    origin_x, origin_y = ((c + 0.5) * factor - 0.5 for c in portrait.origin_px)
    rows = round(origin_y + BODY_M / EYE_DISTANCE_M * px_per_ed) - matte.shape[0]
    cloth, cloth_matte = _clothes(portrait, colour, matte, rows, px_per_ed, origin_x, origin_y)
    colour = np.vstack([colour, cloth])
    opacity = np.vstack([matte, cloth_matte])
    rgba = np.dstack([colour * opacity[..., None], opacity * 255.0])
    rgba = np.pad(np.rint(rgba).astype(np.uint8), ((0, 0), (_MARGIN_PX, _MARGIN_PX), (0, 0)))
    return Cutout(rgba, px_per_ed, (origin_x + _MARGIN_PX, origin_y))


def _matte(portrait: Portrait, factor: int) -> NDArray[np.float32]:
    """Return the opacity, 0..1, of the enlarged photo: soft at the outline and a little inside."""
    height, width = (side * factor for side in portrait.image.shape[:2])
    below = 16 * factor  # the body goes on below the photo, so no edge may form at its last row
    outline = portrait.outline * factor
    outline[outline[:, 1] >= height - factor, 1] += below
    mask = np.zeros((height + below, width), np.float32)
    cv2.fillPoly(mask, [outline], 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), _SOFT_PX * factor)[:height]
    # Half-way is moved inwards: the outline's own pixels hold some of the backdrop's colour.
    return np.asarray(np.clip(soft * 2.0 - 1.0, 0.0, 1.0), dtype=np.float32)


def _without_backdrop(image: RgbImage, matte: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the photo with the person's own colours carried outwards over the outline."""
    sure = (matte > 0.98).astype(np.float32)[..., None]
    blurred = cv2.GaussianBlur(image * sure, (0, 0), 2.0)
    amount = cv2.GaussianBlur(sure, (0, 0), 2.0)[..., None]
    carried = blurred / np.maximum(amount, 1e-4)
    return np.where(sure > 0, image, carried).astype(np.float32)


def _clothes(
    portrait: Portrait,
    colour: NDArray[np.float32],
    matte: NDArray[np.float32],
    rows: int,
    px_per_ed: float,
    origin_x: float,
    origin_y: float,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return colour and opacity of the body below the photo's last row."""
    height, width = matte.shape
    x_ed = ((np.arange(width) - origin_x) / px_per_ed)[None, :]
    below_ed = (np.arange(rows) / px_per_ed)[:, None]
    y_m = below_ed * EYE_DISTANCE_M + (height - origin_y) / px_per_ed * EYE_DISTANCE_M
    # Sides: from where the photo leaves them to the hips, then down to the ankles.
    inside = np.flatnonzero(matte[-1] > 0.5)
    hip_ed = portrait.hip_m / EYE_DISTANCE_M
    ease = _smooth(below_ed / 2.5)
    # A photo may end above the shoulders' full breadth: they go on to there first.
    widest = min(_SHOULDER_M / EYE_DISTANCE_M, -x_ed[0, 0], x_ed[0, -1])
    sloping = _smooth(below_ed / _SLOPE_ED)
    from_left, from_right = (
        edge + sloping * max(widest - abs(edge), 0.0) * side
        for edge, side in ((x_ed[0, inside[0]], -1.0), (x_ed[0, inside[-1]], 1.0))
    )
    tapered = hip_ed * (1.0 - 0.32 * _smooth((y_m - _HEM_M + 0.1) / 0.7))
    left = (1 - ease) * from_left - ease * tapered
    right = (1 - ease) * from_right + ease * tapered
    gap = _ANKLE_GAP_M / EYE_DISTANCE_M * np.clip((y_m - _HEM_M - 0.05) / 0.5, 0.0, 1.0)
    edges = np.minimum(np.minimum(x_ed - left, right - x_ed), np.abs(x_ed) - gap + _SOFT_ED)
    opacity = np.clip(edges / _SOFT_ED, 0.0, 1.0)
    # Colour: the last rows, then plain cloth, rounded by shade at the sides.
    near, far = (
        cv2.GaussianBlur(colour[-6:].mean(axis=0)[None], (0, 0), sigma * px_per_ed)
        for sigma in (0.05, 0.8)
    )
    last = near + (far - near) * _smooth(below_ed / 0.4)[..., None]
    plain = np.asarray(portrait.legs_rgb, np.float32)
    cloth = last + (plain - last) * _smooth(below_ed / _FADE_ED)[..., None]
    across = (x_ed - (left + right) / 2) / np.maximum((right - left) / 2, 1e-3)
    shade = 1.0 - 0.45 * np.clip(np.abs(across), 0.0, 1.0) ** 3 * ease
    folds = 1.0 + 0.10 * ease * np.sin(3.1 * x_ed + 0.7 * np.sin(0.8 * below_ed))
    legs = 1.0 - 0.25 * _smooth((y_m - _HEM_M) / 0.02)
    weave = _WEAVE * np.random.default_rng(0).standard_normal((rows, width, 1), np.float32)
    cloth = cloth * (shade * folds * legs)[..., None] + cv2.blur(weave, (2, 2))[..., None] * 2
    return (
        np.clip(cloth, 0.0, 255.0).astype(np.float32),
        opacity.astype(np.float32),
    )


def _smooth(t: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return 0 below 0, 1 above 1, and a soft rise in between."""
    t = np.clip(t, 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)
