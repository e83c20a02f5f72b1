"""What is being typed at the keypad: pure. It is secret, and in no repr."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

from kiosk.factors.pin_desk import NUMBER_DIGITS
from kiosk.factors.weak_pins import LONGEST, SHORTEST


class Key(StrEnum):
    """A key of the keypad."""

    D0 = "0"
    D1 = "1"
    D2 = "2"
    D3 = "3"
    D4 = "4"
    D5 = "5"
    D6 = "6"
    D7 = "7"
    D8 = "8"
    D9 = "9"
    BACK = "back"
    CANCEL = "cancel"
    ENTER = "enter"
    OPEN = "open"  # shows the keypad, where a PIN alone may open

    @property
    def is_digit(self) -> bool:
        """Whether it is a digit."""
        return self.value.isdigit()


class Stage(StrEnum):
    """What is being typed."""

    NUMBER = "number"
    PIN = "PIN"


class Typed(StrEnum):
    """What a key has led to."""

    MORE = "more"
    ENTERED = "entered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Keypad:
    """The keypad as far as somebody has typed.

    Attributes:
        stage: What is being typed.
        text: The digits so far.
        number: The number that was entered before the PIN; None where the face says who it is.
        typed: What the last key has led to.
        was_wrong: Whether the last PIN was wrong.
    """

    stage: Stage
    text: str = field(default="", repr=False)
    number: int | None = field(default=None, repr=False)
    typed: Typed = Typed.MORE
    was_wrong: bool = False

    @property
    def longest(self) -> int:
        """How many digits there may be."""
        return NUMBER_DIGITS if self.stage is Stage.NUMBER else LONGEST

    @property
    def may_enter(self) -> bool:
        """Whether there are digits enough."""
        least = NUMBER_DIGITS if self.stage is Stage.NUMBER else SHORTEST
        return len(self.text) >= least


def pressed(pad: Keypad, key: Key) -> Keypad:
    """Return the keypad after a key; one that was entered or cancelled hears none."""
    if pad.typed is not Typed.MORE:
        return pad
    if key.is_digit:
        text = (pad.text + key.value)[: pad.longest]
        return replace(pad, text=text, was_wrong=False)
    match key:
        case Key.BACK:
            return replace(pad, text=pad.text[:-1])
        case Key.CANCEL:
            return replace(pad, text="", typed=Typed.CANCELLED)
        case Key.ENTER if pad.may_enter and pad.stage is Stage.NUMBER:
            return Keypad(Stage.PIN, number=int(pad.text))
        case Key.ENTER if pad.may_enter:
            return replace(pad, typed=Typed.ENTERED)
    return pad


def tried_again(pad: Keypad) -> Keypad:
    """Return the keypad after a wrong PIN."""
    return replace(pad, text="", typed=Typed.MORE, was_wrong=True)
