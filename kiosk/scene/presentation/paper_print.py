"""A print: paper, border, what the printer makes of a photo, and what scissors leave of it."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.portraits import Portrait
from kiosk.scene.pose import Pose
from kiosk.scene.presentation.hand import REACH_MM, Grip, draw_palm, draw_thumb
from kiosk.scene.presentation.photo_crop import crop_around, cropped
from kiosk.scene.presentation.plan import EyeHoles, Hold, Paper
from kiosk.scene.presentation.sheet import Sheet
from kiosk.scene.presentation.sheet_view import Exposure, Skin, View, glare, lit, painted, shade

_PAPER_RGB = np.array([243.0, 241.0, 236.0])
_INK_BLACK = 26.0  # the darkest that ink on paper gets
_EYES_DOWN = 0.42  # where the eyes lie on a photo, share of its height
_MIN_PX_PER_MM = 1.5
_SHINE = 0.43  # the lamp's reflection on the glossiest paper, 1 is white
_HOLE_ED = (0.27, 0.14)  # half width and half height of an eye's hole
_BAND_ED = (0.85, 0.2)


@dataclass(frozen=True, slots=True, eq=False)
class Print:
    """A print that can be held before a camera.

    Attributes:
        paper: How it was made.
        skin: The paper with the hand that holds it, on one plane.
        eyes_m: (2,) the middle between the printed eyes, from the middle of the sheet.
        bends_at_rad: Phase of its bending.
    """

    paper: Paper
    skin: Skin
    eyes_m: tuple[float, float]
    bends_at_rad: float

    def sheet(self, pose: Pose, at_s: float) -> Sheet:
        """Return its shape in space at a moment."""
        paper = self.paper
        wave = np.sin(2 * np.pi * paper.bend_hz * at_s + self.bends_at_rad)
        bend = paper.bend_per_m * (1.0 + paper.bend_change * wave)
        return Sheet(pose, *self.skin.size_m, float(bend), paper.bend_axis_deg)

    def layer(self, seen: View, exposure: Exposure) -> NDArray[np.uint8]:
        """Return how it looks: (h, w, 4) uint8, colour multiplied by opacity."""
        layer = painted(self.skin, seen, seen.fine(), exposure.softness)
        shine = glare(seen, exposure.towards, roughness=1.0 - 0.6 * self.paper.gloss)
        brightness = shade(seen, exposure.towards)
        return lit(layer, brightness, shine, _SHINE * self.paper.gloss)


def make_print(portrait: Portrait, paper: Paper, hold: Hold, random: np.random.Generator) -> Print:
    """Return a print of a portrait, held in a hand."""
    px_per_mm = max(portrait.eye_distance_px / paper.eye_distance_mm, _MIN_PX_PER_MM)
    size = round(paper.width_mm * px_per_mm), round(paper.height_mm * px_per_mm)
    border = round(paper.border_mm * px_per_mm)
    inner = size[0] - 2 * border, size[1] - 2 * border
    scale = paper.eye_distance_mm * px_per_mm / portrait.eye_distance_px
    opaque = np.ones(portrait.image.shape[:2], np.uint8)
    if paper.cut_to_face:
        opaque = _person(portrait)
    opaque -= _holes(portrait, paper.holes)
    photo = _printed(portrait.image, paper)
    rgba = np.dstack([photo * opaque[..., None], opaque * 255]).astype(np.uint8)
    crop = crop_around(portrait.image, portrait.origin_px, scale, inner, _EYES_DOWN)
    colours = cropped(rgba, crop, inner)
    eyes_px = crop.there(portrait.origin_px)
    sheet = np.zeros((size[1], size[0], 4), np.uint8)
    if not paper.cut_to_face:
        sheet[:] = [*_PAPER_RGB, 255]
    sheet[border : border + inner[1], border : border + inner[0]] = colours
    grip = Grip(
        x_mm=float(random.uniform(-0.25, 0.25)) * paper.width_mm,
        bottom_mm=paper.height_mm / 2,
        half_width_mm=paper.width_mm / 2,
        around=False,
    )
    return Print(
        paper,
        Skin(in_hand(sheet, px_per_mm, grip, hold), px_per_mm * 1000.0),
        (
            (eyes_px[0] + 0.5 - inner[0] / 2) / (px_per_mm * 1000.0),
            (eyes_px[1] + 0.5 - inner[1] / 2) / (px_per_mm * 1000.0),
        ),
        float(random.uniform(0.0, 2 * np.pi)),
    )


def in_hand(
    sheet: NDArray[np.uint8], px_per_mm: float, grip: Grip, hold: Hold
) -> NDArray[np.uint8]:
    """Return a thing's RGBA with a margin all around, and the hand that holds it."""
    across, down = (round(reach * px_per_mm) for reach in REACH_MM)
    height, width = sheet.shape[:2]
    canvas = np.zeros((height + 2 * down, width + 2 * across, 4), np.uint8)
    draw_palm(canvas, px_per_mm, grip, hold.skin_rgb)
    inside = canvas[down : down + height, across : across + width]
    clear = 1.0 - sheet[..., 3:] / 255.0
    inside[:] = np.rint(inside * clear + sheet).astype(np.uint8)
    draw_thumb(canvas, px_per_mm, grip, hold.skin_rgb)
    return canvas


def _printed(photo: NDArray[np.uint8], paper: Paper) -> NDArray[np.uint8]:
    """Return a photo's colours in ink: weaker, and never quite black or white."""
    grey = photo.mean(axis=2, keepdims=True)
    colour = grey + paper.saturation * (photo - grey)
    colour = 128.0 + paper.contrast * (colour - 128.0)
    inked = _INK_BLACK + np.clip(colour, 0.0, 255.0) / 255.0 * (_PAPER_RGB - _INK_BLACK)
    return np.asarray(np.clip(inked, 0.0, 255.0), dtype=np.uint8)


def _person(portrait: Portrait) -> NDArray[np.uint8]:
    mask = np.zeros(portrait.image.shape[:2], np.uint8)
    cv2.fillPoly(mask, [portrait.outline], 1)
    return mask


def _holes(portrait: Portrait, holes: EyeHoles) -> NDArray[np.uint8]:
    mask = np.zeros(portrait.image.shape[:2], np.uint8)
    distance, (middle_x, middle_y) = portrait.eye_distance_px, portrait.origin_px
    tilt = portrait.landmarks[1] - portrait.landmarks[0]
    angle = float(np.degrees(np.arctan2(tilt[1], tilt[0])))
    if holes is EyeHoles.BAND:
        axes = (_BAND_ED[0] * distance * 2, _BAND_ED[1] * distance * 2)
        corners = cv2.boxPoints(((middle_x, middle_y), axes, angle))
        cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], 1)
    elif holes is EyeHoles.EYES:
        for x, y in portrait.landmarks[:2]:
            axes = (_HOLE_ED[0] * distance * 2, _HOLE_ED[1] * distance * 2)
            cv2.ellipse(mask, ((float(x), float(y)), axes, angle), 1, -1)
    return mask
