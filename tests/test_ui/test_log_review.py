"""What a guard says of a visit, and what it comes to."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.errors import StoreError
from db.records import AccessEvent, Outcome, Reason
from db.review_records import Verdict
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import (
    NOON,
    MemoryGallery,
    MemoryLog,
    StillClock,
    make_event,
    make_person,
)
from tests.test_ui.review_fakes import MemoryReviews, memory_room

ADA = make_person("Ada Lovelace")
NOOR = make_person("نور الهدى")
LATE = make_person("Late Comer", enrolled_at=NOON + timedelta(days=1))
MANY = [make_person(f"Person {number:05d}") for number in range(10_000)]


def _granted(number: int) -> AccessEvent:
    return make_event(
        number,
        at=NOON - timedelta(minutes=number),
        outcome=Outcome.GRANTED,
        reason=Reason.MATCHED,
        person_id=ADA.id,
        person_name=ADA.name,
        best_similarity=0.97,
    )


class _Desk:
    def __init__(self, qtbot: QtBot, role: Role = Role.GUARD) -> None:
        gallery = MemoryGallery([ADA, NOOR, LATE, *MANY])
        stranger = make_event(9, at=NOON)
        picture = make_event(8, at=NOON, reason=Reason.SCREEN, person_id=ADA.id)
        self.log = MemoryLog([_granted(7), _granted(6), picture, stranger])
        self.room = memory_room(self.log, gallery)
        self.reviews: MemoryReviews = self.room._reviews  # type: ignore[assignment]
        self.screen = LogScreen(
            self.log,  # type: ignore[arg-type]  # the contract, not the class
            gallery,  # type: ignore[arg-type]  # likewise
            self.room,
            StillClock(),
            InlineRunner(),
            LoggedIn(role, "bo"),  # type: ignore[arg-type]
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1100, 800)
        self.screen.show()
        self.screen.refresh()
        self.box = self.screen.pane.review

    def choose(self, event_id: int) -> None:
        self.screen.table.selectRow(self.screen.model.numbers().index(event_id))

    def offered(self) -> list[Verdict]:
        return [verdict for verdict, made in self.box.buttons.items() if made.isVisible()]


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    return _Desk(qtbot)


def test_what_was_said_is_shown_and_can_be_taken_back(desk: _Desk) -> None:
    desk.choose(7)
    assert desk.offered() == [Verdict.WAS_THEM, Verdict.NOT_THEM, Verdict.SOMEBODY]
    desk.box.buttons[Verdict.NOT_THEM].click()
    assert desk.box.said.text() == "It was not this person."
    assert "bo: It was not this person." in desk.box.history.text().replace("\u200b", "")
    assert desk.offered() == [Verdict.WITHDRAWN]
    desk.choose(6)
    assert desk.box.said.text() == "Not reviewed."
    desk.choose(7)
    desk.box.buttons[Verdict.WITHDRAWN].click()
    assert desk.box.said.text() == "Not reviewed."
    assert desk.box.history.text().count("\n") == 1, "what was said before stays"
    assert Verdict.WAS_THEM in desk.offered()


def test_who_was_missed_is_found_among_ten_thousand(desk: _Desk) -> None:
    desk.choose(9)
    assert desk.offered() == [Verdict.SOMEBODY]
    desk.box.buttons[Verdict.SOMEBODY].click()
    assert "write more" in desk.box.chooser.said.text()
    assert not desk.box.confirm_button.isVisible(), "nobody is chosen yet"
    desk.box.chooser.name.setText("نور")
    desk.box.chooser.list.setCurrentRow(0)
    assert desk.screen.pane.pair.right.image is not None, "their photo, to be compared"
    desk.box.confirm_button.click()
    assert desk.box.said.text() == f"It was {NOOR.name}."
    assert desk.screen.pane.pair.right.image is None, "the visit itself named nobody"
    (mark,) = desk.reviews.marks
    assert (mark.person_id, mark.actor, mark.verdict) == (NOOR.id, "bo", Verdict.SOMEBODY)


def test_a_choice_that_cannot_be_says_why(desk: _Desk) -> None:
    desk.choose(9)
    desk.box.buttons[Verdict.SOMEBODY].click()
    desk.box.chooser.name.setText("late")
    desk.box.chooser.list.setCurrentRow(0)
    desk.box.confirm_button.click()
    assert "enrolled only after this visit" in desk.box.notice.text
    assert desk.reviews.marks == []


def test_a_choice_can_be_called_off(desk: _Desk) -> None:
    desk.choose(7)
    enrolled = desk.screen.pane.pair.right.image
    desk.box.buttons[Verdict.SOMEBODY].click()
    desk.box.chooser.list.setCurrentRow(1)
    desk.box.cancel_button.click()
    assert not desk.box.chooser.isVisible()
    assert desk.offered() == [Verdict.WAS_THEM, Verdict.NOT_THEM, Verdict.SOMEBODY]
    assert desk.screen.pane.pair.right.image is enrolled
    assert desk.reviews.marks == []


def test_a_picture_that_was_held_up_is_not_reviewed(desk: _Desk) -> None:
    desk.choose(8)
    assert desk.offered() == []
    assert "nothing to review" in desk.box.said.text()


def test_nobody_is_found(desk: _Desk) -> None:
    desk.choose(9)
    desk.box.buttons[Verdict.SOMEBODY].click()
    desk.box.chooser.name.setText("zzz")
    assert desk.box.chooser.said.text() == "Nobody of that name is enrolled."
    assert not desk.box.confirm_button.isVisible()


def test_a_mark_that_is_not_kept_says_so(desk: _Desk) -> None:
    desk.choose(7)
    desk.reviews.broken = StoreError("The database is full.", "Make room on the disk.")
    desk.box.buttons[Verdict.WAS_THEM].click()
    assert desk.box.notice.text == "The database is full. Make room on the disk."
    assert desk.box.said.text() == "Not reviewed."


def test_an_auditor_reads_marks_and_sets_none(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, Role.AUDITOR)
    desk.choose(7)
    assert desk.offered() == []
    desk.box.buttons[Verdict.WAS_THEM].click()  # a button that was hidden only
    assert "may not" in desk.box.notice.text
    assert desk.reviews.marks == []


def test_marks_come_out_in_the_figures(desk: _Desk) -> None:
    desk.choose(7)
    desk.box.buttons[Verdict.WAS_THEM].click()
    desk.choose(6)
    desk.box.buttons[Verdict.NOT_THEM].click()
    desk.screen.show_view(desk.screen.figures)
    figures = desk.screen.figures
    assert figures.granted.text() == "2 visits granted, all days together."
    assert figures.denied.text() == "2 visits denied, 1 attack among them (hatched)."
    assert "In 1 of 2 reviewed visits" in figures.rates.text()
    assert "Screen: 1" in figures.denials.accessibleDescription()
    desk.screen.filters.name.setText("nobody of that name")
    assert figures.granted.text().startswith("0 visits")
    assert not figures.hours.isVisible()
