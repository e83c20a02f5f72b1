"""All that is kept about one person, as a zip for them (GDPR, article 15)."""

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from db import evidence
from db.access_log import AccessLog
from db.audit import AuditEntry
from db.canonical import moment_text
from db.care import CareStore
from db.disclosure import acts_on, rows_about, templates_of
from db.door_events import DoorEventStore
from db.door_records import DoorEvent
from db.engine import Database
from db.gallery import Gallery
from db.records import AccessEvent, LogFilter, Person
from kiosk.errors import KioskError
from kiosk.log_evidence import read
from kiosk.log_export import write_log

_READ_ME = """\
What this kiosk keeps about {name}, as of {at}.

person.json     name, number, status, validity, consent
consent.txt     the text that was agreed to, if that was written down
photo.jpg       the enrolment photo; thumbnail.jpg the head cut out of it
templates.json  the numbers computed from the photo, by which the door knows the face
visits.csv      each visit that the door took for {name}'s; visits.json the same, with the numbers
                that the decision rested on
pictures/       the picture of each visit, where it is still kept
door.json       what the door did at these visits, such as being opened or not
acts.json       what admins did to this enrolment
rows.json       all other rows of the database that belong to it, such as groups and badges
"""


def disclosure(database: Database, person_id: UUID, now: datetime) -> bytes:
    """Return the zip.

    Args:
        database: Where people are.
        person_id: Who asks.
        now: Now, aware.

    Raises:
        StoreError: Nobody has this id, or something cannot be read.
        KioskError: What a visit rested on cannot be read.
    """
    gallery, log = Gallery(database), AccessLog(database)
    person = gallery.get(person_id)
    consent = CareStore(database).consent(person_id)
    visits = list(log.export(LogFilter(person_id=person_id)))
    told = {
        **_person(person),
        "consent": consent
        and {
            "version": consent.text.version,
            "at": moment_text(consent.at),
            "recorded_by": consent.recorded_by,
        },
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as paper:
        read_me = _READ_ME.format(name=person.name, at=moment_text(now))
        paper.writestr("README.txt", read_me)
        paper.writestr("person.json", _json(told))
        if consent is not None:
            paper.writestr("consent.txt", consent.text.text)
        paper.writestr("photo.jpg", gallery.photo(person_id))
        paper.writestr("thumbnail.jpg", gallery.thumbnail(person_id))
        paper.writestr("templates.json", _json(_templates(database, gallery, person_id)))
        paper.writestr("visits.csv", _csv(visits))
        paper.writestr("visits.json", _json([_visit(database, visit) for visit in visits]))
        for visit in visits:
            if visit.has_thumbnail:
                paper.writestr(f"pictures/visit-{visit.id}.jpg", log.thumbnail(visit.id))
        door_events = DoorEventStore(database).of_person(person_id)
        paper.writestr("door.json", _json([_door_event(event) for event in door_events]))
        paper.writestr("acts.json", _json([_act(act) for act in acts_on(database, person_id)]))
        paper.writestr("rows.json", _json(rows_about(database, person_id)))
    return out.getvalue()


def _person(person: Person) -> dict[str, object]:
    moments = ("enrolled_at", "valid_from", "valid_until", "revoked_at")
    return {
        "id": str(person.id),
        "name": person.name,
        "status": person.status.value,
        **{name: _moment(getattr(person, name)) for name in moments},
    }


def _templates(database: Database, gallery: Gallery, person_id: UUID) -> dict[str, list[float]]:
    return {
        template.model_id: template.vector.tolist()
        for model_id in templates_of(database, person_id)
        for template in gallery.roster(model_id).templates
        if template.person_id == person_id
    }


def _visit(database: Database, visit: AccessEvent) -> dict[str, object]:
    told: dict[str, object] = {
        "id": visit.id,
        "at": moment_text(visit.at),
        "door": visit.door,
        "outcome": visit.outcome.value,
        "reason": visit.reason.value,
        "name": visit.person_name,
        "similarity": visit.best_similarity,
        "threshold": visit.threshold,
        "model_id": visit.model_id,
        "rule": visit.rule,
        "factors": visit.factors,
    }
    kept = evidence.get(database, visit.id)
    if kept:
        try:
            told["face_as_numbers"] = read(kept, visit.model_id).probe.vector.tolist()
        except KioskError:
            told["face_as_numbers"] = kept.hex()  # of another format: theirs all the same
    return told


def _door_event(event: DoorEvent) -> dict[str, object]:
    return {
        "at": moment_text(event.at),
        "door": event.door,
        "what": event.kind.value,
        "visit": event.visit,
        "open_ms": event.open_ms,
    }


def _act(act: AuditEntry) -> dict[str, object]:
    return {
        "at": moment_text(act.at),
        "by": act.actor,
        "action": act.action,
        "before": json.loads(act.before or "{}"),
        "after": json.loads(act.after or "{}"),
    }


def _csv(visits: Iterable[AccessEvent]) -> bytes:
    text = io.StringIO(newline="")
    write_log(visits, text)
    return text.getvalue().encode("utf-8-sig")


def _json(content: object) -> bytes:
    return json.dumps(content, indent=2, ensure_ascii=False).encode()


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)
