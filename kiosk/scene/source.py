"""The scene as a camera: the same pictures for the same seed and the same asks, 30 a second."""

import threading
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from kiosk.scene.figure import make_figure
from kiosk.scene.light import light_at
from kiosk.scene.lobby import HEIGHT_PX, LENS, WIDTH_PX, draw_lobby
from kiosk.scene.motion import FRAME_S, moment_of
from kiosk.scene.portraits import load_portrait
from kiosk.scene.presentation.asks import Ask, Asks
from kiosk.scene.presentation.expression import Expression
from kiosk.scene.presentation.stage import acts_of
from kiosk.scene.render import FigurePainter
from kiosk.scene.script import DEFAULT_SCRIPT, Chapter, chapter_at
from kiosk.scene.sensor import Sensor
from models.liveness.step import Step
from models.types import Frame, RgbImage

FRAMES_PER_S = 30

_EXPRESSION_ED = 0.015  # how far a face moves, eye distances


class SceneSource:
    """A `FrameSource` that renders the built-in scene.

    Args:
        seed: Chooses grain, light, leaves and everybody's unrest.
        script: What happens; not empty, in order of time.
        loop: Begin again at the end.
        paced: Deliver at the scene's own pace, leaving out what the reader was too slow for; else
            the very next frame each time.
        clock: Dates the frames of a paced scene; those of one that is not begin at 0 s.

    Raises:
        ValueError: The script is empty.
    """

    def __init__(
        self,
        seed: int = 0,
        *,
        script: Sequence[Chapter] = DEFAULT_SCRIPT,
        loop: bool = False,
        paced: bool = False,
        clock: Clock | None = None,
    ) -> None:
        if not script:
            raise ValueError("A scene needs a chapter.")
        self.script = tuple(script)
        self.seed = seed
        self._loop, self._paced = loop, paced
        self._clock = clock or SystemClock()
        self._stage: Stage | None = None
        self._is_open = False
        self._index, self._tick, self._began_s = 0, 0, 0.0
        self._asks = Asks()
        self._asked = Ask(None, 0.0)  # set whole by `hear`, which another thread may call
        self._wait = threading.Event()  # never set: waiting on it is how time passes

    @property
    def description(self) -> str:
        """What it is, for people."""
        return f"built-in scene, seed {self.seed}"

    @property
    def is_live(self) -> bool:
        """True where it is paced."""
        return self._paced

    @property
    def frame_count(self) -> int:
        """How many frames the scene has before it ends or begins again."""
        return round(self.script[-1].end_s * FRAMES_PER_S)

    def open(self) -> None:
        """Set the stage, which takes about a second the first time; begin at the beginning.

        Raises:
            KioskError: A library no longer ships a portrait.
        """
        self._stage = self._stage or Stage(self.seed, self.script)
        self._is_open, self._index, self._tick = True, 0, 0
        self._asks, self._asked = Asks(), Ask(None, 0.0)
        self._began_s = self._clock.monotonic() if self._paced else 0.0

    def read(self) -> Frame | None:
        """Return the next frame; None at the end of a scene that does not loop.

        Raises:
            KioskError: It is not open.
        """
        if self._stage is None or not self._is_open:
            raise KioskError("The scene is not open.", "Open it before reading.")
        if self._paced:
            self._keep_pace()
        if self._tick >= self.frame_count and not self._loop:
            return None
        tick = self._tick % self.frame_count
        asked = self._asked
        asks = self._asks.heard(tick * FRAME_S, asked.step, asked.since_s)
        frame = Frame(
            image=self._stage.picture(tick, asks),
            captured_s=self._began_s + self._tick * FRAME_S,
            index=self._index,
        )
        self._index += 1
        self._tick += 1
        return frame

    def close(self) -> None:
        """Stop; harmless when not open."""
        self._is_open = False

    def hear(self, step: Step | None, at_s: float) -> None:
        """Let the scene's people know what the screen asks of them; they do it from then on.

        Args:
            step: What is asked; None for nothing.
            at_s: The time of the frame with which the screen showed it, seconds.
        """
        if step is not self._asked.step:
            scene_s = (at_s - self._began_s) % (self.frame_count * FRAME_S)
            self._asked = Ask(step, scene_s)

    def _keep_pace(self) -> None:
        """Leave out the frames that are past, or wait for the next one."""
        elapsed_s = self._clock.monotonic() - self._began_s
        self._tick = max(self._tick, int(elapsed_s / FRAME_S))
        while (ahead_s := self._began_s + self._tick * FRAME_S - self._clock.monotonic()) > 0:
            self._wait.wait(ahead_s)


class Stage:
    """Everything that is made once for a scene; a picture is a function of its number and the asks.

    Args:
        seed: Chooses grain, light, leaves and everybody's unrest.
        script: What happens.
    """

    def __init__(self, seed: int, script: Sequence[Chapter]) -> None:
        self._script = tuple(script)
        self._lobby = draw_lobby(seed)
        self._sensor = Sensor(seed, WIDTH_PX, HEIGHT_PX)
        names = sorted({name for chapter in script for name in chapter.names})
        figures = {name: make_figure(load_portrait(name)) for name in names}
        self._painters = {name: FigurePainter(figure, LENS) for name, figure in figures.items()}
        random = np.random.default_rng((seed, 1))
        self._light_phases = random.uniform(0.0, 2 * np.pi, 3)
        self._phases = {name: random.uniform(0.0, 2 * np.pi, 7) for name in names}
        self._faces = {
            name: Expression(figure.points, _EXPRESSION_ED, random)
            for name, figure in figures.items()
        }
        self._held = {
            plan: acts_of(plan, {plan.person: load_portrait(plan.person)}, {})
            for plan in (chapter.held for chapter in script)
            if plan is not None
        }

    def picture(self, tick: int, asks: Sequence[Ask] = ()) -> RgbImage:
        """Return the picture of a moment, (720, 1280, 3) uint8 RGB.

        Args:
            tick: Frames since the scene began.
            asks: What the screen asked so far, in seconds of scene time.
        """
        at_s = tick * FRAME_S
        light = light_at(at_s, self._light_phases)
        picture = self._lobby.copy()
        chapter = chapter_at(self._script, at_s)
        if chapter is not None:
            self._play(picture, chapter, at_s, asks, light.towards)
        lit = np.asarray(cv2.LUT(picture, light.table), dtype=np.uint8)
        return self._sensor.take(lit, tick)

    def _play(
        self,
        picture: RgbImage,
        chapter: Chapter,
        at_s: float,
        asks: Sequence[Ask],
        towards: tuple[float, float, float],
    ) -> None:
        """Paint everybody and everything that a chapter has in the picture at a moment."""
        since_s = at_s - chapter.start_s
        heard = [replace(ask, since_s=ask.since_s - chapter.start_s) for ask in asks]
        moments = (
            (visitor.name, moment_of(visitor, since_s, self._phases[visitor.name], LENS, heard))
            for visitor in chapter.visitors
        )
        present = [(name, moment) for name, moment in moments if moment is not None]
        # The furthest is painted first.
        for name, moment in sorted(present, key=lambda each: -each[1].pose.z_m):
            face = self._faces[name].at(at_s)
            self._painters[name].paint(picture, moment.pose, towards, moment.softness, face)
        if chapter.held is not None:
            for _, act in self._held[chapter.held]:
                act.paint(picture, since_s, heard, towards)
