"""A door that is opened by a program of the operator's choice: a relay tool, a script.

The program is told to release the lock for a while, and must itself see to it that the lock closes
again after that time. Two kinds do so: one tells a relay and ends, one releases, sleeps and locks.
So Janus waits for its answer for `LIMIT_S` only. Exit code 0 is success, any other a fault: the
visitor would stand before a shut door that the log calls opened. A program that still runs by then
has the lock in hand. It is never killed, as nobody else would close the lock again; how it ends is
noted later. The waiting holds up the entry thread, not the screen.

See docs/adr/0013.
"""

import logging
import os
import shlex
import subprocess  # noqa: S404,RUF100 - running the operator's program is this part's purpose
from collections.abc import Sequence

from kiosk.clock import Clock
from kiosk.errors import KioskError

LIMIT_S = 2.0

_log = logging.getLogger(__name__)


class CommandDoor:
    """Runs a program for each unlocking. No shell is involved.

    Each argument may hold the placeholders `{hold_s}` and `{door}`; the program also finds them in
    its environment as `JANUS_HOLD_S` and `JANUS_DOOR`.

    Args:
        name: The door's name, as in the log.
        command: The program and its arguments.
        clock: Measures the hold time.
        limit_s: How long to wait for its exit code.
    """

    def __init__(
        self, name: str, command: Sequence[str], clock: Clock, *, limit_s: float = LIMIT_S
    ) -> None:
        if not command:
            raise ValueError("A command door needs a program to run.")
        self._name = name
        self._command = tuple(command)
        self._clock = clock
        self._limit_s = limit_s
        self._until_s: float | None = None
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def name(self) -> str:
        """The door's name, as in the log."""
        return self._name

    @property
    def is_simulated(self) -> bool:
        """False: the program moves a lock."""
        return False

    def unlock(self, hold_s: float) -> None:
        """Run the program and wait for its answer, at most `LIMIT_S`.

        Raises:
            KioskError: It cannot be started, or reports a failure.
        """
        began_s = self._clock.monotonic()
        program = self._start(hold_s)
        try:
            code = program.wait(self._limit_s)
        except subprocess.TimeoutExpired:
            self._running.append(program)
            self._until_s = began_s + hold_s  # it has released the lock long since
            return
        if code != 0:
            raise self._fault(f"failed with exit code {code}")
        self._until_s = self._clock.monotonic() + hold_s

    def is_unlocked(self) -> bool:
        """Return whether the hold time of the last successful run still lasts."""
        self._note_ended()  # asked for each frame, so no program waits long to be noted
        return self._until_s is not None and self._clock.monotonic() < self._until_s

    def close(self) -> None:
        """Count as locked; a program that still runs goes on, and closes the lock."""
        self._until_s = None
        self._note_ended()

    def _start(self, hold_s: float) -> subprocess.Popen[bytes]:
        environment = os.environ | {"JANUS_HOLD_S": f"{hold_s:g}", "JANUS_DOOR": self._name}
        try:
            # The program is the operator's own configuration, run as a list: nothing is parsed.
            return subprocess.Popen(  # noqa: S603
                [self._filled(argument, hold_s) for argument in self._command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the kiosk must not keep it from locking
            )
        except (OSError, ValueError) as error:
            raise self._fault(f"cannot be started ({error})") from error

    def _note_ended(self) -> None:
        """Let go of programs that have ended, and log those that failed after all."""
        for program in self._running:
            if program.poll():
                fault = self._fault(f"failed later, with exit code {program.returncode}")
                _log.error("%s The lock may still be open.", fault.user_message())
        self._running = [program for program in self._running if program.returncode is None]

    def _filled(self, argument: str, hold_s: float) -> str:
        return argument.replace("{hold_s}", f"{hold_s:g}").replace("{door}", self._name)

    def _fault(self, what: str) -> KioskError:
        return KioskError(
            f'The program of the door "{self._name}" {what}.',
            f"Run it by hand to see what it says: {shlex.join(self._command)}",
        )
