"""Whether the person agreed, and the text that they are to read first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from kiosk.ui.admin.parts import label

if TYPE_CHECKING:
    from db.care_records import ConsentText

_TEXT_HEIGHT_PX = 132
_AGREED = "The person has read this text, and agrees."


class ConsentBox(QWidget):
    """Shows the text in force, and a box that nobody ticks in passing.

    Args:
        text: What people must agree to; None where nobody asks: then nothing is shown.
    """

    def __init__(self, text: ConsentText | None) -> None:
        super().__init__()
        self._text = text
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setFixedHeight(_TEXT_HEIGHT_PX)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("What the person agrees to")
        self.box = QCheckBox(_AGREED)
        column.addWidget(label("What the person agrees to", "caption"))
        column.addWidget(self.words)
        column.addWidget(self.box, 0, Qt.AlignmentFlag.AlignLeft)
        self.toggled = self.box.toggled
        if text is not None:
            # A text file breaks its lines where it likes; the screen has its own width.
            self.words.setPlainText(_flowing(text.text))
        self.setVisible(text is not None)

    @property
    def agreed(self) -> ConsentText | None:
        """The text that the person agreed to; None where they did not."""
        return self._text if self.box.isChecked() else None

    @property
    def is_settled(self) -> bool:
        """Whether nothing stands in the way of an enrolment here."""
        return self._text is None or self.box.isChecked()

    def start_again(self) -> None:
        """Ask anew: another person, or another photo, is another consent."""
        self.box.setChecked(False)
        self.setVisible(self._text is not None)


def _flowing(text: str) -> str:
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(one.split()) for one in paragraphs)
