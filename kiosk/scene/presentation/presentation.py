"""A presentation, played: what the door's camera sees at each moment of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np

from kiosk.scene.portraits import Portrait
from kiosk.scene.presentation.asks import Ask, Asks
from kiosk.scene.presentation.clips import Clip
from kiosk.scene.presentation.plan import ClipWindow, Fault, Plan
from kiosk.scene.presentation.rooms import draw_room
from kiosk.scene.presentation.sensor_chain import SensorChain, compressed
from kiosk.scene.presentation.stage import Act, acts_of
from models.liveness.step import Step
from models.types import Frame, RgbImage

_RE_ENCODED_QUALITY = (72, 92)
_RE_ENCODED_NOISE = 0.7  # grey levels
_EMPTY_S, _EMPTY_FRAMES = 2.4, 12  # what is shown of the empty room first
_UNSEEN_S = 1.0
_GRAIN_BEFORE = 1 << 20  # no picture of the visit has this number, and so none this grain


class Presentation:
    """One presentation before a door's camera; the same pictures for the same plan and asks.

    Args:
        plan: What is presented.
        people: Portraits by key.
        clips: Clips by name; only those that the plan names are used.
    """

    def __init__(
        self, plan: Plan, people: Mapping[str, Portrait], clips: Mapping[str, Clip]
    ) -> None:
        self.plan = plan
        self._asks = Asks()
        self._good: dict[int, RgbImage] = {}  # of a stream that repeats, by number
        camera, window = plan.camera, plan.window
        self._sensor = SensorChain(camera, plan.light, plan.seed)
        azimuth, height = np.radians(plan.light.azimuth_deg), np.radians(20.0)
        self._towards = (
            float(np.cos(height) * np.sin(azimuth)),
            float(-np.sin(height)),
            float(np.cos(height) * np.cos(azimuth)),
        )
        self._clip_frames: tuple[RgbImage, ...] = ()
        self._acts: tuple[tuple[float, Act], ...] = ()
        self._room = draw_room(plan.room, camera)
        if window is not None and not plan.species.is_replay:
            self._clip_frames = _sized(clips[window.clip], window, plan)
        else:
            self._acts = acts_of(plan, people, clips)

    def times(self) -> tuple[float, ...]:
        """Return when its pictures arrive, seconds, those that are dropped left out.

        Somebody who comes into the picture from a side does so before time 0.
        """
        camera = self.plan.camera
        count = int(self.plan.duration_s * camera.frames_per_s)
        arrives = np.random.default_rng((self.plan.seed, 3)).uniform(size=count)
        kept = np.flatnonzero(arrives >= camera.dropped_share)
        coming = range(-int(self._enters_s * camera.frames_per_s), 0)
        return tuple(float(k) / camera.frames_per_s for k in (*coming, *kept))

    @property
    def _enters_s(self) -> float:
        body, held = self.plan.body, self.plan.hold
        return body.enters_s if body and held is None else 0.0

    def empty_frames(self) -> Iterator[Frame]:
        """Yield pictures of the room while nobody is there yet, at times before the first one.

        A stream that is put in the camera's place follows at once, and so does somebody who is seen
        coming. How anything else came before the camera is not shown: a while passes unseen.

        Where the visit is a real clip nobody knows what its room looks like: there are none.
        """
        plan = self.plan
        if not self._acts:
            return
        before = plan.before
        light = replace(plan.light, gain=plan.light.gain * before.exposure)
        sensor = SensorChain(plan.camera, light, plan.seed)
        room = self._room.copy()
        is_seen_coming = self._enters_s > 0.0 or plan.fault is not None
        until_s = -self._enters_s if is_seen_coming else -_UNSEEN_S
        if before.box is not None:
            height, width = room.shape[:2]
            left, top, wide, high = before.box
            start = (round(left * width), round(top * height))
            end = (round((left + wide) * width), round((top + high) * height))
            cv2.rectangle(room, start, end, before.box_rgb, cv2.FILLED)
        for index in range(_EMPTY_FRAMES):
            at_s = until_s + (index - _EMPTY_FRAMES) * _EMPTY_S / _EMPTY_FRAMES
            yield Frame(sensor.take(room, _GRAIN_BEFORE + index), at_s, index)

    def frames(
        self, asked: Callable[[float], tuple[Step | None, float]] = lambda _at_s: (None, 0.0)
    ) -> Iterator[Frame]:
        """Yield its pictures as frames of a camera.

        Args:
            asked: What is asked at a moment, and since when.
        """
        for index, at_s in enumerate(self.times()):
            yield Frame(self.picture(at_s, *asked(at_s)), at_s, index)

    def picture(
        self, at_s: float, asked: Step | None = None, asked_since_s: float = 0.0
    ) -> RgbImage:
        """Return the picture of a moment, (height, width, 3) uint8 RGB.

        Args:
            at_s: Seconds since the presentation began.
            asked: What is asked of the one before the camera.
            asked_since_s: Since when; counts only where something is asked.
        """
        asks = self._asks.heard(at_s, asked, asked_since_s)
        tick = round(at_s * self.plan.camera.frames_per_s)
        fault = self.plan.fault
        if fault is None:
            return self._seen(at_s, tick, asks)
        return self._broken(fault, tick)

    def _seen(self, at_s: float, tick: int, asks: Sequence[Ask]) -> RgbImage:
        """Return what a camera in order delivers."""
        if self._clip_frames:
            scene = self._clip_frames[min(tick, len(self._clip_frames) - 1)]
            window = self.plan.window
            as_recorded = window is not None and window.as_recorded
            return scene.copy() if as_recorded else self._sensor.take(scene, tick)
        scene = self._room.copy()
        for from_s, act in self._acts:
            if at_s >= from_s:
                act.paint(scene, at_s, asks, self._towards)
        return self._sensor.take(scene, tick if tick >= 0 else 2 * _GRAIN_BEFORE + tick)

    def _broken(self, fault: Fault, tick: int) -> RgbImage:
        """Return what a stream that stands still or repeats delivers; it answers no ask."""
        frames_per_s = self.plan.camera.frames_per_s
        first = round(fault.from_s * frames_per_s)
        shown = first + tick % max(1, round(fault.length_s * frames_per_s))
        if shown not in self._good:
            self._good[shown] = self._seen(shown / frames_per_s, shown, ())
        picture = self._good[shown].copy()
        if not fault.re_encoded:
            return picture
        random = np.random.default_rng((self.plan.seed, 4, tick))
        noise = random.standard_normal(picture.shape, np.float32) * _RE_ENCODED_NOISE
        noisy = cv2.add(picture, np.rint(noise).astype(np.int16), dtype=cv2.CV_8U)
        return compressed(np.asarray(noisy, np.uint8), int(random.integers(*_RE_ENCODED_QUALITY)))


def _sized(clip: Clip, window: ClipWindow, plan: Plan) -> tuple[RgbImage, ...]:
    """Return a window's frames at the size of the plan's camera."""
    size = (plan.camera.width_px, plan.camera.height_px)
    return tuple(
        np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
        for frame in clip.frames(window.start_frame, window.frame_count)
    )
