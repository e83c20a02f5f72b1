"""Makes a portrait, and so a figure with depth, of any good frontal photo.

Where the person ends is found with GrabCut (Rother, Kolmogorov and Blake, SIGGRAPH 2004), started
from an ellipse for the head and a trapezium for the body that the landmarks place.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.scene.portraits import Portrait
from models.types import Landmarks, RgbImage

_ROUNDS = 4
_WORK_PX = 300  # longer side of the copy on which the outline is found; it is smoothed anyway
_CHIN_ED = 1.75  # below the eyes
_BROW_ED, _JAW_ED = -0.6, 1.1  # between these the head is as wide as it gets
_WIDTH_ED, _TOP_ED = (1.05, 1.9), (-2.3, -1.2)  # what heads with hair measure
_HIP_M = 0.165
_LEGS_SHADE = 0.8  # of the clothes far below the photo, against its lower edge
# Neck and shoulders that everybody has; without them a white shirt before a white wall is lost.
_SURE_BODY_ED = (
    (-0.45, 1.2), (0.45, 1.2), (0.6, 1.9), (0.95, 2.6), (1.9, 3.1), (2.4, 3.6), (2.5, 30),
    (-2.5, 30), (-2.4, 3.6), (-1.9, 3.1), (-0.95, 2.6), (-0.6, 1.9),
)  # fmt: skip
_OUTLINE_STEP_PX = 1.2  # how closely the outline follows


def portrait_from_photo(name: str, image: RgbImage, landmarks: Landmarks) -> Portrait:
    """Return the portrait of the person in a photo.

    Args:
        name: Who it is.
        image: (height, width, 3) uint8 RGB: one upright, frontal person on a backdrop that differs
            from them, from over the hair down to the shoulders.
        landmarks: (5, 2) pixels: eyes, nose, corners of the mouth.

    Raises:
        KioskError: The face is not in the photo, or no person reaches from it to the lower edge.
    """
    size = (image.shape[1], image.shape[0])
    if (landmarks < 0).any() or (landmarks >= size).any():
        raise _no_person(name)
    shrink = min(1.0, _WORK_PX / max(image.shape[:2]))
    small = np.asarray(
        cv2.resize(image, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )
    marks = (landmarks + 0.5) * shrink - 0.5
    person = _person(small, marks)
    large = cv2.resize(person.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
    mask = (np.asarray(large) > 0.5).astype(np.uint8)
    if not mask[-1].any() or not mask[tuple(np.rint(landmarks[2]).astype(int)[::-1])]:
        raise _no_person(name)
    centre, radii = _head(mask, landmarks)
    dress = image[-1][mask[-1] > 0]
    red, green, blue = (int(value) for value in np.median(dress, axis=0) * _LEGS_SHADE)
    return Portrait(
        name=name,
        image=image,
        landmarks=landmarks.astype(np.float32),
        outline=_outline(mask),
        head_centre_ed=centre,
        head_radii_ed=radii,
        hip_m=_HIP_M,
        legs_rgb=(red, green, blue),
    )


def _no_person(name: str) -> KioskError:
    return KioskError(
        f"No person was found in the photo of {name}.",
        "Choose a photo of head and shoulders before a plain wall.",
    )


def _person(image: RgbImage, marks: Landmarks) -> NDArray[np.uint8]:
    """Return (height, width) 0 or 1: the person, in one piece and without holes."""
    height, width = image.shape[:2]
    distance = float(np.linalg.norm(marks[1] - marks[0]))
    x, y = marks[:2].mean(axis=0)

    def at(across: float, down: float) -> tuple[int, int]:
        return round(float(x + across * distance)), round(float(y + down * distance))

    def size(across: float, down: float) -> tuple[int, int]:
        return round(across * distance), round(down * distance)

    seeds = np.full((height, width), cv2.GC_BGD, np.uint8)
    may_be = [at(-1.5, 2.4), at(1.5, 2.4), at(4.2, 3.3), at(4.6, 30), at(-4.6, 30), at(-4.2, 3.3)]
    cv2.ellipse(seeds, at(0, -0.1), size(2.1, 2.7), 0, 0, 360, cv2.GC_PR_BGD, -1)
    cv2.fillPoly(seeds, [np.array(may_be)], cv2.GC_PR_BGD)
    likely = [at(-0.7, 1.8), at(0.7, 1.8), at(3.0, 3.8), at(3.2, 30), at(-3.2, 30), at(-3.0, 3.8)]
    cv2.ellipse(seeds, at(0, 0.0), size(1.3, 1.9), 0, 0, 360, cv2.GC_PR_FGD, -1)
    cv2.fillPoly(seeds, [np.array(likely)], cv2.GC_PR_FGD)
    cv2.ellipse(seeds, at(0, 0.45), size(0.95, 1.15), 0, 0, 360, cv2.GC_FGD, -1)
    cv2.fillPoly(seeds, [np.array([at(*corner) for corner in _SURE_BODY_ED])], cv2.GC_FGD)
    cv2.setRNGSeed(0)  # GrabCut starts from k-means, which draws; the same photo, the same outline
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(image, seeds, (0, 0, 0, 0), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    mask = np.isin(seeds, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    person = np.zeros_like(mask)
    cv2.fillPoly(person, [_largest_contour(mask)], 1)
    return person


def _outline(mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    contour = cv2.approxPolyDP(_largest_contour(mask), _OUTLINE_STEP_PX, closed=True)
    return np.asarray(contour[:, 0], dtype=np.int32)


def _largest_contour(mask: NDArray[np.uint8]) -> NDArray[np.int32]:
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(max(contours, key=cv2.contourArea), dtype=np.int32)


def _head(
    mask: NDArray[np.uint8], landmarks: Landmarks
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return middle and radii of the head with its hair, eye distances from between the eyes."""
    distance = float(np.linalg.norm(landmarks[1] - landmarks[0]))
    x, y = (float(value) for value in landmarks[:2].mean(axis=0))
    rows = [min(max(round(y + at * distance), 0), len(mask) - 1) for at in (_BROW_ED, _JAW_ED)]
    columns = np.flatnonzero(mask[rows[0] : rows[1]].mean(axis=0) > 0.5)
    half_width = float(np.clip((columns[-1] - columns[0]) / 2 / distance, *_WIDTH_ED))
    middle = mask[:, round(x - 0.3 * distance) : round(x + 0.3 * distance)].any(axis=1)
    top = float(np.clip((np.flatnonzero(middle)[0] - y) / distance, *_TOP_ED))
    return (0.0, (top + _CHIN_ED) / 2), (half_width, (_CHIN_ED - top) / 2)
