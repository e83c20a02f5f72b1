"""The chain on a real server, with several doors that write at once; see `test_real_postgresql`."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from db import audit
from db.access_log import AccessLog
from db.audit import AdminAction, person_subject
from db.chain_erasure import forget
from db.chain_findings import Wrong
from db.chain_prune import Retention, prune
from db.engine import Database
from db.heads import HeadStore
from tests.test_db.chained import HOUR, SIGNER, findings
from tests.test_db.samples import NOON, STRANGER, visit
from tests.test_db.test_chain_erasure import person
from tests.test_db.test_real_postgresql import address

__all__ = ["address"]  # the fixture

DOORS, VISITS = 4, 25


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    database = Database.open(address)
    yield database
    database.close()


def test_doors_that_write_at_once_make_one_chain(database: Database) -> None:
    log, ada = AccessLog(database), person(database, "Ada")
    wrong: list[Exception] = []

    def door(number: int) -> None:
        try:
            for hour in range(VISITS):
                at = NOON + hour * HOUR
                log.append(replace(visit(ada, at), door=f"Door {number}", evidence=b"seen"))
                with database.writing() as session:
                    act = AdminAction(at, "ada", "looked", person_subject(ada.id))
                    audit.record(session, act)
        except Exception as error:  # noqa: BLE001 - told below, on the test's own thread
            wrong.append(error)

    threads = [threading.Thread(target=door, args=(number,)) for number in range(DOORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert findings(database) == []
    assert HeadStore(database).sign(NOON, SIGNER).number == 1 + 2 * DOORS * VISITS


def test_what_goes_and_what_is_done_to_it(database: Database) -> None:
    log, ada = AccessLog(database), person(database, "Ada")
    for hour in range(6):
        log.append(visit(ada, NOON + hour * HOUR))
        log.append(replace(STRANGER, at=NOON + hour * HOUR))
    head = HeadStore(database).sign(NOON, SIGNER)
    with database.writing() as session:
        forget(session, NOON, "ada", ada.id, SIGNER)
    retention = Retention(NOON + HOUR, NOON + 3 * HOUR)
    assert prune(database, NOON + timedelta(1), "kiosk", retention, SIGNER).visits == 2
    assert findings(database, [head]) == []
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE access_events SET door = 'B' WHERE id = 8")
    assert [finding.wrong for finding in findings(database, [head])] == [Wrong.EDITED]
