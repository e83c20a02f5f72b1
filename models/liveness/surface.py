"""Whether a face moves as a sheet of paper can: dense motion between two pictures of it.

A picture of a face lies on a sheet. However the sheet is turned, moved, or bent about one axis,
each point of the face moves nearly by a polynomial of second degree in its place on it (the image
of a plane is a homography, whose second-order part is a quadratic; a bend adds one more quadratic).
A living face does not: the nose stands out, and cheeks and mouth are never quite at rest. So the
motion is measured at many points (pyramidal Lucas-Kanade, Bouguet 2001, forwards and backwards),
the best polynomial is taken away, and what is left is asked whether it is smooth over some tenths
of the eye distance, as a face's is, or grainy, as errors of the measurement are. The answer is the
variance ratio of linear models (Fisher's F): scale, noise, contrast and sharpness of the camera
fall out of it.

What the polynomial leaves of a sheet, within 20 degrees of frontal and 8 eye distances away or
more, was computed: of a plane that turns by up to 20 degrees between the pictures at most 0.02
pixels of the crop, far below the 0.07 that the measurement errs by; of one bent to a radius of 6
eye distances that turns by up to 5 degrees at most 0.04. Bent to a radius of 2 (12 cm for a face of
natural size) a sheet may leave 0.3, as much as a head that turns by some degrees: tight bends are
not told from heads by this.

The eyes and the bridge between them are left out: a sheet with a band cut out, and living eyes
behind, moves by itself only there.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.align import align
from models.head_pose import FRONTAL
from models.types import CanonicalCrop, Landmarks, RgbImage

Grey = NDArray[np.uint8]
Points = NDArray[np.float64]

EYE_DISTANCE_PX = 48.0
_ORIGIN_PX = np.array([88.0, 62.0])  # the middle between the eyes
CROP = CanonicalCrop(
    size_px=176, landmarks=(FRONTAL * EYE_DISTANCE_PX + _ORIGIN_PX).astype(np.float32)
)

_STEP_ED = 0.125  # from point to point
_WINDOW_PX = 9
_LEVELS = 2  # the alignment has taken most of the motion away
_SEARCH = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 20, 0.01)
_ASTRAY_PX = 0.5  # a point that does not come back to where it started
_FLAT_SHARE = 0.25  # of the median contrast: a point without texture says nothing
_FEWEST_POINTS = 60
TRUSTED_SHARE = 0.92  # of the points: highlights and outlines are among the others
_RIDGE = 1e-3

# Where the smooth rest is looked for, eye distances: nose, cheeks, mouth, chin, brow.
_CENTRES = np.array(
    [[0.0, 0.6], [0.0, 1.1], [0.0, 1.5], [0.0, -0.45]]
    + [
        [side * x, y]
        for x, y in ((0.45, 0.55), (0.85, 0.6), (0.42, 1.12), (0.55, 1.5))
        for side in (-1, 1)
    ]
    + [[-0.6, -0.45], [0.6, -0.45]]
)
_WIDTH_ED = 0.28


@dataclass(frozen=True, slots=True)
class Motion:
    """What is left of a face's motion once the best sheet's is taken away.

    Attributes:
        ratio: Variance that is smooth over the face, to that which is not; about the same for
            every sheet and camera, larger for a living face.
        smooth_ed: Root mean square of the smooth part, eye distances.
        points: Points it rests on.
    """

    ratio: float
    smooth_ed: float
    points: int


def face_crop(image: RgbImage, landmarks: Landmarks) -> Grey:
    """Return the face, upright and of one size, (176, 176) uint8 grey.

    Args:
        image: (height, width, 3) uint8 RGB.
        landmarks: (5, 2) pixels.

    Raises:
        ValueError: The landmarks all lie in one point.
    """
    return np.asarray(cv2.cvtColor(align(image, landmarks, CROP), cv2.COLOR_RGB2GRAY), np.uint8)


def motion_between(before: Grey, after: Grey) -> Motion | None:
    """Measure how a face moved from one crop to another.

    Args:
        before: See `face_crop`.
        after: The same face a moment later.

    Returns:
        None where too few points can be followed: the picture is too blurred or too dark.
    """
    return motion_of(*followed(before, after))


def followed(before: Grey, after: Grey) -> tuple[Points, Points]:
    """Follow points of a face, outside the band of the eyes, from one crop to another.

    Args:
        before: See `face_crop`.
        after: The same face a moment later.

    Returns:
        Where those points were that could be followed, (N, 2) eye distances from the middle between
        the eyes, and where each has gone, (N, 2) eye distances.
    """
    contrast = cv2.cornerMinEigenVal(cv2.GaussianBlur(before, (0, 0), 1.0), 7)
    columns, rows = _PIXELS.astype(int).T
    strength = contrast[rows, columns]
    start = _PIXELS.astype(np.float32)
    there, found = _follow(before, after, start)
    back, returned = _follow(after, before, there)
    sure = found & returned & (np.linalg.norm(back - start, axis=1) < _ASTRAY_PX)
    sure &= strength > _FLAT_SHARE * np.median(strength)
    return _PLACES[sure], (there - start)[sure].astype(np.float64) / EYE_DISTANCE_PX


def _follow(
    before: Grey, after: Grey, points: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    there, status, _ = cv2.calcOpticalFlowPyrLK(
        before,
        after,
        points,
        points.copy(),
        winSize=(_WINDOW_PX, _WINDOW_PX),
        maxLevel=_LEVELS,
        criteria=_SEARCH,
    )
    return np.asarray(there, np.float32), np.asarray(status).ravel() > 0


def motion_of(places: Points, moved: Points) -> Motion | None:
    """Measure how much of a motion is smooth over a face, and no sheet's.

    The ratio is of two nested linear models, with one point in twelve, those that fit least, left
    out. So errors that are independent and normal do not give F(28, 2 (points - 20)) itself, but
    that times 1.48, whatever the number of points.

    Args:
        places: (N, 2) eye distances from the middle between the eyes, in the picture before.
        moved: (N, 2) eye distances; where each has gone, in crops aligned by the landmarks.

    Returns:
        None where there are too few points, or they do not err: the two pictures are equal, and
        `stillness` speaks of those.

    Raises:
        ValueError: The shapes differ.
    """
    if places.shape != moved.shape or places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(f"Two (N, 2) sets are needed, not {places.shape} and {moved.shape}.")
    if len(places) < _FEWEST_POINTS:
        return None
    sheet = sheet_terms(places)
    face = np.hstack([sheet, _smooth(places)])
    wide = face.shape[1]
    normal = face.T @ face + _RIDGE * np.eye(wide)
    rest = moved - face @ np.linalg.solve(normal, face.T @ moved)
    far = np.hypot(rest[:, 0], rest[:, 1])
    kept = far <= np.quantile(far, TRUSTED_SHARE)
    moved, sheet, face = moved[kept], sheet[kept], face[kept]
    points = len(moved)
    of_sheet, of_face = _left_over(moved, sheet), _left_over(moved, face)
    more, free = wide - sheet.shape[1], points - wide
    if not of_face > 0:
        return None
    smooth = max(of_sheet - of_face, 0.0)
    return Motion(
        ratio=(smooth / more) / (of_face / free),
        smooth_ed=float(np.sqrt(smooth / (2 * points))),
        points=points,
    )


def _left_over(moved: Points, model: Points) -> float:
    """Return the sum of squares that a linear model leaves."""
    fitted = model @ np.linalg.lstsq(model, moved, rcond=None)[0]
    return float(np.sum((moved - fitted) ** 2))


def _places() -> Points:
    """Return the points of the face that are followed, eye distances from between the eyes."""
    grid = np.meshgrid(np.arange(-1.0, 1.01, _STEP_ED), np.arange(-0.6, 1.76, _STEP_ED))
    x, y = (axis.ravel() for axis in grid)
    oval = (x / 1.1) ** 2 + ((y - 0.55) / 1.25) ** 2 < 1.0
    eyes = np.abs(y) < 0.33
    return np.asarray(np.column_stack([x, y])[oval & ~eyes], dtype=np.float64)


def sheet_terms(places: Points) -> Points:
    """Return the terms by which a sheet may move each of (N, 2) points, (N, 6)."""
    x, y = places.T
    columns = [np.ones_like(x), x, y, x * x, x * y, y * y]
    return np.asarray(np.column_stack(columns), dtype=np.float64)


def _smooth(places: Points) -> Points:
    away = np.sum((places[:, None] - _CENTRES[None]) ** 2, axis=-1)
    return np.asarray(np.exp(-away / (2 * _WIDTH_ED**2)), dtype=np.float64)


_PLACES = _places()
_PIXELS = _PLACES * EYE_DISTANCE_PX + _ORIGIN_PX
