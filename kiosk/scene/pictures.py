"""The pictures of Grace Hopper that are held before the scene's camera, by nobody but an arm.

Whoever holds one does what is asked as well as a picture can: turns it as the head should turn.
"""

from kiosk.scene.lobby import HEIGHT_PX, LENS, WIDTH_PX
from kiosk.scene.portraits import GRACE_HOPPER
from kiosk.scene.presentation.plan import (
    Answer,
    Body,
    Camera,
    Display,
    EyeHoles,
    Hold,
    Holder,
    Light,
    Paper,
    Plan,
    Room,
    RoomKind,
)
from kiosk.scene.presentation.species import Species, Split

ANSWER = Answer(
    reaction_s=0.45, move_s=0.55, hold_s=0.55, turn_deg=27.0, nod_deg=22.0, closer_share=0.2
)
"""How the scene's people do what is asked."""

_FRAMES_PER_S = 30.0
_ARRIVES_S, _LOWERED_S, _CHAPTER_S = 0.6, 7.0, 8.0

# The lobby's lens; grain and light are the scene's own.
_CAMERA = Camera(
    width_px=WIDTH_PX,
    height_px=HEIGHT_PX,
    focal_px=LENS.focal_px,
    frames_per_s=_FRAMES_PER_S,
    dropped_share=0.0,
    noise_sigma=0.0,
    blur_px=0.6,
    focus_m=0.6,
    defocus_px=0.8,
    shutter_share=0.25,
    jpeg_quality=None,
)


def _hold(z_m: float, x_m: float, roll_deg: float) -> Hold:
    return Hold(
        x_m=x_m,
        y_m=0.0,
        z_m=z_m,
        yaw_deg=2.0,
        pitch_deg=-3.0,
        roll_deg=roll_deg,
        tremor_mm=0.2,
        tremor_hz=8.0,
        drift_mm=3.0,
        drift_deg=1.2,
        wave_m=0.0,
        wave_hz=1.0,
        tilt_deg=0.0,
        tilt_hz=0.5,
        arrives_s=_ARRIVES_S,
        arm_m=0.4,
        holder=Holder.ASIDE,
        skin_rgb=(205, 154, 122),
        sleeve_rgb=(72, 84, 110),
        lowered_s=_LOWERED_S,
    )


def _plan(
    species: Species,
    seed: int,
    hold: Hold,
    *,
    paper: Paper | None = None,
    display: Display | None = None,
    replayed: Body | None = None,
) -> Plan:
    return Plan(
        species=species,
        split=Split.CHOOSE,  # of no report
        seed=seed,
        person=GRACE_HOPPER,
        impostor=None,
        duration_s=_CHAPTER_S,
        camera=_CAMERA,
        light=Light(gain=1.0, warmth=0.0, gamma=1.0, azimuth_deg=0.0),
        room=Room(RoomKind.WALL, seed),
        answer=ANSWER,
        hold=hold,
        paper=paper,
        display=display,
        replayed=replayed,
    )


PRINT = _plan(
    Species.PRINT_STILL,
    2,
    _hold(z_m=0.55, x_m=0.01, roll_deg=1.5),
    paper=Paper(
        width_mm=210.0,
        height_mm=297.0,
        border_mm=5.0,
        eye_distance_mm=56.0,
        cut_to_face=False,
        holes=EyeHoles.NONE,
        contrast=0.9,
        saturation=0.9,
        gloss=0.2,
        bend_per_m=0.0,
        bend_axis_deg=0.0,
        bend_change=0.0,
        bend_hz=0.5,
    ),
)
PHONE = _plan(
    Species.PHONE_STILL,
    4,
    _hold(z_m=0.27, x_m=-0.01, roll_deg=-2.0),
    display=Display(
        width_mm=68.0,
        height_mm=147.0,
        bezel_mm=4.0,
        px_per_mm=15.7,
        fill_across=0.7,
        fill_down=0.75,
        gamma=2.2,
        brightness=0.8,
        black=0.01,
        blueness=0.06,
        glare=0.2,
        refresh_hz=60.0,
        flicker=0.02,
        eye_distance_mm=23.0,
    ),
)
TABLET = _plan(
    Species.TABLET_REPLAY,
    6,
    _hold(z_m=0.5, x_m=0.0, roll_deg=1.0),
    display=Display(
        width_mm=149.0,
        height_mm=198.0,
        bezel_mm=10.0,
        px_per_mm=10.4,
        fill_across=0.7,
        fill_down=0.75,
        gamma=2.2,
        brightness=0.8,
        black=0.01,
        blueness=0.08,
        glare=0.2,
        refresh_hz=60.0,
        flicker=0.02,
        eye_distance_mm=48.0,
    ),
    replayed=Body(
        x_m=0.0,
        y_m=0.0,
        z_m=0.6,
        walks_s=0.0,
        walks_from_m=0.0,
        walks_aside_m=0.0,
        glance_yaw_deg=0.0,
        glance_pitch_deg=0.0,
        glance_s=0.0,
        unrest=2.0,
        depth=1.0,
        blink_every_s=3.1,
        expression_ed=0.015,
    ),
)
