"""The access log: appended to, paged, filtered; held against a plain list."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest

from db import log_queries
from db.access_log import AccessLog
from db.engine import Database
from db.errors import GalleryChangedError, StoreError
from db.gallery import Gallery
from db.gallery_rows import count_change
from db.names import folded
from db.records import AccessEvent, LogFilter, Outcome, Person, Reason
from tests.test_db.samples import NOON, STRANGER, patron, visit

MINUTE = timedelta(minutes=1)


def test_a_row_comes_back_as_it_was_written(log: AccessLog, gallery: Gallery) -> None:
    for new in (visit(gallery.add(patron(), NOON, by="ada")), STRANGER):
        event = log.append(new)
        written = asdict(new)
        jpeg = written.pop("thumbnail_jpeg")
        del written["passage"], written["evidence"]  # no part of the row
        assert asdict(event) == written | {"id": event.id, "has_thumbnail": True}
        assert asdict(log.get(event.id)) == asdict(event)
        assert log.thumbnail(event.id) == jpeg


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_can_be_written(log: AccessLog, reason: Reason) -> None:
    event = log.append(replace(STRANGER, reason=reason))
    assert log.get(event.id).reason is reason


def test_a_row_without_picture_or_scores(log: AccessLog) -> None:
    bare = replace(STRANGER, thumbnail_jpeg=b"", best_similarity=None, runner_up_similarity=None)
    event = log.append(bare)
    assert (event.has_thumbnail, event.best_similarity, event.runner_up_similarity) == (
        False, None, None,
    )  # fmt: skip
    assert log.thumbnail(event.id) == b""


def test_times_are_given_back_in_utc(log: AccessLog) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-7)))
    assert str(log.append(replace(STRANGER, at=there)).at) == str(NOON)


def test_a_row_rests_on_the_gallery_as_it_is(log: AccessLog, gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    revision = gallery.revision()
    assert log.append(visit(ada), at_revision=revision).person_name == ada.name
    gallery.revoke(ada.id, NOON, by="ada")
    with pytest.raises(GalleryChangedError):
        log.append(visit(ada), at_revision=revision)
    assert len(log.page()) == 1


def test_a_grant_that_waited_behind_a_revocation_is_not_written(
    log: AccessLog, gallery: Gallery, database: Database, file: Path
) -> None:
    """The door's turn to write comes when the other program has committed."""
    ada = gallery.add(patron(), NOON, by="ada")
    revision = gallery.revision()
    with closing(Database.open(file)) as other, ThreadPoolExecutor(1) as door:
        with other.writing() as session:
            count_change(session)
            waiting = door.submit(log.append, visit(ada), at_revision=revision)
            assert not waiting.done()
        with pytest.raises(GalleryChangedError):
            waiting.result()
    assert log.page() == ()


def test_the_log_can_only_be_appended_to() -> None:
    public = {name for name in vars(AccessLog) if not name.startswith("_")}
    assert public == {"append", "page", "get", "thumbnail", "export", "doors"}


def test_numbers_go_up_and_are_never_used_again(file: Path) -> None:
    with closing(Database.open(file)) as database:
        log = AccessLog(database)
        ids = [log.append(STRANGER).id for _ in range(3)]
        with database.writing() as session:  # as somebody with the file and a tool could
            session.connection().exec_driver_sql("DELETE FROM probe_thumbnails")
            session.connection().exec_driver_sql("DELETE FROM access_events")
    with closing(Database.open(file)) as database:
        ids.append(AccessLog(database).append(STRANGER).id)
    assert ids == sorted(set(ids))


@pytest.mark.parametrize(
    "new",
    [
        replace(STRANGER, at=datetime(2026, 5, 1)),  # noqa: DTZ001
        replace(STRANGER, threshold=float("nan")),
        replace(STRANGER, threshold=float("inf")),
        replace(STRANGER, outcome=Outcome.GRANTED),
        replace(STRANGER, frames_used=-1),
        replace(STRANGER, person_id=uuid4(), person_name="Nobody's"),
    ],
    ids=[
        "naive moment",
        "no threshold",
        "endless threshold",
        "granted to nobody",
        "frames",
        "unknown person",
    ],
)
def test_a_row_that_cannot_be_is_refused(log: AccessLog, new: object) -> None:
    with pytest.raises(StoreError):
        log.append(new)  # type: ignore[arg-type]
    assert log.page() == ()
    event = log.append(STRANGER)
    assert [row.id for row in log.page()] == [event.id]


@pytest.mark.parametrize("event_id", [0, -1, 7, 2**31, 2**63, 10**30])
def test_a_number_that_no_row_has(log: AccessLog, event_id: int) -> None:
    log.append(STRANGER)
    for ask in (log.get, log.thumbnail, lambda i: log.page(before_id=i)):
        with pytest.raises(StoreError, match="no event"):
            ask(event_id)


def test_the_name_of_that_time_is_kept_and_both_are_found(log: AccessLog, gallery: Gallery) -> None:
    ada = gallery.add(patron("Ada Byron"), NOON, by="ada")
    first = log.append(visit(ada))
    gallery.rename(ada.id, "Ada Lovelace", NOON, by="ada")
    second = log.append(visit(gallery.get(ada.id), NOON + MINUTE))
    assert [e.person_name for e in log.page()] == ["Ada Lovelace", "Ada Byron"]
    assert [e.id for e in log.page(LogFilter(person_id=ada.id))] == [second.id, first.id]
    assert [e.id for e in log.page(LogFilter(name_contains="BYRON"))] == [first.id]


def test_a_clock_set_back_does_not_hide_rows(log: AccessLog) -> None:
    times = [NOON, NOON - MINUTE, NOON, NOON + MINUTE]
    ids = [log.append(replace(STRANGER, at=at)).id for at in times]
    walked = [event.id for event in log.export()]
    assert walked == [ids[3], ids[2], ids[0], ids[1]]


def test_doors_are_named_once(log: AccessLog) -> None:
    assert log.doors() == ()
    for door in ("Roof", "Archive", "Roof", "Main entrance"):
        log.append(replace(STRANGER, door=door))
    assert log.doors() == ("Archive", "Main entrance", "Roof")


def test_a_page_of_nothing(log: AccessLog) -> None:
    log.append(STRANGER)
    assert log.page(limit=0) == ()
    assert log.page(limit=-1) == ()


def test_rows_written_during_an_export_do_not_disturb_it(log: AccessLog) -> None:
    ids = [log.append(STRANGER).id for _ in range(3)]
    export = log.export()
    seen = [next(export).id]
    log.append(STRANGER)
    seen += [event.id for event in export]
    assert seen == ids[::-1]


NAMES = ("Ada", "Adam", "Zoë", "100%", "Bea")
DOORS = ("Main entrance", "Roof")


@pytest.fixture
def people(gallery: Gallery) -> list[Person]:
    return [gallery.add(patron(name), NOON, by="ada") for name in NAMES]


@pytest.fixture
def rows(log: AccessLog, people: list[Person]) -> list[AccessEvent]:
    chance = random.Random(5)  # noqa: S311 - a log to look at, not a secret
    events: list[AccessEvent] = []
    for _ in range(120):
        person = chance.choice([*people[:-1], None])
        new = visit(person) if person else STRANGER
        if person and chance.random() < 0.2:
            new = replace(new, outcome=Outcome.DENIED, reason=Reason.REVOKED)
        at = NOON + chance.randrange(60) * MINUTE
        events.append(log.append(replace(new, at=at, door=chance.choice(DOORS))))
    return events


def wanted(event: AccessEvent, where: LogFilter) -> bool:
    return (
        where.person_id in (None, event.person_id)
        and folded(where.name_contains.strip()) in folded(event.person_name or "")
        and where.outcome in (None, event.outcome)
        and where.door in ("", event.door)
        and (where.since is None or event.at >= where.since)
        and (where.until is None or event.at < where.until)
        and where.reason in (None, event.reason)
    )


@pytest.mark.parametrize("few_rows", [0, 5_000], ids=["walking", "gathering"])
def test_every_filter_gives_what_a_plain_list_gives(
    log: AccessLog,
    people: list[Person],
    rows: list[AccessEvent],
    few_rows: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_queries, "FEW_ROWS", few_rows)
    newest_first = sorted(rows, key=lambda event: (event.at, event.id), reverse=True)
    filters = itertools.product(
        (None, people[0].id, people[-1].id),
        ("", " ADA", "zoë", "%", "a", "nobody"),
        (None, *Outcome),
        ("", DOORS[1], "Cellar"),
        (None, NOON + 20 * MINUTE),
        (None, NOON + 40 * MINUTE),
        (None, Reason.REVOKED),
    )
    for fields in filters:
        where = LogFilter(*fields)
        expected = [event.id for event in newest_first if wanted(event, where)]
        page = [event.id for event in log.page(where, limit=7)]
        assert page == expected[:7], where
        if len(page) == 7:
            following = log.page(where, before_id=page[-1], limit=7)
            assert [event.id for event in following] == expected[7:14], where


def test_the_pages_of_an_export_join_up(log: AccessLog, rows: list[AccessEvent]) -> None:
    newest_first = sorted(rows, key=lambda event: (event.at, event.id), reverse=True)
    before_id, walked = None, []
    while page := log.page(before_id=before_id, limit=7):
        walked += [event.id for event in page]
        before_id = page[-1].id
    assert walked == [event.id for event in newest_first] == [event.id for event in log.export()]
