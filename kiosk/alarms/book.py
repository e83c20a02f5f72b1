"""The book of alarms, in the words of the review screen."""

from datetime import datetime
from types import MappingProxyType

from db.alarm_records import Alarm, AlarmKind
from db.alarms import AlarmStore
from kiosk.clock import Clock
from kiosk.review.alarms import AlarmEntry

_WORDS = MappingProxyType(
    {
        AlarmKind.DURESS: "Forced to open",
        AlarmKind.FORCED: "Door forced open",
        AlarmKind.HELD: "Door held open",
        AlarmKind.DOOR_FAULT: "Door fault",
    }
)


class KeptAlarms:
    """See `kiosk.review.alarms.AlarmBook`.

    Args:
        store: Where alarms are kept.
        clock: Tells when one is acknowledged.
    """

    def __init__(self, store: AlarmStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def newest(
        self, limit: int, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[AlarmEntry, ...]:
        """Return the newest alarms of a period, newest first.

        Raises:
            StoreError: They cannot be read.
        """
        return tuple(map(_entry, self._store.newest(limit, since=since, until=until)))

    def unanswered(self) -> int:
        """Return how many alarms nobody has acknowledged.

        Raises:
            StoreError: They cannot be read.
        """
        return self._store.unanswered()

    def answer(self, alarm_id: int, note: str, actor: str) -> None:
        """Acknowledge an alarm, now.

        Raises:
            StoreError: There is no such alarm, it is acknowledged already, or it cannot be written.
        """
        self._store.answer(alarm_id, note, actor, self._clock.now())


def _entry(alarm: Alarm) -> AlarmEntry:
    who = f", {alarm.person_name}" if alarm.person_name else ""
    more = f": {alarm.detail}" if alarm.detail else ""
    kind = _WORDS[alarm.kind]
    return AlarmEntry(
        id=alarm.id,
        at=alarm.at,
        door=alarm.door,
        what=f"{kind}{who}{more}",
        answered_at=alarm.answered_at,
        answered_by=alarm.answered_by,
        note=alarm.note,
    )
