"""Somebody erased is in no file and no row, whatever was stored of them; everybody else stays."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from db import audit
from db.access_log import AccessLog
from db.audit import AdminAction, AuditLog, person_subject
from db.engine import Database
from db.erasure import erase, hanging_on_people, traces_of
from db.errors import StoreError
from db.gallery import Gallery
from db.names import folded
from db.pins import PinStore
from db.sealing import MasterKey
from db.sealing_at_rest import seal_everything
from db.sealing_tables import PersonKeyRow
from db.tables import Base, PersonRow, PhotoRow, TemplateRow
from db.vault import OpenVault
from db.vectors import vector_bytes
from tests.test_db.chained import SIGNER, findings
from tests.test_db.samples import MODEL, NOON, STRANGER, patron, unit, visit

NAME = "Quirin Xylander-Ö"
QUIRIN = replace(
    patron(NAME), photo_jpeg=b"photo of Quirin" * 9000, thumbnail_jpeg=b"thumbnail of Q" * 900,
    vector=unit(*range(1, 129)),
)  # fmt: skip
MASTER = MasterKey(bytes(32))


@pytest.fixture
def sealed(database: Database) -> Database:
    seal_everything(database, MASTER, NOON, "kiosk", lambda: SIGNER)
    return database.unlocked(OpenVault(MASTER))


def on_disk(file: Path) -> bytes:
    files = list(file.parent.glob(f"{file.name}*"))
    assert files
    return b"".join(one.read_bytes() for one in files)


def enrol_and_visit(database: Database, people: int = 60) -> UUID:
    """Put somebody between many others, so that pages are shared, split and joined."""
    gallery, log = Gallery(database), AccessLog(database)
    others = [
        gallery.add(replace(QUIRIN, name=f"Other {number:03}", photo_sha256=f"{number}",
                            photo_jpeg=b"photo of another" * 90), NOON, by="ada")
        for number in range(people)
    ]  # fmt: skip
    quirin = gallery.add(QUIRIN, NOON, by="ada")
    gallery.rename(quirin.id, f"{NAME} the Second", NOON, by="ada")
    quirin_now = gallery.get(quirin.id)
    PinStore(database).put(
        quirin.id, "$argon2id$secret", None, at=NOON, by="ada", draw_number=lambda: 4711
    )
    for number, other in enumerate(others):
        log.append(visit(other, NOON + timedelta(minutes=number)))
        if number % 9 == 0:
            log.append(replace(visit(quirin_now), thumbnail_jpeg=b"probe of Quirin" * 99,
                               evidence=b"seen of Quirin" * 9))  # fmt: skip
    log.append(replace(visit(quirin), thumbnail_jpeg=b""))
    log.append(STRANGER)
    return quirin.id


def stored_bytes(database: Database, person_id: UUID) -> list[bytes]:
    with database.reading() as session:
        photo = session.get_one(PhotoRow, person_id)
        return [
            photo.jpeg[:40], photo.jpeg[-40:], photo.thumbnail_jpeg[:40],
            session.get_one(TemplateRow, (person_id, MODEL)).vector[:40],
            session.get_one(PersonKeyRow, person_id).wrapped,
        ]  # fmt: skip


def test_no_byte_of_them_is_left_in_any_file(sealed: Database, file: Path) -> None:
    person_id = enrol_and_visit(sealed)
    stored = stored_bytes(sealed, person_id)
    plain = [
        NAME.encode(), folded(NAME).encode(), person_id.hex.encode(), str(person_id).encode(),
        b"photo of Quirin", b"probe of Quirin", b"seen of Quirin", b"$argon2id$secret",
        vector_bytes(QUIRIN.vector)[:40],
    ]  # fmt: skip
    before = on_disk(file)
    assert all(trace in before for trace in (*stored, *plain[:3], b"$argon2id$secret"))
    done = erase(sealed, person_id, NOON, "console:ada", SIGNER)
    sealed.write_over()
    after = on_disk(file)
    assert [trace for trace in (*stored, *plain) if trace in after] == []
    assert findings(sealed) == []
    assert len(done.forgotten.visits) == 8
    assert Gallery(sealed).count() == 60
    assert len(Gallery(sealed).roster(MODEL).templates) == 60


def test_the_files_are_clean_while_another_connection_of_the_door_is_open(
    sealed: Database, file: Path
) -> None:
    person_id = enrol_and_visit(sealed, people=3)
    stored = stored_bytes(sealed, person_id)
    door = Database.open(file).unlocked(OpenVault(MASTER))
    try:
        before = Gallery(door).revision()
        erase(sealed, person_id, NOON, "console:ada", SIGNER)
        sealed.write_over()
        after = on_disk(file)
        assert [trace for trace in (*stored, NAME.encode()) if trace in after] == []
        assert Gallery(door).revision() > before, "the door reads the gallery before the next frame"
        assert person_id not in Gallery(door).roster(MODEL).people
    finally:
        door.close()


def test_no_row_of_any_table_knows_them(sealed: Database) -> None:
    person_id = enrol_and_visit(sealed, people=1)
    with sealed.writing() as session:
        subject = person_subject(person_id)
        audit.record(session, AdminAction(NOON, "ada", "told", subject, {"name": NAME}))
    erase(sealed, person_id, NOON, "console:ada", SIGNER)
    with sealed.reading() as session:
        told = [
            repr(tuple(row))
            for table in Base.metadata.tables.values()
            for row in session.connection().execute(select(table))
        ]
    assert not [text for text in told if "Quirin" in text or "quirin" in text]
    assert not [text for text in told if person_id.hex in text or str(person_id) in text]
    assert "erased" in {act.subject for act in AuditLog(sealed).newest()}


def test_every_table_that_knows_people_is_emptied_or_known_to_keep_them() -> None:
    """A new room's table with a bare `person_id`, and no foreign key, would be forgotten."""
    emptied = {table.name for table, _ in hanging_on_people()}
    let_go = {
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is PersonRow.__table__.c.id and key.ondelete == "SET NULL"
    }
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if column.name == "person_id":
                known = table.name in emptied or table.name in {"visitors", "review_marks"}
                assert known or column in let_go, f"{table.name} keeps people who were erased"


def test_nobody_is_erased_by_a_wrong_id(sealed: Database) -> None:
    person_id = enrol_and_visit(sealed, people=1)
    revision = Gallery(sealed).revision()
    with pytest.raises(StoreError, match="Nobody has the id"):
        erase(sealed, UUID(int=1), NOON, "console:ada", SIGNER)
    assert Gallery(sealed).revision() == revision
    assert traces_of(sealed, person_id)["wrapped data key"]
