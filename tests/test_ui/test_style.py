"""Colours that can be told apart, in numbers; icons that draw something."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from kiosk.entry.view import EntryState
from kiosk.ui import style
from kiosk.ui.icons import Icon, paint_icon
from kiosk.ui.style import STATE_STYLES, contrast

_TEXT, _LARGE = 4.5, 3.0  # WCAG 2.2, AA


def test_contrast_of_known_colours() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_state_has_a_style() -> None:
    assert set(STATE_STYLES) == set(EntryState)


@pytest.mark.parametrize("state", list(EntryState))
def test_text_and_icons_of_the_door_can_be_read(state: EntryState) -> None:
    look = STATE_STYLES[state]
    for ground in (look.top, look.bottom):
        assert contrast(look.text, ground) >= _TEXT
        assert contrast(look.quiet, ground) >= _TEXT
        assert contrast(look.accent, ground) >= _LARGE
    assert contrast(look.on_accent, look.accent) >= _TEXT  # also the word in the unlocked pill


def test_welcome_and_refused_differ_in_more_than_colour() -> None:
    welcome, refused = STATE_STYLES[EntryState.WELCOME], STATE_STYLES[EntryState.REFUSED]
    assert welcome.icon is not refused.icon


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        (style.INK, style.PAPER),
        (style.QUIET_INK, style.PAPER),
        (style.QUIET_INK, style.CARD),
        (style.CARD, style.BLUE),
        (style.BLUE, style.BLUE_WASH),
        (style.GREEN, style.GREEN_WASH),
        (style.WARM, style.WARM_WASH),
        (style.AMBER, style.AMBER_WASH),
        (style.RAIL_INK, style.RAIL),
        (style.CARD, style.RAIL_CHOSEN),
        (style.INK, style.BLUE_WASH),
    ],
)
def test_text_of_the_admin_area_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= _TEXT


@pytest.mark.parametrize("icon", list(Icon))
def test_every_icon_draws_within_its_place(icon: Icon) -> None:
    image = QImage(80, 80, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_icon(painter, icon, QRectF(20, 20, 40, 40), "black")
    painter.end()
    dark = [
        (x, y) for x in range(80) for y in range(80) if image.pixelColor(x, y).lightness() < 128
    ]
    assert len(dark) > 8
    assert all(18 <= x <= 62 and 18 <= y <= 62 for x, y in dark)
