"""A call that comes later, on a thread of its own: what must happen without the entry thread."""

import threading
from collections.abc import Callable
from typing import Protocol, TypeAlias


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Do not call, where it is not too late."""
        ...


StartTimer: TypeAlias = Callable[[float, Callable[[], None]], Timer]
"""Takes the seconds, and what to call."""


def start_timer(after_s: float, call: Callable[[], None]) -> Timer:
    """Call back after `after_s` seconds."""
    timer = threading.Timer(after_s, call)
    timer.name = "janus-door-timer"
    timer.daemon = True  # whatever must happen at the end of the process, closing does
    timer.start()
    return timer
