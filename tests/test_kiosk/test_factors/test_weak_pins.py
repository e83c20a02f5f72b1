"""PINs that are guessed first, and two that would be mistyped for one another."""

import pytest

from kiosk.errors import KioskError
from kiosk.factors.weak_pins import check_pin, check_pins, is_weak

WEAK = "1234 0000 4321 9876 0123 7890 1212 8080 123123 111111 12345678 87654321 1984 2011 2580"
GOOD = "4071 8305 271905 90417263 1243 19840 6160"


@pytest.mark.parametrize("pin", WEAK.split())
def test_what_is_guessed_first_is_refused_and_not_repeated(pin: str) -> None:
    with pytest.raises(KioskError, match="guessed first") as caught:
        check_pin(pin)
    assert pin not in caught.value.user_message()


@pytest.mark.parametrize("pin", GOOD.split())
def test_others_are_accepted(pin: str) -> None:
    check_pin(pin)


ARABIC, FULL_WIDTH = "\u0664\u0660\u0667\u0661", "\uff14\uff10\uff17\uff11"


@pytest.mark.parametrize(
    "pin", ["", "407", "407190417", "40a1", "40 1", "-407", ARABIC, FULL_WIDTH]
)
def test_what_is_no_pin_is_refused(pin: str) -> None:
    with pytest.raises(KioskError, match="4 to 8 digits"):
        check_pin(pin)


def test_few_pins_are_refused() -> None:
    refused = sum(is_weak(f"{number:04}") for number in range(10_000))
    assert 200 < refused < 400  # most of them years


@pytest.mark.parametrize(
    ("duress", "is_accepted"),
    [("4071", False), ("4072", False), ("40715", False), ("4017", True), ("8305", True)],
)
def test_a_slip_never_turns_one_pin_into_the_other(duress: str, *, is_accepted: bool) -> None:
    if is_accepted:
        check_pins("4071", duress)
        return
    with pytest.raises(KioskError, match="too like"):
        check_pins("4071", duress)


def test_a_duress_pin_must_be_as_good_as_any() -> None:
    with pytest.raises(KioskError, match="guessed first"):
        check_pins("4071", "1234")
