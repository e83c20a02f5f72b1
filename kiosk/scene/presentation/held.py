"""A thing held before the camera, with the arm and the person that hold it."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.layer import lay_over
from kiosk.scene.pose import Pose
from kiosk.scene.presentation.asks import Ask
from kiosk.scene.presentation.hand import REACH_MM, draw_arm
from kiosk.scene.presentation.hand_motion import HandMotion
from kiosk.scene.presentation.plan import Camera, Hold
from kiosk.scene.presentation.sheet import Sheet
from kiosk.scene.presentation.sheet_view import Exposure, Skin, View, view
from kiosk.scene.presentation.visitor import smear
from models.types import RgbImage

_ARM_MM = (62.0, 105.0)  # width of the sleeve at wrist and elbow
_ELBOW_M = (0.06, 0.34)  # from the hand: to the side, down


class Thing(Protocol):
    """What can be held: a print or a device."""

    @property
    def skin(self) -> Skin:
        """What is painted on it."""
        ...

    def sheet(self, pose: Pose, at_s: float) -> Sheet:
        """Return its shape in space at a moment."""
        ...

    def layer(self, seen: View, exposure: Exposure) -> NDArray[np.uint8]:
        """Return how it looks: (h, w, 4) uint8, colour multiplied by opacity."""
        ...


class Held:
    """Paints a thing in a hand.

    Args:
        thing: What is held.
        hold: How.
        motion: How it moves.
        camera: The camera that looks.
    """

    def __init__(self, thing: Thing, hold: Hold, motion: HandMotion, camera: Camera) -> None:
        self._thing, self._hold, self._camera = thing, hold, camera
        self.motion = motion

    def sheet(self, at_s: float, asks: Sequence[Ask]) -> Sheet:
        """Return the thing's shape in space at a moment, with the margin that the hand needs."""
        return self._thing.sheet(self.motion.pose(at_s, asks), at_s)

    def paint(
        self,
        picture: RgbImage,
        at_s: float,
        asks: Sequence[Ask],
        towards: tuple[float, float, float],
    ) -> None:
        """Draw arm and thing over what is in the picture.

        Args:
            picture: (height, width, 3) uint8 RGB, changed in place.
            at_s: The moment.
            asks: What was asked so far.
            towards: Where the light comes from: x to the right, y down, z towards the camera; unit.
        """
        camera = self._camera
        sheet = self.sheet(at_s, asks)
        self._paint_arm(picture, sheet)
        seen = view(sheet, camera)
        if seen is None:
            return
        here = sheet.pose
        soon = self.motion.pose(at_s + 1.0 / camera.frames_per_s, asks)
        softness = smear(camera, (here.x_m, here.y_m, here.z_m), (soon.x_m, soon.y_m, soon.z_m))
        step_x, step_y = (
            camera.focal_px * (new / soon.z_m - old / here.z_m) * camera.shutter_share
            for new, old in ((soon.x_m, here.x_m), (soon.y_m, here.y_m))
        )
        layer = self._thing.layer(seen, Exposure(at_s, towards, softness, (step_x, step_y)))
        lay_over(picture, seen.window, layer)

    def _paint_arm(self, picture: RgbImage, sheet: Sheet) -> None:
        lens = self._camera.lens
        wrist = sheet.place(np.array([0.0, sheet.height_m / 2 - 0.15 * REACH_MM[1] / 1000.0]))
        if wrist[2] < 0.1:
            return
        elbow = wrist + np.array([*_ELBOW_M, min(0.12, self._hold.arm_m / 2)])
        ends = lens.project(np.stack([wrist, elbow]).astype(np.float32)).astype(np.float64)
        widths = tuple(
            lens.focal_px * mm / 1000.0 / z
            for mm, z in zip(_ARM_MM, (wrist[2], elbow[2]), strict=True)
        )
        draw_arm(picture, ends[0], ends[1], (widths[0], widths[1]), self._hold.sleeve_rgb)
