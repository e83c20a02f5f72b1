"""Files that are complete or not there."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write a file, readable by its owner only; a file that was there stays until this one is done.

    Args:
        file: Its folder must be there.
        content: All of it.

    Raises:
        OSError: It cannot be written; nothing is left of it then.
    """
    draft: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".janus-", delete=False) as out:
            draft = Path(out.name)
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
        draft = None
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)
