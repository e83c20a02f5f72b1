"""Contact and exit button at the control lines of a serial port: no more than a cheap adapter.

The port's RTS line is on all the time. The contact connects it to CTS while the door is shut, so
that a cut wire, or an adapter that was torn off, looks like an open door; the exit button connects
it to DSR.
"""

from serial import Serial

from kiosk.door.inputs import Seen
from kiosk.errors import KioskError


class SerialInputs:
    """See the module; opens the port when it is first read, and again where that was lost.

    Args:
        port: Its device.
    """

    def __init__(self, port: str) -> None:
        self._name = port
        self._port: Serial | None = None
        self._was_pressed = False

    def read(self) -> Seen:
        """Return what the lines say.

        Raises:
            KioskError: The port cannot be read.
        """
        try:
            port = self._port = self._port or self._opened()
            is_shut, is_pressed = port.cts, port.dsr
        except OSError as error:
            self.close()
            raise KioskError(
                f"The door's contact at {self._name} cannot be read ({error}).",
                "Check its cable, and door.contact.port in janus.toml.",
            ) from error
        begins = is_pressed and not self._was_pressed
        self._was_pressed = is_pressed
        return Seen(not is_shut, begins)

    def close(self) -> None:
        """Close the port."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _opened(self) -> Serial:
        port = Serial(self._name, exclusive=True)
        port.rts = True
        return port
