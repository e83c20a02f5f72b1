"""What is around a face: the edges of a held picture, or a room that stays where it is.

A print, a phone or a tablet ends in straight edges on several sides of the face, and they travel
with the hand that holds it. Behind a living head there are edges, too, doors, posters and screens,
but they are the room's, and the camera does not move: they stay where they are, to a fraction of a
pixel, while the head sways. So long straight edges around the face are sought, and for each it is
asked which explains better how the picture looks across it: that it came along with the face since
an earlier picture, or that it stood still. For a screen, on which a head may move as it likes, it
is enough that the edge has moved at all.

A picture cut out along the head, or one that fills the whole view, shows no edge, and neither does
a living head: so an empty surround says next to nothing, and a room that stands still behind a
moving head no more than that, since it does so behind a cut-out, too. This cue speaks against.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from models.liveness.likelihood import NOTHING, LogRatio
from models.liveness.straight_edges import (
    EYE_DISTANCE_PX,
    ORIGIN_PX,
    SIZE_PX,
    Edge,
    Side,
    View,
    edges_of,
    view_of,
)
from models.types import Landmarks, RgbImage

GAP_S = 0.24  # between two frames that are looked at
_KEPT = 8
_REACH_S = 1.2  # an older picture is too different to be compared with
_FEWEST = 2  # looks that could be compared with an earlier one

_HALF_PX = 8  # of the profile across an edge
_EVERY = 2  # of an edge's points: the next one sees nearly the same
_ASTRAY_PX = 3  # what the landmarks may be off by, out there
_PINNED_PX = 1  # what moved no further has not moved
_SEARCH_PX = 12  # an edge of a screen is looked for within this
_IN_VIEW = 0.8  # share of an edge that must have been in the earlier crop
_UNLIKE = 0.03  # two pictures of the same edge differ by about this: 1 - their correlation
# Log of how much worse "stood still" explains an edge than "came along", and how much of it counts.
_STOOD, _CAME = -0.4, 0.7
_UNKNOWN = 0.35  # where neither explains it better, as when nothing moves
_SHORT_ED, _LONG_ED = 0.8, 3.2  # an edge that counts for nothing, and one that counts in full

_PARALLEL_DEG = (8.0, 16.0)  # two edges within this are parallel, and beyond that they are not
_ACROSS, _DOWN = (Side.LEFT, Side.RIGHT), (Side.ABOVE, Side.BELOW)

# Logistic regressions (offset, slope) fitted to simulated visits and real clips that no figure is
# reported of; see docs/liveness.md. So few screens look like heads here that their own slope would
# be steeper than any data support: it is that of pictures.
_FLAT, _SCREEN = (2.3, -11.5), (3.9, -11.5)
_MOST, _LEAST = 0.3, -5.0  # a cut-out shows no more edges than a head does

_Weighed = Sequence[tuple[Edge, NDArray[np.float64]]]


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a frame around the face was held, 0..1.

    Attributes:
        by_face: Edges that came along with the face: all of a flat picture's do.
        at_all: Edges that moved in the camera's picture.
    """

    by_face: float
    at_all: float


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    at_s: float
    view: View


@dataclass(frozen=True, slots=True, eq=False)
class Surround:
    """What the usable frames of one visit show around the face.

    Attributes:
        looks: The last frames that were looked at, oldest first.
        held: What was found in the last of them that could be compared with others.
    """

    looks: tuple[_Look, ...] = ()
    held: tuple[Held, ...] = ()

    def with_face(self, image: RgbImage, landmarks: Landmarks, at_s: float) -> Surround:
        """Return this with one more usable frame, taken after those before.

        Args:
            image: (height, width, 3) uint8 RGB.
            landmarks: (5, 2) pixels.
            at_s: When it was taken, seconds.

        Raises:
            ValueError: The landmarks all lie in one point.
        """
        if self.looks and at_s < self.looks[-1].at_s + GAP_S - 1e-3:
            return self
        view = view_of(image, landmarks)
        before = tuple(look for look in self.looks if at_s - look.at_s <= _REACH_S)
        looks = (*before, _Look(at_s, view))
        if not before:
            return Surround(looks, self.held)
        found = held_around(view, [look.view for look in before])
        return Surround(looks, (*self.held, found)[-_KEPT:])

    @property
    def log_ratio(self) -> LogRatio:
        """What it says so far, natural logarithm; of a stream that stands still nothing."""
        if len(self.held) < _FEWEST:
            return NOTHING
        return LogRatio(
            flat=_line(_FLAT, float(np.mean([held.by_face for held in self.held]))),
            screen=_line(_SCREEN, float(np.mean([held.at_all for held in self.held]))),
        )


def held_around(view: View, before: Sequence[View]) -> Held:
    """Return how much of a frame around a face is held.

    Args:
        view: The face now.
        before: The same face up to a second earlier; at least one.
    """
    found = {
        side: [(edge, np.array(_weights(edge, view, before))) for edge in edges]
        for side, edges in edges_of(view).items()
    }
    sides = np.vstack([_opposite(found[one], found[other]) for one, other in (_ACROSS, _DOWN)])
    third, second, first = np.sort(sides, axis=0)[-3:]  # a hand may hide the fourth
    # One edge alone is no frame: a strap, a stripe of a shirt, straight hair.
    by_face, at_all = (np.minimum(first, 2.0 * second) + second + third) / 3.0
    return Held(float(by_face), float(at_all))


def _opposite(one: _Weighed, other: _Weighed) -> NDArray[np.float64]:
    """Return (2, 2): what the edges of two opposite sides count for, as `_weights` has it.

    The sides of a frame are parallel, but for perspective; hair that falls from a parting is not.
    So of two that are not, only the stronger counts.
    """
    alone = [np.stack([weight, np.zeros(2)]) for _, weight in (*one, *other)]
    pairs = [
        np.stack([np.maximum(weight, facing), _parallel(edge, to) * np.minimum(weight, facing)])
        for edge, weight in one
        for to, facing in other
    ]
    may_be = np.array([np.zeros((2, 2)), *alone, *pairs])
    best = may_be.sum(axis=1).argmax(axis=0)
    return np.stack([may_be[choice, :, way] for way, choice in enumerate(best)], axis=1)


def _parallel(one: Edge, other: Edge) -> float:
    """Return 1 for two parallel edges, 0 for two that are not."""
    turn_deg = np.degrees(np.arccos(min(abs(float(one.normal @ other.normal)), 1.0)))
    return float(np.interp(turn_deg, _PARALLEL_DEG, [1.0, 0.0]))


def _weights(edge: Edge, view: View, before: Sequence[View]) -> tuple[float, float]:
    """Return how much an edge counts, 0..1: as one that came along, and as one that moved."""
    long = float(np.interp(edge.length_ed, [_SHORT_ED, _LONG_ED], [0.0, 1.0]))
    if not long:
        return 0.0, 0.0
    across = np.arange(-_HALF_PX - _SEARCH_PX, _HALF_PX + _SEARCH_PX + 1)
    on_edge = edge.points[::_EVERY] * EYE_DISTANCE_PX + ORIGIN_PX
    came = on_edge[:, None] + edge.normal * across[None, :, None]
    earlier, stood, moved = None, came, 0.0
    for other in before:
        there = _where_it_would_be(came, view, other)
        middle = there[:, len(across) // 2]
        in_view = ((middle > 1) & (middle < np.array(SIZE_PX) - 2)).all(axis=1).mean()
        by = abs(float((middle - on_edge).mean(axis=0) @ edge.normal))
        if in_view >= _IN_VIEW and (earlier is None or by > moved):
            earlier, stood, moved = other, there, by
    if earlier is None:
        return long * _UNKNOWN, long * _UNKNOWN
    now = _sampled(view, came[:, _SEARCH_PX:-_SEARCH_PX])
    if_came, if_stood = (_likeness(now, _sampled(earlier, where)) for where in (came, stood))
    near = slice(_SEARCH_PX - _ASTRAY_PX, _SEARCH_PX + _ASTRAY_PX + 1)
    still = _worse(float(if_stood[_SEARCH_PX]))
    by_face = still - _worse(float(if_came[near].max()))
    elsewhere = np.delete(if_stood, slice(_SEARCH_PX - _PINNED_PX, _SEARCH_PX + _PINNED_PX + 1))
    at_all = still - _worse(float(max(if_came[near].max(), elsewhere.max())))
    return long * _share(by_face), long * _share(at_all)


def _where_it_would_be(
    points: NDArray[np.float64], view: View, earlier: View
) -> NDArray[np.float64]:
    """Return where points of a crop lie in an earlier one, if they have not moved."""
    in_picture = cv2.invertAffineTransform(view.from_picture)
    turn = earlier.from_picture[:, :2] @ in_picture[:, :2]
    shift = earlier.from_picture[:, :2] @ in_picture[:, 2] + earlier.from_picture[:, 2]
    return np.asarray(points @ turn.T + shift)


def _sampled(view: View, points: NDArray[np.float64]) -> NDArray[np.float32]:
    x, y = np.moveaxis(points.astype(np.float32), -1, 0)
    values = cv2.remap(view.smooth, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(values, np.float32)


def _likeness(now: NDArray[np.float32], then: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the correlation of profiles across an edge with all places in wider earlier ones.

    Args:
        now: (N, width).
        then: (N, width + places - 1).

    Returns:
        (places,) in -1..1.
    """
    windows = sliding_window_view(then, now.shape[1], axis=1)
    windows = windows - windows.mean(axis=2, keepdims=True)
    now = now - now.mean(axis=1, keepdims=True)
    together = np.einsum("nsk,nk->s", windows, now)
    return np.asarray(together / np.sqrt((windows**2).sum(axis=(0, 2)) * (now**2).sum() + 1e-6))


def _worse(likeness: float) -> float:
    return float(np.log(1.0 - likeness + _UNLIKE))


def _share(log_quotient: float) -> float:
    return float(np.interp(log_quotient, [_STOOD, 0.0, _CAME], [0.0, _UNKNOWN, 1.0]))


def _line(line: tuple[float, float], held: float) -> float:
    return float(np.clip(line[0] + line[1] * held, _LEAST, _MOST))
