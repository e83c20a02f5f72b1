"""A relay at a serial port: a few bytes switch it, and it stays as it was switched."""

from serial import Serial

from kiosk.door.relay import SerialPort

_WRITE_S = 1.0


class SerialRelay:
    """Told to rest from the first moment on.

    Such boards answer nothing: that a command was written is all that can be known.

    Args:
        at: Which port, and what to say.
    """

    def __init__(self, at: SerialPort) -> None:
        self._on, self._off = bytes.fromhex(at.on), bytes.fromhex(at.off)
        self._port = Serial(at.port, at.baud, write_timeout=_WRITE_S, exclusive=True)
        self.rest()

    def energise(self) -> None:
        """Release the lock."""
        self._say(self._on)

    def rest(self) -> None:
        """Let the lock shut."""
        self._say(self._off)

    def close(self) -> None:
        """Rest, and close the port."""
        if self._port.is_open:
            try:
                self.rest()
            finally:
                self._port.close()

    def _say(self, told: bytes) -> None:
        self._port.write(told)
        self._port.flush()  # until the port has sent it
