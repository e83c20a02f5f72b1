"""Ctrl-C and SIGTERM end the event loop cleanly.

While Qt waits for events no Python runs, so a Python signal handler would wait with it. The
interpreter's wake-up socket makes the signal an event.
"""

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from PySide6.QtCore import QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def quitting_on_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` on the GUI thread when the process is told to end, while the block lasts.

    Must be entered on the main thread.
    """

    def handle(number: int, frame: FrameType | None) -> None:
        stop()

    receiving, sending = socket.socketpair()
    receiving.settimeout(0)
    sending.settimeout(0)
    notifier = QSocketNotifier(receiving.fileno(), QSocketNotifier.Type.Read)
    # Emptying the socket is enough: back in Python, the interpreter runs `handle` by itself.
    notifier.activated.connect(lambda: _empty(receiving))
    before = [(number, signal.signal(number, handle)) for number in _SIGNALS]
    wake_before = signal.set_wakeup_fd(sending.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(wake_before)
        for number, handler in before:
            signal.signal(number, handler)
        notifier.setEnabled(False)
        notifier.deleteLater()
        receiving.close()
        sending.close()


def _empty(receiving: socket.socket) -> None:
    try:
        receiving.recv(4096)
    except BlockingIOError:
        return
