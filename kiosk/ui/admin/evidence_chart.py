"""What each piece of evidence said of a living head: a sentence and a bar for each."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.liveness_words import CueLine
from kiosk.ui import style
from kiosk.ui.admin.parts import label
from kiosk.ui.admin.words import breakable

_BAR_PX = 8
_FULL = 5.0  # a log ratio that fills its half, where none is greater
_LONGEST_WORD = 14  # letters that fit in a small window


class EvidenceChart(QWidget):
    """The loudest cue first; a bar to the right speaks for a living head, one to the left against.

    All bars have one scale, so that they can be compared.
    """

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences that are shown."""
        return tuple(place.words.text() for place in self._lines if not place.isHidden())

    def show_lines(self, lines: Sequence[CueLine]) -> None:
        """Show these lines, and no others."""
        while len(self._lines) < len(lines):
            self._lines.append(_Line())
            self._column.addWidget(self._lines[-1])
        full = max([_FULL, *(abs(line.log_ratio) for line in lines)])
        for place, line in zip(self._lines, lines, strict=False):
            place.words.setText(breakable(_sentence(line.words), _LONGEST_WORD))
            place.bar.show_share(line.log_ratio / full)
        for number, place in enumerate(self._lines):
            place.setVisible(number < len(lines))


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


class _Line(QWidget):
    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.words = label("", "caption")
        self.bar = _Bar()
        column.addWidget(self.words)
        column.addWidget(self.bar)


class _Bar(QWidget):
    """A bar from the middle: it says nothing that the sentence above it does not."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(_BAR_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        """Draw a bar over so much of its half: to the right from 0 to 1, to the left to -1."""
        self._share = share
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground, the bar and the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(0, 0, 0, 0))
        middle, radius = self.width() / 2, _BAR_PX / 2
        painter.setBrush(QColor(style.PAPER))
        painter.drawRoundedRect(QRectF(0, 0, self.width(), _BAR_PX), radius, radius)
        painter.setBrush(QColor(style.GREEN if self._share > 0 else style.WARM))
        length = abs(self._share) * middle
        left = middle if self._share > 0 else middle - length
        painter.drawRoundedRect(QRectF(left, 0, length, _BAR_PX), 2, 2)
        painter.fillRect(QRectF(middle - 1, 0, 2, _BAR_PX), QColor(style.QUIET_INK))
        painter.end()
