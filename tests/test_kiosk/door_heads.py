"""Heads and pictures before the rig's door, which see its screen and move as they like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from typing_extensions import override

from kiosk.entry.view import EntryView
from models.liveness.likelihood import Cue, Evidence, LogRatio
from models.liveness.observer import Glimpse, Observer
from models.liveness.proof import ProofRules
from models.liveness.response import Neutral, neutral_of, reading
from models.liveness.step import Step
from models.quality import Quality
from models.types import Box, DetectedFace, Embedding, Landmarks, RgbImage
from tests.test_kiosk.door_rig import FRAME_S, DoorRig
from tests.test_kiosk.fakes import ADA, BOB, SIZE
from tests.test_models.challenge_rig import Camera, Play, obedient
from tests.test_models.liveness_geometry import Pose, Surface, head

REST = Pose(y_m=0.03, distance_m=0.6)
OBEDIENT = obedient(REST)
Idle = Callable[[float], Pose]  # time -> pose of one that nobody asks for anything

_TURNED_DEG = 7.0
_SCALE = SIZE[1] / 1280  # from the camera of the geometry to the rig's


def lively(index: int) -> RgbImage:
    """A picture that is another one in each frame."""
    return np.random.default_rng(index).integers(40, 210, (*SIZE, 3), dtype=np.uint8)


def stuck(index: int) -> RgbImage:
    """The same picture for ever."""
    return lively(0)


def still(at_s: float) -> Pose:
    """Hold still."""
    return REST


def looking_about(at_s: float) -> Pose:
    """Turn a little from side to side, as people do who wait."""
    return replace(REST, yaw_deg=9.0 * float(np.sin(2.0 * np.pi * at_s / 1.5)))


@dataclass(frozen=True, slots=True, eq=False)
class Turning(Observer):
    """Believes in a head once its nose left the plane, and in a camera whose pictures change.

    How much the door's own cues say is fitted to real faces; these rules must hold for any.
    """

    at_first: Neutral | None = None
    most_deg: float = 0.0

    @override
    def with_glimpse(self, glimpse: Glimpse) -> Observer:
        frame, face = glimpse.frame, glimpse.face
        at_first = self.at_first or neutral_of([face.landmarks])
        turned = reading(at_first, face.landmarks, frame.captured_s)
        return replace(
            self,
            at_first=at_first,
            most_deg=max(self.most_deg, turned.turn_deg if turned else 0.0),
            stillness=self.stillness.with_frame(frame, face.box),
            landmarks=(*self.landmarks, face.landmarks)[-12:],
        )

    @property
    @override
    def evidence(self) -> Evidence:
        turned = self.most_deg > _TURNED_DEG
        return {
            Cue.LANDMARKS: LogRatio(6.0, 6.0) if turned else LogRatio(-0.5, 0.0),
            Cue.STILLNESS: self.stillness.log_ratio,
        }


class Told:
    """Points that are carried to wherever the tracker finds the face.

    Args:
        begun: (5, 2) pixels, where they were at first.
        where: Returns where they are now.
    """

    def __init__(self, begun: Landmarks, where: Callable[[], Landmarks]) -> None:
        self.begun, self._where = begun, where

    @property
    def landmarks(self) -> Landmarks:
        return self._where()

    def onwards(self, image: RgbImage) -> Told:
        return self


def guarded_door(rules: ProofRules) -> DoorRig:
    """Return a door that asks for a living head, with two patrons and a camera that works.

    Its pictures are noise, which carries no points along: they are where the tracker says.
    """
    unseen = Turning(follow=lambda _image, landmarks: Told(landmarks, where))
    rig = DoorRig(proof=rules, unseen=unseen)

    def where() -> Landmarks:
        return rig.script.faces[0].face.landmarks

    rig.gallery.put("Ada Lovelace", ADA)
    rig.gallery.put("Bob", BOB)
    rig.picture = lively
    return rig


class Stander:
    """A head or a picture of one before the door.

    Args:
        rig: The door.
        who: Whose face it is.
        surface: What it is: a head, or something flat.
        idle: How it moves while nothing is asked.
        play: How it moves when something is.
        track: Its first track.
        turned_deg: Turned further to a side it is not usable.
    """

    def __init__(
        self,
        rig: DoorRig,
        who: Embedding,
        *,
        surface: Surface = head,
        idle: Idle = still,
        play: Play = OBEDIENT,
        track: int = 1,
        turned_deg: float = 35.0,
    ) -> None:
        self._rig, self._idle, self._play = rig, idle, play
        self._camera = Camera(surface, noise_ed=0.003, seed=1)
        self._asked: tuple[Step | None, float] = (None, 0.0)
        self._turned_deg = turned_deg
        self.who, self.track = who, track
        self.poor: tuple[Quality, ...] = ()

    def stays(self, seconds: float) -> list[EntryView]:
        """Stand there for some seconds."""
        return self.until(lambda _: False, within_s=seconds)

    def until(
        self, seen: Callable[[EntryView], bool], *, within_s: float = 12.0
    ) -> list[EntryView]:
        """Stand there until the screen shows something, that frame included."""
        views: list[EntryView] = []
        for _ in range(round(within_s / FRAME_S)):
            views += self._one_frame()
            if seen(views[-1]):
                break
        return views

    def _one_frame(self) -> list[EntryView]:
        at_s, (step, since_s) = self._rig.clock.s + FRAME_S, self._asked
        pose = self._play(at_s, step, since_s) if step else self._idle(at_s)
        is_turned = abs(pose.yaw_deg) > self._turned_deg
        self._rig.poor = (*self.poor, Quality.POSE) if is_turned else self.poor
        views = self._rig.people([(self.track, self._face(pose), self.who)], 1)
        if views[-1].asks is not step:
            self._asked = (views[-1].asks, at_s)
        return views

    def _face(self, pose: Pose) -> DetectedFace:
        landmarks = (self._camera.landmarks(pose) * _SCALE).astype(np.float32)
        x, y = landmarks.mean(axis=0)
        size = float(np.linalg.norm(landmarks[1] - landmarks[0]))
        return DetectedFace(Box(x - size, y - 1.2 * size, x + size, y + 1.4 * size), landmarks, 1.0)


def is_decided(view: EntryView) -> bool:
    """Return whether the screen tells of a row that was just written."""
    return view.event is not None


def is_asking(view: EntryView) -> bool:
    """Return whether the screen asks for a movement."""
    return view.asks is not None
