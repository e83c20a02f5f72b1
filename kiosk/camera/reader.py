"""The camera thread: opens a source, reads it, and reconnects by itself when it is lost."""

import logging
import threading
from dataclasses import dataclass

from kiosk.camera.mailbox import Mailbox
from kiosk.camera.source import FrameSource
from kiosk.errors import KioskError

_log = logging.getLogger(__name__)

FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 10.0
_JOIN_S = 3.0  # a driver that hangs in a read must not keep the kiosk from ending


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """How the camera is.

    Attributes:
        connected: Whether frames come.
        sentence: The same in words; what is wrong and what to do where they do not.
    """

    connected: bool
    sentence: str


class CameraReader:
    """Reads a source on a thread of its own and leaves each frame in a mailbox.

    Args:
        source: Opened, read and closed by this thread alone.
        mailbox: Where frames are left.
    """

    def __init__(self, source: FrameSource, mailbox: Mailbox) -> None:
        self._source = source
        self._mailbox = mailbox
        self._stop = threading.Event()
        self._status = CameraStatus(
            connected=False, sentence=f"Connecting to {source.description}."
        )
        # A daemon: where a driver never returns from a read, the process can still end.
        self._thread = threading.Thread(target=self._run, name="janus-camera", daemon=True)

    @property
    def status(self) -> CameraStatus:
        """How the camera is now; may be asked from any thread."""
        return self._status

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the thread; harmless when called twice or before `start`."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_S)
            if self._thread.is_alive():
                _log.warning("%s does not return from a read.", self._source.description)

    def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        while not self._stop.is_set():
            problem = self._read_until_lost()
            if self._stop.is_set():
                return
            if self._status.connected:  # it was there a moment ago: try quickly again
                wait_s = FIRST_WAIT_S
            away = _away(problem)
            if away != self._status:  # said once, not with every attempt
                _log.warning("No frames: %s", problem)
            self._status = away
            self._stop.wait(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)

    def _read_until_lost(self) -> str:
        """Read until the source fails or ends; return why, for people."""
        try:
            self._source.open()
            while not self._stop.is_set():
                frame = self._source.read()
                if frame is None:
                    return f"{self._source.description} has come to its end."
                if not self._status.connected:
                    self._status = CameraStatus(
                        connected=True, sentence=f"{self._source.description} delivers."
                    )
                self._mailbox.put(frame)
        except KioskError as error:
            return error.user_message()
        except Exception:  # noqa: BLE001 - logged with its traceback
            # A driver may raise anything; the door must come back by itself all the same.
            _log.exception("The camera failed in a way that is not known")
            return f"{self._source.description} failed."
        finally:
            self._let_go()
        return "Stopped."

    def _let_go(self) -> None:
        try:
            self._source.close()
        except Exception:  # noqa: BLE001 - logged; the thread must live on to reconnect
            _log.exception("The camera could not be closed")


def _away(sentence: str) -> CameraStatus:
    return CameraStatus(connected=False, sentence=sentence)
