"""From what the parameters of a presentation are drawn: one world for each split.

The two worlds share no camera resolution, frame rate, lens, noise, compression, light, display,
paper or room seed: where a parameter is a number, each world has its own bands, interleaved, so
that both cover about the same breadth and no value is in both. What bodies and hands do is human
in both and drawn from the same ranges (`draw_motion`), with other seeds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from kiosk.scene.presentation.species import Split

Bands = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class World:
    """The ranges of one split; bands are drawn from evenly, then a value from the band.

    Attributes:
        resolutions_px: Of the door's camera.
        frames_per_s: Of the door's camera.
        field_deg: Its horizontal angle of view.
        dropped_share: Pictures that never arrive.
        noise_sigma: Grey levels.
        blur_px: At 720 lines; scaled to others.
        defocus_px: At 720 lines; scaled to others.
        jpeg_quality: None is an uncompressed stream.
        gain: Exposure.
        warmth: Red against blue.
        gamma: Of the camera.
        azimuth_deg: Of the light, either side.
        exposure_before: While nobody was there yet, against the exposure of the visit.
        phones_mm: Width and height of phones' screens.
        tablets_mm: The same of tablets, held upright.
        phone_px_per_mm: Pixels of phones.
        tablet_px_per_mm: Pixels of tablets.
        display_gamma: Of displays.
        display_brightness: White against white paper.
        display_black: What the glass reflects.
        blueness: Of a display's white.
        glare: Of a display's glass.
        phone_bezel_mm: Dark border of phones.
        tablet_bezel_mm: The same of tablets.
        fill: Share of a sub-pixel that is lit.
        refresh_hz: Of displays.
        flicker: Depth of it.
        papers_mm: Width and height of prints.
        border_mm: White around the photo.
        contrast: Of prints.
        saturation: Of prints.
        gloss: Of prints.
        bend_radius_mm: Of bent prints, at least; wider prints are bent less.
    """

    resolutions_px: tuple[tuple[int, int], ...]
    frames_per_s: tuple[float, ...]
    field_deg: Bands
    dropped_share: Bands
    noise_sigma: Bands
    blur_px: Bands
    defocus_px: Bands
    jpeg_quality: tuple[int | None, ...]
    gain: Bands
    warmth: Bands
    gamma: Bands
    azimuth_deg: Bands
    exposure_before: Bands
    phones_mm: tuple[tuple[float, float], ...]
    tablets_mm: tuple[tuple[float, float], ...]
    phone_px_per_mm: tuple[float, ...]
    tablet_px_per_mm: tuple[float, ...]
    display_gamma: Bands
    display_brightness: Bands
    display_black: Bands
    blueness: Bands
    glare: Bands
    phone_bezel_mm: Bands
    tablet_bezel_mm: Bands
    fill: Bands
    refresh_hz: tuple[float, ...]
    flicker: Bands
    papers_mm: tuple[tuple[float, float], ...]
    border_mm: Bands
    contrast: Bands
    saturation: Bands
    gloss: Bands
    bend_radius_mm: Bands


_CHOOSE = World(
    resolutions_px=((640, 480), (960, 540)),
    frames_per_s=(24.0, 20.0, 12.5),
    field_deg=((54.0, 58.0), (64.0, 68.0)),
    dropped_share=((0.0, 0.02), (0.06, 0.10)),
    noise_sigma=((0.8, 1.6), (2.6, 3.4)),
    blur_px=((0.5, 0.65), (0.85, 1.0)),
    defocus_px=((0.2, 0.5), (0.9, 1.2)),
    jpeg_quality=(None, 88, 76),
    gain=((0.70, 0.85), (1.0, 1.12)),
    warmth=((-0.9, -0.4), (0.1, 0.5)),
    gamma=((0.88, 0.95), (1.02, 1.09)),
    azimuth_deg=((0.0, 15.0), (30.0, 42.0)),
    exposure_before=((0.86, 0.91), (1.05, 1.10)),
    phones_mm=((64.0, 139.0), (70.0, 155.0)),
    tablets_mm=((149.0, 198.0), (135.0, 216.0)),
    phone_px_per_mm=(12.8, 16.5),
    tablet_px_per_mm=(5.9, 10.4),
    display_gamma=((1.9, 2.05), (2.25, 2.4)),
    display_brightness=((0.45, 0.6), (0.8, 0.95)),
    display_black=((0.004, 0.010), (0.020, 0.030)),
    blueness=((-0.02, 0.05), (0.14, 0.20)),
    glare=((0.0, 0.15), (0.35, 0.5)),
    phone_bezel_mm=((2.5, 3.5), (5.0, 6.0)),
    tablet_bezel_mm=((6.0, 8.5), (12.5, 15.0)),
    fill=((0.62, 0.70), (0.80, 0.86)),
    refresh_hz=(60.0, 90.0),
    flicker=((0.0, 0.02), (0.06, 0.10)),
    papers_mm=((210.0, 297.0), (127.0, 178.0)),
    border_mm=((0.0, 0.0), (4.0, 7.0)),
    contrast=((0.70, 0.78), (0.90, 0.96)),
    saturation=((0.60, 0.72), (0.88, 0.95)),
    gloss=((0.0, 0.15), (0.45, 0.65)),
    bend_radius_mm=((70.0, 110.0), (170.0, 240.0)),
)

_REPORT = World(
    resolutions_px=((640, 360), (800, 600), (1280, 720)),
    frames_per_s=(30.0, 25.0, 15.0),
    field_deg=((58.5, 63.5), (68.5, 74.0)),
    dropped_share=((0.025, 0.055), (0.11, 0.15)),
    noise_sigma=((1.7, 2.5), (3.5, 4.2)),
    blur_px=((0.40, 0.49), (0.66, 0.84), (1.01, 1.15)),
    defocus_px=((0.51, 0.89), (1.21, 1.4)),
    jpeg_quality=(94, 82, 70),
    gain=((0.86, 0.99), (1.13, 1.22)),
    warmth=((-0.39, 0.09), (0.51, 0.9)),
    gamma=((0.96, 1.01), (1.10, 1.15)),
    azimuth_deg=((16.0, 29.0), (43.0, 52.0)),
    exposure_before=((0.92, 0.96), (1.11, 1.15)),
    phones_mm=((62.0, 134.0), (67.0, 147.0), (72.0, 160.0)),
    tablets_mm=((161.0, 214.0), (121.0, 193.0)),
    phone_px_per_mm=(11.4, 15.7, 18.1),
    tablet_px_per_mm=(6.7, 8.5, 11.3),
    display_gamma=((2.06, 2.24), (2.41, 2.55)),
    display_brightness=((0.61, 0.79), (0.96, 1.15)),
    display_black=((0.011, 0.019), (0.031, 0.045)),
    blueness=((0.06, 0.13), (0.21, 0.26)),
    glare=((0.16, 0.34), (0.51, 0.7)),
    phone_bezel_mm=((3.6, 4.9), (6.1, 8.0)),
    tablet_bezel_mm=((8.6, 12.4), (15.1, 18.0)),
    fill=((0.55, 0.61), (0.71, 0.79)),
    refresh_hz=(59.94, 120.0, 240.0),
    flicker=((0.021, 0.059), (0.101, 0.14)),
    papers_mm=((216.0, 279.0), (148.0, 210.0), (100.0, 150.0)),
    border_mm=((1.0, 3.5), (7.5, 11.0)),
    contrast=((0.79, 0.89), (0.97, 1.02)),
    saturation=((0.73, 0.87), (0.96, 1.03)),
    gloss=((0.16, 0.44), (0.66, 0.85)),
    bend_radius_mm=((111.0, 169.0), (241.0, 330.0)),
)

WORLDS: Mapping[Split, World] = MappingProxyType({Split.CHOOSE: _CHOOSE, Split.REPORT: _REPORT})


def draw(random: np.random.Generator, bands: Bands) -> float:
    """Return a value of one of the bands."""
    low, high = bands[int(random.integers(len(bands)))]
    return float(random.uniform(low, high))
