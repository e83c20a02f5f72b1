"""The book of alarms: kept, acknowledged once, and chained."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.alarm_records import AlarmKind, NewAlarm
from db.alarms import AlarmStore
from db.audit import AuditLog
from db.engine import Database
from db.erasure import erase
from db.errors import StoreError
from db.gallery import Gallery
from tests.test_db.chained import SIGNER, findings
from tests.test_db.samples import NOON, patron

HELD = NewAlarm(NOON, "Main entrance", AlarmKind.HELD, "for 40 s")


@pytest.fixture
def alarms(database: Database) -> AlarmStore:
    return AlarmStore(database)


def test_the_newest_comes_first_and_a_period_is_a_period(alarms: AlarmStore) -> None:
    numbers = [alarms.add(replace(HELD, at=NOON + timedelta(hours=k))).id for k in range(4)]
    assert [alarm.id for alarm in alarms.newest(3)] == numbers[:0:-1]
    hour = timedelta(hours=1)
    found = alarms.newest(9, since=NOON + hour, until=NOON + 3 * hour)
    assert [alarm.id for alarm in found] == numbers[2:0:-1]
    assert found[0].kind is AlarmKind.HELD
    assert (found[0].detail, found[0].answered_at, found[0].note) == ("for 40 s", None, "")


def test_an_alarm_is_acknowledged_once_and_it_is_written_who_did(
    alarms: AlarmStore, database: Database
) -> None:
    number = alarms.add(HELD).id
    assert alarms.unanswered() == 1
    alarms.answer(number, "a trolley stood in it", "guard Bo", NOON)
    assert alarms.unanswered() == 0
    (kept,) = alarms.newest(1)
    assert (kept.answered_by, kept.answered_at, kept.note) == (
        "guard Bo",
        NOON,
        "a trolley stood in it",
    )
    with pytest.raises(StoreError, match="already"):
        alarms.answer(number, "", "guard Cy", NOON)
    with pytest.raises(StoreError, match="no alarm"):
        alarms.answer(number + 1, "", "guard Bo", NOON)
    acts = [(act.actor, act.action) for act in AuditLog(database).newest()]
    assert acts[:2] == [
        ("guard Bo", "alarm acknowledged"),
        ("door", "alarm raised"),
    ]
    assert findings(database) == []


def test_whoever_is_erased_is_no_longer_named_by_an_alarm(
    alarms: AlarmStore, database: Database, gallery: Gallery
) -> None:
    ada = gallery.add(patron("Ada Lovelace"), NOON, by="ada")
    number = alarms.add(NewAlarm(NOON, "Main entrance", AlarmKind.DURESS, person_id=ada.id)).id
    assert alarms.newest(1)[0].person_name == "Ada Lovelace"
    alarms.answer(number, "Ada was fetched by the police", "guard Bo", NOON)
    erase(database, ada.id, NOON, "ada", SIGNER)
    (kept,) = alarms.newest(1)
    assert (kept.person_id, kept.person_name, kept.note) == (None, None, "")
    assert findings(database) == []


def test_only_duress_is_silent() -> None:
    assert [kind for kind in AlarmKind if kind.is_silent] == [AlarmKind.DURESS]
