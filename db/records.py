"""What storage hands out and takes in: frozen records, free of SQLAlchemy.

All times are aware UTC. Vectors are (D,) float32 of length 1. Pictures are JPEG bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from db.care_records import ConsentText
from db.presence_records import Passage


class PersonStatus(StrEnum):
    """Whether a patron's enrolment stands."""

    ACTIVE = "active"
    REVOKED = "revoked"


class Outcome(StrEnum):
    """What the door did."""

    GRANTED = "granted"
    DENIED = "denied"


class Reason(StrEnum):
    """Why the door did it."""

    MATCHED = "matched"
    NOT_RECOGNISED = "not recognised"
    GALLERY_EMPTY = "nobody is enrolled"
    REVOKED = "revoked"
    NOT_YET_VALID = "not yet valid"
    EXPIRED = "no longer valid"
    DOOR_FAULT = "door fault"
    TOO_LATE = "too late"
    FLAT_SURFACE = "flat surface"
    SCREEN = "screen"
    FROZEN = "frozen picture"
    CHALLENGE_FAILED = "challenge failed"
    NOT_SHOWN_LIVE = "not shown to be live"
    LOCKDOWN = "lockdown"
    NOT_PERMITTED = "not permitted at this door"
    OUTSIDE_HOURS = "outside the hours"
    VISIT_OVER = "visit is over"
    NO_ENTRIES_LEFT = "no entries left"
    OTHER_DOOR_OPEN = "other door is open"
    ALREADY_INSIDE = "already inside"
    TOO_SOON = "again too soon"
    AREA_FULL = "area is full"
    NOT_OPENED_YET = "nobody has opened up yet"
    ESCORT_NEEDED = "escort needed"
    COMPANY_NEEDED = "waits for company"
    UNDER_DURESS = "under duress"
    PIN_MISSING = "PIN not given"
    PIN_WRONG = "wrong PIN"
    PIN_NOT_SET = "no PIN is set"
    LOCKED_OUT = "locked out"
    BADGE_FORGED = "badge is not genuine"
    BADGE_REVOKED = "badge revoked"
    BADGE_NOT_VALID = "badge not valid now"
    BADGE_ELSEWHERE = "badge of another door"
    BADGE_USED = "badge used up"

    @property
    def is_attack(self) -> bool:
        """Whether it names what stood there in place of a living head."""
        return self in {Reason.FLAT_SURFACE, Reason.SCREEN, Reason.FROZEN}

    @property
    def calls_a_guard(self) -> bool:
        """Whether a guard should not overlook it: an attack, or somebody who was forced."""
        return self.is_attack or self is Reason.UNDER_DURESS


class Factor(StrEnum):
    """What somebody gave to be let in, in the words of the log."""

    FACE = "face"
    PIN = "PIN"
    DURESS_PIN = "PIN under duress"
    BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Person:
    """An enrolled patron."""

    id: UUID
    name: str
    status: PersonStatus
    enrolled_at: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Template:
    """An embedding of a patron's enrolment photo, of one model."""

    person_id: UUID
    model_id: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class NewPatron:
    """All that one enrolment stores, in one transaction."""

    name: str
    photo_jpeg: bytes = field(repr=False)
    photo_sha256: str
    thumbnail_jpeg: bytes = field(repr=False)
    model_id: str
    vector: NDArray[np.float32] = field(repr=False)
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    consent: ConsentText | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Everybody a door must know, read at one moment.

    Attributes:
        revision: The gallery's revision at that moment.
        people: Active and revoked people by id: a revoked one is recognised, and refused.
        templates: Their templates of the one model asked for.
    """

    revision: int
    people: dict[UUID, Person]
    templates: tuple[Template, ...]


@dataclass(frozen=True, slots=True)
class LivenessRecord:
    """What was found out about whether a living head stood there, or only a picture of one.

    Attributes:
        log_ratio: log p(seen | living head) - log p(seen | attack), natural, of all evidence.
        one_in: At most one picture in so many was to be let in, 1 or more.
        cues: For each cue by name, its own log ratios against a flat picture, a screen and a frozen
            picture. Kept to three decimals.
        challenge: What the person was asked to do and how it went, in words; None where nothing
            was asked.
    """

    log_ratio: float
    one_in: int
    cues: Mapping[str, tuple[float, float, float]]
    challenge: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class NewAccessEvent:
    """One visit, decided. See `AccessEvent`."""

    at: datetime
    door: str
    outcome: Outcome
    reason: Reason
    person_id: UUID | None
    person_name: str | None
    best_similarity: float | None
    runner_up_similarity: float | None
    threshold: float
    calibration_id: str
    model_id: str
    frames_used: int
    latency_ms: float
    thumbnail_jpeg: bytes = field(repr=False)
    liveness: LivenessRecord | None = None
    rule: str = ""
    factors: str = ""
    passage: Passage | None = None  # what a grant changes, stored with the row; no part of it
    evidence: bytes = field(default=b"", repr=False)  # see `db/evidence.py`


@dataclass(frozen=True, slots=True, eq=False)
class AccessEvent:
    """A row of the access log.

    Attributes:
        id: Counts up with each row.
        at: When it was decided.
        door: The door's name.
        outcome: Granted or denied.
        reason: Why.
        person_id: Who was recognised, be it in a picture; None for a stranger.
        person_name: Their name at that time, kept with the row.
        best_similarity: Similarity of the best person; None where nobody is enrolled.
        runner_up_similarity: That of the second best person; None where there is none.
        threshold: The similarity that was needed.
        calibration_id: The calibration that the threshold came from.
        model_id: The model that made the embeddings.
        frames_used: Frames the decision rests on.
        latency_ms: From the first usable frame to the decision.
        has_thumbnail: Whether a picture of the probe is kept (`AccessLog.thumbnail`).
        liveness: Whether it was a living head; None where that was not weighed.
        rule: The rule of the house that let them in or kept them out, for a guard; "" where none
            was asked or there is none.
        factors: What was given to be let in, e.g. "face + PIN"; "" where nothing was accepted, or
            in rows older than that.
    """

    id: int
    at: datetime
    door: str
    outcome: Outcome
    reason: Reason
    person_id: UUID | None
    person_name: str | None
    best_similarity: float | None
    runner_up_similarity: float | None
    threshold: float
    calibration_id: str
    model_id: str
    frames_used: int
    latency_ms: float
    has_thumbnail: bool
    liveness: LivenessRecord | None = None
    rule: str = ""
    factors: str = ""


@dataclass(frozen=True, slots=True)
class LogFilter:
    """Which rows of the access log are wanted; None or "" means any."""

    person_id: UUID | None = None
    name_contains: str = ""
    outcome: Outcome | None = None
    door: str = ""
    since: datetime | None = None
    until: datetime | None = None
    reason: Reason | None = None
