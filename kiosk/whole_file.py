"""Files that are complete or not there."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import models.whole_file
from kiosk.errors import KioskError


@contextlib.contextmanager
def whole_file(file: Path) -> Iterator[IO[bytes]]:
    """Open a file that is swapped in when the block ends, and readable by its owner only.

    After an error in the block nothing is left behind, and a file that was there is as it was.

    Args:
        file: The file; its folder must be there.

    Raises:
        KioskError: It cannot be written.
    """
    if file.exists() and not file.is_file():
        raise KioskError(f"{file} is a folder or a device.", "Name a file.")
    try:
        with models.whole_file.whole_file(file) as out:
            yield out
    except OSError as error:
        raise KioskError(
            f"{file} cannot be written: {error.strerror or error}.",
            "Check that its folder is there and may be written to, and the free disk space.",
        ) from error
