"""A line to an output of an OSDP device (IEC 60839-11-5), over RS-485 and its secure channel.

The device releases the lock with a timed command and locks by itself when that time is over
(control code 5, "temporarily on"). Where an order was not confirmed in time, the connection is
thrown away: the library would repeat it, also when the device is back.
"""

import threading
from contextlib import suppress

from osdp import Channel, Command, CompletionStatus, ControlPanel, LibFlag, LogLevel, PDInfo
from serial import Serial

from kiosk.clock import Clock
from kiosk.errors import KioskError

CONFIRM_S = 2.0
_OFF, _ON_FOR_A_WHILE = 1, 5  # control codes
_TICKS_PER_S = 10
_OPEN_EVERY_S = 1.0
_REMEDY = "Check its power and cable, and [door.osdp] in janus.toml."


class SerialChannel(Channel):  # type: ignore[misc]  # it has no types
    """Carries bytes to the device; opens its port again where that was lost.

    Args:
        port: The serial port's device.
        baud: Its speed.
        clock: Measures how long attempts to open it lie apart.
    """

    def __init__(self, port: str, baud: int, clock: Clock) -> None:
        super().__init__()
        self._at = (port, baud)
        self._clock = clock
        self._port: Serial | None = None
        self._tried_s = float("-inf")

    def read(self, max_bytes: int) -> bytes:
        """Return what has come."""
        try:
            return bytes(port.read(max_bytes)) if (port := self._opened()) else b""
        except OSError:
            self.close()
            return b""

    def write(self, buf: bytes) -> int:
        """Send, and return how much; the protocol notices what is lost."""
        try:
            return (port.write(buf) or 0) if (port := self._opened()) else -1
        except OSError:
            self.close()
            return -1

    def flush(self) -> None:
        """Forget what has come."""
        if self._port is not None:
            with suppress(OSError):
                self._port.reset_input_buffer()

    def close(self) -> None:
        """Close the port."""
        if self._port is not None:
            self._port.close()
            self._port = None

    def _opened(self) -> Serial | None:
        now_s = self._clock.monotonic()
        if self._port is None and now_s - self._tried_s >= _OPEN_EVERY_S:
            self._tried_s = now_s
            with suppress(OSError):
                self._port = Serial(*self._at, timeout=0, write_timeout=0.5, exclusive=True)
        return self._port


class OsdpLine:
    """See the module.

    Args:
        port: The serial port's device.
        baud: Its speed.
        address: The device's.
        output: Which output moves the lock, from 0.
        key: The device's secure channel base key, 16 bytes.
        clock: Measures time at the port.
        confirm_s: How long to wait for a confirmation.
    """

    def __init__(
        self,
        port: str,
        baud: int,
        address: int,
        output: int,
        key: bytes,
        clock: Clock,
        *,
        confirm_s: float = CONFIRM_S,
    ) -> None:
        self._where = f"OSDP device {address} at {port}"
        self._address = address
        self._output = output
        self._confirm_s = confirm_s
        self._channel = SerialChannel(port, baud, clock)
        self._swapping = threading.Lock()  # whoever asks for faults does so at any time
        self._done = threading.Condition()
        self._awaited: dict[str, int] = {}
        self._completed: int | None = None
        self._is_released = False
        self._unconfirmed: KioskError | None = None
        self._device = PDInfo(
            address, self._channel, scbk=key, flags=[LibFlag.EnforceSecure], name="door"
        )
        self._panel = self._connected()
        self._is_closed = False

    def release(self, hold_s: float) -> None:
        """Switch the output on for a while.

        Raises:
            KioskError: It was not confirmed.
        """
        self._is_released = True
        self._order(_ON_FOR_A_WHILE, max(1, round(hold_s * _TICKS_PER_S)))

    def lock(self) -> None:
        """Switch the output off.

        Raises:
            KioskError: It was not confirmed.
        """
        self._order(_OFF, 0)
        self._is_released = False

    def may_be_released(self) -> bool:
        """Return whether it was released, and not locked since."""
        return self._is_released

    def fault(self) -> KioskError | None:
        """Return why the device cannot be reached now; None where nothing is known to be wrong."""
        if not self._is_secure():
            return self._problem("is not connected securely")
        return self._unconfirmed

    def beat(self) -> None:
        """Nothing: the device measures the hold time itself."""

    def close(self) -> None:
        """Lock, where it may be released, and let go of the port."""
        if self._is_closed:
            return
        if self._is_released:
            with suppress(KioskError):  # the device's own time ends all the same
                self.lock()
            self._is_released = False
        with self._swapping:
            self._is_closed = True
            self._panel.teardown()
        self._channel.close()

    def _order(self, code: int, ticks: int) -> None:
        if not self._is_secure():
            raise self._problem("is not connected securely")
        command = {
            "command": Command.Output,
            "output_no": self._output,
            "control_code": code,
            "timer_count": ticks,
        }
        with self._done:
            self._awaited, self._completed = command, None
        is_taken = self._panel.submit_command(self._address, command)
        with self._done:
            self._done.wait_for(lambda: self._completed is not None, self._confirm_s)
            completed = self._completed
        if not is_taken or completed != CompletionStatus.Ok:
            with self._swapping:
                self._panel.teardown()
                self._panel = self._connected()
            self._unconfirmed = self._problem("did not confirm the order")
            raise self._unconfirmed
        self._unconfirmed = None

    def _is_secure(self) -> bool:
        with self._swapping:
            return not self._is_closed and self._panel.is_sc_active(self._address)

    def _connected(self) -> ControlPanel:
        """Return what speaks to the device, on a thread of its own."""
        panel = ControlPanel(
            [self._device], log_level=LogLevel.Emergency, command_completion_handler=self._complete
        )
        panel.start()
        return panel

    def _complete(self, _address: int, command: dict[str, int], status: int) -> None:
        with self._done:
            if command == self._awaited:
                self._completed = status
                self._done.notify_all()

    def _problem(self, what: str) -> KioskError:
        return KioskError(f"The {self._where} {what}.", _REMEDY)
