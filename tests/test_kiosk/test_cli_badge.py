"""`janus badge` on a real database."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from db.badges import BadgeStore
from db.engine import Database
from db.records import Person
from kiosk.cli.main import app
from kiosk.clock import SystemClock
from kiosk.factors.badge_desk import BadgeDesk
from kiosk.factors.badge_key import PRIVATE_NAME, checking_key
from kiosk.factors.qr_reader import QrReader
from tests.test_kiosk.test_cli_people import ada, database, gallery

__all__ = ["ada", "database", "gallery"]
LATER = "2100-01-01"


def badge(folder: Path, *words: object) -> Result:
    arguments = ["badge", *map(str, words), "--data-dir", str(folder)]
    return CliRunner().invoke(app, arguments)


def test_a_badge_that_was_issued_opens_and_once_revoked_does_not(
    database: Database, tmp_path: Path
) -> None:
    file, store = tmp_path / "grace.png", BadgeStore(database)
    done = badge(
        tmp_path, "issue", file, "--visitor", "Grace  Hopper", "--until", LATER, "--single-use"
    )
    assert done.exit_code == 0, done.stderr
    (issued,) = store.newest(5)
    assert (issued.name, issued.person_id, issued.single_use, issued.doors) == (
        "Grace Hopper",
        None,
        True,
        (),
    )
    assert f"Badge {issued.id} of Grace Hopper" in done.stdout
    text = QrReader().read(np.ascontiguousarray(np.asarray(Image.open(file).convert("RGB"))))
    desk = BadgeDesk(store, lambda: checking_key(tmp_path), "Main entrance")
    assert desk.check(text, SystemClock().now()).refusal is None
    assert issued.id in badge(tmp_path, "list").stdout
    assert badge(tmp_path, "revoke", issued.id[:6]).exit_code == 0
    assert desk.check(text, SystemClock().now()).refusal is not None
    assert "already" in badge(tmp_path, "revoke", issued.id).stdout
    assert "revoked" in badge(tmp_path, "list").stdout


def test_a_patrons_badge_opens_the_doors_it_names(
    database: Database, ada: Person, tmp_path: Path
) -> None:
    words = ("issue", tmp_path / "a.png", "--person", "Ada Lovelace", "--until", LATER)
    done = badge(tmp_path, *words, "--door", "Back  door", "--door", "Gate", "--door", "Gate")
    assert done.exit_code == 0, done.stderr
    (issued,) = BadgeStore(database).newest(5)
    assert (issued.person_id, issued.doors) == (ada.id, ("Back door", "Gate"))


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--until", LATER), 2),
        (("--person", "Ada Lovelace", "--visitor", "Bob", "--until", LATER), 2),
        (("--visitor", "Bob"), 2),
        (("--visitor", "Bob", "--until", "2020-01-01"), 1),
        (("--visitor", "Bob", "--until", "soon"), 1),
        (("--visitor", "   ", "--until", LATER), 1),
        (("--person", "Nobody", "--until", LATER), 1),
        (("--visitor", "Bob", "--until", LATER, "--door", " "), 1),
    ],
)
def test_what_makes_no_badge_leaves_none(
    database: Database, ada: Person, tmp_path: Path, words: tuple[str, ...], code: int
) -> None:
    done = badge(tmp_path, "issue", tmp_path / "x.png", *words)
    assert done.exit_code == code, done.output
    assert BadgeStore(database).newest(1) == ()
    assert not (tmp_path / "x.png").exists()


def test_no_badge_takes_the_place_of_the_key(database: Database, tmp_path: Path) -> None:
    badge(tmp_path, "issue", tmp_path / "x.png", "--visitor", "Bob", "--until", LATER)
    key = (tmp_path / PRIVATE_NAME).read_bytes()
    words = ("issue", tmp_path / PRIVATE_NAME, "--visitor", "Bob", "--until", LATER)
    assert badge(tmp_path, *words).exit_code == 1
    assert (tmp_path / PRIVATE_NAME).read_bytes() == key


def test_a_badge_is_named_by_the_start_of_its_id(database: Database, tmp_path: Path) -> None:
    for text in ("abc", "abcd", "%%%%"):
        done = badge(tmp_path, "revoke", text)
        assert done.exit_code == 1
        assert "janus badge list" in done.stderr
    assert "No badge was issued yet" in badge(tmp_path, "list").stdout


@pytest.mark.parametrize("command", ["issue", "revoke", "list"])
def test_each_help_shows_an_example(command: str) -> None:
    shown = CliRunner().invoke(app, ["badge", command, "--help"]).stdout
    assert f"Example: janus badge {command}" in " ".join(shown.split())


def test_the_command_starts_without_the_heavy_libraries() -> None:
    heavy = "{'torch', 'cv2', 'sqlalchemy', 'cryptography'}"
    program = f"import sys, kiosk.cli.badge; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "set()", done.stderr
