"""From one photo to a patron, as an admin does it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from db.care_records import ConsentText
from db.records import Person
from enroll.errors import EnrollError
from enroll.rules import LookAlike
from enroll.service import Draft
from kiosk.ui.admin.enroll_screen import EnrollScreen
from kiosk.ui.admin.face_pair import Portrait
from kiosk.ui.tasks import InlineRunner
from models.quality import Quality
from tests.accounts import LoggedIn
from tests.test_ui.fakes import (
    GOOD_MEASURES,
    MemoryGallery,
    ScriptedEnrolment,
    camera_image,
    face_image,
    framed,
    jpeg,
    make_draft,
    make_person,
    make_view,
)


class _Desk:
    def __init__(
        self,
        qtbot: QtBot,
        photo: Path | None,
        draft: Callable[[str], Draft] = make_draft,
        consent_text: ConsentText | None = None,
    ) -> None:
        self.service = ScriptedEnrolment(draft)
        self.service.consent_text = consent_text
        self.gallery = MemoryGallery()
        self.enrolled: list[Person] = []
        self.screen = EnrollScreen(
            self.service,  # type: ignore[arg-type]  # the contract, not the class
            self.gallery,  # type: ignore[arg-type]  # likewise
            InlineRunner(),
            LoggedIn(),  # type: ignore[arg-type]
            enrolled=self.enrolled.append,
            ask_path=lambda _: photo,
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1100, 800)
        self.screen.show()

    def offer(self, name: str = "Ada Lovelace") -> None:
        self.screen.name.setText(name)
        self.screen.file_button.click()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "ada.jpg"
    file.write_bytes(jpeg(face_image()))
    return file


@pytest.fixture
def desk(qtbot: QtBot, photo: Path) -> _Desk:
    return _Desk(qtbot, photo)


def test_one_photo_and_a_name_make_a_patron(desk: _Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.screen.name, "Ada Lovelace")
    qtbot.mouseClick(desk.screen.file_button, Qt.MouseButton.LeftButton)
    view = desk.screen.draft_view
    assert view.isVisible()
    assert view.crop.image is not None
    assert view.notice.text == "This photo will do."
    assert view.commit_button.text() == " Enrol Ada Lovelace"
    qtbot.mouseClick(view.commit_button, Qt.MouseButton.LeftButton)
    assert [person.name for person in desk.enrolled] == ["Ada Lovelace"]
    assert [accepted for _, accepted in desk.service.committed] == [False]
    assert desk.screen.notice.text == "Ada Lovelace is enrolled and can enter from now on."
    assert not view.isVisible()
    desk.screen.next_button.click()
    assert desk.screen.name.text() == ""
    assert desk.screen.name.isEnabled()
    assert desk.screen.file_button.isVisible()


def test_the_photo_may_come_before_the_name(desk: _Desk, qtbot: QtBot) -> None:
    desk.screen.file_button.click()
    assert not desk.screen.draft_view.isVisible()
    assert desk.screen.hint.text() == "Type the person's name."
    assert not desk.screen.check_button.isEnabled()
    qtbot.keyClicks(desk.screen.name, "Ada")
    qtbot.mouseClick(desk.screen.check_button, Qt.MouseButton.LeftButton)
    assert desk.screen.draft_view.isVisible()


def test_another_name_needs_another_check(desk: _Desk) -> None:
    desk.offer()
    assert desk.screen.draft_view.isVisible()
    desk.screen.name.setText("Ada King")
    assert not desk.screen.draft_view.isVisible()
    desk.screen.check_button.click()
    assert desk.screen.draft_view.commit_button.text() == " Enrol Ada King"


def test_a_picture_of_the_door_camera(desk: _Desk) -> None:
    assert not desk.screen.camera_button.isEnabled()
    desk.screen.show_view(make_view(frame=camera_image(), faces=[framed()]))
    assert desk.screen.picture.picture is not None
    desk.screen.name.setText("Ada")
    desk.screen.camera_button.click()
    assert desk.screen.draft_view.isVisible()
    desk.screen.show_view(make_view())  # the camera is away; the picture was taken
    assert desk.screen.picture.picture is not None
    desk.screen.again_button.click()
    assert desk.screen.picture.picture is None
    assert not desk.screen.draft_view.isVisible()


def test_a_poor_photo_says_how_to_do_better(qtbot: QtBot, photo: Path) -> None:
    how = "Hold still, or choose a sharper photo."
    measures = tuple(
        replace(measure, ok=False, sentence=how) if measure.name is Quality.BLUR else measure
        for measure in GOOD_MEASURES
    )
    desk = _Desk(qtbot, photo, lambda name: make_draft(name, measures=measures))
    desk.offer()
    view = desk.screen.draft_view
    assert how in view.notice.text
    assert not view.commit_button.isVisible()
    assert not view.accept_box.isVisible()


def test_a_look_alike_must_be_looked_at_and_accepted(qtbot: QtBot, photo: Path) -> None:
    grace = LookAlike(make_person("Grace Hopper"), 0.973, jpeg(face_image()))
    desk = _Desk(qtbot, photo, lambda name: make_draft(name, look_alikes=(grace,)))
    desk.offer()
    view = desk.screen.draft_view
    assert "Grace Hopper" in view.notice.text
    assert view.pair.left.isVisible()
    assert view.pair.left.image is not None
    assert view.pair.right.image is not None
    assert not view.commit_button.isEnabled()
    qtbot.mouseClick(
        view.accept_box, Qt.MouseButton.LeftButton, pos=view.accept_box.rect().center()
    )
    view.accept_box.setChecked(True)
    assert view.commit_button.isEnabled()
    view.commit_button.click()
    assert [accepted for _, accepted in desk.service.committed] == [True]


def test_a_look_alike_is_shown_as_a_head_not_as_a_whole_photo(qtbot: QtBot, photo: Path) -> None:
    grace = make_person("Grace Hopper")
    twin = LookAlike(grace, 0.973, jpeg(camera_image()))
    desk = _Desk(qtbot, photo, lambda name: make_draft(name, look_alikes=(twin,)))
    desk.gallery.rows[grace.id] = grace
    desk.offer()
    new, other = (side.image for side in (desk.screen.draft_view.pair.left, _right(desk)))
    assert new is not None
    assert other is not None
    assert new.width() == new.height()
    assert other.width() == other.height()  # the thumbnail; the photo is 1280 x 720


def test_somebody_gone_meanwhile_is_shown_by_their_photo(qtbot: QtBot, photo: Path) -> None:
    twin = LookAlike(make_person("Grace Hopper"), 0.973, jpeg(camera_image()))
    desk = _Desk(qtbot, photo, lambda name: make_draft(name, look_alikes=(twin,)))
    desk.offer()
    other = _right(desk).image
    assert other is not None
    assert other.width() == 1280


def _right(desk: _Desk) -> Portrait:
    return desk.screen.draft_view.pair.right


def test_enrolling_twice_is_noticed(qtbot: QtBot, photo: Path) -> None:
    ada = make_person("Ada Lovelace")
    desk = _Desk(qtbot, photo, lambda name: make_draft(name, already=ada))
    desk.offer()
    assert "enrolled already" in desk.screen.draft_view.notice.text
    assert not desk.screen.draft_view.commit_button.isVisible()


def test_a_photo_without_a_face_is_refused_in_words(qtbot: QtBot, photo: Path) -> None:
    def no_face(name: str) -> Draft:
        raise EnrollError("There is no face in this photo.", "Choose a photo of the face.")

    desk = _Desk(qtbot, photo, no_face)
    desk.offer()
    assert desk.screen.notice.text == "There is no face in this photo. Choose a photo of the face."
    assert not desk.screen.busy.isVisible()
    assert desk.screen.again_button.isVisible()


def test_a_file_that_is_no_photo_is_refused_in_words(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "ada.jpg"
    file.write_text("this is no picture")
    desk = _Desk(qtbot, file)
    desk.offer()
    assert "ada.jpg" in desk.screen.notice.text
    assert desk.screen.file_button.isVisible()


def test_a_refused_commit_says_why_and_gives_the_form_back(desk: _Desk) -> None:
    desk.offer()
    desk.service.error = EnrollError("Somebody enrolled this face just now.", "Look again.")
    desk.screen.draft_view.commit_button.click()
    assert desk.screen.notice.text == "Somebody enrolled this face just now. Look again."
    assert desk.screen.name.isEnabled()
    assert not desk.enrolled


def test_thinking_better_of_a_photo_changes_nothing(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, None)
    desk.offer()
    assert desk.screen.notice.text == ""
    assert desk.screen.file_button.isVisible()


def test_progress_is_shown_and_an_overtaken_result_is_dropped(
    desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[Callable[[], None]] = []

    def hold(work: Callable[[], object], done: Callable[[object], None], failed: object) -> None:
        held.append(lambda: done(work()))

    monkeypatch.setattr(desk.screen._runner, "run", hold)
    desk.offer()
    assert desk.screen.busy.isVisible()
    held.pop()()  # the photo is read; the check begins
    assert desk.screen.busy.isVisible()
    desk.screen.name.setText("Somebody else")
    assert not desk.screen.busy.isVisible()
    held.pop()()
    assert not desk.screen.draft_view.isVisible()


def test_what_is_said_takes_no_more_room_than_its_words(desk: _Desk, qtbot: QtBot) -> None:
    desk.offer()
    desk.screen.draft_view.commit_button.click()
    notice = desk.screen.notice
    qtbot.waitUntil(lambda: 0 < notice.height() <= notice.heightForWidth(notice.width()))


def test_a_namesake_is_pointed_out_and_can_be_enrolled(qtbot: QtBot, photo: Path) -> None:
    other = make_person("Ada Lovelace")
    desk = _Desk(qtbot, photo, lambda name: replace(make_draft(name), namesakes=(other,)))
    desk.offer()
    view = desk.screen.draft_view
    assert "Somebody else is enrolled under the same name" in view.notice.text
    assert view.commit_button.isEnabled()
    assert not view.accept_box.isVisible()
    view.commit_button.click()
    assert len(desk.enrolled) == 1


def test_nobody_is_enrolled_before_they_agree(qtbot: QtBot, photo: Path) -> None:
    text = ConsentText("I agree that this house\nkeeps my face.\n\nI may take it back.")
    desk = _Desk(qtbot, photo, consent_text=text)
    desk.offer()
    view = desk.screen.draft_view
    assert view.consent.isVisible()
    assert view.consent.words.toPlainText().startswith("I agree that this house keeps my face.")
    assert not view.commit_button.isEnabled()
    view.consent.box.click()
    view.commit_button.click()
    assert desk.service.agreed == [text]
    desk.screen.next_button.click()
    desk.offer("Bob")
    assert not view.consent.box.isChecked(), "Bob has not agreed because Ada did"
    assert not view.commit_button.isEnabled()


def test_a_look_alike_needs_both_boxes(qtbot: QtBot, photo: Path) -> None:
    other = LookAlike(make_person("Eve"), 0.99, jpeg(face_image()))
    desk = _Desk(
        qtbot,
        photo,
        lambda name: make_draft(name, look_alikes=(other,)),
        consent_text=ConsentText("I agree."),
    )
    desk.offer()
    view = desk.screen.draft_view
    for box in (view.accept_box, view.consent.box):
        assert not view.commit_button.isEnabled()
        box.click()
    assert view.commit_button.isEnabled()


def test_where_nobody_asks_nothing_is_to_be_ticked(desk: _Desk) -> None:
    desk.offer()
    assert not desk.screen.draft_view.consent.isVisible()
    assert desk.screen.draft_view.commit_button.isEnabled()
