"""Whom a restored backup must not bring back: one line for each person erased here.

A line holds the SHA-256 of the person's number, which was drawn at random: it tells nobody who that
was, and a backup which numbers it must leave out. The list is in no backup; copy it to another
place now and then, for a machine that is lost loses it too.
"""

import hashlib
import os
import re
from pathlib import Path
from uuid import UUID

from kiosk.errors import KioskError

FILE_NAME = "erased.list"
_LINE = re.compile(r"[0-9a-f]{64}")


def digest_of(person_id: UUID) -> str:
    """Return the line of a person."""
    return hashlib.sha256(person_id.bytes).hexdigest()


def add_to_list(data_dir: Path, person_id: UUID) -> None:
    """Add somebody who is about to be erased; it is on the disk when this returns.

    Before the erasure and not after it: a fault in between must not bring them back.

    Raises:
        KioskError: It cannot be written.
    """
    try:
        file = os.open(data_dir / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, f"{digest_of(person_id)}\n".encode())
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise KioskError(
            f"The list of the erased cannot be written: {error.strerror or error}.",
            "Nobody was erased. Check the free disk space and the rights of the data folder.",
        ) from error


def read_list(file: Path) -> frozenset[str]:
    """Return the digests of a list; none where there is no file.

    Raises:
        KioskError: It cannot be read, or holds something else.
    """
    try:
        lines = file.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError):
        lines = [""]
    if not all(map(_LINE.fullmatch, lines)):
        raise KioskError(
            f"The list of the erased cannot be read: {file}.",
            f"It is a {FILE_NAME}: a line of 64 hexadecimal digits for each person erased.",
        )
    return frozenset(lines)
