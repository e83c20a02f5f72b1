"""The whole storage on a real server; its address comes from JANUS_TEST_POSTGRESQL.

The database that it names must be empty: the test fails where it is not, and empties it at its end.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import Connection, MetaData, create_engine, func, make_url, select, text

from db import postgresql
from db.access_log import AccessLog
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from tests.test_db.door_samples import use_the_door
from tests.test_db.factor_samples import use_the_factors
from tests.test_db.review_samples import use_the_reviews
from tests.test_db.rule_samples import use_the_rules
from tests.test_db.samples import NOON, patron, visit
from tests.test_db.test_postgresql import use_the_accounts, use_the_gallery, use_the_log


@pytest.fixture
def address() -> Iterator[str]:
    found = os.environ.get("JANUS_TEST_POSTGRESQL", "")
    if not found:
        pytest.skip("no server: set JANUS_TEST_POSTGRESQL to the URL of an empty database")
    engine = create_engine(found)
    try:
        with engine.connect() as connection:
            assert not _tables(connection).tables, "the database is not empty"
        yield found
        with engine.begin() as connection:
            _tables(connection).drop_all(connection)
    finally:
        engine.dispose()


def _tables(connection: Connection) -> MetaData:
    found = MetaData()
    found.reflect(connection)
    return found


def test_everything_on_a_real_server(address: str) -> None:
    assert Database.look(address) is None
    made: list[Exception | None] = []

    def make() -> None:
        try:
            Database.open(address).close()
            made.append(None)
        except StoreError as error:
            made.append(error)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [None] * 4  # one of them migrated, the others waited

    with closing(Database.open(address)) as database:
        gallery, log = Gallery(database), AccessLog(database)
        use_the_gallery(gallery)
        use_the_log(gallery, log)
        use_the_accounts(database)
        use_the_rules(database)
        use_the_factors(database)
        use_the_reviews(database)
        use_the_door(database)
        grace = gallery.add(patron("Grace Hopper"), NOON, by="ada")
        log.append(visit(grace))
        assert gallery.people(search="grace") == (grace,)
        assert log.page()[0].person_id == grace.id
        assert any(t.person_id == grace.id for t in gallery.roster("resnet29-dlib-2").templates)

        looked = Database.look(address)
        assert looked is not None
        with closing(looked):
            assert Gallery(looked).get(grace.id) == grace
            with pytest.raises(StoreError, match="read-only"):
                Gallery(looked).rename(grace.id, "Grace Murray Hopper", NOON, by="ada")


def test_a_server_that_does_not_answer_is_given_up(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "_STATEMENT_MS", 100)
    monkeypatch.setattr(postgresql, "_LOCK_MS", 50)
    holder = create_engine(make_url(address))
    with closing(Database.open(address)) as database, holder.begin() as lock:
        lock.execute(text("LOCK TABLE gallery_state IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreError, match="lock timeout"):
            Gallery(database).add(patron(), NOON, by="ada")
        with pytest.raises(StoreError, match="statement timeout"), database.reading() as session:
            session.execute(select(func.pg_sleep(60)))
    holder.dispose()
