"""The scene as a camera: the same pictures for the same seed, 30 a second."""

import threading
from collections.abc import Sequence

import cv2
import numpy as np

from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from kiosk.scene.figure import make_figure
from kiosk.scene.light import light_at
from kiosk.scene.lobby import HEIGHT_PX, LENS, WIDTH_PX, draw_lobby
from kiosk.scene.motion import FRAME_S, moment_of
from kiosk.scene.portraits import load_portrait
from kiosk.scene.render import FigurePainter
from kiosk.scene.script import DEFAULT_SCRIPT, Chapter, chapter_at
from kiosk.scene.sensor import Sensor
from models.types import Frame, RgbImage

FRAMES_PER_S = 30


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
        frame = Frame(
            image=self._stage.picture(self._tick % self.frame_count),
            captured_s=self._began_s + self._tick * FRAME_S,
            index=self._index,
        )
        self._index += 1
        self._tick += 1
        return frame

    def close(self) -> None:
        """Stop; harmless when not open."""
        self._is_open = False

    def _keep_pace(self) -> None:
        """Leave out the frames that are past, or wait for the next one."""
        elapsed_s = self._clock.monotonic() - self._began_s
        self._tick = max(self._tick, int(elapsed_s / FRAME_S))
        while (ahead_s := self._began_s + self._tick * FRAME_S - self._clock.monotonic()) > 0:
            self._wait.wait(ahead_s)


class Stage:
    """Everything that is made once for a scene; a picture is a pure function of its number.

    Args:
        seed: Chooses grain, light, leaves and everybody's unrest.
        script: What happens.
    """

    def __init__(self, seed: int, script: Sequence[Chapter]) -> None:
        self._script = tuple(script)
        self._lobby = draw_lobby(seed)
        self._sensor = Sensor(seed, WIDTH_PX, HEIGHT_PX)
        names = sorted({name for chapter in script for name in chapter.names})
        self._painters = {
            name: FigurePainter(make_figure(load_portrait(name)), LENS) for name in names
        }
        random = np.random.default_rng((seed, 1))
        self._light_phases = random.uniform(0.0, 2 * np.pi, 3)
        self._phases = {name: random.uniform(0.0, 2 * np.pi, 7) for name in names}

    def picture(self, tick: int) -> RgbImage:
        """Return the picture of a moment, (720, 1280, 3) uint8 RGB.

        Args:
            tick: Frames since the scene began.
        """
        at_s = tick * FRAME_S
        light = light_at(at_s, self._light_phases)
        picture = self._lobby.copy()
        chapter = chapter_at(self._script, at_s)
        visitors = () if chapter is None else chapter.visitors
        since_s = 0.0 if chapter is None else at_s - chapter.start_s
        moments = (
            (visitor.name, moment_of(visitor, since_s, self._phases[visitor.name], LENS))
            for visitor in visitors
        )
        present = [(name, moment) for name, moment in moments if moment is not None]
        # The furthest is painted first.
        for name, moment in sorted(present, key=lambda each: -each[1].pose.z_m):
            self._painters[name].paint(picture, moment.pose, light.towards, moment.softness)
        lit = np.asarray(cv2.LUT(picture, light.table), dtype=np.uint8)
        return self._sensor.take(lit, tick)
