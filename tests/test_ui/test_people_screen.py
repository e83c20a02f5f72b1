"""What an admin does with the people list."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.errors import StoreError
from db.records import Person, PersonStatus
from kiosk.ui.admin.people_screen import PeopleScreen
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import NOON, MemoryGallery, StillClock, make_person

_NAMES = ["Ada Lovelace", "Grace Hopper", "Katherine Johnson", "شيرين عبادي"]


class _Desk:
    """A people screen and what it called."""

    def __init__(self, qtbot: QtBot, people: list[Person]) -> None:
        self.gallery = MemoryGallery(people)
        self.enrolments = 0
        self.logs_of: list[Person] = []
        self.screen = PeopleScreen(
            self.gallery,  # type: ignore[arg-type]  # the contract, not the class
            StillClock(),
            InlineRunner(),
            LoggedIn(),  # type: ignore[arg-type]
            enrol=self._enrol,
            show_log=self.logs_of.append,
        )
        qtbot.addWidget(self.screen)
        self.screen.resize(1100, 700)
        self.screen.show()
        self.screen.refresh()

    def _enrol(self) -> None:
        self.enrolments += 1

    def names(self) -> list[str]:
        model = self.screen.model
        return [model.row(number).person.name for number in range(model.rowCount())]

    def choose(self, name: str) -> None:
        self.screen.list.setCurrentIndex(self.screen.model.index(self.names().index(name)))


@pytest.fixture
def desk(qtbot: QtBot) -> _Desk:
    return _Desk(qtbot, [make_person(name) for name in _NAMES])


def _says(label: QLabel) -> str:
    return label.text() if label.isVisible() else ""


def test_everybody_is_listed_by_name(desk: _Desk) -> None:
    assert desk.names() == _NAMES
    assert desk.screen.title.text() == "People (4)"
    assert desk.screen.model.row(0).thumbnail is not None


def test_a_search_narrows_the_list(desk: _Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.screen.search, "hop")
    assert desk.names() == ["Grace Hopper"]
    desk.screen.search.setText("nobody")
    assert desk.names() == []
    assert "Nobody matches" in _says(desk.screen.empty)
    desk.screen.search.clear()
    assert len(desk.names()) == 4
    assert not desk.screen.empty.isVisible()


def test_an_empty_gallery_invites_to_enrol(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [])
    assert "Nobody is enrolled yet" in _says(desk.screen.empty)
    qtbot.mouseClick(desk.screen.enrol_button, Qt.MouseButton.LeftButton)
    assert desk.enrolments == 1


def test_a_broken_gallery_says_what_to_do(desk: _Desk) -> None:
    desk.gallery.broken = StoreError("The database cannot be read.", "Check the disk.")
    desk.screen.refresh()
    assert desk.screen.notice.text == "The database cannot be read. Check the disk."
    desk.gallery.broken = None
    desk.screen.refresh()
    assert desk.screen.notice.text == ""
    assert len(desk.names()) == 4


def test_a_chosen_person_is_shown_with_their_photo(desk: _Desk) -> None:
    assert not desk.screen.pane.rename_button.isVisible()
    desk.choose("Grace Hopper")
    pane = desk.screen.pane
    assert pane.name.text() == "Grace Hopper"
    assert pane.facts.text().startswith("Active · enrolled 15 Oct 2026")
    assert pane.photo.image is not None
    assert pane.revoke_button.isVisible()
    assert not pane.restore_button.isVisible()
    pane.log_button.click()
    assert [person.name for person in desk.logs_of] == ["Grace Hopper"]


def test_a_person_is_renamed_and_stays_chosen(desk: _Desk, qtbot: QtBot) -> None:
    desk.choose("Ada Lovelace")
    pane = desk.screen.pane
    qtbot.mouseClick(pane.rename_button, Qt.MouseButton.LeftButton)
    assert pane.name_field.text() == "Ada Lovelace"
    pane.name_field.setText("  Ada   King ")
    qtbot.keyClick(pane.name_field, Qt.Key.Key_Return)
    assert desk.names()[0] == "Ada King"
    assert pane.name.text() == "Ada King"
    assert not pane.name_field.isVisible()


def test_a_name_without_letters_is_refused_in_words(desk: _Desk) -> None:
    desk.choose("Ada Lovelace")
    desk.screen.pane.rename_button.click()
    desk.screen.pane.name_field.setText("123")
    desk.screen.pane.save_button.click()
    assert "no letter" in desk.screen.pane.notice.text
    assert "Ada Lovelace" in desk.names()


def test_revoking_asks_first_and_can_be_undone(desk: _Desk) -> None:
    desk.choose("Ada Lovelace")
    pane = desk.screen.pane
    pane.revoke_button.click()
    assert "Ada Lovelace" in _says(pane.question)
    assert desk.gallery.people()[0].status is PersonStatus.ACTIVE
    pane.confirm_button.click()
    assert desk.gallery.people()[0].status is PersonStatus.REVOKED
    assert desk.screen.model.row(0).status == "Revoked"
    assert pane.facts.text().startswith("Revoked")
    assert not pane.revoke_button.isVisible()
    pane.restore_button.click()
    assert desk.gallery.people()[0].status is PersonStatus.ACTIVE
    assert pane.revoke_button.isVisible()


def test_the_status_filter(desk: _Desk) -> None:
    desk.gallery.revoke(make_person("Grace Hopper").id, NOON, by="ada")
    desk.screen.status.setCurrentText("Revoked")
    assert desk.names() == ["Grace Hopper"]
    desk.screen.status.setCurrentText("Active")
    assert "Grace Hopper" not in desk.names()


def test_a_long_list_is_read_page_by_page(qtbot: QtBot) -> None:
    desk = _Desk(qtbot, [make_person(f"Person {number:03}") for number in range(120)])
    assert len(desk.names()) == 50
    assert desk.screen.title.text() == "People (120)"
    for _ in range(4):
        desk.screen.list.scrollToBottom()
        if desk.screen.model.canFetchMore(desk.screen.list.rootIndex()):
            desk.screen.model.fetchMore(desk.screen.list.rootIndex())
    assert desk.names() == [f"Person {number:03}" for number in range(120)]


def test_a_row_shows_its_status_and_whether_it_is_chosen(desk: _Desk) -> None:
    pictures = [desk.screen.list.grab().toImage()]
    ada = make_person("Ada Lovelace")
    desk.gallery.rows[ada.id] = make_person("Ada Lovelace", valid_until=NOON - timedelta(days=1))
    desk.screen.refresh()
    assert desk.screen.model.row(0).status == "Expired"
    pictures.append(desk.screen.list.grab().toImage())
    desk.choose("Ada Lovelace")
    pictures.append(desk.screen.list.grab().toImage())
    assert pictures[0] != pictures[1]
    assert pictures[1] != pictures[2]


def test_a_name_is_never_markup(desk: _Desk) -> None:
    bold = make_person("<b>Ada</b>")
    desk.gallery.rows[bold.id] = bold
    desk.screen.refresh()
    desk.choose("<b>Ada</b>")
    assert desk.screen.pane.name.textFormat() is Qt.TextFormat.PlainText
