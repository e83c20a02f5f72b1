"""Stand-ins for the parts around the entry flow, each honest to its protocol."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np

from db.errors import GalleryChangedError, RulesChangedError, StoreError
from db.presence_records import Facts, Passage
from db.records import AccessEvent, NewAccessEvent, Person, PersonStatus, Roster, Template
from db.rule_records import RuleBook
from kiosk.errors import KioskError
from models.calibration import Calibration, CalibrationCounts
from models.quality import Measure, Quality
from models.rates import ErrorRates, TailFit
from models.types import Box, DetectedFace, Embedding, Frame, RgbImage, TrackedFace

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MODEL = "fake-1"
SIZE = (72, 128)  # rows, columns of a fake frame


class FakeClock:
    """Moves only when told to."""

    def __init__(self) -> None:
        self.s = 100.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.s - 100.0)

    def monotonic(self) -> float:
        return self.s


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


def embedding(*numbers: float) -> Embedding:
    return Embedding(unit(*numbers), MODEL)


ADA, BOB, EVE = embedding(1, 0, 0), embedding(0, 1, 0), embedding(0, 0, 1)


def face(x: float = 64.0, height_px: float = 30.0) -> DetectedFace:
    box = Box(x - 12, 20, x + 12, 20 + height_px)
    landmarks = np.zeros((5, 2), np.float32)
    landmarks[1, 0] = 0.4 * height_px  # the eyes that far apart
    return DetectedFace(box, landmarks, 0.99)


@dataclass
class Scripted:
    """Tracker and embedder in one: says what it was told to for the next frame."""

    faces: tuple[TrackedFace, ...] = ()
    says: dict[int, Embedding] = field(default_factory=dict)
    fails: Exception | None = None
    resets: int = 0
    embedded: int = 0
    work: Callable[[], None] = lambda: None

    def update(self, frame: Frame) -> tuple[TrackedFace, ...]:
        self.work()
        if self.fails:
            raise self.fails
        return self.faces

    def reset(self) -> None:
        self.resets += 1

    def embed(
        self, image: RgbImage, faces: Sequence[DetectedFace], *, turn_deg: float = 0.0
    ) -> tuple[Embedding, ...]:
        self.embedded += 1
        by_face = {id(tracked.face): tracked.track_id for tracked in self.faces}
        return tuple(self.says[by_face[id(one)]] for one in faces)


def measures(*poor: Quality) -> tuple[Measure, ...]:
    return tuple(Measure(name, 1.0, 1.0, name not in poor, "Do better.") for name in Quality)


class FakeGallery:
    """A gallery in memory: revision and roster, as the door sees them."""

    def __init__(self) -> None:
        self.people: dict[UUID, tuple[Person, Embedding]] = {}
        self._revision = 1
        self.fails: Exception | None = None

    def put(
        self,
        name: str,
        vector: Embedding,
        *,
        status: PersonStatus = PersonStatus.ACTIVE,
        valid_until: datetime | None = None,
    ) -> UUID:
        person_id = next((i for i, (p, _) in self.people.items() if p.name == name), None)
        person_id = person_id or UUID(int=len(self.people) + 1)
        person = Person(person_id, name, status, NOON, valid_until=valid_until)
        self.people[person_id] = (person, vector)
        self._revision += 1
        return person_id

    def revision(self) -> int:
        if self.fails:
            raise self.fails
        return self._revision

    def roster(self, model_id: str) -> Roster:
        people = {i: person for i, (person, _) in self.people.items()}
        templates = [Template(i, v.model_id, v.vector) for i, (_, v) in self.people.items()]
        return Roster(self._revision, people, tuple(t for t in templates if t.model_id == model_id))


class FakeHouse:
    """Rules and whereabouts in memory, moved by the log's rows as the real ones are."""

    def __init__(self) -> None:
        self.rules = RuleBook(revision=1)
        self.known = Facts()
        self.fails: Exception | None = None

    def revision(self) -> int:
        if self.fails:
            raise self.fails
        return self.rules.revision

    def book(self) -> RuleBook:
        if self.fails:
            raise self.fails
        return self.rules

    def put(self, **changes: object) -> None:
        revision = self.rules.revision + 1
        self.rules = replace(self.rules, revision=revision, **changes)  # type: ignore[arg-type]

    def facts(
        self, door: str, people: Collection[UUID], at: datetime, *, granted_since: datetime
    ) -> Facts:
        return self.known

    def carry(self, passage: Passage) -> None:
        if passage.rules_revision not in (None, self.rules.revision):
            raise RulesChangedError
        stays = dict(self.known.stays)
        for stay in passage.after:
            stays.pop((stay.person_id, stay.area), None)
        changed = passage.before if passage.is_undone else passage.after
        stays.update({(stay.person_id, stay.area): stay for stay in changed})
        self.known = replace(self.known, moves=self.known.moves + 1, stays=stays)


class FakeLog:
    """An access log in memory, that can be told to fail."""

    def __init__(
        self, journal: list[str], gallery: FakeGallery, house: FakeHouse | None = None
    ) -> None:
        self.rows: list[NewAccessEvent] = []
        self.fails = False
        self.waits: Callable[[], None] = lambda: None  # for its turn to write
        self._journal = journal
        self._gallery = gallery
        self._house = house or FakeHouse()

    def append(self, new: NewAccessEvent, *, at_revision: int | None = None) -> AccessEvent:
        self.waits()
        if self.fails:
            raise StoreError("The disk is full.", "Make room.")
        if at_revision not in (None, self._gallery.revision()):
            raise GalleryChangedError
        if new.passage is not None:
            self._house.carry(new.passage)
        self.rows.append(new)
        self._journal.append(f"row {new.outcome} {new.reason}")
        both = set(NewAccessEvent.__slots__) & set(AccessEvent.__slots__)
        known = {name: getattr(new, name) for name in both}
        return AccessEvent(id=len(self.rows), has_thumbnail=True, **known)


class FakeDoor:
    """A door that remembers, and can be told to fail."""

    def __init__(self, journal: list[str], clock: FakeClock) -> None:
        self.fails: Exception | None = None
        self.takes_s = 0.0  # a program that waits, holds up whoever runs it
        self._journal = journal
        self._clock = clock
        self._until_s = 0.0
        self.name = "Test door"
        self.is_simulated = True

    def unlock(self, hold_s: float) -> None:
        self._journal.append("unlock")
        if self.fails:
            raise self.fails
        self._clock.s += self.takes_s
        self._until_s = self._clock.monotonic() + hold_s

    def is_unlocked(self) -> bool:
        return self._clock.monotonic() < self._until_s

    def close(self) -> None:
        self._until_s = 0.0


def fault() -> KioskError:
    return KioskError("The relay does not answer.", "Check its cable.")


def calibration() -> Calibration:
    """A calibration of the fake model; at a small gallery its threshold is near 0.9."""

    def rates(similarity: float, fmr: float, fnmr: float) -> ErrorRates:
        return ErrorRates(similarity, fmr, fmr, fmr, fnmr, fnmr, fnmr)

    counts = dict.fromkeys(CalibrationCounts.__slots__, 1000)
    return Calibration(
        id=f"{MODEL}/nobody/00000000",
        model_id=MODEL,
        population="nobody",
        made_at=NOON,
        method="made up",
        counts=CalibrationCounts(**counts),
        table=(rates(0.5, 0.1, 0.0), rates(0.8, 1e-2, 0.01), rates(0.9, 1e-4, 0.02)),
        tail=TailFit(start_similarity=0.9, start_fmr=1e-4, scale=0.01, shape=0.0),
        beyond=(rates(0.95, 1e-6, 0.1),),
        fmr_floor=1e-6,
    )
