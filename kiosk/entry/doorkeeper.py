"""The one way to the lock: first the row, committed; then the door. See docs/adr/0003."""

from dataclasses import dataclass, replace
from typing import Protocol

from db.records import AccessEvent, NewAccessEvent, Outcome, Reason
from kiosk.clock import Clock
from kiosk.door.door import Door


class EventLog(Protocol):
    """What the doorkeeper needs of the access log."""

    def append(self, new: NewAccessEvent) -> AccessEvent:
        """Write a row; it is committed when this returns, or a StoreError is raised."""
        ...


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a decision.

    Attributes:
        event: The last row that was written.
        fault: Why the door did not open though it should have; None where all went well.
    """

    event: AccessEvent
    fault: Exception | None = None


class Doorkeeper:
    """Writes decisions down and then carries them out.

    Args:
        log: The access log.
        door: The lock; nobody else may unlock it.
        clock: Tells when a fault happened.
        hold_s: How long the lock stays released.
    """

    def __init__(self, log: EventLog, door: Door, clock: Clock, *, hold_s: float) -> None:
        self._log = log
        self._door = door
        self._clock = clock
        self._hold_s = hold_s

    def carry_out(self, row: NewAccessEvent) -> Carried:
        """Commit `row`, and unlock the door where it grants entry.

        A lock that fails is no reason to take the row back: the log is only appended to, so a
        second row says that the door did not open.

        Raises:
            StoreError: The row cannot be committed; the door stays shut.
        """
        event = self._log.append(row)
        if row.outcome is not Outcome.GRANTED:
            return Carried(event)
        try:
            self._door.unlock(self._hold_s)
        except Exception as fault:  # noqa: BLE001 - whatever a lock raises, it did not open
            failed = replace(
                row, at=self._clock.now(), outcome=Outcome.DENIED, reason=Reason.DOOR_FAULT
            )
            return Carried(self._log.append(failed), fault)
        return Carried(event)
