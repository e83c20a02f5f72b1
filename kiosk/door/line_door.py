"""A door over any line: it locks again after the hold time, whatever the entry thread does.

The line closes the lock by itself. `GRACE_S` after that it is told to lock once more, from a timer
thread of its own, and again every `RETRY_S` until it confirms: a relay that forgot, or that heard
the unlocking but lost its answer, does not stay released.
"""

import logging
import threading

from kiosk.clock import Clock
from kiosk.door.line import Line
from kiosk.door.timer import StartTimer, Timer, start_timer
from kiosk.errors import KioskError

GRACE_S = 0.5
RETRY_S = 2.0

_log = logging.getLogger(__name__)


class LineDoor:
    """See the module.

    Args:
        name: The door's name, as in the log.
        line: Moves the lock.
        clock: Measures the hold time.
        timer: Calls back after a while.
    """

    def __init__(
        self,
        name: str,
        line: Line,
        clock: Clock,
        *,
        timer: StartTimer = start_timer,
    ) -> None:
        self._name = name
        self._line = line
        self._clock = clock
        self._start_timer = timer
        self._mutex = threading.Lock()  # the entry thread unlocks, a timer thread locks
        self._until_s: float | None = None
        self._timer: Timer | None = None
        self._turn = 0  # of the timer that counts: an older one may be about to call already
        self._stuck: KioskError | None = None
        self._is_closed = False

    @property
    def name(self) -> str:
        """The door's name, as in the log."""
        return self._name

    @property
    def is_simulated(self) -> bool:
        """False: a lock is moved."""
        return False

    def unlock(self, hold_s: float) -> None:
        """Release the lock for `hold_s` seconds from now.

        Raises:
            KioskError: The lock did not confirm it; it was told to lock.
        """
        with self._mutex:
            if self._is_closed:
                raise KioskError(f'The door "{self._name}" is closed.', "Start the kiosk again.")
            try:
                self._line.release(hold_s)
            except Exception:
                self._lock()  # it may have been heard all the same
                raise
            self._until_s = self._clock.monotonic() + hold_s
            self._lock_after(hold_s + GRACE_S)

    def lock(self) -> None:
        """Lock now.

        Raises:
            KioskError: The lock did not confirm it; it is told again until the door is closed.
        """
        with self._mutex:
            self._lock()
            if self._stuck is not None:
                raise self._stuck

    def is_unlocked(self) -> bool:
        """Return whether the lock is released, as far as can be told."""
        until_s = self._until_s
        return (
            until_s is not None
            and self._clock.monotonic() < until_s
            and self._line.may_be_released()
        )

    def fault(self) -> KioskError | None:
        """Return what is wrong with the lock; None where nothing is known to be."""
        return self._stuck or self._line.fault()

    def beat(self) -> None:
        """Say that the door program is alive: without, a line may lock before the hold time."""
        self._line.beat()

    def close(self) -> None:
        """Lock, and let go of the hardware; harmless when called twice."""
        with self._mutex:
            if self._is_closed:
                return
            self._is_closed = True
            self._until_s = None
            self._lock_never()
            self._line.close()

    def _lock(self) -> None:
        """Lock, and try again later where that fails; the mutex is held."""
        self._until_s = None
        self._lock_never()
        try:
            self._line.lock()
        except Exception as error:  # noqa: BLE001 - a bug must not keep a lock open
            _log.exception('The door "%s" may be open', self._name)
            self._stuck = KioskError(
                f'The door "{self._name}" may be open: its lock does not confirm that it locks.',
                getattr(error, "remedy", "Look at the door, and at the technical log."),
            )
            self._lock_after(RETRY_S)
        else:
            self._stuck = None

    def _lock_after(self, after_s: float) -> None:
        self._lock_never()
        turn = self._turn
        self._timer = self._start_timer(after_s, lambda: self._time_is_up(turn))

    def _lock_never(self) -> None:
        self._turn += 1
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None

    def _time_is_up(self, turn: int) -> None:
        with self._mutex:
            if turn == self._turn and not self._is_closed:
                self._lock()
