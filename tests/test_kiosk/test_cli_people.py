"""`janus people` on a real database."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.records import (
    NewAccessEvent,
    NewPatron,
    Outcome,
    Person,
    PersonStatus,
    Reason,
)
from tests.test_kiosk.cli_runner import flat, janus

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def patron(name: str) -> NewPatron:
    vector = np.zeros(4, np.float32)
    vector[0] = 1
    return NewPatron(name, b"photo of " + name.encode(), name, b"thumb", "model-1", vector)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield database
    database.close()


@pytest.fixture
def gallery(database: Database) -> Gallery:
    return Gallery(database)


@pytest.fixture
def ada(gallery: Gallery) -> Person:
    return gallery.add(patron("Ada Lovelace"), NOON, by="ada")


def test_nobody(database: Database, tmp_path: Path) -> None:
    result = janus(tmp_path, "people", "list")
    assert result.exit_code == 0
    assert "Nobody is enrolled yet" in result.stdout


@pytest.mark.parametrize(
    "command",
    [["people", "list"], ["people", "revoke", "Ada"], ["log", "list"], ["log", "show", "1"]],
)
def test_a_mistyped_folder_does_not_become_a_kiosk(tmp_path: Path, command: list[str]) -> None:
    folder = tmp_path / "mistyped"
    result = janus(folder, *command)
    assert result.exit_code == 1
    assert f"There is no kiosk in {folder}." in result.stderr
    assert not folder.exists()


def test_a_last_day_is_said_as_it_was_given(ada: Person, tmp_path: Path) -> None:
    order = ["people", "validity", "Ada Lovelace", "--until"]
    assert janus(tmp_path, *order, "2026-12-31").stdout == (
        "Ada Lovelace: valid until the end of 2026-12-31.\n"
    )
    assert "until the end of 2026-12-31" in flat(janus(tmp_path, "people", "list").stdout)
    assert "until 2026-12-31 18:00:00" in janus(tmp_path, *order, "2026-12-31 18:00").stdout


def test_list_and_search(gallery: Gallery, ada: Person, tmp_path: Path) -> None:
    bob = gallery.add(patron("Bob [red]Kahn"), NOON, by="ada")
    gallery.revoke(bob.id, NOON, by="ada")
    everyone = janus(tmp_path, "people", "list").stdout
    assert ada.id.hex[:8] in everyone
    assert "Ada Lovelace" in everyone
    assert "Bob [red]Kahn" in everyone  # markup in a name is text
    only = janus(tmp_path, "people", "list", "--status", "revoked").stdout
    assert "Bob" in only
    assert "Ada" not in only
    assert "Ada Lovelace" in janus(tmp_path, "people", "search", "LOVE").stdout
    assert janus(tmp_path, "people", "search", "nobody").stdout == "Nobody.\n"


def test_more_people_than_a_page(
    gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.cli.find_person._PAGE", 2)
    for name in "ABCDE":
        gallery.add(patron(f"Person {name}"), NOON, by="ada")
    listed = janus(tmp_path, "people", "list").stdout
    assert [name for name in "ABCDE" if listed.count(f"Person {name}") == 1] == list("ABCDE")


def test_times_are_local_with_their_zone(
    ada: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert f"{NOON.astimezone():%Y-%m-%d %H:%M:%S %Z}" in janus(tmp_path, "people", "list").stdout


@pytest.mark.parametrize("spelling", ["Ada Lovelace", "ada  LOVELACE", "id", "prefix"])
def test_show(database: Database, ada: Person, tmp_path: Path, spelling: str) -> None:
    visit = NewAccessEvent(
        NOON, "Back door", Outcome.GRANTED, Reason.MATCHED, ada.id, "Ada Lovelace",
        0.97, None, 0.95, "calibration-1", "model-1", 5, 200.0, b"",
    )  # fmt: skip
    AccessLog(database).append(visit)
    person = {"id": str(ada.id), "prefix": ada.id.hex[:6].upper()}.get(spelling, spelling)
    photo = tmp_path / "out.jpg"
    result = janus(tmp_path, "people", "show", person, "--photo", photo)
    assert result.exit_code == 0
    shown = flat(result.stdout)
    for wanted in ("Ada Lovelace", str(ada.id), "active", "always", "Back door: granted, matched"):
        assert wanted in shown
    assert photo.read_bytes() == b"photo of Ada Lovelace"
    assert photo.stat().st_mode & 0o077 == 0


def test_a_photo_that_cannot_be_saved(ada: Person, tmp_path: Path) -> None:
    result = janus(tmp_path, "people", "show", "Ada Lovelace", "--photo", tmp_path / "no" / "x.jpg")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


@pytest.mark.parametrize("command", ["show", "revoke", "restore"])
@pytest.mark.parametrize("person", ["Ada", "abcd", "", "Ada Lovelace Byron"])
def test_who_is_not_there_is_said(ada: Person, tmp_path: Path, command: str, person: str) -> None:
    result = janus(tmp_path, "people", command, person)
    assert result.exit_code == 1
    assert f"“{person}” is enrolled" in result.stderr
    assert result.stdout == ""


def test_one_of_two_namesakes_is_named_by_id(gallery: Gallery, ada: Person, tmp_path: Path) -> None:
    other = gallery.add(patron("ada lovelace"), NOON, by="ada")
    result = janus(tmp_path, "people", "revoke", "Ada Lovelace")
    assert result.exit_code == 1
    assert "2 people match" in result.stderr
    assert str(ada.id) in result.stderr
    assert str(other.id) in result.stderr
    assert janus(tmp_path, "people", "revoke", other.id).exit_code == 0
    assert gallery.get(other.id).status is PersonStatus.REVOKED
    assert gallery.get(ada.id).status is PersonStatus.ACTIVE


def test_revoke_and_restore(gallery: Gallery, ada: Person, tmp_path: Path) -> None:
    before = gallery.revision()
    assert "may no longer enter" in janus(tmp_path, "people", "revoke", "Ada Lovelace").stdout
    assert gallery.get(ada.id).status is PersonStatus.REVOKED
    assert gallery.revision() > before
    assert "was revoked already" in janus(tmp_path, "people", "revoke", "Ada Lovelace").stdout
    assert "may enter again" in janus(tmp_path, "people", "restore", "Ada Lovelace").stdout
    assert gallery.get(ada.id).status is PersonStatus.ACTIVE
    assert "is not revoked" in janus(tmp_path, "people", "restore", "Ada Lovelace").stdout


def test_rename(gallery: Gallery, ada: Person, tmp_path: Path) -> None:
    result = janus(tmp_path, "people", "rename", "Ada Lovelace", "  Ada   King ")
    assert result.stdout == "Ada Lovelace is now Ada King.\n"
    assert gallery.get(ada.id).name == "Ada King"
    wrong = janus(tmp_path, "people", "rename", "Ada King", "123")
    assert wrong.exit_code == 1
    assert "no letter" in wrong.stderr
    assert gallery.get(ada.id).name == "Ada King"


def test_validity(gallery: Gallery, ada: Person, tmp_path: Path) -> None:
    janus(tmp_path, "people", "validity", "Ada Lovelace", "--until", "2026-12-31T18:00Z")
    assert gallery.get(ada.id).valid_until == datetime(2026, 12, 31, 18, tzinfo=UTC)
    result = janus(tmp_path, "people", "validity", "Ada Lovelace", "--from", "2026-01-01T00:00Z")
    assert result.exit_code == 0
    assert gallery.get(ada.id).valid_from == datetime(2026, 1, 1, tzinfo=UTC)
    assert gallery.get(ada.id).valid_until is None
    for options in (["--until", "soon"], ["--from", "2026-02-01", "--until", "2026-01-01"]):
        assert janus(tmp_path, "people", "validity", "Ada Lovelace", *options).exit_code == 1


def test_a_wrong_configuration_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text("[camera]\nsorce = '0'\n")
    result = janus(tmp_path, "people", "list")
    assert result.exit_code == 1
    assert "line 2" in result.stderr


def test_a_database_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "janus.sqlite3").write_bytes(b"this is no database at all" * 100)
    result = janus(tmp_path, "people", "list")
    assert result.exit_code == 1
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "command", ["list", "search", "show", "rename", "revoke", "restore", "validity", "re-embed"]
)
def test_each_help_shows_an_example(tmp_path: Path, command: str) -> None:
    shown = flat(janus(tmp_path, "people", command, "--help").stdout)
    assert f"Example: janus people {command}" in shown


def test_commands_start_without_the_heavy_libraries() -> None:
    program = (
        "import sys, kiosk.cli.people, kiosk.cli.log, kiosk.cli.enroll;"
        "print(sorted({'torch', 'cv2', 'sqlalchemy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_a_rename_to_the_name_of_somebody_else_is_pointed_out(
    gallery: Gallery, ada: Person, tmp_path: Path
) -> None:
    bob = gallery.add(patron("Bob"), NOON, by="ada")
    gallery.revoke(ada.id, NOON, by="ada")
    result = janus(tmp_path, "people", "rename", "Bob", "ada lovelace")
    assert result.exit_code == 0
    assert result.stdout == "Bob is now ada lovelace.\n"
    assert f"called ada lovelace as well, id {ada.id.hex[:8]} (revoked)." in result.stderr
    shown = janus(tmp_path, "people", "show", "Ada Lovelace")
    assert shown.exit_code == 1
    assert str(ada.id) in shown.stderr
    assert str(bob.id) in shown.stderr
    again = janus(tmp_path, "people", "rename", bob.id, "Ada LOVELACE")  # no one new
    assert "as well" in again.stderr
    assert janus(tmp_path, "people", "rename", bob.id, "Bob").stderr == ""


def test_how_long_the_start_of_an_id_must_be_is_said(ada: Person, tmp_path: Path) -> None:
    result = janus(tmp_path, "people", "show", ada.id.hex[:3])
    assert result.exit_code == 1
    assert "the start of an id needs 4 characters" in result.stderr
