"""What bodies and hands do, drawn from the same human ranges in both worlds."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.presentation.plan import Answer, Body, Camera, Hold, Holder
from kiosk.scene.presentation.species import Species

_SKINS = ((228, 184, 156), (205, 154, 122), (170, 118, 88), (122, 82, 60), (84, 56, 44))
_WALKS_UP_SHARE = 0.6
_FACES_WAY_SHARE = 2 / 3
# A door's handle half a metre beside the camera is 27 degrees away at a metre, and who comes in
# from a side looks further aside. A figure's relief folds over itself beyond 30 degrees.
_AWAY_DEG = (12.0, 27.0)
_TURNS_S = (-0.4, 0.3)  # when the turn to the camera begins, from the arrival on; it takes 0.45 s
_HALF_BODY_M = 0.3
_CHIN_M = 0.12  # below the eyes


def draw_answer(random: np.random.Generator) -> Answer:
    """Return how somebody does what is asked."""
    return Answer(
        reaction_s=_uniform(random, 0.3, 0.8),
        move_s=_uniform(random, 0.4, 0.8),
        hold_s=_uniform(random, 0.5, 1.2),
        turn_deg=_uniform(random, 12.0, 25.0),
        nod_deg=_uniform(random, 10.0, 18.0),
        closer_share=_uniform(random, 0.15, 0.30),
    )


def draw_body(random: np.random.Generator, z_m: float) -> Body:
    """Return somebody who walks up or stands there already, and comes to rest at a distance."""
    walks = random.uniform() < _WALKS_UP_SHARE
    walks_s = _uniform(random, 1.0, 2.0) if walks else 0.0
    side = float(random.choice([-1.0, 1.0]))
    glances = random.uniform() < 0.5
    return Body(
        x_m=z_m * _uniform(random, -0.12, 0.12),
        y_m=z_m * _uniform(random, -0.05, 0.06),
        z_m=z_m,
        walks_s=walks_s,
        walks_from_m=_uniform(random, 0.7, 1.8),
        walks_aside_m=side * _uniform(random, 0.0, 0.25),
        glance_yaw_deg=-side * _uniform(random, 4.0, 18.0) if glances else 0.0,
        glance_pitch_deg=_uniform(random, 0.0, 14.0) if glances else 0.0,
        glance_s=walks_s * _uniform(random, 0.5, 1.0) + _uniform(random, 0.0, 0.5),
        unrest=_uniform(random, 0.6, 1.6),
        depth=_uniform(random, 0.85, 1.12),
        blink_every_s=_uniform(random, 2.2, 6.0),
        expression_ed=_uniform(random, 0.006, 0.03),
    )


def entering(seed: int, body: Body, camera: Camera) -> Body:
    """Return somebody who comes into the picture from a side, and does not stand there at once.

    Most look where they go, and turn to the camera as they arrive. The others look at it all the
    way, or glance at it as they were drawn to.

    Args:
        seed: Of the plan; what else is drawn for it does not depend on this.
        body: What the person does then.
        camera: Whose picture they come into.
    """
    random = np.random.default_rng((seed, 6))
    z_m = body.z_m + (body.walks_from_m if body.walks_s > 0.0 else 0.0)
    side, speed_m_s = float(random.choice([-1.0, 1.0])), float(random.uniform(0.9, 1.6))
    way_m = 0.5 * camera.width_px / camera.focal_px * z_m + _HALF_BODY_M
    body = replace(body, enters_s=way_m / speed_m_s, enters_from_m=side * way_m)
    if random.uniform() >= _FACES_WAY_SHARE:
        return body
    return replace(
        body,
        faces_way=True,
        glance_yaw_deg=-side * _uniform(random, *_AWAY_DEG),
        glance_pitch_deg=_uniform(random, 0.0, 10.0),
        glance_s=body.walks_s + _uniform(random, *_TURNS_S),
    )


def draw_replayed(random: np.random.Generator) -> Body:
    """Return a head that was filmed close by: standing, livelier than at a door."""
    body = draw_body(random, _uniform(random, 0.45, 0.8))
    unrest = _uniform(random, 0.8, 7.0)
    return replace(
        body, x_m=0.0, y_m=0.0, walks_s=0.0, glance_yaw_deg=0.0, glance_pitch_deg=0.0, unrest=unrest
    )


def draw_hold(random: np.random.Generator, species: Species, z_m: float) -> Hold:
    """Return how a thing is held at a distance, in the way of a species."""
    on_a_stand = species is Species.PRINT_STILL and random.uniform() < 0.25
    shake = 0.0 if on_a_stand else 1.0
    waved = species is Species.PRINT_WAVED
    tilted = species in {Species.PRINT_TILTED, Species.PRINT_BENT}
    tilted_screen = species.is_screen and random.uniform() < 0.4
    tilt_deg = _uniform(random, 10.0, 30.0) if tilted else 0.0
    if tilted_screen:
        tilt_deg = _uniform(random, 4.0, 15.0)
    swap = species is Species.FACE_SWAP
    sleeve = random.uniform(30.0, 190.0) * random.uniform(0.75, 1.15, 3)
    return Hold(
        x_m=z_m * _uniform(random, -0.10, 0.10),
        y_m=z_m * _uniform(random, -0.05, 0.05),
        z_m=z_m,
        yaw_deg=_uniform(random, -9.0, 9.0),
        pitch_deg=_uniform(random, -10.0, 8.0),
        roll_deg=_uniform(random, -6.0, 6.0),
        tremor_mm=shake * _uniform(random, 0.05, 0.5),
        tremor_hz=_uniform(random, 6.0, 12.0),
        drift_mm=shake * _uniform(random, 1.0, 6.0),
        drift_deg=shake * _uniform(random, 0.4, 2.2),
        wave_m=z_m * _uniform(random, 0.06, 0.16) if waved else 0.0,
        wave_hz=_uniform(random, 0.4, 1.6),
        tilt_deg=tilt_deg,
        tilt_hz=_uniform(random, 0.2, 0.8),
        arrives_s=_uniform(random, 0.3, 0.7) if swap or random.uniform() < 0.4 else 0.0,
        arm_m=_uniform(random, 0.25, 0.5),
        holder=Holder(str(random.choice([holder.value for holder in Holder]))),
        skin_rgb=_SKINS[int(random.integers(len(_SKINS)))],
        sleeve_rgb=_colour(sleeve),
    )


def holding_body(random: np.random.Generator, hold: Hold, camera: Camera) -> Body:
    """Return the person behind a held thing: hidden by it, or with the head out of the picture."""
    z_m = hold.z_m + hold.arm_m
    body = draw_body(random, z_m)
    y_m = hold.y_m * z_m / hold.z_m
    if hold.holder is Holder.ABOVE:  # the chin just above the picture's upper edge
        y_m = -camera.lens.centre_px[1] / camera.focal_px * z_m - _CHIN_M
    return replace(
        body,
        x_m=hold.x_m * z_m / hold.z_m,
        y_m=y_m,
        walks_s=0.0,
        glance_yaw_deg=0.0,
        glance_pitch_deg=0.0,
    )


def _uniform(random: np.random.Generator, low: float, high: float) -> float:
    return float(random.uniform(low, high))


def _colour(values: NDArray[np.float64]) -> tuple[int, int, int]:
    red, green, blue = (int(v) for v in np.clip(values, 0, 255))
    return red, green, blue
