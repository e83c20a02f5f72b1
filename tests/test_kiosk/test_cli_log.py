"""`janus log` on a real database."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from db.access_log import AccessLog
from db.audit import AuditLog
from db.engine import Database
from db.gallery import Gallery
from db.records import LivenessRecord, NewAccessEvent, NewPatron, Outcome, Person, Reason
from kiosk.cli.actor import actor
from kiosk.log_export import COLUMNS
from tests.test_kiosk.cli_runner import flat, janus

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
STRANGER = NewAccessEvent(
    at=NOON,
    door="Main entrance",
    outcome=Outcome.DENIED,
    reason=Reason.NOT_RECOGNISED,
    person_id=None,
    person_name=None,
    best_similarity=-0.0312,
    runner_up_similarity=None,
    threshold=0.95,
    calibration_id="calibration-1",
    model_id="model-1",
    frames_used=8,
    latency_ms=312.3,
    thumbnail_jpeg=b"",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield database
    database.close()


@pytest.fixture
def ada(database: Database) -> Person:
    vector = np.array([1, 0], np.float32)
    new = NewPatron("Ada Lovelace", b"photo", "digest", b"thumb", "model-1", vector)
    return Gallery(database).add(new, NOON, by="ada")


@pytest.fixture
def log(database: Database, ada: Person) -> AccessLog:
    """A stranger; Ada under an earlier name; Ada at the back door a day later."""
    log = AccessLog(database)
    granted = replace(
        STRANGER,
        outcome=Outcome.GRANTED,
        reason=Reason.MATCHED,
        person_id=ada.id,
        person_name="Ada Byron",
        best_similarity=0.981,
        runner_up_similarity=0.61,
        thumbnail_jpeg=b"probe",
    )
    log.append(STRANGER)
    log.append(granted)
    log.append(
        replace(granted, door="Back door", at=NOON + timedelta(days=1), person_name="Ada Lovelace")
    )
    return log


def exported(data_dir: Path, *options: object) -> list[dict[str, str]]:
    result = janus(data_dir, "log", "export", *options)
    assert result.exit_code == 0, result.stderr
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_no_visits(database: Database, tmp_path: Path) -> None:
    assert janus(tmp_path, "log", "list").stdout == "No visits.\n"
    assert exported(tmp_path) == []


def test_list_is_newest_first(log: AccessLog, tmp_path: Path) -> None:
    lines = janus(tmp_path, "log", "list").stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]
    assert "stranger" in lines[2]
    assert "-0.0312" in lines[2]
    assert f"{NOON.astimezone():%Y-%m-%d %H:%M:%S %Z}" in lines[2]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        ([], ["3", "2", "1"]),
        (["--person", "Ada Lovelace"], ["3", "2"]),  # by id: the earlier name is found as well
        (["--person", "byron"], ["2"]),
        (["--person", "nobody"], []),
        (["--outcome", "denied"], ["1"]),
        (["--door", "Back door"], ["3"]),
        (["--since", "2026-05-02T00:00Z"], ["3"]),
        (["--until", "2026-05-02T00:00Z"], ["2", "1"]),
        (["--limit", "2"], ["3", "2"]),
        (["--outcome", "granted", "--limit", "1"], ["3"]),
        (["--reason", "not recognised"], ["1"]),
        (["--reason", "matched", "--door", "Back door"], ["3"]),
        (["--reason", "flat surface"], []),
        (["--reason", "matched", "--person", "byron"], ["2"]),
    ],
)
def test_filters_of_list_and_export(
    log: AccessLog, tmp_path: Path, options: list[str], ids: list[str]
) -> None:
    lines = janus(tmp_path, "log", "list", *options).stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == ids
    assert sorted(row["id"] for row in exported(tmp_path, *options)) == sorted(ids)


def test_a_person_by_id(log: AccessLog, ada: Person, tmp_path: Path) -> None:
    assert len(exported(tmp_path, "--person", ada.id.hex[:8])) == 2


def test_more_visits_than_a_page(
    log: AccessLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.cli.log._PAGE", 2)
    lines = janus(tmp_path, "log", "list", "--limit", "3").stdout.splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["3", "2", "1"]


def test_show_says_why(log: AccessLog, ada: Person, tmp_path: Path) -> None:
    probe = tmp_path / "probe.jpg"
    shown = flat(janus(tmp_path, "log", "show", 2, "--thumbnail", probe).stdout)
    for wanted in (
        "granted: matched",
        "Ada Byron",
        str(ada.id),
        "0.9810 reaches 0.9500; the second best person had 0.6100",
        "calibration-1",
        "model-1",
        "312 ms",
    ):
        assert wanted in shown
    assert probe.read_bytes() == b"probe"
    assert "is below 0.9500; there was no second" in flat(janus(tmp_path, "log", "show", 1).stdout)


@pytest.fixture
def picture(log: AccessLog, ada: Person) -> LivenessRecord:
    """Somebody held up a picture of Ada: row 4."""
    cues = {"texture": (0.4, -1.0, 0.0), "relief": (-3.25, 0.0, 0.0)}
    liveness = LivenessRecord(-2.71, 1000, cues, "turn left, come closer: failed after 4.0 s")
    log.append(
        replace(
            STRANGER,
            at=NOON + timedelta(days=2),
            reason=Reason.FLAT_SURFACE,
            person_id=ada.id,
            person_name=ada.name,
            liveness=liveness,
        )
    )
    return liveness


def test_a_picture_is_shown_with_whose_it_was_and_what_gave_it_away(
    picture: LivenessRecord, tmp_path: Path
) -> None:
    listed = janus(tmp_path, "log", "list", "--reason", "flat surface").stdout.splitlines()
    assert len(listed) == 2
    assert "Ada Lovelace" in listed[1]
    assert listed[1].rstrip().endswith("-2.7")
    shown = flat(janus(tmp_path, "log", "show", 4).stdout)
    for wanted in (
        "denied: flat surface",
        "All evidence together speaks for a picture (-2.7); +6.9 was needed",
        "challenge turn left, come closer: failed after 4.0 s",
        "evidence relief: speaks strongly for a flat surface (-3.2) texture: says little (+0.4)",
    ):
        assert wanted in shown
    assert "evidence" not in janus(tmp_path, "log", "show", 1).stdout


def test_liveness_is_exported(picture: LivenessRecord, tmp_path: Path) -> None:
    first, *others = exported(tmp_path)
    assert float(first["liveness_log_ratio"]) == pytest.approx(picture.log_ratio)
    assert first["liveness_one_in"] == "1000"
    assert json.loads(first["liveness_cues"]) == {k: list(v) for k, v in picture.cues.items()}
    assert first["challenge"] == picture.challenge
    for row in others:
        assert {row[name] for name in COLUMNS if name.startswith("liveness")} == {""}
        assert row["challenge"] == ""


def test_a_reason_that_is_none(tmp_path: Path) -> None:
    result = janus(tmp_path, "log", "list", "--reason", "bad mood")
    assert result.exit_code == 2
    assert "flat surface" in flat(result.stderr)


def test_show_what_is_not_there(log: AccessLog, tmp_path: Path) -> None:
    missing = janus(tmp_path, "log", "show", 99)
    assert missing.exit_code == 1
    assert missing.stderr.strip()
    bare = janus(tmp_path, "log", "show", 1, "--thumbnail", tmp_path / "x.jpg")
    assert bare.exit_code == 1
    assert "No picture is kept" in bare.stderr
    assert not (tmp_path / "x.jpg").exists()


@pytest.mark.parametrize("option", [[], ["--out"]])
def test_export_to_a_file(log: AccessLog, tmp_path: Path, option: list[str]) -> None:
    file = tmp_path / "may.csv"
    result = janus(tmp_path, "log", "export", *option, file)
    assert result.stdout == ""
    assert "3 visits written" in result.stderr
    assert file.read_bytes().startswith(b"\xef\xbb\xbfid,")  # spreadsheets need the mark
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    (stranger,) = [row for row in rows if row["id"] == "1"]
    assert datetime.fromisoformat(stranger["time"]) == NOON
    assert stranger["person_name"] == stranger["runner_up_similarity"] == ""
    assert float(stranger["best_similarity"]) == pytest.approx(-0.0312)
    assert file.stat().st_mode & 0o077 == 0


def test_who_takes_the_log_along_is_in_it(
    database: Database, log: AccessLog, tmp_path: Path
) -> None:
    janus(tmp_path, "log", "list")
    before = len(AuditLog(database).newest())
    janus(tmp_path, "log", "export", tmp_path / "may.csv")
    told, *_ = AuditLog(database).newest()
    assert (told.actor, told.action, told.after) == (actor(), "log exported", '{"as":".csv"}')
    assert len(AuditLog(database).newest()) == before + 1  # looking is no act


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_a_name_is_never_a_formula(
    database: Database, ada: Person, tmp_path: Path, name: str
) -> None:
    AccessLog(database).append(replace(STRANGER, person_name=name, door=name))
    (row,) = exported(tmp_path)
    assert row["person_name"] == row["door"] == f"'{name}"


def test_a_failed_export_leaves_the_old_file(
    log: AccessLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "may.csv"
    file.write_text("the old one")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.whole_file.os.fsync", full)
    result = janus(tmp_path, "log", "export", file)
    assert result.exit_code == 1
    assert "No space left on device" in result.stderr
    assert file.read_text() == "the old one"
    assert not list(tmp_path.glob(".janus-*"))


def test_export_to_a_place_that_is_none(log: AccessLog, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "no" / "may.csv"):
        result = janus(tmp_path, "log", "export", place)
        assert result.exit_code == 1
        assert result.stderr.strip()


def test_a_wrong_date(tmp_path: Path) -> None:
    result = janus(tmp_path, "log", "list", "--since", "yesterday")
    assert result.exit_code == 1
    assert "“yesterday” is not a date" in result.stderr


@pytest.mark.parametrize("command", ["list", "show", "export"])
def test_each_help_shows_an_example(tmp_path: Path, command: str) -> None:
    shown = flat(janus(tmp_path, "log", command, "--help").stdout)
    assert f"Example: janus log {command}" in shown


def test_one_visit_is_one_visit_and_two_files_are_wrong_usage(
    log: AccessLog, tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    result = janus(tmp_path, "log", "export", file, "--limit", "1")
    assert "1 visit written" in result.stderr
    assert janus(tmp_path, "log", "export", file, "--out", file).exit_code == 2


@pytest.mark.parametrize("name", ["janus.sqlite3", "janus.toml", "janus.log", "other.db"])
def test_nothing_that_a_kiosk_needs_is_written_over(
    log: AccessLog, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    if name == "other.db":  # wherever storage.database has it
        Database.open(file).close()
    elif not file.exists():
        file.write_text("# ours\n")
    janus(tmp_path, "log", "list")  # seals the database of the fixture
    before = file.read_bytes()
    link = tmp_path / "may.csv"
    link.symlink_to(file)
    for target in (file, link):
        for command in (["export", target], ["show", "3", "--thumbnail", target]):
            result = janus(tmp_path, "log", *command)
            assert result.exit_code == 1
            assert "that a kiosk needs" in result.stderr
    assert file.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_an_output_that_is_full_is_a_sentence(log: AccessLog, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk", "log", "export", "--data-dir", str(tmp_path)]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr == (
        "The output cannot be written: No space left on device. "
        "Check the free disk space; what is there is not complete.\n"
    )
