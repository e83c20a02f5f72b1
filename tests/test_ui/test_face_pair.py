"""Two faces that are to be compared look alike in size and place."""

import numpy as np
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from enroll.service import _thumbnail
from kiosk.ui.admin.face_pair import FacePair
from kiosk.ui.face_view import head_of
from models.types import Box, DetectedFace
from tests.test_ui.fakes import FACE_BOX, camera_image, make_draft


def test_the_head_of_a_new_photo_is_cut_as_the_enrolled_one_is(qtbot: QtBot) -> None:
    image = camera_image()
    face = DetectedFace(FACE_BOX, make_draft().face.landmarks, 0.99)
    enrolled = QImage.fromData(_thumbnail(image, face))
    new = head_of(image, FACE_BOX).scaled(enrolled.size())
    difference = np.abs(_grey(new).astype(int) - _grey(enrolled).astype(int))
    assert difference.mean() < 8  # another scaling, and JPEG


def test_a_head_at_the_edge_is_black_beyond_it_and_a_large_one_is_made_smaller() -> None:
    white = np.full((900, 900, 3), 255, np.uint8)
    edge = head_of(white, Box(0, 0, 80, 100))
    assert edge.pixelColor(2, 2).lightness() == 0
    assert edge.pixelColor(edge.width() - 2, edge.height() - 2).lightness() == 255
    assert head_of(white, Box(100, 100, 700, 800)).width() == 480


def test_the_two_stand_at_one_height_and_are_equally_large(qtbot: QtBot) -> None:
    pair = FacePair("one", "other")
    qtbot.addWidget(pair)
    pair.set_captions("New: Ada", "Wilhelmina Featherstonehaugh-Cholmondeley · similarity 0.983")
    pair.left.set_image(QImage(96, 120, QImage.Format.Format_RGB32))
    pair.right.set_image(QImage(160, 160, QImage.Format.Format_RGB32))
    for width in (200, 300, 900):
        pair.resize(width, pair.heightForWidth(width))
        pair.show()
        qtbot.waitUntil(lambda: pair.left.width() > 0)
        tops = [side.mapTo(pair, QPoint(0, 0)).y() for side in (pair.left, pair.right)]
        assert tops == [0, 0]
        assert abs(pair.left.width() - pair.right.width()) <= 1
        assert pair.left.height() == pair.right.height()


def _grey(picture: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    grey = picture.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()
