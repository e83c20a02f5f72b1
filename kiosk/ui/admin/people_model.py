"""The rows of the people list, and how one row is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from db.records import Person
from kiosk.ui import style
from kiosk.ui.admin.parts import draw_photo

_Index = QModelIndex | QPersistentModelIndex

ROW_PX = 84
_PHOTO_PX = 56


@dataclass(frozen=True, slots=True, eq=False)
class PersonRow:
    """What one row shows.

    Attributes:
        person: Who.
        thumbnail: Their face; None where the picture cannot be read.
        status: Their status in words.
        lets_in: Whether the door opens for them.
        line: The second line.
    """

    person: Person
    thumbnail: QImage | None
    status: str
    lets_in: bool
    line: str


class PeopleModel(QAbstractListModel):
    """People, page by page.

    Args:
        want_more: Called when the list is scrolled to its end and more people are there.
    """

    def __init__(self, want_more: Callable[[], None]) -> None:
        super().__init__()
        self._want_more = want_more
        self._rows: list[PersonRow] = []
        self._total = 0
        self._asked = False

    def reset(self, rows: Sequence[PersonRow], total: int) -> None:
        """Show these first rows of `total`."""
        self.beginResetModel()
        self._rows, self._total, self._asked = list(rows), total, False
        self.endResetModel()

    def append(self, rows: Sequence[PersonRow]) -> None:
        """Show the next rows."""
        self._asked = False
        if not rows:
            self._total = len(self._rows)
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows.extend(rows)
        self.endInsertRows()

    def row(self, number: int) -> PersonRow:
        """Return one row."""
        return self._rows[number]

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many rows are loaded."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row itself for the delegate, and a text for screen readers."""
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.person.name}, {row.status}"
        if role == Qt.ItemDataRole.UserRole:
            return row
        return None

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        """Return whether there are more people than rows."""
        return not parent.isValid() and len(self._rows) < self._total and not self._asked

    @override
    def fetchMore(self, parent: _Index) -> None:
        """Ask for the next page, once."""
        self._asked = True
        self._want_more()


class PersonDelegate(QStyledItemDelegate):
    """Draws a person: face, name, second line and status."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of a row."""
        return QSize(0, ROW_PX)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, PersonRow):
            return
        area = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(style.BLUE_WASH))
            painter.drawRoundedRect(area.adjusted(4, 2, -4, -2), 10, 10)
        photo = QRectF(area.left() + 18, 0, _PHOTO_PX, _PHOTO_PX)
        photo.moveCenter(QPointF(photo.center().x(), area.center().y()))
        draw_photo(painter, photo, row.thumbnail, cover=True)
        pill = _draw_status(painter, area, row)
        text = QRectF(photo.right() + 16, area.top() + 16, 0, 28)
        text.setRight(pill.left() - 12)
        _draw_line(painter, text, row.person.name, 17, style.INK, bold=True)
        _draw_line(painter, text.translated(0, 27), row.line, 13, style.QUIET_INK, bold=False)
        painter.restore()


def _draw_line(
    painter: QPainter, area: QRectF, text: str, size_px: int, colour: str, *, bold: bool
) -> None:
    font = style.font(size_px, bold=bold)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    # The pane beside the list shows the whole name, wrapped.
    short = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, short)


def _draw_status(painter: QPainter, area: QRectF, row: PersonRow) -> QRectF:
    font = style.font(13, bold=True)
    width = QFontMetrics(font).horizontalAdvance(row.status) + 24
    pill = QRectF(area.right() - width - 20, area.center().y() - 14, width, 28)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.GREEN_WASH if row.lets_in else style.WARM_WASH))
    painter.drawRoundedRect(pill, 14, 14)
    painter.setFont(font)
    painter.setPen(QColor(style.GREEN if row.lets_in else style.WARM))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, row.status)
    return pill
