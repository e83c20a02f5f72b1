"""What stands before the camera in each species, put together from its parts."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from kiosk.scene.cutout import EYE_DISTANCE_M
from kiosk.scene.portraits import Portrait
from kiosk.scene.presentation.asks import Ask
from kiosk.scene.presentation.behind_holes import BehindHoles
from kiosk.scene.presentation.body_motion import BodyMotion
from kiosk.scene.presentation.clips import Clip
from kiosk.scene.presentation.device import Device, make_device, screen_size
from kiosk.scene.presentation.hand_motion import HandMotion
from kiosk.scene.presentation.held import Held
from kiosk.scene.presentation.paper_print import make_print
from kiosk.scene.presentation.photo_crop import crop_around, cropped
from kiosk.scene.presentation.plan import Body, Camera, ClipWindow, Display, EyeHoles, Hold, Plan
from kiosk.scene.presentation.rooms import draw_room
from kiosk.scene.presentation.visitor import Motion, Visitor
from models.types import RgbImage

_PHONE_PX_PER_MM, _TABLET_PX_PER_MM = 5.0, 3.2  # how finely a device is drawn
_PHONE_MM = 90.0  # a device with a wider screen is a tablet
_EYES_DOWN = 0.42  # where the eyes lie on a screen, share of its height


class Act(Protocol):
    """Something that is painted into the picture of the empty room."""

    def paint(
        self,
        picture: RgbImage,
        at_s: float,
        asks: Sequence[Ask],
        towards: tuple[float, float, float],
    ) -> None:
        """Draw it over what is in the picture."""
        ...


def acts_of(
    plan: Plan, people: Mapping[str, Portrait], clips: Mapping[str, Clip]
) -> tuple[tuple[float, Act], ...]:
    """Return what is painted, the furthest first, each with the moment from which it is there.

    Args:
        plan: A plan whose visit is rendered, not a clip.
        people: Portraits by key.
        clips: Clips by name.
    """
    random = np.random.default_rng((plan.seed, 2))
    if plan.hold is None:
        visitor = _visitor(plan, people[plan.person], _own_motion(plan, random), random)
        return ((-math.inf, visitor),)
    motion = HandMotion(plan.hold, plan.answer, random, plan.swap_s or 0.0)
    if plan.paper is not None:
        paper = make_print(people[plan.person], plan.paper, plan.hold, random)
        held = Held(paper, plan.hold, motion, plan.camera)
        if plan.impostor is not None and plan.paper.holes is not EyeHoles.NONE:
            behind = BehindHoles(motion, paper, random)
            return (0.0, _visitor(plan, people[plan.impostor], behind, random)), (0.0, held)
    elif plan.display is not None:
        device = _device(plan, plan.hold, plan.display, people, clips, random)
        held = Held(device, plan.hold, motion, plan.camera)
    else:
        raise ValueError(f"The plan of {plan.species} holds nothing.")
    if plan.impostor is None:
        return ((0.0, held),)
    holder = _visitor(plan, people[plan.impostor], _own_motion(plan, random), random)
    return (0.0, holder), (plan.swap_s or 0.0, held)


def _own_motion(plan: Plan, random: np.random.Generator) -> BodyMotion:
    return BodyMotion(_body(plan), plan.answer, random)


def _visitor(
    plan: Plan, portrait: Portrait, motion: Motion, random: np.random.Generator
) -> Visitor:
    return Visitor(portrait, _body(plan), motion, plan.camera, random)


def _body(plan: Plan) -> Body:
    if plan.body is None:
        raise ValueError(f"The plan of {plan.species} has no body.")
    return plan.body


def _device(
    plan: Plan,
    hold: Hold,
    display: Display,
    people: Mapping[str, Portrait],
    clips: Mapping[str, Clip],
    random: np.random.Generator,
) -> Device:
    px_per_mm = _PHONE_PX_PER_MM if display.width_mm < _PHONE_MM else _TABLET_PX_PER_MM
    size, eyes_px = screen_size(display, px_per_mm), display.eye_distance_mm * px_per_mm
    if plan.window is not None:
        video = ClipVideo(clips[plan.window.clip], plan.window, size, eyes_px)
        return make_device(display, hold, px_per_mm, video.picture, random)
    person = people[plan.person]
    if not plan.species.is_replay:
        scale = eyes_px / person.eye_distance_px
        crop = crop_around(person.image, person.origin_px, scale, size, _EYES_DOWN)
        photo = cropped(person.image, crop, size)
        return make_device(display, hold, px_per_mm, photo, random)
    recording = RenderedVideo(plan, person, size, eyes_px, random)
    return make_device(display, hold, px_per_mm, recording.picture, random)


class RenderedVideo:
    """A recording of a living head, made elsewhere, that plays on a screen; answers no ask.

    Args:
        plan: For its `replayed` body, the room and the seed.
        person: Whose head.
        size_px: Width and height of the screen.
        eye_distance_px: How large the face is on it.
        random: Chooses the phases of all unrest.
    """

    def __init__(
        self,
        plan: Plan,
        person: Portrait,
        size_px: tuple[int, int],
        eye_distance_px: float,
        random: np.random.Generator,
    ) -> None:
        if plan.replayed is None:
            raise ValueError(f"The plan of {plan.species} replays nothing.")
        body: Body = plan.replayed
        camera: Camera = replace(
            plan.camera,
            width_px=size_px[0],
            height_px=size_px[1],
            focal_px=eye_distance_px * body.z_m / EYE_DISTANCE_M,
            blur_px=0.6,
            defocus_px=0.0,
        )
        self._room = draw_room(replace(plan.room, seed=plan.room.seed + 1), camera)
        motion = BodyMotion(body, plan.answer, random)
        self._visitor = Visitor(person, body, motion, camera, random)

    def picture(self, at_s: float) -> RgbImage:
        """Return what the screen shows at a moment."""
        picture = self._room.copy()
        self._visitor.paint(picture, at_s, (), (0.25, -0.35, 0.9))
        return picture


class ClipVideo:
    """A real clip that plays on a screen, again and again.

    Args:
        clip: The clip.
        window: Which part of it.
        size_px: Width and height of the screen.
        eye_distance_px: How large the face is on it.
    """

    def __init__(
        self, clip: Clip, window: ClipWindow, size_px: tuple[int, int], eye_distance_px: float
    ) -> None:
        self._clip, self._size_px = clip, size_px
        self._frames = clip.frames(window.start_frame, window.frame_count)
        scale = eye_distance_px / clip.eye_distance_px
        self._crop = crop_around(self._frames[0], clip.eyes_px, scale, size_px, _EYES_DOWN)

    def picture(self, at_s: float) -> RgbImage:
        """Return what the screen shows at a moment."""
        frame = self._frames[int(at_s * self._clip.frames_per_s) % len(self._frames)]
        return cropped(frame, self._crop, self._size_px)
