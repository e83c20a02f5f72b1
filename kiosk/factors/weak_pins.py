"""Which PINs are accepted: pure.

Many people choose the same few PINs, runs and repetitions, and many choose dates (Bonneau,
Preibusch & Anderson, "A Birthday Present Every Eleven Wallets?", FC 2012). So what somebody would
guess first is refused. Nobody's birthday is known here: years are refused, days cannot be.
"""

from kiosk.errors import KioskError

SHORTEST = 4  # digits
LONGEST = 8
_RUNS = ("01234567890123456", "98765432109876543")
_LIKED = frozenset({"2580", "0852", "1470", "1397", "1379", "1122", "2211", "1112", "1004"})
_REMEDY = f"Choose {SHORTEST} to {LONGEST} digits that nobody would guess."


def check_pin(pin: str) -> None:
    """Refuse a PIN that is none, or that is guessed first; the message does not repeat it.

    Raises:
        KioskError: It is too short, too long, has other characters than digits, or is weak.
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        raise KioskError(f"A PIN has {SHORTEST} to {LONGEST} digits, and this has not.", _REMEDY)
    if is_weak(pin):
        raise KioskError("This PIN is among those that are guessed first.", _REMEDY)


def check_pins(pin: str, duress_pin: str | None) -> None:
    """Check a PIN and the duress PIN beside it.

    Raises:
        KioskError: One cannot be used, or one would be mistyped for the other.
    """
    check_pin(pin)
    if duress_pin is None:
        return
    check_pin(duress_pin)
    if _differ_by(pin, duress_pin) < 2:
        raise KioskError(
            "The duress PIN is too like the PIN: a slip would call for help, or not.",
            "Choose one that differs in two digits at least.",
        )


def is_weak(pin: str) -> bool:
    """Return whether a PIN is among those that are guessed first."""
    is_year = len(pin) == 4 and pin[:2] in {"19", "20"}
    return is_year or pin in _LIKED or _is_repeated(pin) or any(pin in run for run in _RUNS)


def _is_repeated(pin: str) -> bool:
    """Return whether a shorter block of digits, said again and again, is the PIN: 1111, 1212."""
    return any(
        len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size)
        for size in range(1, len(pin) // 2 + 1)
    )


def _differ_by(one: str, other: str) -> int:
    """Return in how many places two PINs differ; a missing digit is a difference."""
    differing = sum(a != b for a, b in zip(one, other, strict=False))
    return differing + abs(len(one) - len(other))
