"""Files that are complete or not there."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def whole_file(file: Path) -> Iterator[IO[bytes]]:
    """Open a new file that takes its place when all of it was written, and is on the disk.

    It is readable by its owner only. A file that was there stays until then.

    Args:
        file: Its folder must be there.

    Raises:
        OSError: It cannot be written; nothing is left of it then.
    """
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".janus-", delete=False) as out:
            draft = Path(out.name)
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
        draft = None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file whole or not at all, see `whole_file`.

    Raises:
        OSError: It cannot be written; nothing is left of it then.
    """
    with whole_file(file) as out:
        out.write(content)
