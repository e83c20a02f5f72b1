"""The rows of the access log, newest first, page by page."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from typing_extensions import override

from db.records import AccessEvent, Outcome
from kiosk.review.reason_words import headed
from kiosk.ui import style
from kiosk.ui.admin.words import minute, outcome_of, who
from kiosk.ui.icons import Icon, button_icon

_Index = QModelIndex | QPersistentModelIndex

COLUMNS = ("Time", "Person", "Outcome", "Reason", "Door", "Similarity")
OUTCOME_COLUMN = COLUMNS.index("Outcome")


class LogModel(QAbstractTableModel):
    """Access events.

    Args:
        want_more: Called with the id of the oldest row when the table is scrolled to its end.
    """

    def __init__(self, want_more: Callable[[int], None]) -> None:
        super().__init__()
        self._want_more = want_more
        self._events: list[AccessEvent] = []
        self._more = False
        self._icons = {
            Outcome.GRANTED: button_icon(Icon.TICK, style.GREEN),
            Outcome.DENIED: button_icon(Icon.CROSS, style.WARM),
        }
        self._attack_icon = button_icon(Icon.WARNING, style.WARM)

    def reset(self, events: Sequence[AccessEvent], *, more: bool) -> None:
        """Show these newest events; `more` says that older ones may follow."""
        self.beginResetModel()
        self._events, self._more = list(events), more
        self.endResetModel()

    def append(self, events: Sequence[AccessEvent], *, more: bool) -> None:
        """Show these older events below."""
        if events:
            first = len(self._events)
            self.beginInsertRows(QModelIndex(), first, first + len(events) - 1)
            self._events.extend(events)
            self.endInsertRows()
        self._more = more

    def prepend(self, events: Sequence[AccessEvent]) -> None:
        """Show these newer events above."""
        if events:
            self.beginInsertRows(QModelIndex(), 0, len(events) - 1)
            self._events[:0] = events
            self.endInsertRows()

    def numbers(self) -> tuple[int, ...]:
        """Return the ids of all loaded events, as they stand."""
        return tuple(event.id for event in self._events)

    def event_at(self, row: int) -> AccessEvent:
        """Return the event of a row."""
        return self._events[row]

    @override
    def rowCount(self, parent: _Index | None = None) -> int:
        """Return how many events are loaded."""
        return 0 if parent is not None and parent.isValid() else len(self._events)

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
        event = self._events[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cells(event)[index.column()]
        if index.column() == OUTCOME_COLUMN:
            is_call = event.reason.calls_a_guard
            if role == Qt.ItemDataRole.DecorationRole:
                return self._attack_icon if is_call else self._icons[event.outcome]
            if role == Qt.ItemDataRole.ForegroundRole:
                is_well = event.outcome is Outcome.GRANTED and not is_call
                return QColor(style.GREEN if is_well else style.WARM)
        return None

    @override
    def canFetchMore(self, parent: _Index) -> bool:
        """Return whether older events may be there."""
        return not parent.isValid() and self._more

    @override
    def fetchMore(self, parent: _Index) -> None:
        """Ask for the next page, once."""
        if self._more:
            self._more = False  # until the page has come
            self._want_more(self._events[-1].id)


def _cells(event: AccessEvent) -> tuple[str, ...]:
    best = event.best_similarity
    return (
        minute(event.at),
        who(event),
        outcome_of(event),
        headed(event.reason),
        event.door,
        "" if best is None else f"{best:.3f}",
    )
