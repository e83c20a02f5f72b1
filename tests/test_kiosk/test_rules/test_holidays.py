"""iCalendar files as they come: of public calendars, of office programs, broken, and hostile."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.errors import KioskError
from kiosk.rules import holidays
from kiosk.rules.holidays import holidays_of

FIRST, LAST = date(2026, 1, 1), date(2028, 12, 31)


def ics(*entries: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for number, entry in enumerate(entries):
        lines += ["BEGIN:VEVENT", f"UID:{number}", "DTSTAMP:20260101T000000Z"]
        lines += [*entry.split("|"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def found(*entries: str) -> dict[str, str]:
    days = holidays_of(ics(*entries), first=FIRST, last=LAST).days
    return {day.isoformat(): name for day, name in days.items()}


def test_a_day() -> None:
    assert found("DTSTART;VALUE=DATE:20261225|SUMMARY:Christmas Day") == {
        "2026-12-25": "Christmas Day"
    }


def test_some_days_in_a_row_end_before_their_end() -> None:
    entry = "DTSTART;VALUE=DATE:20261224|DTEND;VALUE=DATE:20261227|SUMMARY:Shut"
    assert list(found(entry)) == ["2026-12-24", "2026-12-25", "2026-12-26"]


def test_an_entry_over_the_end_of_a_year_is_whole() -> None:
    entry = "DTSTART;VALUE=DATE:20261231|DTEND;VALUE=DATE:20270102|SUMMARY:Shut"
    assert list(found(entry)) == ["2026-12-31", "2027-01-01"]


def test_a_day_of_every_year_but_one() -> None:
    entry = "DTSTART;VALUE=DATE:20100501|RRULE:FREQ=YEARLY|EXDATE;VALUE=DATE:20270501|SUMMARY:May"
    assert list(found(entry)) == ["2026-05-01", "2028-05-01"]


def test_the_fourth_thursday_of_november() -> None:
    entry = "DTSTART;VALUE=DATE:20201126|RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH|SUMMARY:Thanks"
    assert list(found(entry)) == ["2026-11-26", "2027-11-25", "2028-11-23"]


def test_two_on_one_day_are_both_named() -> None:
    day = "DTSTART;VALUE=DATE:20261225"
    assert found(f"{day}|SUMMARY:Christmas", f"{day}|SUMMARY:Founder's Day") == {
        "2026-12-25": "Christmas, Founder's Day"
    }


def test_what_has_a_time_of_day_or_was_called_off_is_no_holiday() -> None:
    content = ics(
        "DTSTART;VALUE=DATE:20261225|SUMMARY:Christmas",
        "DTSTART:20261211T180000Z|DTEND:20261211T230000Z|SUMMARY:Party",
        "DTSTART;VALUE=DATE:20260601|STATUS:CANCELLED|SUMMARY:Outing",
    )
    read = holidays_of(content, first=FIRST, last=LAST)
    assert list(read.days) == [date(2026, 12, 25)]
    assert read.timed == 1


def test_a_byte_order_mark_and_bare_line_feeds_do_no_harm() -> None:
    content = b"\xef\xbb\xbf" + ics("DTSTART;VALUE=DATE:20261225|SUMMARY:X").replace(b"\r\n", b"\n")
    assert list(holidays_of(content, first=FIRST, last=LAST).days) == [date(2026, 12, 25)]


def test_a_name_cannot_steer_a_terminal() -> None:
    assert found("DTSTART;VALUE=DATE:20261225|SUMMARY:X\x1b[31mY\u202ez") == {
        "2026-12-25": "X[31mYz"
    }


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no iCalendar"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no iCalendar"),
        (b"name,day\nChristmas,2026-12-25\n", "no iCalendar"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "no calendar"),
        (ics(), "no whole day"),
        (ics("DTSTART:20261211T180000Z|SUMMARY:Party"), "no whole day"),
        (ics("DTSTART;VALUE=DATE:20201225|SUMMARY:Long ago"), "no whole day"),
        (ics("SUMMARY:No day at all"), "cannot be worked out"),
        (ics("DTSTART;VALUE=DATE:20260101|RRULE:FREQ=SECONDLY|SUMMARY:X"), "more often than daily"),
        (
            ics("DTSTART;VALUE=DATE:20260101|DTEND;VALUE=DATE:20990101"),
            "longer than a year",
        ),
        (b"x" * 1_000_001, "1,000,001 bytes"),
        (ics(*["DTSTART;VALUE=DATE:20261225"] * 2001), "2001 entries"),
        (ics(*["DTSTART;VALUE=DATE:20260101|RRULE:FREQ=DAILY"] * 12), "more than 4000"),
        (ics(*["DTSTART;VALUE=DATE:20260101|RRULE:FREQ=YEARLY"] * 201), "201 of them repeated"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_a_reason(content: bytes, problem: str) -> None:
    with pytest.raises(KioskError, match=problem) as caught:
        holidays_of(content, first=FIRST, last=LAST)
    assert caught.value.remedy


pieces = st.sampled_from(
    [
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "BEGIN:VEVENT",
        "END:VEVENT",
        "DTSTART;VALUE=DATE:20260230",
        "DTSTART;VALUE=DATE:20261225",
        "DTSTART;TZID=Nowhere/Mars:20261225T000000",
        "DTEND;VALUE=DATE:20200101",
        "DURATION:P-1D",
        "RRULE:FREQ=YEARLY;UNTIL=20990101",
        "RRULE:FREQ=WEEKLY;COUNT=-1",
        "RRULE:BYDAY=9XX",
        "RDATE:banana",
        "EXDATE;VALUE=DATE:20261225",
        "RECURRENCE-ID;VALUE=DATE:20261225",
        "SUMMARY:X",
        "X-WR-TIMEZONE:Nowhere",
        " folded",
        ":",
    ]
)


@settings(max_examples=150)
@given(st.lists(pieces, max_size=12).map("\r\n".join).map(str.encode) | st.binary(max_size=200))
@example(ics("DTSTART;VALUE=DATE:20261225", "DTSTART;VALUE=DATE:20261225|RECURRENCE-ID:20261225"))
def test_whatever_a_file_holds_is_read_or_refused(content: bytes) -> None:
    try:
        read = holidays_of(content, first=FIRST, last=LAST)
    except KioskError:
        return
    assert 0 < len(read.days) <= holidays.MOST_DAYS
    assert all(FIRST <= day <= LAST for day in read.days)
