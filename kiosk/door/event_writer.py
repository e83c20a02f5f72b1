"""Writes down what a door did, on a thread of its own: a database that waits holds up no watching.

What cannot be written is tried again, in order, until it can; where `MOST` events wait, later ones
are given up. Whether the door stands open is written beside, for the doors interlocked with it.
"""

import logging
import queue
import threading
from collections.abc import Callable
from functools import partial

from db.door_records import NewDoorEvent
from db.errors import StoreError

AGAIN_S = 5.0
MOST = 10_000

_log = logging.getLogger(__name__)


class EventWriter:
    """See the module.

    Args:
        keep: Writes an event, or raises a StoreError.
        keep_contact: Writes whether the door stands open; the same.
        again_s: How long to wait after a failure.
    """

    def __init__(
        self,
        keep: Callable[[NewDoorEvent], object],
        keep_contact: Callable[[bool], object],
        *,
        again_s: float = AGAIN_S,
    ) -> None:
        self._keep = keep
        self._keep_contact = keep_contact
        self._again_s = again_s
        self._work: queue.Queue[Callable[[], object] | None] = queue.Queue()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="janus-door-events", daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def write(self, event: NewDoorEvent) -> None:
        """Take an event; returns at once."""
        self._put(partial(self._keep, event), event.kind)

    def stands(self, is_open: bool) -> None:  # noqa: FBT001 - see `DoorWatch`
        """Take whether the door stands open; returns at once."""
        self._put(partial(self._keep_contact, is_open), "open" if is_open else "closed")

    def close(self) -> None:
        """Write what waits, once, and end; harmless when called twice."""
        if not self._stop.is_set():
            self._stop.set()
            self._work.put(None)
            if self._thread.ident is not None:
                self._thread.join()

    def _put(self, work: Callable[[], object], words: str) -> None:
        if self._work.qsize() >= MOST:
            _log.error("What the door did is given up, as it cannot be written: %s", words)
            return
        self._work.put(work)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            while not self._written(work) and not self._stop.wait(self._again_s):
                pass

    def _written(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except StoreError as error:
            _log.warning("What the door did is not written yet: %s", error.user_message())
            return False
        except Exception:  # noqa: BLE001 - a bug with one event must not lose the others
            _log.exception("A bug while it was written what the door did")
        return True
