"""`janus log rates`, `janus log report` and the export as JSON Lines, on a real database."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.records import LivenessRecord, Outcome, Person, Reason
from db.review_records import NewMark, Verdict
from db.reviews import Reviews
from tests.test_db.samples import NOON, STRANGER, patron, visit
from tests.test_kiosk.cli_runner import flat, janus


@pytest.fixture
def ada(tmp_path: Path) -> Person:
    """Ada came twice, was once taken for a stranger, and a picture of her was held up."""
    database = Database.open(tmp_path / "janus.sqlite3")
    ada = Gallery(database).add(patron("Ada عائشة"), NOON, by="bo")
    log = AccessLog(database)
    granted, other, missed = log.append(visit(ada)), log.append(visit(ada)), log.append(STRANGER)
    picture = replace(visit(ada), outcome=Outcome.DENIED, reason=Reason.FLAT_SURFACE)
    liveness = LivenessRecord(-4.0, 1000, {"relief": (-4.0, 0.0, 0.0)}, None)
    log.append(replace(picture, at=NOON + timedelta(days=40), liveness=liveness))
    reviews = Reviews(database)
    for event, verdict, person_id in (
        (granted, Verdict.WAS_THEM, None),
        (other, Verdict.NOT_THEM, None),
        (missed, Verdict.SOMEBODY, ada.id),
    ):
        reviews.add(NewMark(NOON, event.id, verdict, person_id, "bo"))
    database.close()
    return ada


def test_rates_say_what_is_known_and_what_is_not(ada: Person, tmp_path: Path) -> None:
    said = flat(janus(tmp_path, "log", "rates").stdout)
    assert "False matches: 50 %, between 1.3 % and 99 %" in said
    assert "In 1 of 2 reviewed visits" in said
    assert "False non-matches (FNMR): 50 %" in said
    assert "Only visits that somebody reviewed are counted" in said
    assert "cannot be compared" in said


def test_rates_of_a_period_in_which_nothing_was_reviewed(ada: Person, tmp_path: Path) -> None:
    said = janus(tmp_path, "log", "rates", "--since", "2026-06-01").stdout
    assert said.count("not known") == 2


def test_a_report_is_made_without_a_display(ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "may.pdf"
    result = janus(tmp_path, "log", "report", "--pdf", file, "--person", "Ada")
    assert result.exit_code == 0, result.stderr
    assert file.read_bytes().startswith(b"%PDF-")
    assert str(file) in flat(result.stderr)
    assert file.stat().st_mode & 0o077 == 0, "it shows who came: for its owner only"


def test_a_report_that_cannot_be_written_leaves_nothing(ada: Person, tmp_path: Path) -> None:
    result = janus(tmp_path, "log", "report", "--pdf", tmp_path / "no folder" / "may.pdf")
    assert result.exit_code == 1
    assert "folder" in result.stderr
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_report_never_replaces_the_database(ada: Person, tmp_path: Path) -> None:
    result = janus(tmp_path, "log", "report", "--pdf", tmp_path / "janus.sqlite3")
    assert result.exit_code == 1
    assert (tmp_path / "janus.sqlite3").read_bytes().startswith(b"SQLite format 3")


def test_json_lines_hold_all_that_a_row_says(ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    assert janus(tmp_path, "log", "export", "--jsonl", file).exit_code == 0
    piped = janus(tmp_path, "log", "export", "--jsonl").stdout
    assert file.read_text(encoding="utf-8") == piped
    picture, stranger, *_ = (json.loads(line) for line in piped.splitlines())
    assert picture["person_name"] == "Ada عائشة"
    assert picture["person_id"] == str(ada.id)
    assert picture["liveness"]["cues"] == {"relief": [-4.0, 0.0, 0.0]}
    assert picture["at"] == "2026-06-10T12:00:00.000+00:00"
    assert stranger["liveness"] is None
    assert stranger["best_similarity"] == STRANGER.best_similarity
