"""The pictures that the demonstration leaves behind."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from pytestqt.qtbot import QtBot

from enroll.rules import LookAlike
from kiosk.config import Config
from kiosk.entry import sentences
from kiosk.entry.view import EntryState
from kiosk.errors import KioskError
from kiosk.ui.key_screens import KeyScreens
from models.calibration import shipped_calibration
from tests.test_ui.account_fakes import MemoryAccounts, make_account
from tests.test_ui.fakes import (
    MemoryGallery,
    MemoryLog,
    ScriptedBinding,
    ScriptedEnrolment,
    StillClock,
    camera_image,
    face_image,
    framed,
    jpeg,
    make_draft,
    make_event,
    make_person,
    make_view,
)
from tests.test_ui.review_fakes import MemoryAlarms, memory_room
from tests.test_ui.rules_fakes import MemoryPresence, MemoryRules


def _play(screens: KeyScreens) -> None:
    for words in (sentences.IDLE, sentences.STEP_IN_FRONT, sentences.LOCKED_AGAIN):
        screens.show(make_view(words.state, words.sentence, words.detail, frame=camera_image()))
    welcome = make_view(
        EntryState.WELCOME, "Welcome, Ada", frame=camera_image(), faces=[framed()], unlocked=True
    )
    screens.show(welcome)
    screens.show(make_view(sentences.IDLE.state, sentences.IDLE.sentence, frame=camera_image()))
    screens.finish()


def _names(screens: KeyScreens) -> list[str]:
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in screens.files)
    return [file.stem for file in screens.files]


def test_a_picture_is_named_after_what_it_says(qtbot: QtBot, tmp_path: Path) -> None:
    screens = KeyScreens(tmp_path)
    _play(screens)
    screens.close()
    assert _names(screens) == [
        "01-idle-please-step-up-to-the-door",
        "02-look-please-step-in-front-of-the-camera",
        "03-idle-the-door-is-locked-again",
        "04-welcome-ada",
    ]


def test_out_of_service_and_the_admin_area_are_pictured_too(qtbot: QtBot, tmp_path: Path) -> None:
    ada = make_person("Ada Lovelace")
    twin = LookAlike(ada, 0.983, jpeg(face_image()))
    enrolment = ScriptedEnrolment(lambda name: make_draft(name, look_alikes=(twin,)))
    app = SimpleNamespace(
        config=Config(data_dir=tmp_path),
        clock=StillClock(),
        gallery=MemoryGallery([ada]),
        log=MemoryLog([make_event(1, person_id=ada.id, person_name=ada.name)]),
        review=memory_room(),
        alarms=MemoryAlarms(),
        accounts=MemoryAccounts(make_account(1, "owner")),
        enrolment=enrolment,
        binding=ScriptedBinding(),
        rules=MemoryRules(),
        presence=MemoryPresence(),
        calibration=shipped_calibration("resnet29-dlib-2"),
    )
    screens = KeyScreens(tmp_path / "screens")
    _play(screens)
    screens.show_rest(app)  # type: ignore[arg-type]  # stands for an App
    screens.close()
    assert _names(screens)[4:] == [
        "05-out-of-service-please-ask-reception",
        "06-admin-people",
        "07-admin-enrol",
        "08-admin-access-log",
        "09-admin-settings",
    ]
    assert not enrolment.committed


def test_a_folder_that_cannot_be_made_is_named(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KioskError, match="cannot be written"):
        KeyScreens(tmp_path / "file" / "screens")
