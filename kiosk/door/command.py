"""A door that is opened by a program of the operator's choice: a relay tool, a script.

The program is told to release the lock for a while, must itself see to it that the lock closes
again after that time, and must report back, by exit code 0, within `LIMIT_S`. Janus waits for that
answer: a program that was merely started may have failed, and the visitor would stand before a
shut door that the log calls opened. Two seconds of waiting keep the entry thread from hanging; the
screen is drawn by another thread and stays alive.
"""

import os
import shlex
import subprocess  # noqa: S404,RUF100 - running the operator's program is this part's purpose
from collections.abc import Sequence

from kiosk.clock import Clock
from kiosk.errors import KioskError

LIMIT_S = 2.0


class CommandDoor:
    """Runs a program for each unlocking. No shell is involved.

    Each argument may hold the placeholders `{hold_s}` and `{door}`; the program also finds them in
    its environment as `JANUS_HOLD_S` and `JANUS_DOOR`.

    Args:
        name: The door's name, as in the log.
        command: The program and its arguments.
        clock: Measures the hold time.
        limit_s: How long the program may take.
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

    @property
    def name(self) -> str:
        """The door's name, as in the log."""
        return self._name

    @property
    def is_simulated(self) -> bool:
        """False: the program moves a lock."""
        return False

    def unlock(self, hold_s: float) -> None:
        """Run the program and wait for its exit, at most `LIMIT_S`.

        Raises:
            KioskError: It cannot be started, reports a failure, or has not ended in time; it is
                then stopped, since nobody can tell whether the lock was released.
        """
        environment = os.environ | {"JANUS_HOLD_S": f"{hold_s:g}", "JANUS_DOOR": self._name}
        try:
            # The program is the operator's own configuration, run as a list: nothing is parsed.
            result = subprocess.run(  # noqa: S603
                [self._filled(argument, hold_s) for argument in self._command],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=self._limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise self._fault(f"had not ended after {self._limit_s:g} seconds") from None
        except (OSError, ValueError) as error:
            raise self._fault(f"cannot be started ({error})") from error
        if result.returncode != 0:
            raise self._fault(f"failed with exit code {result.returncode}")
        self._until_s = self._clock.monotonic() + hold_s

    def is_unlocked(self) -> bool:
        """Return whether the hold time of the last successful run still lasts."""
        return self._until_s is not None and self._clock.monotonic() < self._until_s

    def close(self) -> None:
        """Count as locked; the program itself closes the lock after the hold time."""
        self._until_s = None

    def _filled(self, argument: str, hold_s: float) -> str:
        return argument.replace("{hold_s}", f"{hold_s:g}").replace("{door}", self._name)

    def _fault(self, what: str) -> KioskError:
        return KioskError(
            f'The program of the door "{self._name}" {what}.',
            f"Run it by hand to see what it says: {shlex.join(self._command)}",
        )
