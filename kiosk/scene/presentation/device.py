"""A phone or a tablet: its body, its light, its grid, and what its glass mirrors."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.pose import Pose
from kiosk.scene.presentation.hand import Grip
from kiosk.scene.presentation.paper_print import in_hand
from kiosk.scene.presentation.pixel_grid import grid_light
from kiosk.scene.presentation.plan import Display, Hold
from kiosk.scene.presentation.sheet import Sheet
from kiosk.scene.presentation.sheet_view import Exposure, Skin, View, glare, lit, painted, shade
from models.types import RgbImage

_PHONE_MM = 90.0  # a wider screen is a tablet's; fingers do not reach around it
_BODY_RGB = (24, 24, 27)
_CAMERA_GAMMA = 2.2  # between a picture's numbers and light
_ROW_TIME = 0.9  # share of a frame's time in which a rolling shutter passes over the picture


@dataclass(frozen=True, slots=True, eq=False)
class Device:
    """A device that shows something.

    Attributes:
        display: What it is like.
        skin: Its body and the hand; its screen is empty.
        skin_at: The same with what it shows at a moment.
        flickers_at_rad: Phase of its refresh.
    """

    display: Display
    skin: Skin
    skin_at: Callable[[float], Skin]
    flickers_at_rad: float

    def sheet(self, pose: Pose, at_s: float) -> Sheet:
        """Return its shape in space: flat."""
        del at_s
        return Sheet(pose, *self.skin.size_m)

    def layer(self, seen: View, exposure: Exposure) -> NDArray[np.uint8]:
        """Return how it looks: (h, w, 4) uint8, colour multiplied by opacity."""
        fine = seen.fine()
        layer = painted(self.skin_at(exposure.at_s), seen, fine, exposure.softness)
        half = np.array([self.display.width_mm, self.display.height_mm]) / 2000.0
        inside = np.abs(fine) < half
        on_screen = inside[..., 0] & inside[..., 1]
        emitted = self._light(seen, fine, exposure)
        matt = shade(seen, exposure.towards)
        if emitted.ndim == 3:
            on_screen, matt = on_screen[..., None], matt[..., None]
        brightness = np.where(on_screen, emitted, matt)
        shine = glare(seen, exposure.towards, roughness=0.05)
        return lit(layer, brightness, shine, self.display.glare)

    def _light(
        self, seen: View, fine: NDArray[np.float32], exposure: Exposure
    ) -> NDArray[np.float32]:
        """Return how grid and refresh change the picture: (h, w) or (h, w, 3), 1 is not at all."""
        display, camera, window = self.display, seen.camera, seen.window
        rows_s = exposure.at_s + _ROW_TIME / camera.frames_per_s * (
            np.arange(window.top, window.bottom) / camera.height_px
        )
        open_s = camera.shutter_share / camera.frames_per_s
        depth = display.flicker * np.sinc(display.refresh_hz * open_s)
        bands = 1.0 + depth * np.cos(2 * np.pi * display.refresh_hz * rows_s + self.flickers_at_rad)
        rows = (bands ** (1.0 / _CAMERA_GAMMA)).astype(np.float32)[:, None]
        spread_px = camera.spread_px(seen.sheet.pose.z_m)
        grid = grid_light(display, fine, spread_px, exposure.moved_px)
        if grid is None:
            return np.broadcast_to(rows, fine.shape[:2])
        seen_grid = cv2.pow(np.maximum(grid, np.float32(0.0)), 1.0 / _CAMERA_GAMMA)
        return np.asarray(seen_grid * rows[..., None], dtype=np.float32)


def make_device(
    display: Display,
    hold: Hold,
    px_per_mm: float,
    shows: RgbImage | Callable[[float], RgbImage],
    random: np.random.Generator,
) -> Device:
    """Return a device held in a hand.

    Args:
        display: What it is like.
        hold: How it is held.
        px_per_mm: How finely it is drawn.
        shows: Its picture, or its video's picture of a moment, as large as `screen_size` says.
        random: Chooses where the hand is.
    """
    screen = screen_size(display, px_per_mm)
    bezel = round(display.bezel_mm * px_per_mm)
    body = np.zeros((screen[1] + 2 * bezel, screen[0] + 2 * bezel, 4), np.uint8)
    _rounded(body, radius_px=min(round(9 * px_per_mm), bezel * 3))
    grip = Grip(
        x_mm=float(random.choice([-1.0, 1.0])) * 0.3 * display.width_mm,
        bottom_mm=display.height_mm / 2 + display.bezel_mm,
        half_width_mm=display.width_mm / 2 + display.bezel_mm,
        around=display.width_mm < _PHONE_MM,
    )
    skin = Skin(in_hand(body, px_per_mm, grip, hold), px_per_mm * 1000.0)
    lit = _lighting(skin, display, screen)
    phase = float(random.uniform(0.0, 2 * np.pi))
    if callable(shows):
        return Device(display, skin, lambda at_s: lit(shows(at_s)), phase)
    still = lit(shows)
    return Device(display, skin, lambda _at_s: still, phase)


def _lighting(
    skin: Skin, display: Display, screen_px: tuple[int, int]
) -> Callable[[RgbImage], Skin]:
    """Return what puts a picture on the screen of a skin, as it looks in the room."""
    table = _table(display)
    width, height = screen_px
    left, top = (skin.rgba.shape[1] - width) // 2, (skin.rgba.shape[0] - height) // 2
    # A thumb before the screen stays before it: where the body's black is covered by skin.
    glass = skin.rgba[top : top + height, left : left + width, :3]
    bare = (glass.max(axis=2) <= max(_BODY_RGB) + 6).astype(np.uint8)

    def lit(picture: RgbImage) -> Skin:
        rgba = skin.rgba.copy()
        inside = rgba[top : top + height, left : left + width]
        opaque = cv2.cvtColor(cv2.LUT(picture, table), cv2.COLOR_RGB2RGBA)
        cv2.copyTo(opaque, bare, inside)
        return Skin(rgba, skin.px_per_m)

    return lit


def screen_size(display: Display, px_per_mm: float) -> tuple[int, int]:
    """Return width and height of the screen on its skin, pixels."""
    return round(display.width_mm * px_per_mm), round(display.height_mm * px_per_mm)


def _rounded(body: NDArray[np.uint8], radius_px: int) -> None:
    height, width = body.shape[:2]
    colour = (*_BODY_RGB, 255)
    r = radius_px
    cv2.rectangle(body, (r, 0), (width - 1 - r, height - 1), colour, -1)
    cv2.rectangle(body, (0, r), (width - 1, height - 1 - r), colour, -1)
    for x in (r, width - 1 - r):
        for y in (r, height - 1 - r):
            cv2.circle(body, (x, y), r, colour, -1, cv2.LINE_AA)


def _table(display: Display) -> NDArray[np.uint8]:
    tint = np.array([1.0 - 0.5 * display.blueness, 1.0 - 0.15 * display.blueness, 1.0])
    emitted = display.brightness * (np.arange(256)[:, None] / 255.0) ** display.gamma * tint
    seen = (emitted + display.black) ** (1.0 / _CAMERA_GAMMA)
    return np.asarray(np.rint(np.clip(255.0 * seen, 0.0, 255.0)), dtype=np.uint8)[None]
