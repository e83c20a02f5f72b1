"""Long straight edges beside, above and below a face: where a print or a phone would end.

A held picture of a face is a rectangle: its edges flank the face, about upright or level to it, and
are longer than anything straight on a person. Line segments are found by LSD (Grompone von Gioi et
al. 2012, "LSD: a line segment detector", IPOL), and those that lie on one line are put together: a
finger, a highlight or a blurred stretch may interrupt an edge. An edge of the camera's picture
itself is none.

All lengths are eye distances from the middle between the eyes, in a crop that holds the face
upright and of one size.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from models.align import similarity_transform
from models.head_pose import FRONTAL
from models.types import Landmarks, RgbImage

Grey = NDArray[np.uint8]
Points = NDArray[np.float64]

EYE_DISTANCE_PX = 28.0
ORIGIN_PX = np.array([90.0, 81.0])  # the middle between the eyes
SIZE_PX = (180, 196)  # width and height: 3.2 eye distances to the sides, 2.9 up, 4.1 down
_MARKS = (FRONTAL * EYE_DISTANCE_PX + ORIGIN_PX).astype(np.float32)

_FINER = 1.4  # than the crop: what it is cut from, so that nothing is skipped
_SHORTEST_ED = 0.3  # of a segment
_STEEPEST = 0.3  # tangent of an edge's angle to the upright or level: about 17 degrees
_STRAIGHT_ED = 0.07  # how far a segment may lie beside the line that it belongs to
_STEP_ED = 0.1
_MARGIN_PX = 3.0  # of the camera's picture
_APART_ED = 0.2  # between two edges of one side
_PER_SIDE = 2  # the edge of a bezel and that of its glass, or one of the room's


class Side(Enum):
    """Where an edge may be; (axis along it, nearest, furthest, from, to, where it is measured)."""

    LEFT = (1, -2.8, -1.2, -1.6, 3.2, 0.5)
    RIGHT = (1, 1.2, 2.8, -1.6, 3.2, 0.5)
    ABOVE = (0, -2.8, -1.3, -2.0, 2.0, 0.0)
    BELOW = (0, 2.0, 3.9, -2.0, 2.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A face with what is around it.

    Attributes:
        crop: (196, 180) uint8 grey; black where the camera's picture ends.
        smooth: The same without the finest grain, to compare pictures by.
        from_picture: (2, 3) takes pixels of the picture to those of the crop.
        picture_px: Width and height of the picture.
    """

    crop: Grey
    smooth: Grey
    from_picture: Points
    picture_px: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """A straight edge.

    Attributes:
        length_ed: How much of it is to be seen.
        points: (N, 2) on it, every tenth of an eye distance, where it is to be seen.
        normal: (2,) across it, unit.
    """

    length_ed: float
    points: Points
    normal: Points


def view_of(image: RgbImage, landmarks: Landmarks) -> View:
    """Return a face with what is around it, upright and of one size.

    Args:
        image: (height, width, 3) uint8 RGB.
        landmarks: (5, 2) pixels.

    Raises:
        ValueError: The landmarks all lie in one point.
    """
    matrix = similarity_transform(landmarks, _MARKS)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    height, width = image.shape[:2]
    # Only the part that is looked at is made grey and small; it may be turned by any angle.
    reach = float(np.hypot(*SIZE_PX)) / 2 / scale + 4
    middle = np.linalg.solve(matrix[:, :2], np.array(SIZE_PX) / 2 - matrix[:, 2])
    left, top = np.clip(np.floor(middle - reach).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(middle + reach).astype(int), (left + 1, top + 1), None)
    part = cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_RGB2GRAY)
    larger = np.array(part.shape[1::-1], dtype=np.float64)
    if scale * _FINER < 1.0:
        size = tuple(max(1, round(side * scale * _FINER)) for side in larger)
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    ratio = larger / part.shape[1::-1]
    of_part = np.column_stack(
        [
            matrix[:, :2] * ratio,
            matrix[:, :2] @ (np.array([left, top]) + 0.5 * ratio - 0.5) + matrix[:, 2],
        ]
    )
    crop = cv2.warpAffine(part, of_part, SIZE_PX, flags=cv2.INTER_LINEAR)
    smooth = cv2.GaussianBlur(crop, (0, 0), 1.0)
    return View(np.asarray(crop, np.uint8), np.asarray(smooth, np.uint8), matrix, (width, height))


def edges_of(view: View) -> dict[Side, tuple[Edge, ...]]:
    """Return the longest straight edges on each side of a face, the longest first."""
    segments = _segments(view)
    return {side: tuple(_longest(segments, side)) for side in Side}


def _segments(view: View) -> Points:
    """Return (N, 2, 2) ends of segments, eye distances; not those of the picture's own border."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(view.crop)[0]
    if found is None:
        return np.zeros((0, 2, 2))
    ends = found.reshape(-1, 2, 2).astype(np.float64)
    back = np.asarray(cv2.invertAffineTransform(view.from_picture), np.float64)
    # By the middle: an edge may well run out of the picture, but its border has none inside.
    seen = ends.mean(axis=1) @ back[:, :2].T + back[:, 2]
    margin = _MARGIN_PX * float(np.hypot(back[0, 0], back[1, 0]))
    within = (seen > margin) & (seen < np.array(view.picture_px) - 1 - margin)
    segments = (ends[within.all(axis=1)] - ORIGIN_PX) / EYE_DISTANCE_PX
    lengths = np.linalg.norm(segments[:, 1] - segments[:, 0], axis=1)
    return np.asarray(segments[lengths > _SHORTEST_ED])


def _longest(segments: Points, side: Side) -> Iterator[Edge]:
    """Yield the longest lines that segments of a side lie on."""
    axis, nearest, furthest, start, end, middle = side.value
    run = segments[:, 1] - segments[:, 0]
    segments = segments[np.abs(run[:, 1 - axis]) < _STEEPEST * np.abs(run[:, axis])]
    along, across = segments[:, :, axis], segments[:, :, 1 - axis]
    slope = (across[:, 1] - across[:, 0]) / (along[:, 1] - along[:, 0])
    place = across[:, 0] + slope * (middle - along[:, 0])
    lines = np.flatnonzero((place > nearest) & (place < furthest))
    steps = np.arange(start, end, _STEP_ED) + _STEP_ED / 2
    covers = (steps >= along.min(axis=1, initial=np.inf)[:, None]) & (
        steps <= along.max(axis=1, initial=-np.inf)[:, None]
    )
    beside = across - (place[lines, None, None] + slope[lines, None, None] * (along - middle))
    on_line = (np.abs(beside) < _STRAIGHT_ED).all(axis=-1).reshape(len(lines), len(segments))
    covered = on_line.astype(np.int64) @ covers.astype(np.int64) > 0
    length = covered.sum(axis=1) * _STEP_ED
    for _ in range(_PER_SIDE):
        if not len(lines) or length.max() <= 0.0:
            return
        best = int(length.argmax())
        line = lines[best]
        points = np.empty((int(covered[best].sum()), 2))
        points[:, axis] = steps[covered[best]]
        points[:, 1 - axis] = place[line] + slope[line] * (points[:, axis] - middle)
        normal = np.empty(2)
        normal[axis], normal[1 - axis] = -slope[line], 1.0
        yield Edge(float(length[best]), points, normal / np.linalg.norm(normal))
        length[np.abs(place[lines] - place[line]) < _APART_ED] = 0.0
