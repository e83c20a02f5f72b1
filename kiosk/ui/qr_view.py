"""A QR code as a widget: drawn in black on white with its quiet zone, sharp at any size."""

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

_QUIET_MODULES = 4  # as ISO/IEC 18004 demands
_ACCESSIBLE = "QR code"


class QrView(QWidget):
    """Shows a text as a QR code.

    Args:
        side_px: Its width and height.
    """

    def __init__(self, side_px: int) -> None:
        super().__init__()
        self._modules: tuple[tuple[bool, ...], ...] = ()
        self.setFixedSize(QSize(side_px, side_px))
        self.setAccessibleName(_ACCESSIBLE)

    def show_text(self, text: str) -> None:
        """Show another text; "" shows none."""
        if text:
            code = segno.make_qr(text, error="m")
            self._modules = tuple(tuple(bool(module) for module in row) for row in code.matrix)
        else:
            self._modules = ()
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the modules, each so many whole pixels wide, in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(Qt.GlobalColor.white))
        if self._modules:
            across = len(self._modules) + 2 * _QUIET_MODULES
            size = max(1, self.width() // across)
            left = (self.width() - size * across) // 2 + size * _QUIET_MODULES
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(Qt.GlobalColor.black))
            for y, row in enumerate(self._modules):
                for x, dark in enumerate(row):
                    if dark:
                        painter.drawRect(QRectF(left + x * size, left + y * size, size, size))
        painter.end()
