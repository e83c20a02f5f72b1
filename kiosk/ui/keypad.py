"""The keypad on the door-entry screen: large keys for fingers, dots in place of digits.

It decides nothing and keeps nothing: each key is handed on at once, and what is shown comes back
with the next view.
"""

from collections.abc import Callable
from types import MappingProxyType

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from kiosk.entry.view import EntryState, KeypadView
from kiosk.factors.keypad import Key
from kiosk.ui.fitted_text import Paragraph, draw_in
from kiosk.ui.keypad_layout import KeypadLayout, arrange_keypad
from kiosk.ui.style import STATE_STYLES

SENTENCE_PX = 64  # all at 1080 lines
_DETAIL_PX = 36
_SHOWN_PX = 60
_KEY_PX = 46
_WORD_PX = 34
_DOT = "•"

_WORDS = MappingProxyType({Key.BACK: "Delete", Key.ENTER: "OK", Key.CANCEL: "Cancel"})
_ON_KEYBOARD = MappingProxyType(
    {
        Qt.Key.Key_Backspace: Key.BACK,
        Qt.Key.Key_Return: Key.ENTER,
        Qt.Key.Key_Enter: Key.ENTER,
        Qt.Key.Key_Escape: Key.CANCEL,
    }
)


def key_of(event: QKeyEvent) -> Key | None:
    """Return the key of the keypad that a key of the keyboard stands for; None for another one.

    A key held down counts once: nobody types a digit by leaning on it.
    """
    if event.isAutoRepeat():
        return None
    if known := _ON_KEYBOARD.get(Qt.Key(event.key())):
        return known
    text = event.text()
    return Key(text) if len(text) == 1 and text.isascii() and text.isdigit() else None


class KeypadPanel(QWidget):
    """Shows what is asked for, what was typed, and the keys.

    Args:
        parent: The screen.
        pressed: Called on the GUI thread with each key; must return at once.
    """

    def __init__(self, parent: QWidget, pressed: Callable[[Key], None]) -> None:
        super().__init__(parent)
        self._unit = 1.0
        self._sentence = ""
        self._detail = ""
        self._view = KeypadView("", 0, may_enter=False)
        digits = (Key(str(digit)) for digit in range(10))
        self.keys = {key: self._key(key, pressed) for key in (*digits, *_WORDS)}
        self.hide()

    def _key(self, key: Key, pressed: Callable[[Key], None]) -> QPushButton:
        button = QPushButton(_WORDS.get(key, key.value), self)
        button.setAccessibleName(_WORDS.get(key, key.value))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # digits of a keyboard go to the screen
        # At the touch, not when the finger leaves it: whoever types fast slides off a key.
        button.pressed.connect(lambda: pressed(key))
        return button

    def set_measure(self, unit: float) -> None:
        """Set the pixels of this window for one pixel of the design."""
        self._unit = unit
        self._place()

    def show_keypad(self, view: KeypadView | None, sentence: str, detail: str) -> None:
        """Show how far somebody has typed; None for no keypad."""
        if view is None:
            self.hide()
            return
        shown = (self._view, self._sentence, self._detail)
        if (view, sentence, detail) != shown:
            self._view, self._sentence, self._detail = view, sentence, detail
            self.keys[Key.ENTER].setEnabled(view.may_enter)
            self.keys[Key.BACK].setEnabled(bool(view.shown))
            self.setAccessibleName(f"{sentence}. {len(view.shown)} digits typed.")
            self.update()
        self.show()

    def _place(self) -> None:
        layout = self._layout()
        look = STATE_STYLES[EntryState.KEYPAD]
        for key, button in self.keys.items():
            size_px = max(1, round((_WORD_PX if key in _WORDS else _KEY_PX) * self._unit))
            fill = look.accent if key is Key.ENTER else "rgba(255, 255, 255, 34)"
            ink = look.on_accent if key is Key.ENTER else look.text
            quiet = "background: rgba(255, 255, 255, 14); color: " + look.quiet
            button.setStyleSheet(
                f"QPushButton {{ background: {fill}; color: {ink}; border: none;"
                f" border-radius: {round(18 * self._unit)}px; padding: 0; min-height: 0;"
                f" font-weight: bold; font-size: {size_px}px; }}"
                f"QPushButton:disabled {{ {quiet}; }}"
                f"QPushButton:pressed {{ background: {look.text}; color: {look.bottom}; }}"
            )
            button.setGeometry(layout.keys[key].toRect())

    def _layout(self) -> KeypadLayout:
        return arrange_keypad(self.width(), self.height(), self._unit)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the keys out anew."""
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sentence and what was typed; the keys draw themselves."""
        look, layout, unit = STATE_STYLES[EntryState.KEYPAD], self._layout(), self._unit
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = Qt.AlignmentFlag.AlignHCenter
        said = Paragraph(self._sentence, bold=True, align=middle)
        draw_in(
            painter, layout.sentence, said, largest_px=round(SENTENCE_PX * unit), colour=look.text
        )
        if self._detail:
            more = Paragraph(self._detail, align=middle)
            size_px = round(_DETAIL_PX * unit)
            draw_in(painter, layout.detail, more, largest_px=size_px, colour=look.quiet)
        self._draw_field(painter, layout.field)
        painter.end()

    def _draw_field(self, painter: QPainter, field: QRectF) -> None:
        """Draw the digits of a number, or a dot for each of a PIN."""
        look, unit, shown = STATE_STYLES[EntryState.KEYPAD], self._unit, self._view.shown
        painter.setPen(QPen(QColor(look.quiet), 2 * unit))
        painter.setBrush(QColor(0, 0, 0, 60))
        painter.drawRoundedRect(field, 16 * unit, 16 * unit)
        if not shown.strip(_DOT):
            self._draw_dots(painter, field, len(shown))
            return
        text = Paragraph(" ".join(shown), bold=True, align=Qt.AlignmentFlag.AlignHCenter)
        draw_in(painter, field, text, largest_px=round(_SHOWN_PX * unit), colour=look.text)

    def _draw_dots(self, painter: QPainter, field: QRectF, count: int) -> None:
        pitch, size = 58 * self._unit, QSizeF(26 * self._unit, 26 * self._unit)
        left = field.center().x() - pitch * (count - 1) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(STATE_STYLES[EntryState.KEYPAD].text))
        for number in range(count):
            dot = QRectF(QPointF(0, 0), size)
            dot.moveCenter(QPointF(left + pitch * number, field.center().y()))
            painter.drawEllipse(dot)
