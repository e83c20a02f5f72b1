"""10,000 people and as many visits, with names of every kind, over a real database."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, insert

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.log_counts import LogCounts
from db.names import checked_name, folded
from db.records import LogFilter, Outcome, PersonStatus, Reason
from db.reviews import Reviews
from db.tables import AccessEventRow, PersonRow, PhotoRow, VisitorRow
from kiosk.review.room import ReviewRoom
from kiosk.ui.admin.log_screen import LogScreen
from kiosk.ui.admin.people_screen import PeopleScreen
from kiosk.ui.admin.review_person import PersonChooser
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import NOON, StillClock, face_image, jpeg

MANY = 10_000
ODD = (
    "شيرين عبادي",
    "דוד בן־גוריון",
    "A" * 100,
    "Ånge\u0301lique Nguye\u0302\u0303n",
    "👩🏽‍🚀 Astro Naut",
    "Zero\u200bWidth",
    "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh, Hubert Blaine",
    "<b>Bold</b> & 'quoted'",
    "李 小龍",
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with closing(Database.open(tmp_path_factory.mktemp("many") / "janus.sqlite3")) as made:
        fill(made)
        yield made


def fill(database: Database) -> None:
    """Store them past the gallery, in bulk: without photos, and without the chain."""
    names = [*map(checked_name, ODD), *(f"Person {number:05}" for number in range(MANY - len(ODD)))]
    people = [
        {
            "id": UUID(int=number + 1),
            "name": name,
            "name_folded": folded(name),
            "status": PersonStatus.REVOKED if number % 10 == 9 else PersonStatus.ACTIVE,
            "enrolled_at": NOON,
            "revoked_at": NOON if number % 10 == 9 else None,
        }
        for number, name in enumerate(names)
    ]
    face = jpeg(face_image())
    photos = [
        {"person_id": one["id"], "sha256": f"{number:064}", "jpeg": b"", "thumbnail_jpeg": face}
        for number, one in enumerate(people)
    ]
    visitors = [
        {"person_id": one["id"], "name": one["name"], "name_folded": one["name_folded"]}
        for one in people
    ]
    visits = [
        {
            "at": NOON - timedelta(seconds=number),
            "door": "Main entrance",
            "outcome": Outcome.GRANTED,
            "reason": Reason.MATCHED,
            "visitor_id": number + 1,
            "best_similarity": 0.97,
            "threshold": 0.95,
            "calibration_id": "x",
            "model_id": "x",
            "frames_used": 8,
            "latency_ms": 240.0,
            "has_thumbnail": False,
        }
        for number in range(MANY)
    ]
    with database.writing() as session:
        session.execute(insert(PersonRow), people)
        session.execute(insert(PhotoRow), photos)
        session.execute(insert(VisitorRow), visitors)
        session.execute(insert(AccessEventRow), visits)


@pytest.fixture
def people(database: Database, qtbot: QtBot) -> PeopleScreen:
    screen = PeopleScreen(
        Gallery(database),
        StillClock(),
        InlineRunner(),
        LoggedIn(),  # type: ignore[arg-type]
        enrol=lambda: None,
        show_log=lambda _: None,
    )
    qtbot.addWidget(screen)
    screen.resize(1100, 700)
    screen.show()
    screen.refresh()
    return screen


def names(screen: PeopleScreen) -> list[str]:
    return [screen.model.row(number).person.name for number in range(screen.model.rowCount())]


def test_the_list_loads_a_page_and_says_how_many_there_are(people: PeopleScreen) -> None:
    assert 0 < people.model.rowCount() < MANY / 10, "not all of them at once"
    before = people.model.rowCount()
    people.list.scrollToBottom()
    people.grab()
    assert before <= people.model.rowCount() < MANY / 10


@pytest.mark.parametrize("name", ODD)
def test_each_name_is_found_drawn_and_chosen(name: str, people: PeopleScreen) -> None:
    people.search.setText(name)
    assert names(people) == [checked_name(name)]
    people.list.setCurrentIndex(people.model.index(0))
    picture = people.grab()
    assert (picture.width(), picture.height()) == (1100, 700), "no name makes the window wider"


def test_the_last_of_them_is_found_by_a_part_of_the_name(people: PeopleScreen) -> None:
    last = f"Person {MANY - len(ODD) - 1:05}"
    people.search.setText(last[3:])
    assert names(people) == [last]


def test_a_picture_that_cannot_be_read_hides_nobody(
    people: PeopleScreen, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    everybody = names(people)
    damaged = people.model.row(1).person.id
    with database.writing() as session:
        session.execute(delete(PhotoRow).where(PhotoRow.person_id == damaged))
    people.refresh()
    assert names(people) == everybody
    assert people.model.row(1).thumbnail is None
    assert people.model.row(2).thumbnail is not None
    assert "cannot be read" in caplog.text


def test_the_log_of_as_many_visits(database: Database, qtbot: QtBot) -> None:
    gallery, clock = Gallery(database), StillClock()
    room = ReviewRoom(LogCounts(database), Reviews(database), clock)
    runner, who = InlineRunner(), LoggedIn()
    screen = LogScreen(AccessLog(database), gallery, room, clock, runner, who)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.resize(1280, 720)
    screen.show()
    screen.refresh()
    loaded = screen.visits.model.rowCount()
    assert 0 < loaded < MANY / 10
    assert (screen.grab().width(), screen.grab().height()) == (1280, 720)


def test_whom_a_visit_was_of_is_chosen_among_them(database: Database, qtbot: QtBot) -> None:
    chosen: list[object] = []
    chooser = PersonChooser(Gallery(database), InlineRunner(), chosen.append)
    qtbot.addWidget(chooser)
    chooser.show()
    chooser.open()
    assert "write more of the name" in chooser.said.text()
    assert chooser.list.count() < 100
    for name in ODD:
        chooser.name.setText(name)
        assert [chooser.list.item(row).text() for row in range(chooser.list.count())] == [
            checked_name(name)
        ]


def test_the_log_finds_each_name(database: Database) -> None:
    for number, name in enumerate(ODD, 1):
        found = AccessLog(database).page(LogFilter(name_contains=name))
        assert [row.id for row in found] == [number]
