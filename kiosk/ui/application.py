"""Makes the one QApplication, after undoing what opencv does to Qt's environment."""

import os
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from kiosk.errors import KioskError
from kiosk.ui import style

# opencv's wheels carry a Qt of their own and point these at it when cv2 is imported. PySide6 then
# loads plug-ins built for another Qt and finds no display, though "offscreen" works.
_OPENCV_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")


def forget_opencv_qt(environment: MutableMapping[str, str]) -> None:
    """Take opencv's Qt folders out of `environment`; leave anybody else's setting alone."""
    for name in _OPENCV_VARIABLES:
        if "cv2" in Path(environment.get(name, "")).parts:
            del environment[name]


def make_application() -> QApplication:
    """Return the application, dressed in our style; the same one when called again.

    Raises:
        KioskError: A QCoreApplication without windows is there already.
    """
    forget_opencv_qt(os.environ)
    existing = QApplication.instance()
    if existing is None:
        application = QApplication(["janus"])
    elif isinstance(existing, QApplication):
        application = existing
    else:
        raise KioskError(
            "A Qt application without windows is already running in this process.",
            "Start the kiosk in a process of its own.",
        )
    application.setApplicationName("Janus")
    application.setApplicationDisplayName("Janus")
    # The window itself says when it is closed; a second quit would linger in the event queue.
    application.setQuitOnLastWindowClosed(False)
    ensure_fonts()
    style.dress(application)
    return application


def ensure_fonts() -> None:
    """Load matplotlib's DejaVu Sans where the system has no font at all, as on a bare container."""
    if QFontDatabase.families():
        return
    package = find_spec("matplotlib")
    if package is None or package.origin is None:
        return
    folder = Path(package.origin).parent / "mpl-data" / "fonts" / "ttf"
    for file_name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        QFontDatabase.addApplicationFont(str(folder / file_name))
