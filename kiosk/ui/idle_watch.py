"""Logs out whoever walked away: a warning first, and any touch or key puts it off."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from typing_extensions import override

_WARN_S = 30
_SECOND_MS = 1000
_ACTIVITY = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


class IdleWatch(QObject):
    """Watches the application for activity between `start` and `stop`.

    Args:
        application: What is watched.
        idle_s: After so many seconds without activity `expired` is called.
        warn: Called each second before that, with how many are left.
        calm: Called when somebody is active again after a warning.
        expired: Called once, at the end.
    """

    def __init__(
        self,
        application: QApplication,
        idle_s: float,
        *,
        warn: Callable[[int], None],
        calm: Callable[[], None],
        expired: Callable[[], None],
    ) -> None:
        super().__init__(application)
        self._application = application
        self._warn = warn
        self._calm = calm
        self._expired = expired
        self._warn_s = min(_WARN_S, math.ceil(idle_s / 2))
        self._left_s = 0
        self.quiet = QTimer(self)
        self.quiet.setSingleShot(True)
        self.quiet.setInterval(round((idle_s - self._warn_s) * _SECOND_MS))
        self.quiet.timeout.connect(self._begin_warning)
        self.second = QTimer(self)
        self.second.setInterval(_SECOND_MS)
        self.second.timeout.connect(self._count_down)

    @property
    def is_on(self) -> bool:
        """Whether activity is watched now."""
        return self.quiet.isActive() or self.second.isActive()

    def start(self) -> None:
        """Begin, or begin anew."""
        self._application.installEventFilter(self)
        self._put_off()

    def stop(self) -> None:
        """Watch no more."""
        self._application.removeEventFilter(self)
        self.quiet.stop()
        self.second.stop()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the log-out off whenever somebody types or touches."""
        if event.type() in _ACTIVITY:
            self._put_off()
        return False

    def _put_off(self) -> None:
        warned = self.second.isActive()
        self.second.stop()
        self.quiet.start()
        if warned:
            self._calm()

    def _begin_warning(self) -> None:
        self._left_s = self._warn_s
        self.second.start()
        self._warn(self._left_s)

    def _count_down(self) -> None:
        self._left_s -= 1
        if self._left_s > 0:
            self._warn(self._left_s)
            return
        self.stop()
        self._expired()
