"""Fields whose arrows are drawn by us: a stylesheet could take them only from image files."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSignalBlocker, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QComboBox,
    QDateEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.ui import style
from kiosk.ui.admin.parts import label
from kiosk.ui.icons import Icon, paint_icon

_ARROW_PX = 16
_ARROW_RIGHT_PX = 28
_ICON_GAP_PX = 8


class Choice(QComboBox):
    """One of several; what is too long for the field is cut there, and whole in the list.

    Args:
        name: What is chosen, for screen readers.
        texts: What there is to choose from.
    """

    def __init__(self, name: str, texts: Sequence[str] = ()) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.addItems(list(texts))

    def offer(self, values: Sequence[float], present: float, words: Callable[[float], str]) -> None:
        """Offer `values` and the present one, wherever it came from; choose that, and tell nobody.

        Args:
            values: Numbers to choose from.
            present: The one that holds.
            words: Says a number.
        """
        offered = sorted({*values, present})
        with QSignalBlocker(self):
            self.clear()
            for value in offered:
                self.addItem(words(value), value)
            self.setCurrentIndex(offered.index(present))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and its arrow."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        whole, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room_px = self.style().subControlRect(whole, option, part, self).width()
        if not self.itemIcon(self.currentIndex()).isNull():
            room_px -= self.iconSize().width() + _ICON_GAP_PX
        # A stylesheet has Qt cut a text without a word of it.
        cut = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), cut, room_px)
        painter.drawComplexControl(whole, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        _draw_arrow(self)


class DateField(QDateEdit):
    """A day, with a calendar to choose it from.

    Args:
        name: Which day, for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        calendar = self.calendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        plain = QTextCharFormat()
        plain.setForeground(QColor(style.INK))
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, plain)  # Qt's red would say something is wrong

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field and its arrow."""
        super().paintEvent(event)
        _draw_arrow(self)


def _draw_arrow(field: QWidget) -> None:
    painter = QPainter(field)
    area = QRectF(
        field.width() - _ARROW_RIGHT_PX, (field.height() - _ARROW_PX) / 2, _ARROW_PX, _ARROW_PX
    )
    paint_icon(painter, Icon.DOWN, area, style.QUIET_INK)
    painter.end()


def field(name: str, widget: QWidget) -> QWidget:
    """Return a widget with its name above it, which screen readers are told as well."""
    widget.setAccessibleName(name)
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(label(name, "quiet"))
    column.addWidget(widget)
    return box
