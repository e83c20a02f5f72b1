"""What an admin sets."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kiosk.config import Config, DoorConfig, load_config, save_settings, with_choices
from kiosk.ui.admin.camera_agreement import CameraAgreementCard
from kiosk.ui.admin.settings_screen import SettingsScreen
from kiosk.ui.tasks import InlineRunner
from models.calibration import OperatingPoint
from tests.accounts import LoggedIn
from tests.test_ui.fakes import ScriptedBinding


def _point(one_in: int) -> OperatingPoint:
    return OperatingPoint(0.95, 1 / one_in, one_in < 100_000, f"At most one in {one_in}.")


def _no_question() -> CameraAgreementCard:
    return CameraAgreementCard(ScriptedBinding(), InlineRunner(), LoggedIn())  # type: ignore[arg-type]


def _screen(config: Config) -> SettingsScreen:
    return SettingsScreen(
        config,
        InlineRunner(),
        promise=_point,
        agreement=_no_question(),
        save=lambda changes: save_settings(config.data_dir, changes),
    )


@pytest.fixture
def screen(qtbot: QtBot, tmp_path: Path) -> SettingsScreen:
    made = _screen(Config(data_dir=tmp_path))
    qtbot.addWidget(made)
    made.show()
    made.refresh()
    return made


def test_what_the_kiosk_runs_with_is_shown(screen: SettingsScreen) -> None:
    assert screen.camera.text() == "0"
    assert screen.door_name.text() == "Main entrance"
    assert screen.hold.currentText() == "5 s"
    assert screen.one_in.currentText() == "one in 1,000"
    assert screen.promise.text == "At most one in 1000."
    assert not screen.command.isVisible()


def test_a_lock_that_the_file_sets_up_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    save_settings(tmp_path, {"door.gpio": {"pin": "17"}, "door.kind": "gpio"})
    screen = _screen(load_config(tmp_path))
    qtbot.addWidget(screen)
    screen.show()
    assert screen.door_kind.currentText() == "As janus.toml says: gpio"
    assert not screen.command.isVisible()
    screen.door_name.setText("Lab")
    screen.save_button.click()
    saved = load_config(tmp_path).door
    assert (saved.name, saved.kind, saved.gpio.pin) == ("Lab", "gpio", "17")
    screen.door_kind.setCurrentText("Simulated: no lock is moved")
    screen.save_button.click()
    assert load_config(tmp_path).door.kind == "simulated"


def test_the_promise_follows_the_wish(screen: SettingsScreen) -> None:
    screen.one_in.setCurrentText("one in 10,000")
    assert screen.promise.text == "At most one in 10000."
    assert screen.promise.property("tone") == "info"
    screen.one_in.setCurrentText("one in 1,000,000")
    assert screen.promise.property("tone") == "care"  # it cannot be kept


def test_changes_are_saved_and_hold_from_the_next_start(
    screen: SettingsScreen, tmp_path: Path
) -> None:
    screen.camera.setText("rtsp://door/1")
    screen.hold.setCurrentText("8 s")
    screen.door_kind.setCurrentText("Runs a program")
    assert screen.command.isVisible()
    screen.command.setText('/usr/local/bin/open-door "front door"')
    screen.one_in.setCurrentText("one in 10,000")
    screen.sound.setChecked(True)
    screen.save_button.click()
    assert "from the next start" in screen.notice.text
    saved = load_config(tmp_path)
    assert saved.camera.source == "rtsp://door/1"
    assert saved.door.command == ["/usr/local/bin/open-door", "front door"]
    assert saved.door.kind == "command"
    assert saved.door.hold_s == 8.0
    assert saved.decision.one_in == 10_000
    assert saved.screen.sound
    screen.save_button.click()
    assert screen.notice.text == "Nothing was changed."


def test_what_is_saved_is_shown_and_changed_not_what_this_run_was_told(
    qtbot: QtBot, tmp_path: Path
) -> None:
    save_settings(tmp_path, {"camera.source": "rtsp://door/1", "door.hold_s": 8.0})
    running = with_choices(load_config(tmp_path), source="rtsp://ada:secret@hall/2")
    screen = _screen(running)
    qtbot.addWidget(screen)
    screen.show()
    screen.open()
    assert screen.camera.text() == "rtsp://door/1"
    assert "This run uses another source, “rtsp://hall/2”" in screen.this_run.text
    screen.door_name.setText("Back door")
    screen.save_button.click()
    assert load_config(tmp_path).camera.source == "rtsp://door/1"
    screen.camera.setText("rtsp://ada:secret@hall/2")  # to be kept: no longer for one run only
    screen.save_button.click()
    assert load_config(tmp_path).camera.source == "rtsp://ada:secret@hall/2"
    assert not screen.this_run.isVisible()


def test_coming_back_begins_anew_with_what_is_saved_now(
    screen: SettingsScreen, tmp_path: Path
) -> None:
    screen.door_name.setText("Back door")
    screen.save_button.click()
    assert screen.notice.text.startswith("Saved.")
    screen.camera.setText("half typed")
    save_settings(tmp_path, {"door.name": "Side door"})  # by somebody at the command line
    screen.open()
    assert screen.notice.text == ""
    assert screen.camera.text() == "0"
    assert screen.door_name.text() == "Side door"


def test_a_file_that_is_wrong_is_said_and_left_alone(
    screen: SettingsScreen, tmp_path: Path
) -> None:
    (tmp_path / "janus.toml").write_text("[door\n")
    screen.open()
    assert screen.notice.property("tone") == "bad"
    screen.door_name.setText("Back door")
    screen.save_button.click()
    assert screen.notice.property("tone") == "bad"
    assert (tmp_path / "janus.toml").read_text() == "[door\n"


@pytest.mark.parametrize("field", ["camera", "door_name", "command"])
def test_an_empty_field_is_named_as_the_form_names_it(screen: SettingsScreen, field: str) -> None:
    screen.door_kind.setCurrentText("Runs a program")
    screen.command.setText("/bin/true")
    getattr(screen, field).setText("  ")
    screen.save_button.click()
    said = screen.notice.text
    assert screen.notice.property("tone") == "bad"
    assert not any(word in said for word in ("janus.toml", "line", "[", "command ="))


@pytest.mark.parametrize("command", ["", '/bin/door "front'])
def test_a_door_program_that_is_wrong_is_refused_in_words(
    screen: SettingsScreen, tmp_path: Path, command: str
) -> None:
    screen.door_kind.setCurrentText("Runs a program")
    screen.command.setText(command)
    screen.save_button.click()
    assert "open-door" in screen.notice.text  # the remedy shows how it is written
    assert load_config(tmp_path).door.kind == "simulated"
    assert screen.save_button.isEnabled()


def test_another_source_is_said_to_need_agreement(screen: SettingsScreen) -> None:
    screen.door_name.setText("Back door")
    screen.save_button.click()
    assert "agreed to" not in screen.notice.text
    screen.camera.setText("1")
    screen.save_button.click()
    assert "agreed to" in screen.notice.text


def test_an_empty_camera_is_refused(screen: SettingsScreen, tmp_path: Path) -> None:
    screen.camera.setText("")
    screen.save_button.click()
    assert screen.notice.property("tone") == "bad"
    assert load_config(tmp_path).camera.source == "0"


def test_a_value_that_is_not_on_offer_is_kept(qtbot: QtBot, tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path, door=DoorConfig(hold_s=7.5))
    screen = _screen(config)
    qtbot.addWidget(screen)
    assert screen.hold.currentText() == "7.5 s"
    screen.door_name.setText("Back door")
    screen.save_button.click()
    assert "hold_s" not in (tmp_path / "janus.toml").read_text()
