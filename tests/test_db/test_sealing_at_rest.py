"""A database on the disk: what is sealed in it, what was plain before, and keys that change."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from db import evidence
from db.access_log import AccessLog
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.key_rotation import rotate
from db.sealing import MasterKey
from db.sealing_at_rest import clean_up, seal_everything, sealing_of
from db.sealing_tables import PersonKeyRow
from db.tables import TemplateRow
from db.vault import OpenVault
from db.vectors import vector_bytes
from tests.test_db.chained import SIGNER, findings
from tests.test_db.samples import MODEL, NOON, STRANGER, patron, unit, visit

MASTER, NEXT = MasterKey(bytes(32)), MasterKey(bytes([1]) * 32)
ADA = replace(
    patron(), photo_jpeg=b"photo of Ada" * 1000, thumbnail_jpeg=b"thumbnail of Ada" * 100,
    vector=unit(*range(1, 129)),
)  # fmt: skip
PROBE, SEEN = b"probe of Ada" * 500, b"evidence of Ada" * 20
SECRETS = (b"photo of Ada", b"thumbnail of Ada", b"probe of Ada", b"evidence of Ada",
           vector_bytes(ADA.vector)[:64])  # fmt: skip


@contextmanager
def opened(file: Path, master: MasterKey | None = MASTER) -> Iterator[Database]:
    database = Database.open(file)
    try:
        yield database.unlocked(OpenVault(master)) if master else database
    finally:
        database.close()


def fill(database: Database) -> None:
    ada = Gallery(database).add(ADA, NOON, by="ada")
    log = AccessLog(database)
    log.append(replace(visit(ada), thumbnail_jpeg=PROBE, evidence=SEEN))
    log.append(replace(STRANGER, thumbnail_jpeg=PROBE))
    log.append(replace(STRANGER, thumbnail_jpeg=b""))


def check_all_is_there(database: Database) -> None:
    gallery, log = Gallery(database), AccessLog(database)
    (ada,) = gallery.people()
    assert gallery.photo(ada.id) == ADA.photo_jpeg
    assert gallery.thumbnail(ada.id) == ADA.thumbnail_jpeg
    assert vector_bytes(gallery.roster(MODEL).templates[0].vector) == vector_bytes(ADA.vector)
    assert [log.thumbnail(number) for number in (1, 2, 3)] == [PROBE, PROBE, b""]
    assert [evidence.get(database, number) for number in (1, 2)] == [SEEN, b""]


def seal(database: Database, master: MasterKey = MASTER) -> None:
    seal_everything(database, master, NOON, "kiosk", lambda: SIGNER)


def on_disk(file: Path) -> bytes:
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))


def test_a_new_database_holds_nothing_in_the_clear(file: Path) -> None:
    with opened(file, None) as database:
        seal(database)
    with opened(file) as database:
        fill(database)
        check_all_is_there(database)
        stored = on_disk(file)
        assert findings(database) == []
    assert not [secret for secret in SECRETS if secret in stored]


def test_an_older_database_is_sealed_where_it_stands_and_its_pages_written_over(
    file: Path,
) -> None:
    with opened(file, None) as database:
        fill(database)
    before = on_disk(file)
    assert all(secret in before for secret in SECRETS), "or the search below would find nothing"
    with opened(file, None) as database:
        seal(database)
        clean_up(database)
        state = sealing_of(database)
    assert state is not None
    assert state.is_clean
    with opened(file) as database:
        check_all_is_there(database)
        assert findings(database) == [], "the log says that its pictures were sealed anew"
        stored = on_disk(file)
    assert not [secret for secret in SECRETS if secret in stored]


def test_without_its_key_a_sealed_database_shows_names_and_takes_nothing(file: Path) -> None:
    with opened(file, None) as database:
        seal(database)
    with opened(file) as database:
        fill(database)
    with opened(file, None) as database:
        gallery = Gallery(database)
        (ada,) = gallery.people()
        for act in (
            lambda: gallery.photo(ada.id),
            lambda: gallery.roster(MODEL),
            lambda: gallery.add(replace(ADA, name="Bob"), NOON, by="ada"),
            lambda: gallery.put_template(ada.id, "next", unit()),
            lambda: AccessLog(database).append(STRANGER),
            lambda: AccessLog(database).thumbnail(1),
        ):
            with pytest.raises(StoreError, match="key was not given"):
                act()
        assert gallery.count() == 1


def test_a_template_put_under_another_person_does_not_open(file: Path) -> None:
    with opened(file, None) as database:
        seal(database)
    with opened(file) as database:
        gallery = Gallery(database)
        ada, eve = (gallery.add(patron(name), NOON, by="ada") for name in ("Ada", "Eve"))
        with database.writing() as session:
            stored = session.get_one(TemplateRow, (ada.id, MODEL)).vector
            session.get_one(TemplateRow, (eve.id, MODEL)).vector = stored
        with pytest.raises(StoreError, match=r"template of .* cannot be opened"):
            gallery.roster(MODEL)


def test_a_template_stored_in_the_clear_is_not_believed(file: Path) -> None:
    """Whoever can write to the database cannot put a face of their own into it."""
    with opened(file, None) as database:
        seal(database)
    with opened(file) as database:
        gallery = Gallery(database)
        ada = gallery.add(patron("Ada"), NOON, by="ada")
        with database.writing() as session:
            session.get_one(TemplateRow, (ada.id, MODEL)).vector = vector_bytes(unit(*range(1, 9)))
            session.delete(session.get_one(PersonKeyRow, ada.id))
        with pytest.raises(StoreError):
            gallery.roster(MODEL)


def test_rotation_opens_with_the_new_key_alone(file: Path) -> None:
    with opened(file, None) as database:
        seal(database)
    with opened(file) as database:
        fill(database)
        assert rotate(database, MASTER, NEXT, NOON, "console:ada") == 3
        with pytest.raises(StoreError, match="another master key"):
            rotate(database, MASTER, NEXT, NOON, "console:ada")
        with pytest.raises(StoreError, match="rotated since"):
            Gallery(database).add(replace(ADA, name="Bob"), NOON, by="ada")
        with pytest.raises(StoreError, match="rotated since"):
            AccessLog(database).append(STRANGER)
    with opened(file, NEXT) as database:
        check_all_is_there(database)
        assert findings(database) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from tests.test_db.test_sealing_at_rest import *

act, step = sys.argv[2], int(sys.argv[3])
database = Database.open(Path(sys.argv[1])).unlocked(OpenVault(MASTER))
seen = 0

@event.listens_for(database._engine, "before_cursor_execute")
def count(connection, cursor, statement, *rest):
    global seen
    seen += not statement.startswith(("SELECT", "BEGIN"))
    if seen > step:
        os.kill(os.getpid(), signal.SIGKILL)

if act == "rotate":
    rotate(database, MASTER, NEXT, NOON, "kiosk")
else:
    seal(database)
"""


@pytest.mark.parametrize("step", [0, 1, 3])
@pytest.mark.parametrize("act", ["seal", "rotate"])
def test_killed_in_the_middle_it_is_as_it_was(file: Path, act: str, step: int) -> None:
    with opened(file, None) as database:
        if act == "rotate":
            seal(database)
            database = database.unlocked(OpenVault(MASTER))
        fill(database)
    words = [sys.executable, "-c", KILLED, str(file), act, str(step)]
    killed = subprocess.run(words, check=False, cwd=os.getcwd(), capture_output=True)  # noqa: PTH109
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    with opened(file, MASTER if act == "rotate" else None) as database:
        check_all_is_there(database)
        assert (sealing_of(database) is None) == (act == "seal")
