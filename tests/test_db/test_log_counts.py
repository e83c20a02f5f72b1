"""Counting the log gives what counting a plain list gives."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.log_counts import MINUTE_S, QUARTER_S, LogCounts
from db.records import AccessEvent, LogFilter, Outcome, Reason
from tests.test_db.samples import NOON, STRANGER, patron, visit


@pytest.fixture
def rows(log: AccessLog, gallery: Gallery) -> tuple[AccessEvent, ...]:
    """Three hours of visits, some within one second, some at the edges of a quarter."""
    ada = gallery.add(patron("Ada Lovelace"), NOON, by="ada")
    noor = gallery.add(patron("Noor Ada Khan"), NOON, by="ada")
    for minutes in (0, 1, 1, 14.999, 15, 45, 59.99, 60, 61, 179):
        at = NOON + timedelta(minutes=minutes)
        log.append(visit(ada, at))
        log.append(replace(visit(noor, at), door="Back door"))
        log.append(replace(STRANGER, at=at))
        denied = {"outcome": Outcome.DENIED, "reason": Reason.REVOKED, "at": at}
        log.append(replace(visit(noor), **denied))  # type: ignore[arg-type]
        log.append(replace(STRANGER, at=at, door="Back door", reason=Reason.SCREEN))
    return tuple(log.export())


FILTERS = {
    "all": LogFilter(),
    "granted": LogFilter(outcome=Outcome.GRANTED),
    "door": LogFilter(door="Back door"),
    "since": LogFilter(since=NOON + timedelta(minutes=15)),
    "until": LogFilter(until=NOON + timedelta(minutes=15)),
    "name": LogFilter(name_contains="noor"),
    "words in any order": LogFilter(name_contains="lovelace  ADA"),
    "reason": LogFilter(reason=Reason.REVOKED),
    "door and outcome": LogFilter(door="Main entrance", outcome=Outcome.DENIED),
    "nothing": LogFilter(door="Cellar"),
}


def _begin(at: datetime, span_s: int) -> datetime:
    since_1970_s = int(at.timestamp())
    return datetime.fromtimestamp(since_1970_s - since_1970_s % span_s, UTC)


@pytest.mark.parametrize("where", FILTERS.values(), ids=FILTERS.keys())
def test_counts_are_those_of_a_list(
    database: Database, rows: tuple[AccessEvent, ...], log: AccessLog, where: LogFilter
) -> None:
    counts = LogCounts(database)
    wanted = tuple(log.export(where))
    assert counts.by_quarter(where) == Counter(_begin(e.at, QUARTER_S) for e in wanted)

    spans = counts.spans(where, MINUTE_S)
    assert [span.at for span in spans] == sorted(span.at for span in spans)
    key: Callable[[AccessEvent], object] = lambda e: (_begin(e.at, MINUTE_S), e.outcome, e.reason)  # noqa: E731
    assert {(s.at, s.outcome, s.reason): s.count for s in spans} == Counter(map(key, wanted))
    for span in spans:
        ids = [e.id for e in wanted if key(e) == (span.at, span.outcome, span.reason)]
        assert span.newest_id == max(ids)


@pytest.mark.parametrize("where", FILTERS.values(), ids=FILTERS.keys())
def test_denials_are_those_of_a_list(
    database: Database, rows: tuple[AccessEvent, ...], log: AccessLog, where: LogFilter
) -> None:
    anyhow = replace(where, outcome=None, reason=None)
    wanted = Counter(e.reason for e in log.export(anyhow) if e.outcome is Outcome.DENIED)
    assert LogCounts(database).denials(where) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [("ada", 2), ("ADA noor", 1), ("love ada", 1), ("ada love noor", 0), ("n k", 1), ("%", 0)],
)
def test_words_of_a_name_are_found_in_any_order(
    rows: tuple[AccessEvent, ...], log: AccessLog, text: str, found: int
) -> None:
    names = {event.person_name for event in log.export(LogFilter(name_contains=text))}
    assert len(names) == found


def test_an_empty_log_has_no_counts(database: Database) -> None:
    counts = LogCounts(database)
    assert counts.spans(LogFilter(), MINUTE_S) == ()
    assert counts.by_quarter(LogFilter()) == {}
    assert counts.denials(LogFilter()) == {}
