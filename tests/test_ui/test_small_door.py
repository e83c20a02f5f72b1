"""The door's window in every size it allows: each button is whole, in reach and can be read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from kiosk.entry import sentences
from kiosk.entry.sentences import Words
from kiosk.entry.view import EntryState, EntryView
from kiosk.factors.keypad import Keypad, Stage
from kiosk.ui import style
from kiosk.ui.entry_layout import LEAST_TOUCH_PX, arrange
from kiosk.ui.entry_screen import BANNER
from kiosk.ui.main_window import MainWindow
from kiosk.ui.sounds import DecisionSound
from kiosk.ui.style import STATE_STYLES, contrast, font
from models.liveness.step import Step
from tests.test_ui.fakes import camera_image, framed, make_view

_SIZES = [(640, 360), (800, 480), (1024, 600), (1920, 1080), (640, 1000), (1080, 1920)]
_LONG_DOOR = "Main entrance of the old boiler house, north courtyard, by the river"
_WORDS = {
    "a badge": replace(sentences.IDLE, detail=sentences.HOLD_UP_BADGE),
    "a long reception": Words(
        EntryState.REFUSED, "Not recognised, please ask receptionreceptio", sentences.TRY_AGAIN
    ),
    "locked out": sentences.locked(3600),
    "an Arabic name": Words(EntryState.WELCOME, "Welcome, عبدالرحمن", "The door is unlocked."),
    "a turn": sentences.asked(Step.LEFT),
    "out of service": sentences.out_of_service("receptionreceptio", sentences.NOT_RECORDED),
    "a number": sentences.typing(Keypad(Stage.NUMBER, "10428")),
    "a PIN": sentences.typing(Keypad(Stage.PIN, "40719265")),
    "a wrong PIN": sentences.typing(Keypad(Stage.PIN, "", was_wrong=True)),
}


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    made = MainWindow(qapp, DecisionSound(enabled=False), closed=lambda: None)
    qtbot.addWidget(made)
    made.admin_button.show()
    yield made
    made.close()


def _shown(words: Words) -> EntryView:
    view = make_view(
        words.state,
        words.sentence,
        words.detail,
        frame=camera_image(),
        faces=[framed()],
        door=_LONG_DOOR,
        asks=words.asks,
    )
    return replace(view, keypad=words.keypad, offers_keypad=True, must_be_closed=True)


@pytest.mark.parametrize("size", _SIZES)
def test_each_button_is_whole_and_none_lies_over_another(
    window: MainWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    window.show()
    for name, words in _WORDS.items():
        window.show_view(_shown(words))
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        places = {
            button.accessibleName() or button.text(): _place(button, window)
            for button in window.entry.findChildren(QPushButton)
            if button.isVisible()
        }
        for said, place in places.items():
            assert window.rect().contains(place), f"{name}: {said} is cut off"
            over = [other for other in places if other != said and places[other].intersects(place)]
            assert not over, f"{name}: {said} lies over {over}"


def _place(button: QPushButton, window: MainWindow) -> QRect:
    return QRect(button.mapTo(window, button.rect().topLeft()), button.size())


@pytest.mark.parametrize("size", _SIZES)
def test_the_words_of_each_button_fit_it(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.show()
    for words in _WORDS.values():
        window.show_view(_shown(words))
        for button in window.entry.findChildren(QPushButton):
            if button.isVisible():
                needs = button.fontMetrics().boundingRect(button.text())
                assert needs.width() <= button.width(), button.text()
                assert button.fontMetrics().height() <= button.height(), button.text()


@pytest.mark.parametrize("size", _SIZES)
def test_the_foot_is_in_reach_of_a_finger(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.show()
    window.show_view(_shown(sentences.IDLE))
    foot = (window.entry.pin_button, window.admin_button)
    assert all(min(b.width(), b.height()) >= LEAST_TOUCH_PX for b in foot)
    middles = {_place(button, window).center().y() for button in foot}
    assert max(middles) - min(middles) <= 1


@pytest.mark.parametrize("size", _SIZES)
def test_the_foot_lies_over_no_key_and_no_word(size: tuple[int, int]) -> None:
    layout = arrange(*size)
    for place in (layout.pin, layout.admin):
        assert not place.intersects(layout.message)
        assert not place.intersects(layout.picture)
        assert not place.intersects(layout.banner)
    words_px = QFontMetricsF(font(round(28 * layout.unit))).horizontalAdvance(BANNER)
    assert words_px + 94 * layout.unit <= layout.banner.width(), "the banner's words shrink"


@pytest.mark.parametrize("state", list(EntryState))
@pytest.mark.parametrize("veil", style.PILL_VEILS)
def test_the_words_on_a_plain_button_can_be_read(state: EntryState, veil: int) -> None:
    look = STATE_STYLES[state]
    for ground in (look.top, look.bottom):
        base = QColor(ground)
        parts = (base.red(), base.green(), base.blue())
        shade = QColor(*(round(c + (255 - c) * veil / 255) for c in parts))
        assert contrast("#FFFFFF", shade.name()) >= 4.5
