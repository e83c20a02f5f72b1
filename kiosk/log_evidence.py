"""What a look at the gallery rested on, small enough to be kept with each visit.

A line of canonical JSON and then the probe's mean vector, float32, little-endian: 800 to 1,700
bytes with the default encoder. The vector is biometric data, so it goes where `db/evidence.py`
keeps it. The similarities themselves stand in the visit's row, and so do threshold, calibration and
model.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from db.canonical import Plain, canonical, moment_text
from db.records import Person, PersonStatus
from kiosk.entry.decision import Match
from kiosk.entry.gallery_watch import Known
from kiosk.errors import KioskError
from models.embedding import concentration, mean_embedding
from models.types import Embedding

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What was true of the best person's right to enter."""

    status: PersonStatus
    valid_from: datetime | None
    valid_until: datetime | None


@dataclass(frozen=True, slots=True, eq=False)
class LookEvidence:
    """What a look rested on, beside what stands in its row.

    Attributes:
        revision: The gallery's.
        gallery_size: How many people were in it.
        fmr: The false match rate of one comparison, from which the threshold followed.
        concentration: See `models.embedding.concentration`.
        probe: The mean of the usable frames.
        standing: Of the best person; None where nobody was enrolled.
        ruling: What the rules of the house were asked, see `kiosk/rules/kept.py`; None where they
            were not, or of before it was kept.
    """

    revision: int
    gallery_size: int
    fmr: float
    concentration: float
    probe: Embedding
    standing: Standing | None
    ruling: str | None = None


def evidence_of(frames: Sequence[Embedding], known: Known, best: Match | None) -> LookEvidence:
    """Return what a look rests on.

    Args:
        frames: The usable frames, at least one.
        known: The gallery.
        best: Who was found to be nearest.
    """
    person = None if best is None else best.person
    return LookEvidence(
        revision=known.revision,
        gallery_size=known.index.size,
        fmr=known.point.fmr,
        concentration=concentration(frames),
        probe=mean_embedding(frames),
        standing=None if person is None else _standing(person),
    )


def written(evidence: LookEvidence) -> bytes:
    """Return the bytes to keep."""
    told: dict[str, Plain] = {
        "v": _FORMAT,
        "revision": evidence.revision,
        "size": evidence.gallery_size,
        "fmr": repr(evidence.fmr),
        "concentration": repr(evidence.concentration),
        "standing": None,
    }
    if evidence.standing is not None:
        told["standing"] = [
            evidence.standing.status.value,
            _text(evidence.standing.valid_from),
            _text(evidence.standing.valid_until),
        ]
    if evidence.ruling is not None:
        told["ruling"] = evidence.ruling
    return canonical(told) + b"\n" + evidence.probe.vector.astype("<f4").tobytes()


def with_ruling(kept: bytes, ruling: str) -> bytes:
    """Return what `written` returned, with what the rules were asked afterwards."""
    head, _, vector = kept.partition(b"\n")
    return canonical({**json.loads(head), "ruling": ruling}) + b"\n" + vector


def read(kept: bytes, model_id: str) -> LookEvidence:
    """Return what was kept.

    Args:
        kept: The bytes.
        model_id: The model of the visit's row.

    Raises:
        KioskError: They cannot be read.
    """
    try:
        return _read(kept, model_id)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise KioskError(
            "The evidence of this visit cannot be read.",
            "It was changed, or written by a newer Janus: see `janus log verify`.",
        ) from error


def _read(kept: bytes, model_id: str) -> LookEvidence:
    head, _, vector = kept.partition(b"\n")
    told = json.loads(head)
    if told["v"] != _FORMAT:
        raise ValueError("another format")
    standing = told["standing"]
    return LookEvidence(
        revision=int(told["revision"]),
        gallery_size=int(told["size"]),
        fmr=float(told["fmr"]),
        concentration=float(told["concentration"]),
        probe=Embedding(np.frombuffer(vector, "<f4").astype(np.float32), model_id),
        standing=None if standing is None else _standing_of(*standing),
        ruling=None if told.get("ruling") is None else str(told["ruling"]),
    )


def _standing(person: Person) -> Standing:
    return Standing(person.status, person.valid_from, person.valid_until)


def _standing_of(status: str, valid_from: str | None, valid_until: str | None) -> Standing:
    return Standing(PersonStatus(status), _moment(valid_from), _moment(valid_until))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
