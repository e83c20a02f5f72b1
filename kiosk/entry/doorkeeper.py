"""The one way to the lock: first the row, committed; then the door. See docs/adr/0003 and 0012."""

from dataclasses import dataclass, replace
from typing import Protocol

from db.records import AccessEvent, NewAccessEvent, Outcome, Reason
from kiosk.clock import Clock
from kiosk.door.door import Door

LATEST_S = 1.0  # whoever was granted may have left since, with somebody else before the door


class EventLog(Protocol):
    """What the doorkeeper needs of the access log."""

    def append(self, new: NewAccessEvent, *, at_revision: int | None = None) -> AccessEvent:
        """Write a row; it is committed when this returns, or a StoreError is raised.

        Raises:
            GalleryChangedError: The gallery's revision is not `at_revision`; nothing was written.
        """
        ...


class PassageWatch(Protocol):
    """Who waits for the door to be opened by whoever is let in; see `kiosk/door/watch.py`."""

    def unlocking(self, visit: int, hold_s: float) -> None:
        """Expect somebody: called just before the door is unlocked; never raises."""
        ...

    def withdrawn(self, visit: int) -> None:
        """Expect them no more, as the lock did not obey; never raises."""
        ...


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of a decision.

    Attributes:
        row: The last row, as it was handed to the log.
        event: The same as it stands in the log.
        done_s: When all of it was done, on the clock: a commit or a lock may have taken seconds.
        fault: Why the door did not open though it should have; None where all went well.
    """

    row: NewAccessEvent
    event: AccessEvent
    done_s: float
    fault: Exception | None = None


class Doorkeeper:
    """Writes decisions down and then carries them out.

    Args:
        log: The access log.
        door: The lock; nobody else may unlock it.
        clock: Tells when a fault happened, and how long a commit took.
        hold_s: How long the lock stays released.
        watch: Told of whoever is let in; None where nobody watches the door.
    """

    def __init__(
        self,
        log: EventLog,
        door: Door,
        clock: Clock,
        *,
        hold_s: float,
        watch: PassageWatch | None = None,
    ) -> None:
        self._log = log
        self._door = door
        self._clock = clock
        self._hold_s = hold_s
        self._watch = watch

    def write_down(self, row: NewAccessEvent) -> Carried:
        """Commit the row of a visit that is over: whatever it says, nobody is let in by it.

        Raises:
            StoreError: The row cannot be committed.
        """
        event = self._log.append(row)
        return Carried(row, event, self._clock.monotonic())

    def carry_out(self, row: NewAccessEvent, revision: int) -> Carried:
        """Commit `row`, and unlock the door where it grants entry.

        A grant holds for the gallery it was decided on, and for the moment: where the commit had to
        wait for long, or the lock fails, the door stays shut. That is no reason to take the row
        back: the log is only appended to, so a second row says that the door did not open.

        Args:
            row: What was decided.
            revision: The gallery's revision that it rests on.

        Raises:
            GalleryChangedError: The gallery has changed since; nothing was granted or written.
            RulesChangedError: So have the rules, or who is where.
            StoreError: The row cannot be committed; the door stays shut.
        """
        if row.outcome is not Outcome.GRANTED:
            return self.write_down(row)
        began_s = self._clock.monotonic()
        event = self._log.append(row, at_revision=revision)
        if self._clock.monotonic() - began_s > LATEST_S:
            return self._write_shut(row, Reason.TOO_LATE)
        if self._watch is not None:
            self._watch.unlocking(event.id, self._hold_s)
        try:
            self._door.unlock(self._hold_s)
        except Exception as fault:  # noqa: BLE001 - whatever a lock raises, it did not open
            if self._watch is not None:
                self._watch.withdrawn(event.id)
            return self._write_shut(row, Reason.DOOR_FAULT, fault)
        return Carried(row, event, self._clock.monotonic())

    def _write_shut(
        self, row: NewAccessEvent, reason: Reason, fault: Exception | None = None
    ) -> Carried:
        """Commit that the door stayed shut after all."""
        undone = row.passage and row.passage.undone()  # nobody has gone anywhere
        shut = replace(
            row, at=self._clock.now(), outcome=Outcome.DENIED, reason=reason, passage=undone
        )
        return replace(self.write_down(shut), fault=fault)
