"""An entry flow between fakes, and short words to play a visit with it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.records import PersonStatus
from kiosk.config import Config, DecisionConfig, DoorConfig
from kiosk.entry.attendant import Attendant
from kiosk.entry.doorkeeper import Doorkeeper
from kiosk.entry.flow import EntryFlow, EntrySettings
from kiosk.entry.gallery_watch import GalleryWatch
from kiosk.entry.house_rules import HouseRules
from kiosk.entry.judge import Judge
from kiosk.entry.stopwatch import Stopwatch
from kiosk.entry.view import EntryState, EntryView
from kiosk.entry.visit import VisitRules
from kiosk.factors.keys import KeyChannel
from kiosk.factors.pin_round import Duress
from kiosk.factors.qr_reader import QrReader
from kiosk.second_factor import DoorParts, FactorStores, second_factor
from models.liveness.observer import Observer
from models.liveness.proof import ProofRules
from models.liveness.step import Step
from models.quality import Measure, Quality
from models.types import DetectedFace, Embedding, Frame, RgbImage, TrackedFace
from tests.test_kiosk.fakes import (
    SIZE,
    FakeClock,
    FakeDoor,
    FakeGallery,
    FakeHouse,
    FakeLog,
    Scripted,
    calibration,
    face,
    measures,
)

OPENS_BY_FACE, NEVER_STEPS_UP = DoorConfig(name="Test door"), DecisionConfig()
NO_STORES = FactorStores(None, None, None)  # type: ignore[arg-type]
BADGE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HOLD_S, REFUSED_S, GAP_S = 5.0, 4.0, 2.0
FRAME_S = 1 / 32  # exact in binary, so that a second is a second


def states(views: list[EntryView]) -> list[EntryState]:
    """The states shown, each once."""
    return [v.state for i, v in enumerate(views) if i == 0 or v.state is not views[i - 1].state]


def black(index: int) -> RgbImage:
    """A frame of which only its faces matter."""
    return np.zeros((*SIZE, 3), np.uint8)


class OnceReader(QrReader):
    """Reads a picture that is held still only once."""

    def __init__(self) -> None:
        super().__init__()
        self._last: tuple[RgbImage | None, str] = None, ""

    def read(self, image: RgbImage) -> str:
        if image is not self._last[0]:
            self._last = image, super().read(image)
        return self._last[1]


class DoorRig:
    """One door; frames come at 32 a second unless told otherwise.

    Args:
        is_live: Whether its camera is.
        proof: What is needed of a living head; None where nobody asks.
        unseen: What observes it.
        opens: What opens it beside a face.
        decision: From which similarity a face is sure.
        stores: Where PINs, badges and failed attempts are kept; none are needed for a face.
    """

    def __init__(
        self,
        *,
        is_live: bool = True,
        proof: ProofRules | None = None,
        unseen: Observer | None = None,
        opens: DoorConfig = OPENS_BY_FACE,
        decision: DecisionConfig = NEVER_STEPS_UP,
        stores: FactorStores = NO_STORES,
    ) -> None:
        self.picture: Callable[[int], RgbImage] = black
        self.journal: list[str] = []
        self.clock = FakeClock()
        self.script = Scripted()
        self.gallery = FakeGallery()
        self.house = FakeHouse()
        self.log = FakeLog(self.journal, self.gallery, self.house)
        self.door = FakeDoor(self.journal, self.clock)
        self.poor: tuple[Quality, ...] = ()
        self.is_refused: Callable[[], bool] = lambda: False  # whether the camera is
        self.draw: Callable[[], tuple[Step, ...]] = lambda: (Step.LEFT, Step.UP)
        self._index = 0
        self.keys = KeyChannel()
        self.duress: list[Duress] = []
        self.on_duress: Callable[[Duress], None] = self.duress.append
        stopwatch = Stopwatch(self.clock, is_live=is_live)
        keeper = Doorkeeper(self.log, self.door, self.clock, hold_s=HOLD_S)
        judge = Judge(calibration(), self.clock, stopwatch, "Test door")
        house = HouseRules(self.house, self.house, hold_s=HOLD_S)
        parts = DoorParts(
            clock=self.clock,
            calibration=calibration(),
            judge=judge,
            house=house,
            keeper=keeper,
            keys=self.keys,
            read_code=OnceReader().read,
            badge_key=BADGE_KEY.public_key,
            raise_alarm=lambda call: self.on_duress(call),
        )
        config = Config(data_dir=Path(), door=opens, decision=decision)
        factoring, other_ways = second_factor(config, stores, parts, hasher=CHEAP)
        attendant = Attendant(
            tracker=self.script,
            embedder=self.script,
            assess=self._assess,
            watch=GalleryWatch(self.gallery, calibration(), one_in=1000),
            keeper=keeper,
            judge=judge,
            house=house,
            factoring=factoring,
            other_ways=other_ways,
            stopwatch=stopwatch,
            rules=VisitRules(gap_s=GAP_S, agreement=0.8, again_s=REFUSED_S),
            proof=proof,
            unseen=unseen or Observer(),
            draw_steps=lambda: self.draw(),
            near_share=0.1,
            reception="reception",
        )
        self.flow = EntryFlow(
            attendant=attendant,
            door=self.door,
            clock=self.clock,
            stopwatch=stopwatch,
            settings=EntrySettings(
                refused_s=REFUSED_S,
                reception="reception",
                offers_keypad=other_ways.offers_keypad,
            ),
            camera_refused=lambda: self.is_refused(),
        )

    def _assess(self, image: RgbImage, one: DetectedFace) -> tuple[Measure, ...]:
        return measures(*self.poor)

    def person(
        self, who: Embedding, frames: int, *, track: int = 1, work_s: float = 0.0
    ) -> list[EntryView]:
        """Let one person stand before the door for some frames."""
        return self.people([(track, face(), who)], frames, work_s=work_s)

    def people(
        self,
        faces: list[tuple[int, DetectedFace, Embedding]],
        frames: int,
        *,
        work_s: float = 0.0,
    ) -> list[EntryView]:
        """Let several stand there; each step of the flow takes `work_s`."""
        self.script.faces = tuple(TrackedFace(track, where) for track, where, _ in faces)
        self.script.says = {track: who for track, _, who in faces}
        views = []
        for _ in range(frames):
            self.clock.s += FRAME_S
            self._index += 1
            frame = Frame(self.picture(self._index), self.clock.s, self._index)
            self.script.work = lambda: setattr(self.clock, "s", self.clock.s + work_s)
            views.append(self.flow.step(frame))
        return views

    def nobody(self, seconds: float) -> list[EntryView]:
        """Let nobody be there for a while."""
        return self.people([], round(seconds / FRAME_S))

    def revoke(self, name: str, vector: Embedding) -> None:
        """Revoke somebody, once."""
        self.gallery.put(name, vector, status=PersonStatus.REVOKED)
        self.log.waits = lambda: None

    def no_camera(self, seconds: float) -> list[EntryView]:
        """Let no frame come for a while."""
        views = []
        for _ in range(round(seconds * 2)):
            self.clock.s += 0.5
            views.append(self.flow.step(None))
        return views

    @property
    def outcomes(self) -> list[str]:
        """All rows of the log, as "granted matched Ada"."""
        return [f"{r.outcome} {r.reason} {r.person_name or 'stranger'}" for r in self.log.rows]
