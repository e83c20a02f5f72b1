"""A line to a relay that a process of its own holds, so that no hanging Janus keeps a lock open.

Each watches the other. Where Janus ends or hangs, the process locks (`kiosk/door/holder.py`). Where
the process ends or does not answer, Janus ends it for good and starts another, whose first act is
to let the relay rest. See docs/adr/0022.
"""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from kiosk.clock import Clock
from kiosk.door.timer import StartTimer, Timer, start_timer
from kiosk.errors import KioskError

BEAT_EVERY_S = 0.5
START_AGAIN_S = 5.0  # after a start that failed, as the relay's cable may be back

_log = logging.getLogger(__name__)


class HoldingProcess(Protocol):
    """The process that holds the relay."""

    def ask(self, command: str) -> None:
        """Give a command, and wait until it is done.

        Raises:
            KioskError: It reports a fault, does not answer in time, or has ended.
        """
        ...

    def beat(self) -> None:
        """Give a sign of life; never raises, and never waits."""
        ...

    def end(self) -> None:
        """Make it lock and end, whatever that takes; harmless when called twice."""
        ...


class StartProcess(Protocol):
    """Starts the process that holds the relay."""

    def __call__(self, on_end: Callable[[HoldingProcess], None]) -> HoldingProcess:
        """Start it, and return once the relay rests.

        Args:
            on_end: Called with it, on another thread, when it ends without being told to.

        Raises:
            KioskError: It cannot be started, or the relay cannot be reached.
        """
        ...


class HeldLine:
    """See the module.

    Args:
        start: Starts the process.
        clock: Measures how long signs of life lie apart.
        timer: Calls back for another attempt to start it.
    """

    def __init__(
        self, start: StartProcess, clock: Clock, *, timer: StartTimer = start_timer
    ) -> None:
        self._start_process = start
        self._clock = clock
        self._start_timer = timer
        self._mutex = threading.RLock()  # the process may end while it is asked
        self._process: HoldingProcess | None = None
        self._releasing: HoldingProcess | None = None  # the one that was last told to
        self._fault: KioskError | None = None
        self._again: Timer | None = None
        self._beat_s = float("-inf")
        self._is_closed = False
        with self._mutex:
            self._try_to_start()

    def release(self, hold_s: float) -> None:
        """Release the lock for `hold_s` seconds from now.

        Raises:
            KioskError: The relay cannot be reached; it rests.
        """
        self._ask(f"release {hold_s!r}")
        self._releasing = self._process

    def lock(self) -> None:
        """Lock now.

        Raises:
            KioskError: The relay cannot be reached.
        """
        self._ask("lock")

    def may_be_released(self) -> bool:
        """Return whether the process that released it is still there."""
        return self._releasing is not None and self._releasing is self._process

    def fault(self) -> KioskError | None:
        """Return why the relay cannot be reached; None where it can."""
        return self._fault

    def beat(self) -> None:
        """Give a sign of life, every `BEAT_EVERY_S`."""
        now_s, process = self._clock.monotonic(), self._process
        if process is not None and now_s - self._beat_s >= BEAT_EVERY_S:
            self._beat_s = now_s
            process.beat()

    def close(self) -> None:
        """Lock, and end the process."""
        with self._mutex:
            self._is_closed = True
            self._stop_waiting()
            process, self._process = self._process, None
            if process is not None:
                process.end()

    def _ask(self, command: str) -> None:
        with self._mutex:
            process = self._process or self._start()
            try:
                process.ask(command)
            except KioskError:
                self._replace(process)
                raise

    def _start(self) -> HoldingProcess:
        """Start the process; the mutex is held."""
        self._stop_waiting()
        try:
            self._process = process = self._start_process(self._ended)
        except KioskError as error:
            self._fault = error
            self._again = self._start_timer(START_AGAIN_S, self._start_again)
            raise
        self._fault = None
        return process

    def _try_to_start(self) -> None:
        try:
            self._start()
        except KioskError as error:
            _log.error("%s", error.user_message())

    def _replace(self, process: HoldingProcess) -> None:
        """End a process, and start another, which lets the relay rest; the mutex is held."""
        self._process = None
        process.end()
        self._try_to_start()

    def _stop_waiting(self) -> None:
        if self._again is not None:
            self._again.cancel()
        self._again = None

    def _start_again(self) -> None:
        with self._mutex:
            if self._process is None and not self._is_closed:
                self._try_to_start()

    def _ended(self, process: HoldingProcess) -> None:
        """A process has ended by itself: called on its reading thread."""
        with self._mutex:
            if process is self._process:
                _log.error("The process that holds the lock's relay has ended; another is started.")
                self._replace(process)
