"""A relay that stays as it is told: whoever holds it must let go of it in time.

Only the process of `kiosk/door/holding.py` holds one, so nothing here imports more than it needs.
"""

from dataclasses import dataclass
from typing import Protocol


class Relay(Protocol):
    """Two states; at rest the lock is shut. Any method may raise whatever its library does."""

    def energise(self) -> None:
        """Release the lock."""
        ...

    def rest(self) -> None:
        """Let the lock shut."""
        ...

    def close(self) -> None:
        """Rest, and let go of the hardware."""
        ...


@dataclass(frozen=True, slots=True)
class GpioPin:
    """A pin of this computer.

    Attributes:
        pin: Its number, as gpiozero takes it: of the processor (17), or "BOARD11".
        active_high: Whether 3.3 V energises the relay.
    """

    pin: str
    active_high: bool = True


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A relay at a serial port.

    Attributes:
        port: Its device.
        baud: Its speed.
        on: The bytes that energise it, in hexadecimal.
        off: The bytes that let it rest.
    """

    port: str
    baud: int
    on: str
    off: str


def lcus(channel: int, *, on: bool) -> str:
    """Return the command of an LCUS relay board (CH340), in hexadecimal.

    Four bytes: A0, the channel from 1, 01 or 00, and the sum of these modulo 256.
    """
    told = bytes([0xA0, channel, int(on)])
    return bytes([*told, sum(told) % 256]).hex()
