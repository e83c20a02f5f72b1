"""What a report says, whatever names and doors are called."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import AccessEvent, LogFilter, Outcome, Reason
from kiosk.review.alarms import AlarmEntry, answer_words
from kiosk.review.filter_words import filter_words, period_words
from kiosk.review.rates import MeasuredRates, Proportion
from kiosk.review.reason_words import headed
from kiosk.review.report import MOST_DENIALS, Report, gather_report
from kiosk.review.report_html import report_html
from kiosk.review.room import Figures
from tests.test_ui.fakes import NOON, MemoryGallery, MemoryLog, make_event, make_person
from tests.test_ui.review_fakes import MemoryAlarms, memory_room

NOTHING = Figures((0,) * 24, {}, MeasuredRates(Proportion(0, 0), Proportion(0, 0), 0))


def _report(*denials: AccessEvent, alarms: tuple[AlarmEntry, ...] | None = None) -> Report:
    figures = replace(NOTHING, denials={Reason.NOT_RECOGNISED: max(len(denials), 1)})
    return Report(NOON, "ada", "all", (), figures, denials, alarms)


def _html(report: Report) -> str:
    return report_html(report, 600, (200, 26))


@given(name=st.text(min_size=1), door=st.text(), note=st.text(min_size=1), actor=st.text())
def test_no_text_from_outside_becomes_markup(name: str, door: str, note: str, actor: str) -> None:
    alarm = AlarmEntry(1, NOON, door, "Forced open", NOON, actor, note)
    plain = _html(_report(make_event(1, person_name="A"), alarms=(replace(alarm, note="A"),)))
    html = _html(_report(make_event(1, person_name=name, door=door), alarms=(alarm,)))
    assert len(re.findall(r"<[a-z/]", html)) == len(re.findall(r"<[a-z/]", plain))
    assert name in unescape(html)
    assert note in unescape(html)


def test_more_denials_than_are_listed_are_told_of() -> None:
    events = [make_event(number) for number in range(1, MOST_DENIALS + 8)]
    log = MemoryLog(events)
    report = gather_report(
        log,  # type: ignore[arg-type]  # the contract, not the class
        memory_room(log),
        LogFilter(outcome=Outcome.GRANTED, reason=Reason.MATCHED),  # counts for the list alone
        made_at=NOON,
        made_by="ada",
    )
    assert len(report.denials) == MOST_DENIALS
    assert report.denials[0].id == MOST_DENIALS + 7, "the newest"
    assert f"The newest {MOST_DENIALS} of {MOST_DENIALS + 7}." in _html(report)
    assert "Alarms" not in _html(report)


def test_a_report_keeps_to_its_period_and_person() -> None:
    ada = make_person("Ada")
    rows = [
        make_event(1, at=NOON - timedelta(days=9)),
        make_event(2, at=NOON, person_id=ada.id, person_name="Ada", reason=Reason.REVOKED),
        make_event(3, at=NOON),
    ]
    log = MemoryLog(rows)
    book = MemoryAlarms([AlarmEntry(1, NOON - timedelta(days=9), "Back door", "Forced open")])
    report = gather_report(
        log,  # type: ignore[arg-type]  # the contract, not the class
        memory_room(log, MemoryGallery([ada])),
        LogFilter(person_id=ada.id, since=NOON - timedelta(days=1)),
        made_at=NOON,
        made_by="ada",
        person="Ada",
        alarms=book,
    )
    assert [event.id for event in report.denials] == [2]
    assert report.figures.denials == {Reason.REVOKED: 1}
    assert report.filters == ("Person: Ada",)
    assert report.alarms == ()
    assert _html(report).count("There was none.") == 1


def test_an_alarm_that_nobody_answered_says_so() -> None:
    open_alarm = AlarmEntry(1, NOON, "Back door", "Forced open")
    assert "by nobody" in _html(_report(alarms=(open_alarm,)))
    assert answer_words(open_alarm) == ""
    answered = replace(open_alarm, answered_at=NOON, answered_by="bo")
    assert answer_words(answered).startswith("bo, 24 Nov 2026")


def _local(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute).astimezone()


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, "all that the log holds"),
        (_local(1), None, "since 1 May 2026"),
        (_local(1, 8, 30), None, "since 1 May 2026, 08:30"),
        (None, _local(2), "up to 1 May 2026"),  # the end of the day before
        (_local(1), _local(2), "1 May 2026"),
        (_local(1), _local(31), "1 May 2026 to 30 May 2026"),
        (_local(1, 8), _local(1, 9, 15), "1 May 2026, 08:00 to 1 May 2026, 09:15"),
    ],
)
def test_a_period_in_words(since: datetime | None, until: datetime | None, words: str) -> None:
    assert period_words(LogFilter(since=since, until=until)) == words


def test_the_other_filters_in_words() -> None:
    where = LogFilter(name_contains="ada", door="Back door", outcome=Outcome.DENIED)
    assert filter_words(where) == ("Name contains: ada", "Door: Back door", "Outcome: denied")
    assert filter_words(LogFilter()) == ()


def test_a_reason_keeps_its_capitals() -> None:
    assert headed(Reason.PIN_MISSING) == "PIN not given"
    assert headed(Reason.NOT_RECOGNISED) == "Not recognised"
