"""Opens the door-entry screen in a real X11 window, with opencv imported first.

opencv's wheels point Qt at plug-ins of their own, which with some versions breaks a window on a
real display, and never one off-screen. So this is run by itself, on a display:

    xvfb-run -a python -m tests.xcb_window

Exit code 0: the window was there and showed what it should.
"""

import os
import sys

os.environ["QT_QPA_PLATFORM"] = "xcb"

import cv2
import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from kiosk.clock import SystemClock
from kiosk.entry.view import EntryState, EntryView
from kiosk.ui.application import make_application
from kiosk.ui.entry_screen import EntryScreen
from kiosk.ui.style import STATE_STYLES
from models.types import Frame

_OPENCV_VARIABLES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_DEADLINE_MS = 10_000
_LOOK_AGAIN_MS = 50


def main() -> int:
    """Open the window, wait until the display shows it, and look at the display's own pixels."""
    if not os.environ.get("DISPLAY"):
        sys.stderr.write("There is no display. Run this under xvfb-run.\n")
        return 2
    application = make_application()
    if application.platformName() != "xcb":
        sys.stderr.write(f"Qt chose {application.platformName()}, not xcb.\n")
        return 1
    if left := [name for name in _OPENCV_VARIABLES if "cv2" in os.environ.get(name, "")]:
        sys.stderr.write(f"opencv's Qt folders are still set: {left}\n")
        return 1
    screen = EntryScreen()
    screen.resize(640, 400)
    screen.show_view(_welcome())
    screen.show()
    shown = _wait_until_shown(application, screen)
    screen.close()
    if not shown:
        sys.stderr.write("The display does not show the door-entry screen.\n")
        return 1
    sys.stdout.write(f"xcb window shown; opencv {cv2.__version__} was imported first\n")
    return 0


def _welcome() -> EntryView:
    frame = Frame(np.full((360, 640, 3), 200, np.uint8), 0.0, 0)
    return EntryView(
        state=EntryState.WELCOME,
        sentence="Welcome, Ada",
        detail="The door is open.",
        frame=frame,
        faces=(),
        door_name="Main entrance",
        door_unlocked=True,
        door_simulated=True,
        now=SystemClock().now(),
    )


def _wait_until_shown(application: QApplication, screen: EntryScreen) -> bool:
    """Let the event loop run until the display itself has the screen's colours, or it is late."""
    loop, seen = QEventLoop(), list[bool]()

    def look() -> None:
        display = application.primaryScreen().grabWindow(0).toImage()
        corner = screen.mapToGlobal(screen.rect().topLeft())
        picture = screen.mapToGlobal(screen.face_view.geometry().center())
        ground = display.pixelColor(corner.x() + 3, corner.y() + 3)
        live = display.pixelColor(picture.x(), picture.y())
        if _near(ground, QColor(STATE_STYLES[EntryState.WELCOME].top)) and _near(
            live, QColor(200, 200, 200)
        ):
            seen.append(True)
            loop.quit()

    again = QTimer()
    again.timeout.connect(look)
    again.start(_LOOK_AGAIN_MS)
    QTimer.singleShot(_DEADLINE_MS, loop.quit)
    loop.exec()
    again.stop()
    return bool(seen)


def _near(one: QColor, other: QColor) -> bool:
    return (
        abs(one.red() - other.red()) + abs(one.green() - other.green())
        + abs(one.blue() - other.blue())
    ) < 15  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
