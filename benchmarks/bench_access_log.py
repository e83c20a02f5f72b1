"""How quick the access log is to read and to write at a million rows.

    python -m benchmarks.bench_access_log [--rows 1000000] [--people 5000]

Makes a log of three years in a temporary folder: a few people come often and many seldom, one in
eight visitors is denied, one person came three times long ago, a tenth of the people only in the
first year, one door was used three times. Then it asks for pages as the review screen does, and
prints Markdown. Probe pictures stand in a table of their own and are left out.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median
from typing import TypeVar
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import insert

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.log_counts import MINUTE_S, LogCounts
from db.names import folded
from db.records import LogFilter, NewAccessEvent, Outcome, PersonStatus, Reason
from db.tables import AccessEventRow, PersonRow, VisitorRow

START = datetime(2023, 1, 1, tzinfo=UTC)
END = datetime(2026, 1, 1, tzinfo=UTC)
DOORS = ("Main entrance", "Car park", "Laboratory", "Roof")
RARE_DOOR = "Archive"
RARE_ROWS = (0.1, 0.2, 0.3)  # where in the log the rare person and the rare door are
GIVEN = ("Ada", "Grace", "Noor", "Jens", "Mei", "Kofi", "Zoë", "Ivan", "Lucía", "Tom")
REPEATS = 7
CHUNK = 10_000

_T = TypeVar("_T")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the log, and print how long each page takes."""
    parser = argparse.ArgumentParser(description="Measure the access log at many rows.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=5_000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "janus.sqlite3"
        database = Database.open(file)
        try:
            people = _enrol(database, given.people)
            _fill(database, people, given.rows)
            size_mb = file.stat().st_size / 1e6
            print(f"{given.rows:,} rows, {given.people:,} people, {size_mb:.0f} MB\n")
            _measure_pages(AccessLog(database), people, given.rows)
            _measure_counts(LogCounts(database))
            _measure_rest(database, people)
        finally:
            database.close()


def _enrol(database: Database, count: int) -> list[tuple[UUID, str]]:
    people = [(uuid4(), f"{GIVEN[i % len(GIVEN)]} {_surname(i)}") for i in range(count)]
    people[-1] = (people[-1][0], "Quirin Xylander")
    with database.writing() as session:
        session.execute(
            insert(PersonRow),
            [
                {
                    "id": person_id,
                    "name": name,
                    "name_folded": folded(name),
                    "status": PersonStatus.ACTIVE,
                    "enrolled_at": START,
                }
                for person_id, name in people
            ],
        )
        session.execute(
            insert(VisitorRow),
            [
                {"person_id": person_id, "name": name, "name_folded": folded(name)}
                for person_id, name in people
            ],
        )
    return people


def _surname(number: int) -> str:
    """Return a made-up surname; the people who only came in the first year end in -qvist."""
    syllables = ("ba", "de", "ko", "li", "mo", "na", "pe", "ra", "so", "tu")
    text = "".join(syllables[int(digit)] for digit in str(number))
    return text.capitalize() + ("qvist" if number % 10 == 3 else "")


def _fill(database: Database, people: list[tuple[UUID, str]], count: int) -> None:
    rows = _rows(people, count)
    while chunk := list(islice(rows, CHUNK)):
        with database.writing() as session:
            session.execute(insert(AccessEventRow), chunk)


def _rows(people: list[tuple[UUID, str]], count: int) -> Iterator[dict[str, object]]:
    random = np.random.default_rng(7)
    step = (END - START) / count
    numbers = {person: number for number, person in enumerate(people, 1)}
    rare = {int(part * count) for part in RARE_ROWS}
    # Squaring makes some people come far more often than others.
    who = (random.random(count) ** 2 * (len(people) - 1)).astype(int)
    is_denied, door = random.random(count) < 1 / 8, random.integers(len(DOORS), size=count)
    for i in range(count):
        person = None if is_denied[i] else people[who[i]]
        if person and person[1].endswith("qvist") and i > count / 3:
            person = people[(who[i] + 1) % (len(people) - 1)]
        if i in rare:
            person = people[-1]
        is_refused = person is not None and i % 2_000 == 1  # revoked, or not valid that day
        yield {
            "at": START + step * i,
            "door": RARE_DOOR if i in rare else DOORS[door[i]],
            "outcome": Outcome.GRANTED if person and not is_refused else Outcome.DENIED,
            "reason": (Reason.REVOKED if is_refused else Reason.MATCHED)
            if person
            else Reason.NOT_RECOGNISED,
            "visitor_id": numbers[person] if person else None,
            "best_similarity": 0.97,
            "runner_up_similarity": 0.9,
            "threshold": 0.95,
            "calibration_id": "resnet29-dlib-2/lfw-dev/1",
            "model_id": "resnet29-dlib-2",
            "frames_used": 8,
            "latency_ms": 240.0,
            "has_thumbnail": False,
        }


def _filters(people: list[tuple[UUID, str]]) -> dict[str, LogFilter]:
    since, until = START + timedelta(days=365), START + timedelta(days=730)
    granted, denied = Outcome.GRANTED, Outcome.DENIED
    often, rare = people[0][0], people[-1][0]
    return {
        "everything": LogFilter(),
        "outcome: granted": LogFilter(outcome=granted),
        "outcome: denied": LogFilter(outcome=denied),
        "door": LogFilter(door=DOORS[1]),
        "door used three times": LogFilter(door=RARE_DOOR),
        "door never used": LogFilter(door="Cellar"),
        "a year": LogFilter(since=since, until=until),
        "the first week": LogFilter(until=START + timedelta(days=7)),
        "person, often": LogFilter(person_id=often),
        "person, three times": LogFilter(person_id=rare),
        "person, never": LogFilter(person_id=uuid4()),
        "name: one person": LogFilter(name_contains="xyland"),
        "name: a given name": LogFilter(name_contains="ada "),
        "name: only in the first year": LogFilter(name_contains="qvist"),
        "name: nearly everybody": LogFilter(name_contains="a"),
        "name: many who came seldom": LogFilter(name_contains="tuba"),
        "name: nobody": LogFilter(name_contains="qqq"),
        "denied at a door": LogFilter(outcome=denied, door=DOORS[2]),
        "denied at the rare door": LogFilter(outcome=denied, door=RARE_DOOR),
        "reason: rare": LogFilter(reason=Reason.REVOKED),
        "reason: frequent": LogFilter(reason=Reason.NOT_RECOGNISED),
        "reason: never": LogFilter(reason=Reason.FLAT_SURFACE),
        "reason at the rare door": LogFilter(reason=Reason.NOT_RECOGNISED, door=RARE_DOOR),
        "reason, denied, at a door": LogFilter(
            reason=Reason.REVOKED, outcome=denied, door=DOORS[2]
        ),
        "name: nearly everybody, reason": LogFilter(name_contains="a", reason=Reason.REVOKED),
        "person and denied": LogFilter(person_id=often, outcome=denied),
        "person and door, a year": LogFilter(
            person_id=often, door=DOORS[0], since=since, until=until
        ),
        "name: nearly everybody, denied": LogFilter(name_contains="a", outcome=denied),
        "name: first year, last year": LogFilter(name_contains="qvist", since=since, until=until),
        "name: one person, denied": LogFilter(name_contains="xyland", outcome=denied),
    }


def _measure_pages(log: AccessLog, people: list[tuple[UUID, str]], count: int) -> None:
    print("| page of 50 | rows | first time, ms | median, ms |\n|---|---|---|---|")
    for title, where in _filters(people).items():
        _row(title, partial(_size, log, where))
    _row("everything, in the middle", lambda: len(log.page(before_id=count // 2)))
    _row("everything, the last", lambda: len(log.page(before_id=51)))
    denied = LogFilter(outcome=Outcome.DENIED)
    _row("denied, in the middle", lambda: len(log.page(denied, before_id=count // 2)))
    _row("doors", lambda: len(log.doors()))


def _measure_counts(counts: LogCounts) -> None:
    """Ask for what the plots and the strip of the review screen show."""
    print("\n| counted | groups | first time, ms | median, ms |\n|---|---|---|---|")
    day = START + timedelta(days=800)
    for period, until in (
        ("a day", day + timedelta(days=1)),
        ("a month", day + timedelta(days=30)),
        ("all", None),
    ):
        all_of_it = LogFilter(since=None if until is None else day, until=until)
        if period == "a day":
            _row(
                "visits of each minute, a day",
                partial(_count, partial(counts.spans, span_s=MINUTE_S), all_of_it),
            )
        for title, where in (
            ("", all_of_it),
            (", a door", replace(all_of_it, door=DOORS[1])),
            (", nearly everybody by name", replace(all_of_it, name_contains="a")),
        ):
            granted = replace(where, outcome=Outcome.GRANTED)
            _row(f"grants{title}, {period}", partial(_count, counts.by_quarter, granted))
            _row(f"denials{title}, {period}", partial(_count, counts.denials, where))


def _count(ask: Callable[[LogFilter], Sized], where: LogFilter) -> int:
    return len(ask(where))


def _measure_rest(database: Database, people: list[tuple[UUID, str]]) -> None:
    log, gallery = AccessLog(database), Gallery(database)
    new = NewAccessEvent(
        at=END, door=DOORS[0], outcome=Outcome.GRANTED, reason=Reason.MATCHED,
        person_id=people[0][0], person_name=people[0][1], best_similarity=0.97,
        runner_up_similarity=0.9, threshold=0.95, calibration_id="c", model_id="m",
        frames_used=8, latency_ms=240.0, thumbnail_jpeg=bytes(4_000),
    )  # fmt: skip
    appends_ms = [_ms(lambda: log.append(new))[0] for _ in range(200)]
    print(f"\nappend, on the disk: median {median(appends_ms):.1f} ms, worst {max(appends_ms):.1f}")
    asks_ms = [_ms(gallery.revision)[0] for _ in range(2_000)]
    print(f"gallery.revision: median {median(asks_ms) * 1e3:.0f} µs")
    taken_ms, rows = _ms(lambda: sum(1 for _ in islice(log.export(), 50_000)))
    print(f"export: {rows / taken_ms * 1e3:,.0f} rows a second")


def _size(log: AccessLog, where: LogFilter) -> int:
    return len(log.page(where))


def _row(title: str, ask: Callable[[], int]) -> None:
    times_ms: list[float] = []
    rows = 0
    for _ in range(REPEATS):
        taken_ms, rows = _ms(ask)
        times_ms.append(taken_ms)
    print(f"| {title} | {rows} | {times_ms[0]:.1f} | {median(times_ms):.1f} |")


def _ms(call: Callable[[], _T]) -> tuple[float, _T]:
    start_s = time.perf_counter()
    result = call()
    return (time.perf_counter() - start_s) * 1e3, result


if __name__ == "__main__":
    main()
