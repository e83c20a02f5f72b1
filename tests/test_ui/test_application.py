"""opencv's Qt is undone, and nobody else's setting is."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from kiosk.ui.application import forget_opencv_qt, make_application


def test_opencv_folders_are_forgotten() -> None:
    environment = {
        "QT_QPA_PLATFORM_PLUGIN_PATH": "/venv/lib/python3/site-packages/cv2/qt/plugins",
        "QT_QPA_FONTDIR": "/venv/lib/python3/site-packages/cv2/qt/fonts",
        "HOME": "/home/cv2",
    }
    forget_opencv_qt(environment)
    assert environment == {"HOME": "/home/cv2"}


def test_an_operators_own_plug_in_folder_stays() -> None:
    environment = {"QT_QPA_PLATFORM_PLUGIN_PATH": "/opt/qt/plugins"}
    forget_opencv_qt(environment)
    assert environment == {"QT_QPA_PLATFORM_PLUGIN_PATH": "/opt/qt/plugins"}


def test_there_is_one_application_and_it_has_a_font(qapp: QApplication) -> None:
    assert make_application() is qapp
    assert QFontDatabase.families()
