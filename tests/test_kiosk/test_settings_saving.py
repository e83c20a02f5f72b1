"""Settings are changed with a line in the log, or not at all."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import acts
from db.acts import ActLog
from db.audit import AuditLog
from db.engine import Database
from db.errors import StoreError
from kiosk.config import load_config, save_settings
from kiosk.errors import KioskError
from kiosk.settings_saving import SettingsSaver
from tests.test_kiosk.fakes import FakeClock

MINE = "# mine\n[door]\nname = 'Back door'\n"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "janus.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def saver(database: Database, tmp_path: Path) -> SettingsSaver:
    return SettingsSaver(tmp_path, ActLog(database), FakeClock())


def test_a_change_says_who_what_before_and_after(
    saver: SettingsSaver, database: Database, tmp_path: Path
) -> None:
    saver.save({"door.hold_s": 8.0, "screen.sound": True, "door.name": "Back door"}, "ada")
    assert load_config(tmp_path).door.hold_s == 8.0
    (told,) = AuditLog(database).newest()
    assert (told.actor, told.action, told.subject) == ("ada", "settings changed", "file:janus.toml")
    assert json.loads(told.before) == {
        "door.hold_s": "5.0", "screen.sound": False, "door.name": "Main entrance",
    }  # fmt: skip
    assert json.loads(told.after) == {
        "door.hold_s": "8.0", "screen.sound": True, "door.name": "Back door",
    }  # fmt: skip


def test_no_secret_goes_into_the_log(
    saver: SettingsSaver, database: Database, tmp_path: Path
) -> None:
    save_settings(tmp_path, {"camera.source": "rtsp://ada:hunter1@hall/1"})
    command = ["curl", "-H", "Token: hunter2", "http://lock"]
    saver.save({"camera.source": "rtsp://ada:hunter3@hall/2", "door.command": command}, "ada")
    (told,) = AuditLog(database).newest()
    assert "hunter" not in told.before + told.after
    assert "rtsp://hall/1" in told.before
    assert "rtsp://hall/2" in told.after


@pytest.mark.parametrize("wrong", [{"door.hold_s": -1.0}, {"door.nowhere": 1}, {"nowhere": 1}])
def test_a_change_that_is_refused_is_not_in_the_log(
    saver: SettingsSaver, database: Database, tmp_path: Path, wrong: dict[str, object]
) -> None:
    save_settings(tmp_path, {"door.name": "Back door"})
    before = (tmp_path / "janus.toml").read_bytes()
    with pytest.raises(KioskError):
        saver.save(wrong, "ada")
    assert (tmp_path / "janus.toml").read_bytes() == before
    assert AuditLog(database).newest() == ()


@pytest.mark.parametrize("had_a_file", [True, False])
def test_where_the_log_cannot_be_written_the_file_is_put_back(
    saver: SettingsSaver,
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    had_a_file: bool,
) -> None:
    """The disk fills up between the file and the commit."""
    file = tmp_path / "janus.toml"
    if had_a_file:
        file.write_text(MINE)
    record = acts.audit.record

    def fail_late(session: object, action: object) -> None:
        record(session, action)  # type: ignore[arg-type]
        monkeypatch.setattr(session, "commit", lambda: _raise())

    monkeypatch.setattr(acts.audit, "record", fail_late)
    with pytest.raises(StoreError):
        saver.save({"door.hold_s": 8.0}, "ada")
    if had_a_file:
        assert file.read_text() == MINE
    assert file.exists() == had_a_file
    assert AuditLog(database).newest() == ()


def _raise() -> None:
    raise StoreError("The disk is full.", "Free some space.")
