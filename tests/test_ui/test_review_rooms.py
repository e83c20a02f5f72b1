"""The review room over lists keeps the contract of the one over a database."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.log_counts import LogCounts
from db.records import AccessEvent, LogFilter, Person
from db.review_records import Verdict
from db.reviews import Reviews
from kiosk.errors import KioskError
from kiosk.review.mark_words import holding
from kiosk.review.room import ReviewRoom
from tests.test_db.samples import NOON, STRANGER, patron, visit
from tests.test_ui.fakes import MemoryGallery, MemoryLog, StillClock
from tests.test_ui.review_fakes import memory_room


class _Desk:
    """The same people, visits and marks, in lists and in a database."""

    def __init__(self, database: Database, *, is_real: bool) -> None:
        gallery, log = Gallery(database), AccessLog(database)
        self.ada: Person = gallery.add(patron("Ada Lovelace"), NOON, by="bo")
        self.noor: Person = gallery.add(patron("Noor Khan"), NOON, by="bo")
        self.granted: AccessEvent = log.append(visit(self.ada))
        self.denied: AccessEvent = log.append(STRANGER)
        self.later: AccessEvent = log.append(visit(self.noor, NOON + timedelta(minutes=16)))
        real = ReviewRoom(LogCounts(database), Reviews(database), StillClock())
        fake_log = MemoryLog([self.granted, self.denied, self.later])
        fake = memory_room(fake_log, MemoryGallery([self.ada, self.noor]))
        self.room = real if is_real else fake


@pytest.fixture(params=["real", "fake"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[_Desk]:
    database = Database.open(tmp_path / "janus.db")
    yield _Desk(database, is_real=request.param == "real")
    database.close()


def test_figures_of_a_filter(desk: _Desk) -> None:
    figures = desk.room.figures(LogFilter())
    assert (figures.granted, figures.denied) == (2, 1)
    assert figures.denials == {STRANGER.reason: 1}
    assert desk.room.figures(LogFilter(name_contains="noor")).granted == 1
    assert desk.room.figures(LogFilter(until=NOON)).granted == 0


def test_a_day_by_the_minute(desk: _Desk) -> None:
    day = NOON.astimezone().date()
    strip = desk.room.day(day, LogFilter(since=NOON + timedelta(days=3)))  # of whatever period
    assert sum(span.count for span in strip.spans) == 3
    assert {span.newest_id for span in strip.spans} == {
        e.id for e in (desk.granted, desk.denied, desk.later)
    }
    assert desk.room.day(day - timedelta(days=1), LogFilter()).spans == ()


def test_marks_are_kept_and_taken_back(desk: _Desk) -> None:
    room = desk.room
    room.mark(desk.granted, Verdict.NOT_THEM, None, "bo")
    room.mark(desk.denied, Verdict.SOMEBODY, desk.ada, "bo")
    (mark,) = room.marks(desk.denied.id)
    assert (mark.person_name, mark.actor, mark.at) == ("Ada Lovelace", "bo", StillClock().now())
    rates = room.figures(LogFilter()).rates
    assert (rates.false_matches.errors, rates.false_matches.of) == (1, 1)
    assert (rates.false_non_matches.errors, rates.false_non_matches.of) == (1, 1)
    room.mark(desk.granted, Verdict.WITHDRAWN, None, "bo")
    assert holding(room.marks(desk.granted.id)) is None
    assert room.figures(LogFilter()).rates.false_matches.of == 0


def test_what_cannot_be_is_refused_and_not_kept(desk: _Desk) -> None:
    with pytest.raises(KioskError):
        desk.room.mark(desk.granted, Verdict.SOMEBODY, desk.ada, "bo")
    assert desk.room.marks(desk.granted.id) == ()
