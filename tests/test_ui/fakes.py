"""What the screens work from in these tests: in memory, with the contracts of the real rooms."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import numpy as np
import skimage.data
from PIL import Image

from db.camera_records import CameraAgreement, CameraIdentity
from db.care_records import ConsentText
from db.errors import StoreError
from db.records import (
    AccessEvent,
    LogFilter,
    Outcome,
    Person,
    PersonStatus,
    Reason,
)
from enroll.photo import Photo
from enroll.rules import LookAlike
from enroll.service import Draft
from kiosk.camera.binding import Refusal
from kiosk.entry.view import EntryState, EntryView, FaceMark, FramedFace
from models.liveness.step import Step
from models.quality import Measure, Quality
from models.types import Box, DetectedFace, Embedding, Frame, RgbImage

NOON = datetime(2026, 11, 24, 12, 0, 7, tzinfo=UTC)
_NAMES = UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


class StillClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()


def face_image() -> RgbImage:
    """Eileen Collins, in the public domain."""
    return np.asarray(skimage.data.astronaut()[0:300, 80:380], dtype=np.uint8)


def camera_image() -> RgbImage:
    """720 lines with somebody in the middle."""
    image = np.full((720, 1280, 3), (104, 112, 118), np.uint8)
    image[470:] = (84, 82, 78)
    image[208:720, 380:892] = skimage.data.astronaut()
    return image


FACE_BOX = Box(380 + 172, 208 + 55, 380 + 278, 208 + 190)


def jpeg(image: RgbImage) -> bytes:
    encoded = io.BytesIO()
    Image.fromarray(image).save(encoded, "JPEG")
    return encoded.getvalue()


def make_view(
    state: EntryState = EntryState.IDLE,
    sentence: str = "Please step up to the door",
    detail: str = "",
    *,
    frame: RgbImage | None = None,
    faces: Sequence[FramedFace] = (),
    unlocked: bool = False,
    simulated: bool = True,
    now: datetime = NOON,
    event: AccessEvent | None = None,
    door: str = "Main entrance",
    asks: Step | None = None,
) -> EntryView:
    return EntryView(
        state=state,
        sentence=sentence,
        detail=detail,
        frame=None if frame is None else Frame(frame, 0.0, 0),
        faces=tuple(faces),
        door_name=door,
        door_unlocked=unlocked,
        door_simulated=simulated,
        now=now,
        event=event,
        asks=asks,
    )


def framed(mark: FaceMark = FaceMark.CHOSEN) -> FramedFace:
    return FramedFace(FACE_BOX, mark)


def make_person(name: str, **changes: object) -> Person:
    person = Person(uuid5(_NAMES, name), name, PersonStatus.ACTIVE, NOON - timedelta(days=40))
    return replace(person, **changes)  # type: ignore[arg-type]


def make_event(number: int, **changes: object) -> AccessEvent:
    event = AccessEvent(
        id=number,
        at=NOON - timedelta(minutes=10_000 - number),
        door="Main entrance",
        outcome=Outcome.DENIED,
        reason=Reason.NOT_RECOGNISED,
        person_id=None,
        person_name=None,
        best_similarity=0.881,
        runner_up_similarity=0.87,
        threshold=0.941,
        calibration_id="resnet29-lfw-dev-1",
        model_id="resnet29-dlib-2",
        frames_used=8,
        latency_ms=913.0,
        has_thumbnail=True,
    )
    return replace(event, **changes)  # type: ignore[arg-type]


class MemoryGallery:
    """A gallery in a list."""

    def __init__(self, people: Sequence[Person] = ()) -> None:
        self.rows = {person.id: person for person in people}
        self.face = jpeg(face_image())
        self.broken: StoreError | None = None

    def people(
        self,
        *,
        search: str = "",
        status: PersonStatus | None = None,
        offset: int = 0,
        limit: int = 50,
    ) -> tuple[Person, ...]:
        return tuple(self._found(search, status)[offset : offset + limit])

    def count(self, *, search: str = "", status: PersonStatus | None = None) -> int:
        return len(self._found(search, status))

    def _found(self, search: str, status: PersonStatus | None) -> list[Person]:
        if self.broken is not None:
            raise self.broken
        return sorted(
            (
                person
                for person in self.rows.values()
                if search.casefold() in person.name.casefold() and status in (None, person.status)
            ),
            key=lambda person: person.name.casefold(),
        )

    def get(self, person_id: UUID) -> Person:
        if person_id not in self.rows:
            raise StoreError("Nobody has this number.", "Refresh the list.")
        return self.rows[person_id]

    def photo(self, person_id: UUID) -> bytes:
        self.get(person_id)
        return self.face

    thumbnail = photo

    def rename(self, person_id: UUID, name: str, at: datetime, *, by: str) -> None:
        self.rows[person_id] = replace(self.get(person_id), name=name)

    def revoke(self, person_id: UUID, at: datetime, *, by: str) -> None:
        self.rows[person_id] = replace(
            self.get(person_id), status=PersonStatus.REVOKED, revoked_at=at
        )

    def restore(self, person_id: UUID, at: datetime, *, by: str) -> None:
        self.rows[person_id] = replace(
            self.get(person_id), status=PersonStatus.ACTIVE, revoked_at=None
        )


class MemoryLog:
    """An access log in a list; says what was asked of it."""

    def __init__(self, events: Sequence[AccessEvent] = ()) -> None:
        self.rows = sorted(events, key=lambda event: -event.id)
        self.asked: list[LogFilter] = []
        self.broken: StoreError | None = None
        self.face = jpeg(face_image())

    def page(
        self, where: LogFilter, *, before_id: int | None = None, limit: int = 50
    ) -> tuple[AccessEvent, ...]:
        if self.broken is not None:
            raise self.broken
        self.asked.append(where)
        found = [row for row in self.rows if _wanted(row, where)]
        return tuple(row for row in found if before_id is None or row.id < before_id)[:limit]

    def get(self, event_id: int) -> AccessEvent:
        for row in self.rows:
            if row.id == event_id:
                return row
        raise StoreError(f"The log has no event {event_id}.", "Refresh the list.")

    def thumbnail(self, event_id: int) -> bytes:
        return self.face

    def export(self, where: LogFilter) -> Iterator[AccessEvent]:
        return (row for row in self.rows if _wanted(row, where))

    def doors(self) -> tuple[str, ...]:
        return tuple(sorted({row.door for row in self.rows}))


def _wanted(row: AccessEvent, where: LogFilter) -> bool:
    return (
        where.person_id in (None, row.person_id)
        and where.name_contains.casefold() in (row.person_name or "").casefold()
        and where.outcome in (None, row.outcome)
        and where.reason in (None, row.reason)
        and where.door in ("", row.door)
        and (where.since is None or row.at >= where.since)
        and (where.until is None or row.at < where.until)
    )


class ScriptedBinding:
    """A door's camera, refused where a test says so."""

    def __init__(self, refusal: Refusal | None = None) -> None:
        self.refusal = refusal
        self.agreed: list[CameraIdentity] = []
        self.error: Exception | None = None

    def agree(self, camera: CameraIdentity, by: str) -> CameraAgreement:
        if self.error is not None:
            raise self.error
        self.agreed.append(camera)
        return CameraAgreement(1, "Main entrance", camera, NOON, by)


GOOD_MEASURES = (
    Measure(Quality.SIZE, 96, 60, ok=True, sentence=""),
    Measure(Quality.POSE, 6, 20, ok=True, sentence=""),
    Measure(Quality.BLUR, 0.31, 0.12, ok=True, sentence=""),
    Measure(Quality.DARK, 132, 50, ok=True, sentence=""),
    Measure(Quality.BRIGHT, 132, 225, ok=True, sentence=""),
    Measure(Quality.UNEVEN, 0.11, 0.5, ok=True, sentence=""),
)


def make_draft(
    name: str = "Ada Lovelace",
    *,
    measures: tuple[Measure, ...] = GOOD_MEASURES,
    look_alikes: tuple[LookAlike, ...] = (),
    already: Person | None = None,
) -> Draft:
    image = face_image()
    landmarks = np.array(
        [(130, 100), (165, 100), (150, 122), (133, 140), (163, 140)], dtype=np.float32
    )
    vector = np.zeros(128, np.float32)
    vector[0] = 1.0
    return Draft(
        name=name,
        photo=Photo(image, jpeg(image), "0" * 64),
        face=DetectedFace(Box(100, 55, 195, 180), landmarks, 0.99),
        aligned=np.ascontiguousarray(image[45:195, 70:220]),
        measures=measures,
        embedding=Embedding(vector, "resnet29-dlib-2"),
        look_alikes=look_alikes,
        already=already,
        revision=1,
    )


class ScriptedEnrolment:
    """An enrolment service that drafts what a test hands in."""

    def __init__(self, draft: Callable[[str], Draft] = make_draft) -> None:
        self.make = draft
        self.consent_text: ConsentText | None = None
        self.agreed: list[ConsentText | None] = []
        self.committed: list[tuple[Draft, bool]] = []
        self.error: Exception | None = None

    def draft(self, photo: Photo, name: str) -> Draft:
        return self.make(name)

    def commit(
        self,
        draft: Draft,
        *,
        by: str,
        accept_look_alike: bool = False,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        consent: ConsentText | None = None,
    ) -> Person:
        if self.error is not None:
            raise self.error
        self.agreed.append(consent)
        self.committed.append((draft, accept_look_alike))
        return make_person(draft.name)
