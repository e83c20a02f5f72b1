"""Screens as picture files."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from kiosk.entry.view import EntryState
from kiosk.errors import KioskError
from kiosk.ui.snapshot import ScreenPainter
from tests.test_ui.fakes import camera_image, make_view


def test_a_view_becomes_a_picture(tmp_path: Path) -> None:
    painter = ScreenPainter(800, 450)
    view = make_view(EntryState.WELCOME, "Welcome, Ada", frame=camera_image())
    painter.save(view, tmp_path / "welcome.png")
    picture = QImage(str(tmp_path / "welcome.png"))
    assert (picture.width(), picture.height()) == (800, 450)
    assert picture.pixelColor(2, 2).green() > picture.pixelColor(2, 2).red()
    with pytest.raises(KioskError, match="cannot be written"):
        painter.save(view, tmp_path / "no such folder" / "welcome.png")
    painter.close()
