"""Somebody erased is not found in the log any more, and the log verifies as before."""

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from db.access_log import AccessLog
from db.audit import AdminAction, AuditLog, person_subject, record
from db.chain import Kind
from db.chain_checkpoints import append_signed, resealed
from db.chain_erasure import forget
from db.chain_findings import Wrong
from db.chain_tables import ChainEntryRow, EventEvidenceRow
from db.engine import Database
from db.names import folded
from db.records import AccessEvent, LogFilter, Person
from db.tables import PersonRow, ProbeThumbnailRow, VisitorRow
from tests.test_db.chained import SIGNER, findings
from tests.test_db.samples import NOON, STRANGER, visit

NAME = "Quirin Xylander"


def person(database: Database, name: str = NAME) -> Person:
    """Store somebody past the gallery, which has its own say about people."""
    from uuid import uuid4

    row = Person(uuid4(), name, "active", NOON)  # type: ignore[arg-type]
    with database.writing() as session:
        session.add(
            PersonRow(id=row.id, name=name, name_folded=folded(name), status="active",
                      enrolled_at=NOON)
        )  # fmt: skip
    return row


def visits(log: AccessLog, who: Person) -> list[AccessEvent]:
    renamed = replace(visit(who), person_name=f"{NAME} as he was", evidence=b"probe of Quirin")
    return [log.append(new) for new in (visit(who), renamed, STRANGER)]


def test_nobody_is_left_and_nothing_is_accused(
    database: Database, log: AccessLog, file: Path
) -> None:
    quirin, ben = person(database), person(database, "Ben")
    first, second, stranger = visits(log, quirin)
    log.append(visit(ben))
    with database.writing() as session:
        subject = person_subject(quirin.id)
        record(session, AdminAction(NOON, "console:root", "renamed", subject, {"name": NAME}))
    with database.writing() as session:
        gone = forget(session, NOON, "console:root", quirin.id, SIGNER, unrecognised=[stranger.id])
    assert gone.visits == (first.id, second.id)
    assert findings(database) == []
    left = {event.id: event for event in log.export()}
    assert left[first.id].person_name == left[second.id].person_name == gone.pseudonym
    assert left[first.id].person_id is None
    assert not any(left[number].has_thumbnail for number in (first.id, second.id, stranger.id))
    assert [e.id for e in log.page(LogFilter(name_contains="quirin"))] == []
    assert [e.id for e in log.page(LogFilter(name_contains=gone.pseudonym or ""))] == [2, 1]
    (act,) = (a for a in AuditLog(database).newest() if a.id in gone.acts)
    assert (act.subject, act.before) == ("erased", "")
    with database.reading() as session:
        told = [
            repr(tuple(row))
            for table in (VisitorRow, ChainEntryRow, ProbeThumbnailRow, EventEvidenceRow)
            for row in session.connection().execute(select(table.__table__))
        ]
    assert not any("Quirin" in text or quirin.id.hex in text for text in told)


def test_a_name_put_back_after_the_erasure_is_found(database: Database, log: AccessLog) -> None:
    quirin = person(database)
    visits(log, quirin)
    with database.writing() as session:
        forget(session, NOON, "console:root", quirin.id, SIGNER)
    with database.writing() as session:
        row = session.scalars(select(VisitorRow).limit(1)).one()
        row.name, row.name_folded = "Somebody Else", "somebody else"
    assert [finding.wrong for finding in findings(database)] == [Wrong.EDITED]


def test_a_name_taken_without_an_erasure_is_found(database: Database, log: AccessLog) -> None:
    visits(log, person(database))
    with database.writing() as session:
        row = session.scalars(select(VisitorRow).order_by(VisitorRow.id).limit(1)).one()
        row.person_id, row.name = None, f"erased person {row.id}"
        row.name_folded = folded(row.name)
        session.connection().exec_driver_sql("UPDATE chain_entries SET salt = NULL")
    assert {finding.wrong for finding in findings(database)} == {Wrong.EDITED}


def test_pictures_sealed_anew_are_no_forgery_if_it_is_said(
    database: Database, log: AccessLog
) -> None:
    numbers = [event.id for event in visits(log, person(database))]
    with database.writing() as session:
        for row in session.scalars(select(ProbeThumbnailRow)):
            row.jpeg = b"sealed " + row.jpeg
        session.flush()
        resealed(session, NOON, "kiosk", numbers, SIGNER)
    assert findings(database) == []
    with database.writing() as session:
        session.get_one(ProbeThumbnailRow, numbers[0]).jpeg = b"another"
    assert [finding.wrong for finding in findings(database)] == [Wrong.EDITED]


def test_a_signed_entry_of_another_shape_excuses_nothing(database: Database) -> None:
    with database.writing() as session:
        append_signed(session, Kind.ERASED, NOON, {"visitors": "all"}, SIGNER)
    assert [finding.wrong for finding in findings(database)] == [Wrong.EDITED]
