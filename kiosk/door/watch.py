"""Watches a door on a thread of its own: contact, exit button, faults; tells events and alarms."""

import logging
import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

from db.alarm_records import AlarmKind, NewAlarm
from db.door_records import DoorEventKind, NewDoorEvent
from kiosk.clock import Clock
from kiosk.door.contact import (
    Contact,
    ContactTimes,
    DoorState,
    ExitPressed,
    Happening,
    TimePasses,
    Told,
    Unlocked,
    Withdrawn,
    after,
    first_seen,
)
from kiosk.door.inputs import DoorInputs, Seen, Settled
from kiosk.door.standing import Standing
from kiosk.errors import KioskError

LOOKS_EVERY_S = 0.05
FAULT_S = 10.0  # what mends itself sooner is no alarm: a broker that starts again
_DETAIL_LENGTH = 200
_ALARMS = {DoorEventKind.HELD: AlarmKind.HELD, DoorEventKind.FORCED: AlarmKind.FORCED}

Ring: TypeAlias = Callable[[NewAlarm], None]
"""Raises an alarm; returns at once."""

_log = logging.getLogger(__name__)


class DoorWatch:
    """See the module.

    Args:
        door: The door's name.
        inputs: Contact and exit button; None where there are none: then only faults are watched.
        fault: Asks the lock what is wrong with it.
        times: How long things may take.
        clock: Tells the time.
        write: Writes an event down; returns at once.
        stands: Told whether the door counts as open (`Standing`), at first and at each change;
            returns at once.
        ring: Raises an alarm.
    """

    def __init__(
        self,
        door: str,
        inputs: DoorInputs | None,
        fault: Callable[[], KioskError | None],
        times: ContactTimes,
        clock: Clock,
        write: Callable[[NewDoorEvent], None],
        stands: Callable[[bool], None],
        ring: Ring,
    ) -> None:
        self._door = door
        self._inputs = inputs
        self._lock_fault = fault
        self._times = times
        self._clock = clock
        self._write = write
        self._stands = stands
        self._ring = ring
        self._happened: queue.SimpleQueue[tuple[Happening, float]] = queue.SimpleQueue()
        self._contact: Settled | None = None
        self._standing: Standing | None = None
        self._state = DoorState()
        self._fault_since_s: float | None = None
        self._fault_told = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="janus-door-watch", daemon=True)

    @property
    def must_be_closed(self) -> bool:
        """Whether the door stands open, and should not."""
        return self._state.alarm is not None

    def start(self) -> None:
        """Begin to watch."""
        if self._inputs is None:
            self._stands(False)  # noqa: FBT003 - what a contact said that is gone holds nobody up
        self._thread.start()

    def close(self) -> None:
        """End, and let go of the inputs; harmless when called twice."""
        if self._stop.is_set():
            return
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self.turn()  # whoever was let in last
        if self._inputs is not None:
            self._inputs.close()

    def unlocking(self, visit: int, hold_s: float) -> None:
        """Expect somebody: called by the entry thread just before it unlocks the door."""
        if self._inputs is not None:
            self._happened.put((Unlocked(visit, hold_s), self._clock.monotonic()))

    def withdrawn(self, visit: int) -> None:
        """Expect them no more: the lock did not obey."""
        if self._inputs is not None:
            self._happened.put((Withdrawn(visit), self._clock.monotonic()))

    def turn(self) -> None:
        """Look once."""
        seen, problem = self._look()
        now_s = self._clock.monotonic()
        while not self._happened.empty():
            happening, at_s = self._happened.get()
            self._step(happening, at_s)
        if seen.exit_pressed:
            self._step(ExitPressed(), now_s)
        if seen.is_open is None:
            self._step(TimePasses(), now_s)
        elif self._contact is None:
            self._contact = Settled(seen.is_open, seen.is_open, now_s)
            self._note_standing(self._contact, now_s)
            if self._state.waiting:
                self._step(Contact(seen.is_open), now_s)
            else:
                self._state = first_seen(seen.is_open, now_s, self._times)
        else:
            self._contact = self._contact.after(seen.is_open, now_s)
            self._note_standing(self._contact, now_s)
            self._step(Contact(self._contact.is_open), now_s)
        self._note_fault(problem, now_s)

    def _look(self) -> tuple[Seen, KioskError | None]:
        problem = self._lock_fault()
        if self._inputs is None:
            return Seen(None), problem
        try:
            return self._inputs.read(), problem
        except KioskError as error:
            return Seen(None), problem or error

    def _step(self, happening: Happening, now_s: float) -> None:
        self._state, told = after(self._state, happening, now_s, self._times)
        for one in told:
            self._tell(one)

    def _tell(self, told: Told) -> None:
        open_ms = None if told.open_s is None else round(told.open_s * 1000)
        now = self._clock.now()
        self._write(NewDoorEvent(now, self._door, told.kind, told.visit, open_ms))
        if (kind := _ALARMS.get(told.kind)) is not None:
            detail = "" if told.open_s is None else f"for {told.open_s:.0f} s"
            self._ring(NewAlarm(now, self._door, kind, detail))

    def _note_standing(self, contact: Settled, now_s: float) -> None:
        before = self._standing
        self._standing = (before or Standing(contact.is_open)).after(contact.is_open, now_s)
        if before is None or before.is_open is not self._standing.is_open:
            self._stands(self._standing.is_open)

    def _note_fault(self, problem: KioskError | None, now_s: float) -> None:
        if problem is None:
            if self._fault_told:
                self._tell(Told(DoorEventKind.FAULT_OVER))
            self._fault_since_s, self._fault_told = None, False
            return
        self._fault_since_s = now_s if self._fault_since_s is None else self._fault_since_s
        if not self._fault_told and now_s - self._fault_since_s >= FAULT_S:
            self._fault_told = True
            self._tell(Told(DoorEventKind.FAULT))
            detail = problem.problem[:_DETAIL_LENGTH]
            self._ring(NewAlarm(self._clock.now(), self._door, AlarmKind.DOOR_FAULT, detail))

    def _run(self) -> None:
        while not self._stop.wait(LOOKS_EVERY_S):
            try:
                self.turn()
            except Exception:  # noqa: BLE001 - a bug here must not end the watching for good
                _log.exception("A bug in the watch of the door")
