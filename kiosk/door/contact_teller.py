"""Tells the rules whether this door stands open, on a thread of its own: the last state wins.

Apart from the events of the door, so that none of those that cannot be written keeps an interlocked
door from hearing of it. What cannot be written is tried again until it is, or until there is news.
"""

import logging
import threading
from collections.abc import Callable

from db.errors import StoreError

AGAIN_S = 5.0

_log = logging.getLogger(__name__)


class ContactTeller:
    """See the module.

    Args:
        keep: Writes whether the door stands open, or raises a StoreError.
        again_s: How long to wait after a failure.
    """

    def __init__(self, keep: Callable[[bool], object], *, again_s: float = AGAIN_S) -> None:
        self._keep = keep
        self._again_s = again_s
        self._is_open: bool | None = None
        self._told: bool | None = None
        self._news, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="janus-door-contact", daemon=True)

    def start(self) -> None:
        """Begin to tell."""
        self._thread.start()

    def stands(self, is_open: bool) -> None:  # noqa: FBT001 - see `DoorWatch`
        """Take whether the door stands open; returns at once."""
        self._is_open = is_open
        self._news.set()

    def close(self) -> None:
        """Write what is not written yet, once, and end; harmless when called twice."""
        if not self._stop.is_set():
            self._stop.set()
            self._news.set()
            if self._thread.ident is not None:
                self._thread.join()

    def _run(self) -> None:
        is_over = False
        while not is_over:
            self._news.wait()
            self._news.clear()
            is_over = self._stop.is_set()  # asked first: what was told before the end is written
            if not self._is_written() and not is_over:
                self._news.wait(self._again_s)
                self._news.set()

    def _is_written(self) -> bool:
        is_open = self._is_open
        if is_open is None or is_open is self._told:
            return True
        try:
            self._keep(is_open)
        except StoreError as error:
            _log.warning("Other doors do not know of this one yet: %s", error.user_message())
            return False
        except Exception:  # noqa: BLE001 - a bug here must not end the telling for good
            _log.exception("A bug while other doors were told of this one")
            return False
        self._told = is_open
        return True
