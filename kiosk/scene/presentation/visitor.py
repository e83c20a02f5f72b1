"""A living person before the camera: a figure that moves, blinks, and does what is asked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.cutout import Cutout
from kiosk.scene.figure import Figure, make_figure
from kiosk.scene.portraits import Portrait
from kiosk.scene.pose import Pose
from kiosk.scene.presentation.asks import Ask
from kiosk.scene.presentation.expression import Expression
from kiosk.scene.presentation.plan import Body, Camera
from kiosk.scene.render import FigurePainter, Softness
from models.types import RgbImage

_BLINK_S = (0.05, 0.15, 0.24)  # half closed, closed, half closed until
_LID_ED = (0.27, 0.15)  # half width and half height of what a lid covers
_AROUND_EYE_ED = 0.42  # half the side of the patch that is painted for it


class Motion(Protocol):
    """How somebody moves."""

    def pose(self, at_s: float, asks: Sequence[Ask]) -> Pose:
        """Return the pose of a moment."""
        ...


class Visitor:
    """One person, painted into pictures.

    Args:
        portrait: Who.
        body: How the person comes and stands.
        motion: How the person moves.
        camera: The camera that looks.
        random: Chooses the phases of all unrest.
    """

    def __init__(
        self,
        portrait: Portrait,
        body: Body,
        motion: Motion,
        camera: Camera,
        random: np.random.Generator,
    ) -> None:
        self._camera, self._body = camera, body
        figure = _with_depth(make_figure(portrait), body.depth)
        lids = (0.0, 0.55, 1.0)
        self._painters = [FigurePainter(_with_lids(figure, lid), camera.lens) for lid in lids]
        self.motion = motion
        self._blinks_from_s = random.uniform(0.0, body.blink_every_s)
        self._expression = Expression(figure.points, body.expression_ed, random)

    def paint(
        self,
        picture: RgbImage,
        at_s: float,
        asks: Sequence[Ask],
        towards: tuple[float, float, float],
    ) -> None:
        """Draw the person over what is in the picture.

        Args:
            picture: (height, width, 3) uint8 RGB, changed in place.
            at_s: The moment.
            asks: What was asked so far.
            towards: Where the light comes from: x to the right, y down, z towards the camera; unit.
        """
        camera = self._camera
        pose = self.motion.pose(at_s, asks)
        soon = self.motion.pose(at_s + 1.0 / camera.frames_per_s, asks)
        softness = smear(camera, (pose.x_m, pose.y_m, pose.z_m), (soon.x_m, soon.y_m, soon.z_m))
        self._painters[self._lid(at_s)].paint(
            picture, pose, towards, softness, self._expression.at(at_s)
        )

    def landmarks_px(self, at_s: float, asks: Sequence[Ask]) -> NDArray[np.float32]:
        """Return where the five landmarks fall in the picture, (5, 2) pixels."""
        return self._painters[0].landmarks_px(self.motion.pose(at_s, asks))

    def _lid(self, at_s: float) -> int:
        """Return 0 for open eyes, 1 for half closed ones, 2 for closed ones."""
        since_s = (at_s - self._blinks_from_s) % self._body.blink_every_s
        half, closed, opening = _BLINK_S
        return 1 if since_s < half else 2 if since_s < closed else 1 if since_s < opening else 0


def smear(
    camera: Camera, here_m: tuple[float, float, float], there_m: tuple[float, float, float]
) -> Softness:
    """Return the blur of focus, and of what moves from here to there until the next frame."""
    (x, y), (next_x, next_y) = (
        (camera.focal_px * p[0] / p[2], camera.focal_px * p[1] / p[2]) for p in (here_m, there_m)
    )
    # An even smear of length d has a standard deviation of d / sqrt(12).
    share = camera.shutter_share / np.sqrt(12.0)
    spread = camera.spread_px(here_m[2])
    return Softness(
        float(np.hypot((next_x - x) * share, spread)), float(np.hypot((next_y - y) * share, spread))
    )


def _with_depth(figure: Figure, depth: float) -> Figure:
    stretch = np.array([1.0, 1.0, depth], dtype=np.float32)
    return replace(figure, points=figure.points * stretch, landmarks=figure.landmarks * stretch)


def _with_lids(figure: Figure, closed: float) -> Figure:
    """Return the figure with its eyes covered from above by a share of their height."""
    if closed <= 0.0:
        return figure
    cutout = figure.texture
    rgba = cutout.rgba.copy()
    for mark in figure.landmarks[:2]:
        x, y = (round(float(at)) for at in mark[:2] * cutout.px_per_ed + cutout.origin_px)
        half = round(_AROUND_EYE_ED * cutout.px_per_ed)
        _cover_eye(rgba[y - half : y + half, x - half : x + half, :3], cutout.px_per_ed, closed)
    return replace(figure, texture=Cutout(rgba, cutout.px_per_ed, cutout.origin_px))


def _cover_eye(skin: RgbImage, px_per_ed: float, closed: float) -> None:
    """Draw a lid, of the skin's colour below the eye, and its lashes.

    Args:
        skin: (2 h, 2 h, 3) uint8 around the eye's middle, changed in place.
        px_per_ed: Pixels per eye distance.
        closed: Share of the eye's height that is covered.
    """
    middle = len(skin) // 2
    half_width, half_height = (round(size * px_per_ed) for size in _LID_ED)
    below = skin[middle + round(1.9 * half_height), middle].astype(np.float64)
    lid = np.zeros(skin.shape[:2], np.float32)
    cv2.ellipse(lid, (middle, middle), (half_width, half_height), 0, 0, 360, 1.0, -1)
    edge = round(middle - half_height + 1.7 * half_height * closed)
    lid[edge:] = 0.0
    covered = np.asarray(cv2.GaussianBlur(lid, (0, 0), 0.035 * px_per_ed))[..., None]
    lash = np.zeros(skin.shape[:2], np.float32)
    thick = (round(0.8 * half_width), round(0.03 * px_per_ed) + 1)
    cv2.ellipse(lash, (middle, edge), thick, 0, 0, 180, 0.6, -1)
    dark = np.asarray(cv2.GaussianBlur(lash, (0, 0), 0.02 * px_per_ed))[..., None]
    painted = skin * (1.0 - covered) + 0.94 * below * covered
    skin[:] = np.clip(painted * (1.0 - dark), 0, 255).astype(np.uint8)
