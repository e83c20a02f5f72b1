"""The table of visits."""

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
        self.setObjectName("table")
        self.setModel(model)
        self.setAccessibleName("Access log")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(18, 18))
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(46)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setResizeContentsPrecision(100)
        header.setSectionResizeMode(COLUMNS.index("Person"), QHeaderView.ResizeMode.Stretch)

    @property
    def is_at_top(self) -> bool:
        """Whether the newest row is in sight."""
        return self.verticalScrollBar().value() == 0
