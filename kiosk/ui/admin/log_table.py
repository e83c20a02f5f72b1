"""The table of visits, and how tables of the log look."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QTableView

from kiosk.ui.admin.log_model import COLUMNS, LogModel


class LogTable(QTableView):
    """Visits, one a row.

    Args:
        model: The visits.
    """

    def __init__(self, model: LogModel) -> None:
        super().__init__()
        self.setModel(model)
        dress_table(self, "Access log")
        stretch = QHeaderView.ResizeMode.Stretch
        self.horizontalHeader().setSectionResizeMode(COLUMNS.index("Person"), stretch)

    @property
    def is_at_top(self) -> bool:
        """Whether the newest row is in sight."""
        return self.verticalScrollBar().value() == 0


def dress_table(table: QTableView, name: str) -> None:
    """Make a table one of whole rows, of which one can be chosen.

    Args:
        table: The table; it has its model.
        name: What it lists, for screen readers.
    """
    table.setObjectName("table")
    table.setAccessibleName(name)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setIconSize(QSize(18, 18))
    table.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(46)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setResizeContentsPrecision(100)
