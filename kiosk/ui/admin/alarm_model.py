"""The rows of the list of alarms."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from kiosk.review.alarms import AlarmEntry, answer_words
from kiosk.ui import style
from kiosk.ui.admin.words import minute
from kiosk.ui.icons import Icon, button_icon

_Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Time", "Alarm", "Acknowledged")
ALARM_COLUMN = COLUMNS.index("Alarm")
ANSWER_COLUMN = COLUMNS.index("Acknowledged")


class AlarmModel(QAbstractTableModel):
    """Alarms; those that nobody acknowledged bear a sign, those that somebody did a tick."""

    def __init__(self) -> None:
        super().__init__()
        self._alarms: tuple[AlarmEntry, ...] = ()
        self._open = button_icon(Icon.WARNING, style.WARM)
        self._done = button_icon(Icon.TICK, style.GREEN)

    def reset(self, alarms: Sequence[AlarmEntry]) -> None:
        """Show these alarms."""
        self.beginResetModel()
        self._alarms = tuple(alarms)
        self.endResetModel()

    def alarm_at(self, row: int) -> AlarmEntry:
        """Return the alarm of a row."""
        return self._alarms[row]

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many alarms there are."""
        return 0 if parent is not None and parent.isValid() else len(self._alarms)

    @override
    def columnCount(self, parent: _Index | None = None) -> int:
        """Return how many columns there are."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return COLUMNS[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        alarm = self._alarms[index.row()]
        is_open = alarm.answered_at is None
        if role == Qt.ItemDataRole.DisplayRole:
            cells = (minute(alarm.at), alarm.what, answer_words(alarm) or "by nobody")
            return cells[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.column() == ALARM_COLUMN:
            return self._open if is_open else self._done
        if role == Qt.ItemDataRole.ForegroundRole and is_open:
            return QColor(style.WARM)
        return None
