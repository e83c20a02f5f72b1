"""Raises alarms without keeping the door waiting: a thread of its own writes and sends them.

An alarm is written down first, and then told to each place. What cannot be written or sent is tried
again until the program ends; the technical log has each alarm at once, and each failure.
"""

import logging
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from db.alarm_records import NewAlarm
from db.errors import StoreError
from kiosk.errors import KioskError

AGAIN_S = 5.0
_log = logging.getLogger(__name__)

Raise = Callable[[NewAlarm], None]


class AlarmPlace(Protocol):
    """Tells somebody of an alarm."""

    def tell(self, alarm: NewAlarm) -> None:
        """Tell of an alarm; they have it when this returns.

        Raises:
            KioskError: They could not be told.
        """
        ...


class AlarmBell:
    """See the module.

    Args:
        keep: Writes an alarm down, or raises a StoreError.
        places: Who is told.
        again_s: How long to wait after a failure before trying again.
    """

    def __init__(
        self,
        keep: Callable[[NewAlarm], object],
        places: Sequence[AlarmPlace] = (),
        *,
        again_s: float = AGAIN_S,
    ) -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._keep = keep
        self._places = tuple(places)
        self._again_s = again_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alarms", daemon=True)

    def start(self) -> None:
        """Begin to write and send."""
        self._thread.start()

    def ring(self, alarm: NewAlarm) -> None:
        """Raise an alarm; returns at once, and never fails."""
        _log.critical("Alarm at %s: %s %s", alarm.door, alarm.kind.value, alarm.detail)
        self._tasks.put(lambda: self._written(alarm))
        for place in self._places:
            self._tasks.put(lambda place=place: place.tell(alarm))  # type: ignore[misc]

    def close(self) -> None:
        """End; what waits is tried once more. Harmless when called twice."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._tasks.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _written(self, alarm: NewAlarm) -> None:
        self._keep(alarm)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            except (KioskError, StoreError) as error:
                _log.error("An alarm could not be passed on: %s", error.user_message())
                self._later(task)
            except Exception:  # noqa: BLE001 - a bug in one alarm must not silence the next
                _log.exception("A bug while an alarm was passed on")

    def _later(self, task: Callable[[], None]) -> None:
        """Try again after a while, behind what waits; not any more once the program ends."""
        if not self._stop.wait(self._again_s):
            self._tasks.put(task)
