"""Cameras, light, papers and displays, drawn from the world of a split."""

import numpy as np

from kiosk.scene.presentation.plan import (
    Before,
    Camera,
    Display,
    EyeHoles,
    Light,
    Paper,
    Room,
    RoomKind,
)
from kiosk.scene.presentation.species import Species, Split
from kiosk.scene.presentation.worlds import World, draw

_LINES = 720  # for which a world's blur is given
_LIFE_SIZE_MM = 63.0
_MOST_BEND_RAD = 1.05  # angle from the middle of a bent paper to its edge; more hides it


def draw_camera(random: np.random.Generator, world: World) -> Camera:
    """Return a door's camera."""
    width, height = world.resolutions_px[int(random.integers(len(world.resolutions_px)))]
    finer = height / _LINES
    half_field = np.radians(draw(random, world.field_deg) / 2.0)
    quality = world.jpeg_quality[int(random.integers(len(world.jpeg_quality)))]
    return Camera(
        width_px=width,
        height_px=height,
        focal_px=float(width / 2 / np.tan(half_field)),
        frames_per_s=world.frames_per_s[int(random.integers(len(world.frames_per_s)))],
        dropped_share=draw(random, world.dropped_share),
        noise_sigma=draw(random, world.noise_sigma),
        blur_px=max(0.35, draw(random, world.blur_px) * finer),
        focus_m=float(random.uniform(0.45, 0.9)),
        defocus_px=draw(random, world.defocus_px) * finer,
        shutter_share=float(random.uniform(0.15, 0.6)),
        jpeg_quality=quality,
    )


def draw_light(random: np.random.Generator, world: World) -> Light:
    """Return the light before the door."""
    side = float(random.choice([-1.0, 1.0]))
    return Light(
        gain=draw(random, world.gain),
        warmth=draw(random, world.warmth),
        gamma=draw(random, world.gamma),
        azimuth_deg=side * draw(random, world.azimuth_deg),
    )


def draw_room_plan(random: np.random.Generator, split: Split) -> Room:
    """Return what is behind; rooms of one split have even seeds, those of the other odd ones."""
    kind = RoomKind(str(random.choice([kind.value for kind in RoomKind])))
    return Room(kind, 2 * int(random.integers(1 << 30)) + (split is Split.REPORT))


def draw_before(seed: int, world: World) -> Before:
    """Return what was different before: the exposure of a third, and a thing in another third.

    Args:
        seed: Of the plan; what else is drawn for it does not depend on this.
        world: The world of its split.
    """
    random = np.random.default_rng((seed, 5))
    exposed, placed = random.uniform(size=2) < 1 / 3
    exposure = draw(random, world.exposure_before)
    width, height = random.uniform(0.08, 0.35), random.uniform(0.15, 0.6)
    left, top = random.uniform(-0.3 * width, 1.0 - 0.7 * width), random.uniform(0.0, 1.0 - height)
    red, green, blue = (int(shade) for shade in random.integers(30, 226, 3))
    return Before(
        exposure=exposure if exposed else 1.0,
        box=(float(left), float(top), float(width), float(height)) if placed else None,
        box_rgb=(red, green, blue),
    )


def draw_paper(random: np.random.Generator, world: World, species: Species) -> Paper:
    """Return a print for a species."""
    width, height = world.papers_mm[int(random.integers(len(world.papers_mm)))]
    border = draw(random, world.border_mm)
    eyes_mm = min(_LIFE_SIZE_MM * random.uniform(0.8, 1.1), width / random.uniform(2.9, 3.6))
    holes = EyeHoles.NONE
    if species is Species.CUT_OUT:
        # A living face shows through the holes, so the print is as large as a face.
        width, height = world.papers_mm[0]
        eyes_mm = _LIFE_SIZE_MM * random.uniform(0.97, 1.03)
        holes = EyeHoles.EYES if random.uniform() < 0.5 else EyeHoles.BAND
    radius_mm = max(draw(random, world.bend_radius_mm), width / 2 / _MOST_BEND_RAD)
    bent = species is Species.PRINT_BENT
    to_face = species is Species.CUT_OUT or random.uniform() < 0.25
    return Paper(
        width_mm=width,
        height_mm=height,
        border_mm=border,
        eye_distance_mm=float(eyes_mm),
        cut_to_face=bool(to_face and not bent),
        holes=holes,
        contrast=draw(random, world.contrast),
        saturation=draw(random, world.saturation),
        gloss=draw(random, world.gloss),
        bend_per_m=1000.0 / radius_mm if bent else 0.0,
        bend_axis_deg=float(random.choice([0.0, 0.0, 90.0, random.uniform(-40.0, 40.0)])),
        bend_change=float(random.choice([0.0, random.uniform(0.03, 0.3)])),
        bend_hz=float(random.uniform(0.2, 1.0)),
    )


def draw_display(random: np.random.Generator, world: World, species: Species) -> Display:
    """Return a phone or a tablet for a species."""
    phone = species in {Species.PHONE_STILL, Species.PHONE_REPLAY}
    sizes = world.phones_mm if phone else world.tablets_mm
    pitches = world.phone_px_per_mm if phone else world.tablet_px_per_mm
    width, height = sizes[int(random.integers(len(sizes)))]
    bezel = draw(random, world.phone_bezel_mm if phone else world.tablet_bezel_mm)
    return Display(
        width_mm=width,
        height_mm=height,
        bezel_mm=bezel,
        px_per_mm=pitches[int(random.integers(len(pitches)))],
        fill_across=draw(random, world.fill),
        fill_down=draw(random, world.fill),
        gamma=draw(random, world.display_gamma),
        brightness=draw(random, world.display_brightness),
        black=draw(random, world.display_black),
        blueness=draw(random, world.blueness),
        glare=draw(random, world.glare),
        refresh_hz=world.refresh_hz[int(random.integers(len(world.refresh_hz)))],
        flicker=draw(random, world.flicker),
        eye_distance_mm=float(width / random.uniform(2.7, 3.8)),
    )
