"""Signs of life for systemd, where it started Janus: it starts a hanging Janus again.

The protocol is one datagram to the socket that `NOTIFY_SOCKET` names (sd_notify(3)); an `@` there
stands for a socket without a file. Without that variable nothing is said.
"""

import socket
from collections.abc import Mapping

from kiosk.clock import Clock

BEAT_EVERY_S = 1.0


class ServiceManager:
    """See the module.

    Args:
        environment: Of the process.
        clock: Measures how long signs lie apart.
    """

    def __init__(self, environment: Mapping[str, str], clock: Clock) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._clock = clock
        self._told_s: float | None = None

    def beat(self) -> None:
        """Say that Janus is alive, the first time also that it has started; never raises."""
        now_s = self._clock.monotonic()
        if not self._address or (self._told_s is not None and now_s - self._told_s < BEAT_EVERY_S):
            return
        told = b"WATCHDOG=1" if self._told_s is not None else b"READY=1\nWATCHDOG=1"
        self._told_s = now_s
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.settimeout(0.0)
                out.sendto(told, self._address)
        except OSError:
            return  # it will miss it, and say so
