"""The master key in a file that only its owner may read."""

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.keys.place import parsed, spelled
from kiosk.whole_file import whole_file

_OTHERS = 0o077


class KeyFile:
    """A file.

    Args:
        file: Its path; not among the backups of the database, or it would open them.
    """

    can_write = True

    def __init__(self, file: Path) -> None:
        self._file = file

    @property
    def where(self) -> str:
        """Return its path."""
        return f"the file {self._file}"

    def read(self) -> tuple[bytes, ...]:
        """See `KeyPlace`.

        Raises:
            KioskError: It cannot be read, may be read by others, or holds no key.
        """
        try:
            mode = self._file.stat().st_mode
            text = self._file.read_text(encoding="ascii")
        except FileNotFoundError:
            return ()
        except UnicodeDecodeError:
            text, mode = "no key", 0
        except OSError as error:
            raise KioskError(
                f"The master key {self._file} cannot be read: {error.strerror or error}.",
                "Use the account that runs Janus, or restore the file from where you keep a copy.",
            ) from error
        if os.name == "posix" and mode & _OTHERS:
            raise KioskError(
                f"The master key may be read or written by others: {self._file}.",
                f"Take that right from them with `chmod 600 {self._file}`, and rotate it: "
                "`janus keys rotate`.",
            )
        keys = parsed(text, self.where)
        if not keys:
            raise KioskError(
                f"The master key {self._file} is empty.",
                "Restore it from where you keep a copy.",
            )
        return keys

    def write(self, keys: Sequence[bytes]) -> None:
        """See `KeyPlace`."""
        with whole_file(self._file) as out:
            out.write(spelled(keys).encode())

    def begin(self, key: bytes) -> None:
        """See `KeyPlace`; of two processes that begin at once, one is refused."""
        with contextlib.suppress(FileExistsError):
            self._file.parent.mkdir(mode=0o700, parents=True)
        own = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            with whole_file(own) as out:
                out.write(spelled([key]).encode())
            os.link(own, self._file)
        except OSError as error:
            raise KioskError(
                f"The master key {self._file} cannot be made: {error.strerror or error}.",
                "Check that its folder may be written to, and the free disk space, then try again.",
            ) from error
        finally:
            own.unlink(missing_ok=True)
