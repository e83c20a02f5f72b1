"""Writes down what a door did, on a thread of its own: a database that waits holds up no watching.

What cannot be written is tried again, in order, until it can; where `MOST` events wait, later ones
are given up.
"""

import logging
import queue
import threading
from collections.abc import Callable

from db.door_records import NewDoorEvent
from db.errors import StoreError

AGAIN_S = 5.0
MOST = 10_000

_log = logging.getLogger(__name__)


class EventWriter:
    """See the module.

    Args:
        keep: Writes an event, or raises a StoreError.
        again_s: How long to wait after a failure.
    """

    def __init__(self, keep: Callable[[NewDoorEvent], object], *, again_s: float = AGAIN_S) -> None:
        self._keep = keep
        self._again_s = again_s
        self._events: queue.Queue[NewDoorEvent | None] = queue.Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="janus-door-events", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def write(self, event: NewDoorEvent) -> None:
        """Take an event; returns at once."""
        if self._events.qsize() >= MOST:
            _log.error("What the door did is given up, as it cannot be written: %s", event.kind)
            return
        self._events.put(event)

    def close(self) -> None:
        """Write what waits, once, and end; harmless when called twice."""
        if not self._stop.is_set():
            self._stop.set()
            self._events.put(None)
            if self._thread.ident is not None:
                self._thread.join()

    def _run(self) -> None:
        while (event := self._events.get()) is not None:
            while not self._written(event) and not self._stop.wait(self._again_s):
                pass

    def _written(self, event: NewDoorEvent) -> bool:
        try:
            self._keep(event)
        except StoreError as error:
            _log.warning("What the door did is not written yet: %s", error.user_message())
            return False
        except Exception:  # noqa: BLE001 - a bug with one event must not lose the others
            _log.exception("A bug while it was written what the door did: %s", event.kind)
        return True
