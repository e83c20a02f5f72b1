"""The alarm of somebody who is forced to open the door."""

from db.alarm_records import AlarmKind, NewAlarm
from kiosk.factors.pin_round import Duress


def duress_alarm(duress: Duress) -> NewAlarm:
    """Return the alarm of a duress PIN; nothing at the door shows it."""
    return NewAlarm(duress.at, duress.door, AlarmKind.DURESS, person_id=duress.person_id)
