"""Threads and programs at one database: nobody is refused, and nothing is lost."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.records import LogFilter
from tests.test_db.samples import MODEL, NOON, STRANGER, patron, visit

REPOSITORY = Path(__file__).resolve().parents[2]
ROWS = 40


def program(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.test_db.writer", *arguments],
        cwd=REPOSITORY, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def finished(running: subprocess.Popen[str]) -> None:
    _, complaints = running.communicate(timeout=120)
    assert (running.returncode, complaints) == (0, "")


def test_the_door_writes_while_another_program_enrols_and_screens_read(
    file: Path, gallery: Gallery, log: AccessLog
) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    stop = Event()

    def read(ask: Callable[[], object]) -> int:
        asked = 0
        while not stop.is_set():
            ask()
            asked += 1
        return asked

    asks = (
        lambda: log.page(LogFilter(name_contains="a")),
        lambda: gallery.roster(MODEL),
        gallery.revision,
    )
    with program("enrol", str(file), str(ROWS)) as enrolling, ThreadPoolExecutor(5) as threads:
        readers = [threads.submit(read, ask) for ask in asks]
        writers = [
            threads.submit(lambda new=new: [log.append(new).id for _ in range(ROWS)])
            for new in (visit(ada), STRANGER)
        ]
        try:
            ids = [event_id for writer in writers for event_id in writer.result()]
            finished(enrolling)
        finally:
            stop.set()
        assert all(reader.result() > 0 for reader in readers)
    assert sorted(ids) == sorted(event.id for event in log.page(limit=3 * ROWS))
    assert len(set(ids)) == 2 * ROWS
    assert gallery.count() == ROWS + 1
    roster = gallery.roster(MODEL)
    assert {t.person_id for t in roster.templates} == set(roster.people)


def test_numbers_go_up_within_each_writer(log: AccessLog) -> None:
    with ThreadPoolExecutor(4) as threads:
        runs = threads.map(lambda _: [log.append(STRANGER).id for _ in range(ROWS)], range(4))
        for ids in runs:
            assert ids == sorted(ids)


def test_two_that_read_before_they_write_do_not_refuse_each_other(file: Path) -> None:
    """The trap of BEGIN DEFERRED: both read, both want to write, one fails at once."""
    with closing(Database.open(file)) as one, closing(Database.open(file)) as other:
        ada = Gallery(one).add(patron(), NOON, by="ada")
        before = Gallery(one).revision()

        def rename(database: Database) -> None:
            for number in range(ROWS):
                Gallery(database).rename(ada.id, f"Ada {number}", NOON, by="ada")

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(rename, (one, other)))
        assert Gallery(one).revision() == before + 2 * ROWS


def test_many_programs_may_make_the_database_at_once(file: Path) -> None:
    running = [program("enrol", str(file), "2") for _ in range(4)]
    for one in running:
        finished(one)
    with closing(Database.open(file)) as database:
        assert Gallery(database).count() == 8
        assert len(Gallery(database).roster(MODEL).templates) == 8


def test_a_database_is_used_from_a_thread_that_did_not_open_it(database: Database) -> None:
    with ThreadPoolExecutor(1) as threads:
        ada = threads.submit(lambda: Gallery(database).add(patron(), NOON, by="ada")).result()
    assert Gallery(database).get(ada.id) == ada
