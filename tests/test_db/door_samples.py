"""Every statement of door events and alarms, to be run or compiled on another database."""

from db.alarm_records import AlarmKind, NewAlarm
from db.alarms import AlarmStore
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.engine import Database
from db.gallery import Gallery
from tests.test_db.samples import NOON, patron


def use_the_door(database: Database) -> None:
    """Write and read what a door did, and raise and acknowledge an alarm."""
    events, alarms = DoorEventStore(database), AlarmStore(database)
    opened = events.append(NewDoorEvent(NOON, "Hall", DoorEventKind.OPENED, visit=7))
    held = events.append(NewDoorEvent(NOON, "Hall", DoorEventKind.HELD, open_ms=30_000))
    assert events.newest(9, since=NOON, before_id=held.id) == (opened,)
    olga = Gallery(database).add(patron("Olga Tokarczuk"), NOON, by="ada")
    raised = alarms.add(NewAlarm(NOON, "Hall", AlarmKind.DURESS, person_id=olga.id))
    assert alarms.unanswered() == 1
    alarms.answer(raised.id, "called the police", "bo", NOON)
    assert alarms.unanswered() == 0
    (alarm,) = alarms.newest(9, since=NOON)
    assert (alarm.person_name, alarm.answered_by) == ("Olga Tokarczuk", "bo")
