"""Patrons and events to store."""

import hashlib
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from db.records import NewAccessEvent, NewPatron, Outcome, Person, Reason

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MODEL = "resnet29-dlib-2"

STRANGER = NewAccessEvent(
    at=NOON,
    door="Main entrance",
    outcome=Outcome.DENIED,
    reason=Reason.NOT_RECOGNISED,
    person_id=None,
    person_name=None,
    best_similarity=0.91,
    runner_up_similarity=0.9,
    threshold=0.95,
    calibration_id="resnet29-dlib-2/lfw-dev/1",
    model_id=MODEL,
    frames_used=8,
    latency_ms=260.5,
    thumbnail_jpeg=b"probe",
)


def unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.array(numbers or (1, 2, 3, 4), np.float32)
    return vector / np.linalg.norm(vector)


def patron(name: str = "Ada Lovelace") -> NewPatron:
    photo = name.encode(errors="replace")
    return NewPatron(
        name=name,
        photo_jpeg=b"photo of " + photo,
        photo_sha256=hashlib.sha256(photo).hexdigest(),
        thumbnail_jpeg=b"thumbnail of " + photo,
        model_id=MODEL,
        vector=unit(),
    )


def visit(person: Person, at: datetime = NOON) -> NewAccessEvent:
    return NewAccessEvent(
        at=at,
        door=STRANGER.door,
        outcome=Outcome.GRANTED,
        reason=Reason.MATCHED,
        person_id=person.id,
        person_name=person.name,
        best_similarity=0.98,
        runner_up_similarity=None,
        threshold=0.95,
        calibration_id=STRANGER.calibration_id,
        model_id=MODEL,
        frames_used=3,
        latency_ms=120.25,
        thumbnail_jpeg=b"probe",
    )
