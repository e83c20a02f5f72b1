"""What the login and the first start have in common: their card, and fields that hide secrets."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from kiosk.ui.admin.parts import Scroller

_CARD_PX = 520
_MARGIN_PX = 40
_NAME_MOST = 120  # characters, as the database takes them


def card_in(screen: QWidget) -> QVBoxLayout:
    """Put a card into the middle of a screen, scrolling where it is too low; return its column."""
    screen.setObjectName("paper")
    scroll = Scroller("paper")
    frame = QFrame()
    frame.setObjectName("card")
    frame.setMaximumWidth(_CARD_PX)
    column = QVBoxLayout(frame)
    column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
    column.setSpacing(16)
    middle = QGridLayout()
    middle.addWidget(frame, 0, 0, Qt.AlignmentFlag.AlignVCenter)
    middle.setColumnMinimumWidth(0, _CARD_PX)
    around = QVBoxLayout(screen)
    around.setContentsMargins(16, 16, 16, 16)
    around.addWidget(scroll)
    scroll.column.addLayout(middle, 1)
    scroll.column.setAlignment(middle, Qt.AlignmentFlag.AlignHCenter)
    return column


def name_field(name: str) -> QLineEdit:
    """Return a field for an account's name."""
    made = QLineEdit()
    made.setMaxLength(_NAME_MOST)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    return made


def secret_field(name: str) -> QLineEdit:
    """Return a field that shows nothing of what is typed."""
    made = QLineEdit()
    made.setEchoMode(QLineEdit.EchoMode.Password)
    made.setPlaceholderText(name)
    made.setAccessibleName(name)
    return made
