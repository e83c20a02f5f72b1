"""The keypad: what keys lead to, whatever somebody types."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.factors.keypad import Key, Keypad, Stage, Typed, pressed, tried_again
from kiosk.factors.keys import KeyChannel


def typing(pad: Keypad, keys: str) -> Keypad:
    for key in keys:
        pad = pressed(pad, {"<": Key.BACK, "x": Key.CANCEL, "!": Key.ENTER}.get(key) or Key(key))
    return pad


def test_a_pin_is_typed_corrected_and_entered() -> None:
    pad = typing(Keypad(Stage.PIN), "4072<1!")
    assert (pad.text, pad.typed) == ("4071", Typed.ENTERED)


def test_too_few_digits_are_not_entered_and_too_many_not_taken() -> None:
    assert typing(Keypad(Stage.PIN), "407!").typed is Typed.MORE
    assert typing(Keypad(Stage.PIN), "1234567890").text == "12345678"


def test_the_number_comes_before_the_pin() -> None:
    pad = typing(Keypad(Stage.NUMBER), "1234!5!")
    assert (pad.stage, pad.number, pad.text) == (Stage.PIN, 12345, "")
    assert typing(pad, "4071!").typed is Typed.ENTERED


def test_a_cancelled_pad_forgets_what_was_typed_and_hears_nothing() -> None:
    pad = typing(Keypad(Stage.PIN), "407x1!")
    assert (pad.text, pad.typed) == ("", Typed.CANCELLED)


def test_a_wrong_pin_is_typed_anew_for_the_same_number() -> None:
    pad = tried_again(typing(Keypad(Stage.NUMBER), "12345!4071!"))
    assert (pad.number, pad.text, pad.was_wrong, pad.typed) == (12345, "", True, Typed.MORE)
    assert not typing(pad, "4").was_wrong


@given(st.lists(st.sampled_from(Key)), st.sampled_from(Stage))
def test_whatever_is_pressed_there_are_digits_only_and_none_in_its_repr(
    keys: list[Key], stage: Stage
) -> None:
    pad = Keypad(stage)
    for key in keys:
        pad = pressed(pad, key)
        assert len(pad.text) <= pad.longest
        assert pad.text == "" or pad.text.isdigit()
        assert pad.typed is not Typed.ENTERED or (pad.stage is Stage.PIN and len(pad.text) >= 4)
    assert "text" not in repr(pad)
    assert "number=" not in repr(pad)


def test_keys_that_nobody_takes_are_dropped() -> None:
    channel = KeyChannel()
    for _ in range(100):
        channel.press(Key.D1)
    assert len(channel.take()) == 32
    assert channel.take() == ()
