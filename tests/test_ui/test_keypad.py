"""The keypad of the door-entry screen: every key is heard, no digit of a PIN is shown."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kiosk.entry import sentences
from kiosk.entry.view import EntryState, EntryView, KeypadView
from kiosk.factors.keypad import Key, Keypad, Stage
from kiosk.ui.entry_layout import arrange
from kiosk.ui.entry_screen import EntryScreen
from kiosk.ui.keypad_layout import arrange_keypad
from kiosk.ui.style import STATE_STYLES, contrast
from tests.test_ui.fakes import make_view

SIZES = [(640, 360), (1280, 720), (1920, 1080), (800, 1280), (1080, 1920), (1024, 768)]
LEAST_KEY_MM, LINES_MM = 15.0, 270.0  # of a finger; of a 22-inch screen, upright or not


@pytest.fixture
def heard() -> list[Key]:
    return []


@pytest.fixture
def screen(qtbot: QtBot, heard: list[Key]) -> EntryScreen:
    made = EntryScreen()
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.hear_keys(heard.append)
    made.show()
    return made


def asking(text: str = "", *, stage: Stage = Stage.PIN, was_wrong: bool = False) -> EntryView:
    words = sentences.typing(Keypad(stage, text, was_wrong=was_wrong))
    return replace(make_view(words.state, words.sentence, words.detail), keypad=words.keypad)


def test_each_key_is_heard_at_the_touch(screen: EntryScreen, heard: list[Key]) -> None:
    screen.show_view(asking("4071"))
    for button in screen.keypad.keys.values():
        QTest.mousePress(button, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert heard == list(screen.keypad.keys)
    assert set(heard) == set(Key) - {Key.OPEN}


def test_the_keys_of_a_keyboard_are_heard(screen: EntryScreen, heard: list[Key]) -> None:
    screen.show_view(asking())
    for key in (Qt.Key.Key_4, Qt.Key.Key_0, Qt.Key.Key_Backspace, Qt.Key.Key_Return):
        QTest.keyClick(screen, key)
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    QTest.keyClick(screen, Qt.Key.Key_A)
    QTest.keyClick(screen, "٤")
    assert heard == [Key.D4, Key.D0, Key.BACK, Key.ENTER, Key.CANCEL]


def test_no_digit_of_a_pin_reaches_the_screen() -> None:
    view = sentences.typing(Keypad(Stage.PIN, "4071")).keypad
    assert view == KeypadView("••••", 8, may_enter=True)
    assert sentences.typing(Keypad(Stage.NUMBER, "104")).keypad == KeypadView(
        "104", 5, may_enter=False
    )


def test_two_pins_of_one_length_look_the_same(screen: EntryScreen) -> None:
    pictures = []
    for pin in ("4071", "8305"):
        screen.show_view(asking(pin))
        pictures.append(screen.grab().toImage())
        assert pin not in screen.keypad.accessibleName()
    assert pictures[0] == pictures[1]
    screen.show_view(asking("407"))
    assert screen.grab().toImage() != pictures[0]


def test_the_keypad_comes_and_goes_with_what_is_asked(screen: EntryScreen) -> None:
    screen.show_view(asking())
    assert screen.keypad.isVisible()
    assert not screen.message.isVisible()
    screen.show_view(make_view(EntryState.WELCOME, "Welcome, Ada"))
    assert not screen.keypad.isVisible()
    assert screen.message.isVisible()
    screen.show_view(asking())
    screen.show_out_of_service("Out of service", "Something went wrong.")
    assert not screen.keypad.isVisible()


def test_only_what_can_be_done_can_be_pressed(screen: EntryScreen) -> None:
    for typed, may_delete, may_enter in (
        ("", False, False),
        ("4", True, False),
        ("4071", True, True),
    ):
        screen.show_view(asking(typed))
        assert screen.keypad.keys[Key.BACK].isEnabled() is may_delete
        assert screen.keypad.keys[Key.ENTER].isEnabled() is may_enter


def test_the_keypad_is_offered_where_a_pin_alone_may_open(
    screen: EntryScreen, heard: list[Key]
) -> None:
    screen.show_view(make_view())
    assert not screen.pin_button.isVisible()
    screen.show_view(replace(make_view(), offers_keypad=True))
    QTest.mouseClick(screen.pin_button, Qt.MouseButton.LeftButton)
    assert heard == [Key.OPEN]
    for other in (asking(), make_view(EntryState.WELCOME), make_view(EntryState.OUT_OF_SERVICE)):
        screen.show_view(replace(other, offers_keypad=True))
        assert not screen.pin_button.isVisible()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_keys_are_large_and_none_lies_over_another(width: int, height: int) -> None:
    layout = arrange(width, height)
    pad = arrange_keypad(layout.message.width(), layout.message.height(), layout.unit)
    room = QRectF(0, 0, layout.message.width() + 0.01, layout.message.height() + 0.01)
    places = [*pad.keys.values(), pad.field, pad.sentence, pad.detail]
    for number, place in enumerate(places):
        assert room.contains(place)
        assert not any(place.intersects(other) for other in places[number + 1 :])
    for key in pad.keys.values():
        assert min(key.width(), key.height()) / min(width, height) * LINES_MM >= LEAST_KEY_MM
    assert not layout.pin.intersects(layout.admin)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("was_wrong", [True, False])
def test_it_can_be_drawn_in_any_window(
    screen: EntryScreen, width: int, height: int, *, was_wrong: bool
) -> None:
    screen.resize(width, height)
    screen.show_view(asking("40719265", was_wrong=was_wrong))
    assert not screen.grab().isNull()


def test_the_keys_can_be_read() -> None:
    look = STATE_STYLES[EntryState.KEYPAD]
    for ground in (look.top, look.bottom):
        base = QColor(ground)
        key = QColor(*(round(c + (255 - c) * 34 / 255) for c in base.getRgb()[:3])).name()
        faint = QColor(*(round(c + (255 - c) * 14 / 255) for c in base.getRgb()[:3])).name()
        assert contrast(look.text, key) >= 4.5
        assert contrast(look.quiet, faint) >= 4.5
    assert contrast(look.on_accent, look.accent) >= 4.5
