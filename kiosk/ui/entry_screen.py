"""The door-entry screen: what a visitor sees, readable from two metres."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from kiosk.entry.view import EntryState, EntryView, KeypadView
from kiosk.factors.keypad import Key
from kiosk.ui import style
from kiosk.ui.entry_layout import arrange
from kiosk.ui.face_view import FaceView
from kiosk.ui.fitted_text import Paragraph, draw_in
from kiosk.ui.icons import Icon, paint_icon
from kiosk.ui.keypad import KeypadPanel, key_of
from kiosk.ui.message_panel import RIM_PX, MessagePanel
from kiosk.ui.style import STATE_STYLES
from models.liveness.step import Step

_RING_PERIOD_S = 1.4
_LEAST_LETTERS_PX = 13  # of a button in a small window
_MAY_OPEN_KEYPAD = frozenset(
    {
        EntryState.IDLE,
        EntryState.LOOK,
        EntryState.COME_CLOSER,
        EntryState.ONE_AT_A_TIME,
        EntryState.BETTER_VIEW,
        EntryState.CHECKING,
        EntryState.REFUSED,
    }
)
BANNER = "Simulated door: no lock is moved"
CLOSE_IT = "Please close the door"


class EntryScreen(QWidget):
    """Shows one `EntryView` after another.

    It has no timer and no state of its own: whatever moves on it moves with the views.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = EntryState.STARTING
        self._door_name = ""
        self._unlocked = False
        self._simulated = False
        self._must_be_closed = False
        self._clock = ""
        self._date = ""
        self.face_view = FaceView(mirrored=True, parent=self)
        self.message = MessagePanel(self)
        self._pressed: Callable[[Key], None] = _unheard
        self.keypad = KeypadPanel(self, self._press)
        self.pin_button = QPushButton("Use a PIN", self)
        self.pin_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.pin_button.clicked.connect(lambda: self._press(Key.OPEN))
        self.pin_button.hide()
        self.setMinimumSize(640, 360)  # below it the banner's smallest letters outgrow its strip
        self.show_starting("Starting")

    def hear_keys(self, pressed: Callable[[Key], None]) -> None:
        """Set what is called with each key of the keypad; it must return at once."""
        self._pressed = pressed

    def show_starting(self, sentence: str, detail: str = "") -> None:
        """Show that the kiosk is being made ready, before there is any view."""
        self._show_state(EntryState.STARTING, sentence, detail)
        self.face_view.show_nothing(Icon.DOTS)

    def show_out_of_service(self, sentence: str, detail: str) -> None:
        """Show that the kiosk could not start, and why."""
        self._show_state(EntryState.OUT_OF_SERVICE, sentence, detail)
        self.pin_button.hide()
        self.face_view.show_nothing(Icon.CAMERA_OFF)

    def show_view(self, view: EntryView) -> None:
        """Show what the entry flow says."""
        self._show_state(view.state, view.sentence, view.detail, view.asks, view.keypad)
        self.pin_button.setVisible(view.offers_keypad and view.state in _MAY_OPEN_KEYPAD)
        if view.frame is None:
            starting = view.state is EntryState.STARTING
            self.face_view.show_nothing(Icon.DOTS if starting else Icon.CAMERA_OFF)
        else:
            self.face_view.show_picture(view.frame.image, view.faces)
        checking = view.state is EntryState.CHECKING
        turn = view.now.timestamp() % _RING_PERIOD_S / _RING_PERIOD_S
        self.message.set_turn(turn if checking else None)
        self._show_frame_of_screen(view)

    @property
    def state(self) -> EntryState:
        """The state that is shown."""
        return self._state

    def _show_state(
        self,
        state: EntryState,
        sentence: str,
        detail: str,
        asks: Step | None = None,
        keypad: KeypadView | None = None,
    ) -> None:
        self.message.show_message(state, sentence, detail, asks)
        self.message.setVisible(keypad is None)
        self.keypad.show_keypad(keypad, sentence, detail)
        if state is not self._state:
            self._state = state
            self.update()
        look = STATE_STYLES[state]
        self.face_view.set_colours(accent=look.accent, empty=look.quiet)
        spoken = f"{sentence} {detail}".strip()
        if spoken != self.accessibleName():
            self.setAccessibleName(spoken)

    def _show_frame_of_screen(self, view: EntryView) -> None:
        local = view.now.astimezone()
        clock, date = f"{local:%H:%M}", _date_words(local)
        shown = (view.door_name, view.door_unlocked, view.door_simulated, clock, date)
        if shown != (self._door_name, self._unlocked, self._simulated, self._clock, self._date):
            self._door_name, self._unlocked, self._simulated, self._clock, self._date = shown
            self.update()
        if view.must_be_closed is not self._must_be_closed:
            self._must_be_closed = view.must_be_closed
            self.update()

    def _press(self, key: Key) -> None:
        self._pressed(key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand the keys of a keyboard on."""
        key = key_of(event)
        if key is None:
            super().keyPressEvent(event)
        else:
            self._press(key)

    @override
    def event(self, event: QEvent) -> bool:
        """Let Escape cancel the keypad while it is shown, not leave a page."""
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() is QEvent.Type.ShortcutOverride and is_escape and self.keypad.isVisible():
            event.accept()
            return True
        return super().event(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the parts out anew."""
        layout = arrange(self.width(), self.height())
        self.face_view.setGeometry(layout.picture.toRect())
        rim = RIM_PX * layout.unit
        self.message.setGeometry(layout.message.adjusted(-rim, 0, 0, 0).toRect())
        self.message.set_measure(layout.unit, layout.message_align)
        self.keypad.setGeometry(layout.message.toRect())
        self.keypad.set_measure(layout.unit)
        pin, letters_px = layout.pin.toRect(), max(_LEAST_LETTERS_PX, round(30 * layout.unit))
        self.pin_button.setStyleSheet(style.pill_button(letters_px, pin.height()))
        self.pin_button.setGeometry(pin)  # after the sheet, whose least height it is held to

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the top bar and the banner."""
        look = STATE_STYLES[self._state]
        layout = arrange(self.width(), self.height())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QLinearGradient(QPointF(0, 0), QPointF(0, self.height()))
        ground.setColorAt(0, QColor(look.top))
        ground.setColorAt(1, QColor(look.bottom))
        painter.fillRect(self.rect(), ground)
        if event.rect().intersects(layout.top_bar.toAlignedRect()) and self._clock:
            self._draw_top_bar(painter, layout.top_bar, layout.unit)
        if event.rect().intersects(layout.banner.toAlignedRect()):
            if self._must_be_closed:
                self._draw_close_it(painter, layout.banner, layout.unit)
            elif self._simulated:
                self._draw_banner(painter, layout.banner, layout.unit)
        painter.end()

    def _draw_top_bar(self, painter: QPainter, bar: QRectF, unit: float) -> None:
        look = STATE_STYLES[self._state]
        right = Qt.AlignmentFlag.AlignRight
        clock = QRectF(bar.right() - 240 * unit, bar.top(), 240 * unit, bar.height())
        date = QRectF(clock.left() - 420 * unit, bar.top(), 436 * unit, bar.height())
        clock_px, small_px = round(58 * unit), round(30 * unit)
        paragraph = Paragraph(self._clock, bold=True, align=right)
        draw_in(painter, clock, paragraph, largest_px=clock_px, colour=look.text)
        if self.width() > self.height():
            paragraph = Paragraph(self._date, align=right)
            draw_in(painter, date, paragraph, largest_px=small_px, colour=look.quiet)
        pill = self._draw_lock(painter, bar, unit)
        limit = date.left() if self.width() > self.height() else clock.left()
        name = QRectF(pill.right() + 32 * unit, bar.top(), 0, bar.height())
        name.setRight(max(limit - 16 * unit, name.left() + 1))
        paragraph = Paragraph(self._door_name)
        draw_in(painter, name, paragraph, largest_px=round(36 * unit), colour=look.text)

    def _draw_lock(self, painter: QPainter, bar: QRectF, unit: float) -> QRectF:
        """Draw the door's state as a pill at the left of `bar`; return where it stands."""
        look = STATE_STYLES[self._state]
        words = "Unlocked" if self._unlocked else "Locked"
        size_px = round(30 * unit)
        metrics = QFontMetricsF(style.font(size_px, bold=True))
        icon_px = 38 * unit
        width = icon_px + metrics.horizontalAdvance(words) + 74 * unit
        pill = QRectF(bar.left(), bar.top() + 2 * unit, width, bar.height() - 4 * unit)
        ink = look.on_accent if self._unlocked else look.text
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.accent) if self._unlocked else QColor(255, 255, 255, 28))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        spot = QRectF(pill.left() + 26 * unit, 0, icon_px, icon_px)
        spot.moveCenter(QPointF(spot.center().x(), pill.center().y()))
        paint_icon(painter, Icon.UNLOCK if self._unlocked else Icon.LOCK, spot, ink)
        text = QRectF(spot.right() + 14 * unit, pill.top(), pill.right(), pill.height())
        text.setRight(pill.right() - 8 * unit)
        draw_in(painter, text, Paragraph(words, bold=True), largest_px=size_px, colour=ink)
        return pill

    def _draw_banner(self, painter: QPainter, area: QRectF, unit: float) -> None:
        look = STATE_STYLES[self._state]
        size_px = round(28 * unit)
        words_px = QFontMetricsF(style.font(size_px)).horizontalAdvance(BANNER)
        strip = QRectF(area.topLeft(), area.bottomRight())
        strip.setWidth(min(area.width(), words_px + 108 * unit))
        painter.setPen(QPen(QColor(look.quiet), 2 * unit, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(strip, strip.height() / 2, strip.height() / 2)
        icon = QRectF(strip.left() + 26 * unit, strip.top(), 32 * unit, strip.height())
        paint_icon(painter, Icon.INFO, icon, look.quiet)
        text = strip.adjusted(74 * unit, 0, -20 * unit, 0)
        draw_in(painter, text, Paragraph(BANNER), largest_px=size_px, colour=look.quiet)

    def _draw_close_it(self, painter: QPainter, area: QRectF, unit: float) -> None:
        look = STATE_STYLES[EntryState.COME_CLOSER]
        size_px = round(32 * unit)
        words_px = QFontMetricsF(style.font(size_px, bold=True)).horizontalAdvance(CLOSE_IT)
        strip = QRectF(area.topLeft(), area.bottomRight())
        strip.setWidth(min(area.width(), words_px + 120 * unit))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.accent))
        painter.drawRoundedRect(strip, strip.height() / 2, strip.height() / 2)
        icon = QRectF(strip.left() + 28 * unit, strip.top(), 34 * unit, strip.height())
        paint_icon(painter, Icon.LOCK, icon, look.on_accent)
        text = strip.adjusted(80 * unit, 0, -20 * unit, 0)
        paragraph = Paragraph(CLOSE_IT, bold=True)
        draw_in(painter, text, paragraph, largest_px=size_px, colour=look.on_accent)


def _unheard(_key: Key) -> None:
    """Hear nothing: there is no kiosk yet."""


def _date_words(local: datetime) -> str:
    return f"{local:%A} {local.day} {local:%B}"
