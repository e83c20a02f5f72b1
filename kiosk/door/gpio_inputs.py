"""Contact and exit button at pins of this computer, through gpiozero.

Both connect their pin to ground; a resistor in the computer pulls it up else. So a cut wire looks
like an open door, and raises an alarm.
"""

import threading

from gpiozero import Button, DigitalInputDevice, Factory
from gpiozero.exc import GPIOZeroError

from kiosk.door.inputs import Seen
from kiosk.errors import KioskError


class GpioInputs:
    """See the module.

    Args:
        pin: The contact's pin, as gpiozero names it.
        exit_pin: The exit button's; "" for none.
        open_is_high: Whether the contact is closed while the door is.
        pin_factory: Another one than gpiozero finds by itself.

    Raises:
        KioskError: A pin cannot be used.
    """

    def __init__(
        self,
        pin: str,
        exit_pin: str,
        *,
        open_is_high: bool,
        pin_factory: Factory | None = None,
    ) -> None:
        self._pressed = threading.Event()
        self._exit: Button | None = None
        try:
            # Pulled up, it is "active" while it is low.
            self._contact = DigitalInputDevice(_named(pin), pull_up=True, pin_factory=pin_factory)
            if exit_pin:
                self._exit = Button(_named(exit_pin), pull_up=True, pin_factory=pin_factory)
                self._exit.when_pressed = self._pressed.set  # a short press falls between two looks
        except (GPIOZeroError, OSError, RuntimeError) as error:
            raise KioskError(
                f"The door's contact at pin {pin} cannot be used ({error}).",
                "Check [door.contact] in janus.toml, and that this user may use the pins "
                "(group gpio).",
            ) from error
        self._open_is_high = open_is_high

    def read(self) -> Seen:
        """Return what the pins say."""
        is_high = not self._contact.is_active
        is_pressed = self._pressed.is_set()
        self._pressed.clear()
        return Seen(is_high is self._open_is_high, is_pressed)

    def close(self) -> None:
        """Let go of the pins."""
        self._contact.close()
        if self._exit is not None:
            self._exit.close()


def _named(pin: str) -> int | str:
    return int(pin) if pin.isdecimal() else pin
