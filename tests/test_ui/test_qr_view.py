"""A QR code that is drawn is one that is read."""

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.accounts.phone_code import address_of
from kiosk.ui.qr_view import QrView

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def picture_of(view: QrView) -> np.ndarray:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()


@pytest.mark.parametrize("name", ["ada", "Wilhelmina Featherstonehaugh-Cholmondeley", "مريم"])
def test_a_camera_reads_what_is_shown(qtbot: QtBot, name: str) -> None:
    view = QrView(220)
    qtbot.addWidget(view)
    address = address_of(SECRET, name, "Janus Main entrance")
    view.show_text(address)
    read, *_ = cv2.QRCodeDetector().detectAndDecode(picture_of(view))
    assert read == address


def test_nothing_is_shown_of_no_text(qtbot: QtBot) -> None:
    view = QrView(220)
    qtbot.addWidget(view)
    view.show_text(address_of(SECRET, "ada", "Janus"))
    view.show_text("")
    assert (picture_of(view) == 255).all()
