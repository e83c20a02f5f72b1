"""Depth by parallax: a head's nose leaves the plane of its eyes and mouth, a picture's cannot.

The eyes and the corners of the mouth of a face lie in one plane. Two views of a plane are related
by a homography, and four points determine it. So the four corners carry the nose to one place of a
fixed figure, and for a flat picture that place is the same in every frame, however it is held,
turned, tilted, moved or brought near, through any lens without distortion: no pose is estimated and
no model of a face is fitted. The tip of a head's nose stands some 0.4 eye distances before the
plane, and its place moves by that height times the tangent of the angle it is seen under: when the
head turns or nods, when it comes nearer off the camera's axis, when the person walks past.

What is left for a picture is the error of the detector, of which there are four kinds; the figures
below were measured on photographs of the London Set as planes and bent sheets, moved before a
simulated camera and seen by MTCNN (docs/liveness.md):

- noise of each landmark, carried through the homography;
- more of it when the face moved far since the last frame, as `follow` looks where it was;
- a slow error, and more of it the more the view of the plane changed: MTCNN has learnt from heads,
  and takes a slanted picture for one a little. A bent sheet, too, has a little depth;
- slips, see `models.liveness.sequential`.

Only usable frames count: a picture of a face in profile misleads the detector, and a waved one then
moves like a head. And a moving head on a screen has parallax too, so this says nothing about
screens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.liveness.likelihood import LogRatio
from models.liveness.sequential import Motion, Series, log_ratio, start, with_value
from models.types import LANDMARK_COUNT, Landmarks

_Array = NDArray[np.float64]

_CORNERS = [0, 1, 3, 4]
# Eyes and mouth of a face seen from the front, in distances from eyes to mouth. Which figure it is
# matters little: it only gives the unit.
_FIGURE = np.array([[-0.45, 0.0], [0.45, 0.0], [-0.39, 1.0], [0.39, 1.0]])
_MIDDLE = np.array([0.0, 0.5])
_STEP = 1e-5  # of the numeric derivative, in eye distances


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallaxRules:
    """How the nose's place moves, in distances from eyes to mouth unless said otherwise.

    Attributes:
        motion: How the nose of a living head and of a picture moves against the plane.
        noise_ed: Noise of a landmark, sideways and downwards, standard deviations in eye distances.
        jolt: The same per eye distance that the landmarks moved since the last frame.
        farthest_ed: Where the landmarks moved further since the last frame, eye distances, they say
            nothing: the detector looked where the face no longer was.
        drift: Standard deviation of the slow error.
        depth: Apparent depth of a flat or bent picture, standard deviation: times the tangent of
            the angle by which its view changed it gives more of the slow error.
        same_view: Changes of the logarithm of the plane's aspect up to this are noise.
        max_slant: Frames in which the logarithm of the plane's aspect is further from that of a
            face seen from the front say nothing: its view is slanted by 50 degrees or so.
    """

    motion: Motion
    noise_ed: tuple[float, float]
    jolt: float
    farthest_ed: float
    drift: float
    depth: float
    same_view: float
    max_slant: float


RULES = ParallaxRules(
    motion=Motion(
        spreads=(0.0, 0.03, 0.08, 0.2),
        # Half of the heads are taken to keep still, as people do who wait for a door.
        wandering=(0.8, 0.08, 0.06, 0.06),
        # Likeliest for 1200 series measured: 0.998, 0.002, 0, 0. No more is claimed than they show.
        standing=(0.995, 0.003, 0.001, 0.001),
        keeps_s=0.4,
        slip_share=0.03,
        slip_sd=0.12,
    ),
    noise_ed=(0.006, 0.010),
    jolt=0.05,
    farthest_ed=0.5,
    drift=0.012,
    depth=0.04,
    same_view=0.04,
    max_slant=0.5,
)


@dataclass(frozen=True, slots=True, eq=False)
class Parallax:
    """What the landmarks of one visit have said so far.

    Attributes:
        rules: How the nose's place moves.
        sideways: The nose's place along the eyes.
        downwards: The nose's place from eyes to mouth.
        last: (5, 2) float64 pixels, the landmarks of the last frame; None before the first.
        views: (2, 2) float64, least and greatest slant of the plane so far; see `_slant`.
    """

    rules: ParallaxRules
    sideways: Series
    downwards: Series
    last: _Array | None
    views: _Array

    @property
    def log_ratio(self) -> LogRatio:
        """What this says: between -1.4, as many heads keep still, and 10."""
        motion = self.rules.motion
        return LogRatio(flat=log_ratio(self.sideways, motion) + log_ratio(self.downwards, motion))


def no_frames(rules: ParallaxRules = RULES) -> Parallax:
    """Return what is known before the first frame: nothing."""
    series = start(rules.motion)
    return Parallax(rules, series, series, None, np.array([[np.inf] * 2, [-np.inf] * 2]))


def with_frame(parallax: Parallax, at_s: float, landmarks: Landmarks) -> Parallax:
    """Return the evidence with one more frame of the same track, usable as the door understands it.

    Args:
        parallax: The evidence so far.
        at_s: When the frame was captured, seconds; not before the last.
        landmarks: (5, 2) float32 pixels: left eye, right eye, nose, mouth left, mouth right.

    Returns:
        The evidence; unchanged where the corners form no face, or one seen too slantwise.

    Raises:
        ValueError: The landmarks have another shape, or time runs backwards.
    """
    if landmarks.shape != (LANDMARK_COUNT, 2):
        raise ValueError(f"Landmarks must be (5, 2), not {landmarks.shape}.")
    points = landmarks.astype(np.float64)
    eyes_px = float(np.linalg.norm(points[1] - points[0]))
    if not _is_a_face(points[_CORNERS]):
        return parallax
    rules = parallax.rules
    slant = _slant(points[_CORNERS])
    if np.linalg.norm(slant) > rules.max_slant:
        return parallax
    views = np.stack([np.minimum(parallax.views[0], slant), np.maximum(parallax.views[1], slant)])
    turned = float(np.linalg.norm(np.maximum(slant - views[0], views[1] - slant)))
    tangent = np.sqrt(np.expm1(2.0 * max(turned - rules.same_view, 0.0)))
    drift = float(np.hypot(rules.drift, rules.depth * tangent))
    moved_ed = 0.0
    if parallax.last is not None:
        moved_ed = float(np.sqrt(np.mean((points - parallax.last) ** 2) * 2.0)) / eyes_px
    if moved_ed > rules.farthest_ed:
        return replace(parallax, last=points)
    noise_ed = np.hypot(rules.noise_ed, rules.jolt * moved_ed)
    place, noise = nose_place(points / eyes_px, noise_ed)
    sideways, downwards = (
        with_value(series, rules.motion, at_s, at, noise_sd=sd, drift_sd=drift)
        for series, at, sd in zip(
            (parallax.sideways, parallax.downwards), place.tolist(), noise.tolist(), strict=True
        )
    )
    return Parallax(rules, sideways, downwards, points, views)


def nose_place(points: _Array, noise: _Array) -> tuple[_Array, _Array]:
    """Return where the corners' homography to the figure carries the nose.

    Args:
        points: (5, 2) in any unit; a unit near the eye distance keeps the derivative exact.
        noise: (2,) standard deviations of each point's x and y, in that unit.

    Returns:
        The place, (2,), in distances from eyes to mouth, the same for all views of a plane; and the
        standard deviation of each of its coordinates, (2,), to the first order.
    """
    nudged = points + _STEP * np.eye(2 * LANDMARK_COUNT).reshape(-1, LANDMARK_COUNT, 2)
    views = np.concatenate([points[None], nudged])
    maps = _homographies(views[:, _CORNERS])
    carried = np.einsum("nij,nj->ni", maps, np.insert(views[:, 2], 2, 1.0, axis=1))
    places = carried[:, :2] / carried[:, 2:]
    slope = (places[1:] - places[0]) / _STEP
    variance = np.tile(np.square(noise), LANDMARK_COUNT) @ np.square(slope)
    return places[0], np.sqrt(variance)


def _homographies(corners: _Array) -> _Array:
    """Return (N, 3, 3), each carrying four corners, (N, 4, 2), to the figure: the linear solve."""
    count = len(corners)
    ones = np.insert(corners, 2, 1.0, axis=2)
    system = np.zeros((count, 4, 2, 8))
    system[:, :, 0, 0:3] = ones
    system[:, :, 1, 3:6] = ones
    system[..., 6:8] = -_FIGURE[:, :, None] * corners[:, :, None, :]
    wanted = np.tile(_FIGURE.reshape(8, 1), (count, 1, 1))
    solved = np.linalg.solve(system.reshape(count, 8, 8), wanted)[..., 0]
    return np.insert(solved, 8, 1.0, axis=1).reshape(count, 3, 3)


def _is_a_face(corners: _Array) -> bool:
    """Tell whether eyes and mouth form a convex figure that is seen from its front."""
    around = corners[[0, 1, 3, 2]]
    sides = np.roll(around, -1, axis=0) - around
    after = np.roll(sides, -1, axis=0)
    areas = sides[:, 0] * after[:, 1] - sides[:, 1] * after[:, 0]
    return bool(np.all(areas > 1e-3 * np.sum(sides**2)))


def _slant(corners: _Array) -> _Array:
    """Return how the plane's view differs from a frontal one, whatever its size and roll.

    The local linear map from the figure to the picture stretches it in one direction against the
    other; (2,) holds the logarithm of that ratio, times cosine and sine of twice the direction.
    """
    back = np.linalg.inv(_homographies(corners[None])[0])
    middle = back @ [*_MIDDLE, 1.0]
    seen = middle[:2] / middle[2]
    linear = (back[:2, :2] - np.outer(seen, back[2, :2])) / middle[2]
    lengths, directions = np.linalg.eigh(linear.T @ linear)
    log_aspect = 0.5 * float(np.log(lengths[1] / lengths[0]))
    x, y = directions[:, 1]
    return log_aspect * np.array([x * x - y * y, 2.0 * x * y])
