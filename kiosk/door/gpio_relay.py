"""A relay at a pin of this computer, through gpiozero."""

from gpiozero import Factory, OutputDevice

from kiosk.door.relay import GpioPin


class GpioRelay:
    """At rest from the first moment on.

    Args:
        at: Which pin.
        pin_factory: Another one than gpiozero finds by itself.
    """

    def __init__(self, at: GpioPin, pin_factory: Factory | None = None) -> None:
        pin = int(at.pin) if at.pin.isdecimal() else at.pin
        self._device = OutputDevice(
            pin, active_high=at.active_high, initial_value=False, pin_factory=pin_factory
        )

    def energise(self) -> None:
        """Release the lock."""
        self._device.on()

    def rest(self) -> None:
        """Let the lock shut."""
        self._device.off()

    def close(self) -> None:
        """Rest, and make the pin an input again."""
        if not self._device.closed:
            self._device.off()
            self._device.close()
