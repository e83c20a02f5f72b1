"""Alarms: frozen records, free of SQLAlchemy."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class AlarmKind(StrEnum):
    """What somebody should see to."""

    DURESS = "duress"
    FORCED = "forced open"
    HELD = "held open"
    DOOR_FAULT = "door fault"

    @property
    def is_silent(self) -> bool:
        """Whether nobody at the door may notice it."""
        return self is AlarmKind.DURESS


@dataclass(frozen=True, slots=True)
class NewAlarm:
    """An alarm that is raised.

    Attributes:
        at: When, aware.
        door: The door's name.
        kind: What it is about.
        detail: More of it, without any name; "" for nothing.
        person_id: Whom it is about; None for nobody.
    """

    at: datetime
    door: str
    kind: AlarmKind
    detail: str = ""
    person_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm, as it is kept.

    Attributes:
        id: Counts up with each alarm.
        at: See `NewAlarm`, as the next four.
        door: The door's name.
        kind: What it is about.
        detail: More of it.
        person_id: Whom it is about.
        person_name: Their name; None for nobody, or where they were erased since.
        answered_at: When somebody acknowledged it; None while nobody has.
        answered_by: Who did; "" while nobody has.
        note: What they noted; "" for nothing.
    """

    id: int
    at: datetime
    door: str
    kind: AlarmKind
    detail: str = ""
    person_id: UUID | None = None
    person_name: str | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    note: str = ""
