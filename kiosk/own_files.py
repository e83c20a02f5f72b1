"""The files that a kiosk lives on: nothing that somebody saves may take their place."""

import re
from pathlib import Path

from kiosk.errors import KioskError

_NAMES = re.compile(
    r"janus\.(sqlite3|toml|log)\b.*|master\.key\b.*|erased\.list"
    r"|badge-(key|public)\.pem|log-signing\.(key|pub)"
)
# An SQLite database, whatever its name, and the two kinds of its write-ahead log.
_STARTS = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


def refuse_own(file: Path) -> None:
    """Refuse to write over a database, a configuration or a technical log.

    Raises:
        KioskError: The file is one.
    """
    if not file.is_file():
        return
    try:
        with file.open("rb") as opened:
            start = opened.read(max(map(len, _STARTS)))
    except OSError:  # whoever may not read it, may be about to replace it all the same
        start = b""
    if _NAMES.fullmatch(file.resolve().name) or start.startswith(_STARTS):
        raise KioskError(f"{file} is a file that a kiosk needs.", "Name another file to write to.")
