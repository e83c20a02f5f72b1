"""What stands before the camera in each species, put together from its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from kiosk.scene.cutout import EYE_DISTANCE_M
from kiosk.scene.portraits import Portrait
from kiosk.scene.presentation.asks import Ask
from kiosk.scene.presentation.clips import Clip
from kiosk.scene.presentation.device import Device, make_device, screen_size
from kiosk.scene.presentation.hand_motion import HandMotion
from kiosk.scene.presentation.held import Held, Thing
from kiosk.scene.presentation.paper_print import make_print
from kiosk.scene.presentation.photo_crop import around_face
from kiosk.scene.presentation.plan import Body, Camera, ClipWindow, Display, Hold, Plan
from kiosk.scene.presentation.rooms import draw_room
from kiosk.scene.presentation.visitor import Visitor
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
    person = people[plan.person]
    if plan.hold is None:
        return ((0.0, _visitor(plan, person, random)),)
    held = _held(plan, plan.hold, person, clips, random)
    if plan.impostor is None:
        return ((0.0, held),)
    holder = _visitor(plan, people[plan.impostor], random)
    return (0.0, holder), (plan.swap_s or 0.0, held)


def _visitor(plan: Plan, portrait: Portrait, random: np.random.Generator) -> Visitor:
    if plan.body is None:
        raise ValueError(f"The plan of {plan.species} has no body.")
    return Visitor(portrait, plan.body, plan.answer, plan.camera, random)


def _held(
    plan: Plan,
    hold: Hold,
    person: Portrait,
    clips: Mapping[str, Clip],
    random: np.random.Generator,
) -> Held:
    thing: Thing
    if plan.paper is not None:
        thing = make_print(person, plan.paper, hold, random)
    elif plan.display is not None:
        thing = _device(plan, hold, plan.display, person, clips, random)
    else:
        raise ValueError(f"The plan of {plan.species} holds nothing.")
    motion = HandMotion(hold, plan.answer, random, plan.swap_s or 0.0)
    return Held(thing, hold, motion, plan.camera)


def _device(
    plan: Plan,
    hold: Hold,
    display: Display,
    person: Portrait,
    clips: Mapping[str, Clip],
    random: np.random.Generator,
) -> Device:
    px_per_mm = _PHONE_PX_PER_MM if display.width_mm < _PHONE_MM else _TABLET_PX_PER_MM
    size, eyes_px = screen_size(display, px_per_mm), display.eye_distance_mm * px_per_mm
    if not plan.species.is_replay:
        photo = around_face(
            person.image, person.origin_px, eyes_px / person.eye_distance_px, size, _EYES_DOWN
        )
        return make_device(display, hold, px_per_mm, photo, random)
    if plan.window is not None:
        video = ClipVideo(clips[plan.window.clip], plan.window, size, eyes_px)
        return make_device(display, hold, px_per_mm, video.picture, random)
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
        self._visitor = Visitor(person, body, plan.answer, camera, random)

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
        self._scale = eye_distance_px / clip.eye_distance_px

    def picture(self, at_s: float) -> RgbImage:
        """Return what the screen shows at a moment."""
        frame = self._frames[int(at_s * self._clip.frames_per_s) % len(self._frames)]
        return around_face(frame, self._clip.eyes_px, self._scale, self._size_px, _EYES_DOWN)
