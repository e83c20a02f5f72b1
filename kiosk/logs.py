"""The technical log: what the program did, for whoever must mend it.

It holds no names, pictures or embeddings; who entered is in the access log, and only there.
"""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from typing_extensions import override

from kiosk.errors import KioskError

FILE_NAME = "janus.log"
_MAX_BYTES = 2_000_000
_OLD_FILES = 4
_log = logging.getLogger(__name__)
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class _PrivateFile(RotatingFileHandler):
    """A rotating log file that only its owner may read."""

    @override
    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        return TextIOWrapper(os.fdopen(descriptor, "ab"), encoding=self.encoding or "utf-8")


@contextmanager
def technical_log(data_dir: Path) -> Iterator[Path]:
    """Write the log of everything within the block to a file, and warnings to stderr as well.

    What nobody catches, in a callback of Qt or on a thread, is logged too, with its traceback.

    Yields:
        The file.

    Raises:
        KioskError: The file cannot be written.
    """
    file = data_dir / FILE_NAME
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        to_file = _PrivateFile(file, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    except OSError as error:
        raise KioskError(
            f"The technical log {file} cannot be written: {error.strerror or error}.",
            "Check who may write that folder, or choose another with --data-dir.",
        ) from error
    to_file.setLevel(logging.INFO)
    to_stderr = logging.StreamHandler(sys.stderr)
    to_stderr.setLevel(logging.WARNING)
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    for handler in (to_file, to_stderr):
        handler.setFormatter(logging.Formatter(_FORMAT))
        root.addHandler(handler)
    try:
        with _uncaught_logged():
            yield file
    finally:
        root.setLevel(level)
        for handler in (to_file, to_stderr):
            root.removeHandler(handler)
        to_file.close()


@contextmanager
def _uncaught_logged() -> Iterator[None]:
    """Log what would otherwise only be printed: at a door nobody reads stderr."""

    def of_process(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        _log.critical("A bug", exc_info=(kind, error, traceback))

    def of_thread(bug: threading.ExceptHookArgs) -> None:
        if bug.exc_value is not None and bug.exc_type is not SystemExit:
            name = bug.thread.name if bug.thread else "?"
            about = (bug.exc_type, bug.exc_value, bug.exc_traceback)
            _log.critical("A bug on the thread %s", name, exc_info=about)

    before, before_in_threads = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = of_process, of_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before, before_in_threads
