"""Whether the door's own backdrop is seen right around a head.

Just outside of a living head's outline the doorway itself is seen, at the temples, at the ears and
over the hair. A phone, a tablet or a print brings a surround of its own: the rest of its picture,
its bezel or paper, the hand and the arm that hold it; and it is a rectangle, whose upper corners
lie where a head is round. So rays are followed from the middle of the head outwards, over its upper
half, to where the known backdrop begins (`backdrop`) and goes on for a while, and it is asked of
how many that is within what heads and their hair reach. Below there must be something broader, and
no backdrop: shoulders. No A4 picture of a face at life size has room for them.

Living people have much hair, hats, hoods, and others behind them; the light changes, and things are
moved. Then no backdrop is seen, and this says next to nothing. It speaks for a head, not against
one. A picture cut out along the head and worn before one's own shows what a head shows: the verdict
bounds what is believed against those (`verdict.CUT_ALONG_SHARE`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.align import similarity_transform
from models.head_pose import FRONTAL
from models.liveness.backdrop import EVERY_PX, Backdrop, Values, in_its_light, off_by, small
from models.liveness.likelihood import NOTHING, LogRatio
from models.types import Landmarks, RgbImage

Floats = NDArray[np.float64]

GAP_S = 0.24  # between two frames that are looked at
_KEPT = 8
_FEWEST = 2

# All lengths are eye distances from the middle between the eyes, y downwards.
_FACE = FRONTAL.astype(np.float32)
_DEGREES = np.arange(-105, 106, 15)  # of the rays from upright, clockwise
_STEP = 0.05
_RADII = np.arange(0.5, 2.85, _STEP)
_RUN = round(0.4 / _STEP)  # so far the backdrop must go on beyond the outline
_TOWARDS = np.stack([np.sin(np.radians(_DEGREES)), -np.cos(np.radians(_DEGREES))], axis=1)
_RAYS = np.array([0.0, -0.25]) + _TOWARDS[:, None] * _RADII[None, :, None]
# What heads and their hair reach at most: on top, at the upper corners, and beside.
_REACH = np.select([np.abs(_DEGREES) <= 30, np.abs(_DEGREES) <= 60], [2.1, 1.95], 1.75)

_CORNERS = (30, 45, 60)
_ROUND = 1.2  # against an ellipse as high and as broad; a square's corners lie at 1.41

_ACROSS, _DOWN = np.arange(-3.2, 3.21, 0.1), np.arange(2.0, 3.21, 0.3)
_BELOW = np.stack(np.meshgrid(_ACROSS, _DOWN), axis=-1)
_SHOULDERS = 2.0  # half of their breadth, at least; a life-size face on A4 has 1.7 to each side
# Who stands near is cut off by the picture's end. Where it ends above this, shoulders have begun
# and are broader than a neck (0.9), an arm or a phone (1.1), but their breadth is not seen.
_FULL_DOWN, _BEGUN = 2.9, 1.4

_BODY = (2.0, 2.6)  # radius of the head and half breadth of what is below, where no light is read
_FAR_SHARE = 0.5  # of what is far from the head must be backdrop, or the light is guessed

# Of how many rays: no more than hides from most cameras, and what nearly all heads show.
_FEW, _MANY = 0.6, 0.8
_LEAST, _MOST = -0.1, 3.0


@dataclass(frozen=True, slots=True, eq=False)
class BackdropLooks:
    """What the usable frames of one visit show around the head.

    Attributes:
        backdrop: The empty doorway; of a face under way, as it was known when that came.
        looked_s: When the last frame was taken that was looked at, seconds.
        seen: Of each, the share of rays on which the backdrop begins where a head ends, 0..1; 0
            where the outline is a rectangle's, or there are no shoulders.
    """

    backdrop: Backdrop = field(default_factory=Backdrop)
    looked_s: float = -math.inf
    seen: tuple[float, ...] = ()

    def with_doorway(self, image: RgbImage, at_s: float, *, is_empty: bool) -> BackdropLooks:
        """Return this after one more frame between visits, see `Backdrop.with_doorway`."""
        return replace(self, backdrop=self.backdrop.with_doorway(image, at_s, is_empty=is_empty))

    def with_face(self, image: RgbImage, landmarks: Landmarks, at_s: float) -> BackdropLooks:
        """Return this with one more usable frame, taken after those before.

        Args:
            image: (height, width, 3) uint8 RGB.
            landmarks: (5, 2) pixels.
            at_s: When it was taken, seconds.

        Raises:
            ValueError: The landmarks all lie in one point.
        """
        if at_s < self.looked_s + GAP_S - 1e-3:
            return self
        found = seen_around(self.backdrop, image, landmarks, at_s)
        if found is None:
            return self
        return replace(self, looked_s=at_s, seen=(*self.seen, found)[-_KEPT:])

    @property
    def log_ratio(self) -> LogRatio:
        """What it says; nothing while the backdrop is not known, and nothing of a frozen stream."""
        if len(self.seen) < _FEWEST:
            return NOTHING
        says = float(np.interp(np.median(self.seen), [_FEW, _MANY], [_LEAST, _MOST]))
        return LogRatio(flat=says, screen=says)


def seen_around(
    backdrop: Backdrop, image: RgbImage, landmarks: Landmarks, at_s: float
) -> float | None:
    """Return on which share of rays the backdrop begins where a head ends, 0..1.

    None where the backdrop is not known; see `BackdropLooks.seen`.

    Args:
        backdrop: The empty doorway.
        image: (height, width, 3) uint8 RGB.
        landmarks: (5, 2) pixels.
        at_s: When it was taken, seconds.

    Raises:
        ValueError: The landmarks all lie in one point.
    """
    known = backdrop.known(at_s)
    if known is None:
        return None
    mean, variance = known
    now = small(image)
    if now.shape != mean.shape:
        return None
    # The middle of a pixel lies half a pixel from its corner, in both sizes.
    marks = (landmarks + 0.5) * (now.shape[1] / image.shape[1]) - 0.5
    to_picture = similarity_transform(_FACE, marks.astype(np.float32))
    far = _far_from_head(to_picture, now.shape[:2])
    expected = in_its_light(mean, now, far)
    if expected is None:
        return 0.0
    off = np.asarray(cv2.blur(off_by(expected, now, variance), (3, 3)), np.float32)
    if float((off[::EVERY_PX, ::EVERY_PX][far] <= 1.0).mean()) < _FAR_SHARE:
        return 0.0
    outline = _outline(_sampled(off, to_picture, _RAYS))
    if not _has_shoulders(_sampled(off, to_picture, _BELOW)) or _is_cornered(outline):
        return 0.0
    return float((outline <= _REACH).mean())


def _far_from_head(to_picture: Floats, shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which of every sixth pixel, across and down, is away from head and body."""
    back = np.asarray(cv2.invertAffineTransform(to_picture), np.float64)
    down, across = np.mgrid[: shape[0] : EVERY_PX, : shape[1] : EVERY_PX]
    x = back[0, 0] * across + back[0, 1] * down + back[0, 2]
    y = back[1, 0] * across + back[1, 1] * down + back[1, 2]
    head, body = _BODY
    return np.asarray((np.hypot(x, y + 0.2) > head) & ((y < 0.0) | (np.abs(x) > body)))


def _sampled(off: Values, to_picture: Floats, points: Floats) -> Values:
    """Return how much the picture differs at points around a face; -1 where it has ended.

    Args:
        off: (height, width), see `off_by`.
        to_picture: (2, 3) takes points around the face to pixels.
        points: (M, N, 2).
    """
    x, y = np.moveaxis((points @ to_picture[:, :2].T + to_picture[:, 2]).astype(np.float32), -1, 0)
    values = cv2.remap(
        off, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(-1.0,)
    )
    outside = (x < 0) | (y < 0) | (x > off.shape[1] - 1) | (y > off.shape[0] - 1)
    return np.where(outside, np.float32(-1.0), values).astype(np.float32)


def _outline(along: Values) -> Floats:
    """Return where the backdrop begins on each ray, eye distances; infinite where it does not."""
    is_backdrop = (along >= 0.0) & (along <= 1.0)
    windows = np.lib.stride_tricks.sliding_window_view(is_backdrop, _RUN, axis=1)
    runs = np.asarray(np.all(windows, axis=2))
    return np.where(runs.any(axis=1), _RADII[runs.argmax(axis=1)], np.inf)


def _has_shoulders(below: Values) -> bool:
    """Return whether what hides the backdrop below the face is broad enough at one height."""
    hidden = (below > 1.0).sum(axis=1) * (_ACROSS[1] - _ACROSS[0]) / 2
    is_full = bool(np.any(below[_DOWN >= _FULL_DOWN - 1e-9] >= 0.0))
    return bool(hidden.max() >= (_SHOULDERS if is_full else _BEGUN))


def _is_cornered(outline: Floats) -> bool:
    """Return whether an outline has an upper corner on both sides, as no ellipse has."""
    at = dict(zip(_DEGREES.tolist(), np.minimum(outline, _RADII[-1]).tolist(), strict=True))
    top = float(np.median([at[-15], at[0], at[15]]))

    def beyond(angle: int, beside: float) -> float:
        turn = math.radians(angle)
        return float(at[angle] * math.hypot(math.cos(turn) / top, math.sin(turn) / beside))

    left, right = (
        max(beyond(side * angle, at[side * 90]) for angle in _CORNERS) for side in (-1, 1)
    )
    return min(left, right) > _ROUND
