"""The process that holds the relay, seen from Janus: started, asked, ended."""

import json
import logging
import os
import queue
import subprocess  # noqa: S404,RUF100 - a process of our own, see held_line.py
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from kiosk.door.holding import described
from kiosk.door.relay import GpioPin, SerialPort
from kiosk.errors import KioskError

STARTS_S = 15.0  # a small computer under load reads a package from its card
ANSWERS_S = 2.0
_ENDS_S = 2.0
_HELP = {
    GpioPin: "Check [door.gpio] in janus.toml, and that this user may use the pins (group gpio).",
    SerialPort: "Check its cable, door.serial.port, and that this user may use it (group dialout).",
}

_log = logging.getLogger(__name__)


class Child:
    """See the module; a `HoldingProcess`.

    Args:
        at: The relay.
        on_end: Called with it when it ends without being told to.

    Raises:
        KioskError: It cannot be started, or the relay cannot be reached.
    """

    def __init__(self, at: GpioPin | SerialPort, on_end: Callable[["Child"], None]) -> None:
        self._remedy = _HELP[type(at)]
        self._on_end = on_end
        self._answers: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._pipe = threading.Lock()  # nobody writes to the number of a pipe that was closed
        self._is_ending = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", "kiosk.door.holding", described(at)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C at the kiosk reaches it by the closing pipe
            )
        except OSError as error:
            raise self._fault(f"its process cannot be started ({error})") from error
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        self._commands = self._process.stdin.fileno()
        os.set_blocking(self._commands, False)  # a process that hangs must not make Janus hang
        threading.Thread(target=self._read, name="janus-relay", daemon=True).start()
        try:
            self._answer(STARTS_S)
        except KioskError:
            self.end()
            raise

    def ask(self, command: str) -> None:
        """Give a command, and wait until it is done; see `HoldingProcess`."""
        self._tell(command)
        self._answer(ANSWERS_S)

    def beat(self) -> None:
        """Give a sign of life; whatever is wrong shows when it is asked something."""
        with suppress(KioskError):
            self._tell("beat")

    def end(self) -> None:
        """Make it lock and end; a process that hangs is killed."""
        process = self._process
        with self._pipe, suppress(OSError):
            self._is_ending = True
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def _tell(self, command: str) -> None:
        with self._pipe:
            if self._is_ending:
                return
            try:
                os.write(self._commands, command.encode() + b"\n")
            except OSError as error:
                raise self._fault("its process takes no commands") from error

    def _answer(self, within_s: float) -> None:
        """Wait for an answer.

        Raises:
            KioskError: It is a fault, or there is none.
        """
        try:
            line = self._answers.get(timeout=within_s)
        except queue.Empty:
            raise self._fault(f"its process gives no answer for {within_s:g} s") from None
        if line is None:
            raise self._fault("its process has ended")
        if says := json.loads(line).get("fault"):
            raise self._fault(says)

    def _read(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - asked for at the start
        with self._process.stdout as answers:
            for line in answers:
                self._answers.put(line.decode())
        self._answers.put(None)
        if not self._is_ending:
            self._on_end(self)

    def _fault(self, what: str) -> KioskError:
        return KioskError(f"The relay of the door cannot be reached: {what}.", self._remedy)
