"""The step that made room for liveness, on a log that the first release wrote."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from db import schema
from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.records import LogFilter, Reason
from tests.test_db.samples import STRANGER
from tests.test_db.test_liveness_rows import LIVE

ADA = "a" * 32
FIRST_ROWS = f"""
INSERT INTO people VALUES
    ('{ADA}', 'Ada', 'ada', 'active', '2026-05-01 12:00:00.000000', NULL, NULL, NULL);
INSERT INTO visitors VALUES (1, '{ADA}', 'Ada', 'ada');
INSERT INTO access_events VALUES
    (1, '2026-05-01 12:00:00.000000', 'Roof', 'granted', 'matched', 1, 0.98, NULL, 0.95,
     'calibration', 'model', 3, 120.25, 1),
    (2, '2026-05-01 12:01:00.000000', 'Roof', 'denied', 'not recognised', NULL, 0.9, 0.8, 0.95,
     'calibration', 'model', 8, 260.5, 0),
    (3, '2026-05-01 12:02:00.000000', 'Roof', 'denied', 'too late', NULL, 0.9, 0.8, 0.95,
     'calibration', 'model', 8, 260.5, 0);
INSERT INTO probe_thumbnails VALUES (1, x'FFD8');
DELETE FROM access_events WHERE id = 3;
"""  # noqa: S608


@pytest.fixture
def first_release(file: Path) -> Iterator[sqlite3.Connection]:
    file.parent.mkdir()
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        schema.command.upgrade(schema.alembic_config(connection), "0001")
        connection.commit()
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(FIRST_ROWS)
        yield connection


def rows(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM access_events ORDER BY id").fetchall()


def described(connection: sqlite3.Connection) -> set[tuple[str, ...]]:
    query = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'access_events'"
    return {(name, " ".join((sql or "").split())) for name, sql in connection.execute(query)}


def test_a_log_of_the_first_release_is_kept(file: Path, first_release: sqlite3.Connection) -> None:
    with closing(Database.open(file)) as database:
        log = AccessLog(database)
        denied, granted = log.page()
        (ada,) = Gallery(database).people()
        assert (granted.id, granted.person_id, granted.latency_ms) == (1, ada.id, 120.25)
        assert (denied.id, denied.reason) == (2, Reason.NOT_RECOGNISED)
        assert granted.liveness is denied.liveness is None
        assert log.thumbnail(1) == b"\xff\xd8"
        assert [event.id for event in log.page(LogFilter(reason=Reason.MATCHED))] == [1]
        added = log.append(replace(STRANGER, liveness=LIVE))
        assert added.id == 4, "a number was given again"
        assert log.get(4).liveness == LIVE


def test_the_step_back_keeps_all_but_liveness(
    file: Path, first_release: sqlite3.Connection
) -> None:
    before, tables = rows(first_release), described(first_release)
    with closing(Database.open(file)) as database, database.writing() as session:
        schema.command.downgrade(schema.alembic_config(session.connection()), "0001")
    assert rows(first_release) == before
    assert described(first_release) == tables
