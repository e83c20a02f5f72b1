"""Files that are complete or not there."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

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
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".janus-", delete=False) as out:
            draft = Path(out.name)
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
        draft = None
    except OSError as error:
        raise KioskError(
            f"{file} cannot be written: {error.strerror or error}.",
            "Check that its folder is there and may be written to, and the free disk space.",
        ) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
