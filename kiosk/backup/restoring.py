"""Restoring a backup into a folder, and proving one by doing so.

Whoever was erased since the backup was made is erased in the restored copy too, before anybody can
use it: by the list of the erased, which lies beside the database and in no backup.
"""

import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from typing_extensions import Buffer, override

from db.chain_verify import Verification
from db.engine import Database
from db.erasure import erase
from db.errors import StoreError
from db.gallery import Gallery
from db.sealing import MasterKey
from db.sealing_at_rest import sealing_of
from db.vault import OpenVault
from kiosk.backup.making import BESIDE, DATABASE_NAME
from kiosk.backup.sealed_file import read_header, unsealed
from kiosk.errors import KioskError
from kiosk.log_key import public_keys, read_log_key
from kiosk.people_data.erased_list import digest_of


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restored backup holds.

    Attributes:
        at: When it was made, ISO 8601.
        people: How many people are in it, without those erased since.
        visits: How many visits its log has.
        erased: How many people were erased from it now.
        findings: What is wrong with its log, in words.
    """

    at: str
    people: int
    visits: int
    erased: int
    findings: tuple[str, ...]


def restore_into(
    folder: Path,
    file: Path,
    masters: Sequence[MasterKey],
    erased: frozenset[str],
    now: datetime,
    actor: str,
) -> Restored:
    """Unpack a backup into an empty folder, erase whom it must not hold, and check all of it.

    Args:
        folder: Where to; empty.
        file: The backup.
        masters: Keys of the kiosk, of today and of then.
        erased: Digests of the people erased since.
        now: Now, aware.
        actor: Who does it.

    Raises:
        KioskError: It cannot be read, or was changed.
        StoreError: The database in it is damaged.
    """
    try:
        with file.open("rb") as source:
            header = read_header(source)
            _unpack(folder, io.BufferedReader(_Pieces(unsealed(source, header, masters))))
    except OSError as error:
        raise KioskError(
            f"The backup cannot be restored: {error.strerror or error}.",
            "Check the name of the file, the free disk space, and who may read and write there.",
        ) from error
    locked = Database.open(folder / DATABASE_NAME)
    try:
        state = sealing_of(locked)
        master = next((m for m in masters if state and m.key_id == state.key_id), None)
        if master is None:
            raise KioskError(
                "The master key of the database in this backup is not here.",
                "Put the key that the kiosk had when the backup was made into the key file.",
            )
        database = locked.unlocked(OpenVault(master))
        database.check_integrity()
        gone = _erase_again(database, folder, erased, now, actor)
        with database.reading() as session:
            check = Verification(session, public_keys(folder) or None)
            findings = tuple(finding.words for finding in check.findings())
            visits = check.tally.visits
        return Restored(header.at, _unseal_everybody(database), visits, gone, findings)
    finally:
        locked.close()


def _erase_again(
    database: Database, folder: Path, erased: frozenset[str], now: datetime, actor: str
) -> int:
    people = Gallery(database).roster("").people
    late = [one for one in people if digest_of(one) in erased]
    for person_id in late:
        erase(database, person_id, now, actor, read_log_key(folder))
    if late:
        database.write_over(whole=True)
    return len(late)


def _unseal_everybody(database: Database) -> int:
    """Unseal each photo, as only a restored copy can: a key that is wrong shows here, not later."""
    gallery = Gallery(database)
    people = gallery.roster("").people
    for person_id in people:
        gallery.photo(person_id)
    return len(people)


def _unpack(folder: Path, content: io.BufferedReader) -> None:
    wanted = {DATABASE_NAME, *BESIDE}
    try:
        with tarfile.open(fileobj=content, mode="r|") as tar:
            for member in tar:
                if member.name not in wanted or not member.isfile():
                    raise KioskError(
                        "This backup holds a file that does not belong to it.",
                        "It was made by a newer Janus: update this one.",
                    )
                tar.extract(member, folder, filter="data")
                (folder / member.name).chmod(0o600)
        while content.read(io.DEFAULT_BUFFER_SIZE):
            pass  # to the end, so that one that was cut off is noticed
    except tarfile.TarError as error:
        raise KioskError("This backup cannot be unpacked.", "Take another one.") from error
    if not (folder / DATABASE_NAME).exists():
        raise StoreError("This backup holds no database.", "Take another one.")


class _Pieces(io.RawIOBase):
    """An iterator of pieces as the stream that `tarfile` reads."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._left = b""

    @override
    def readable(self) -> bool:
        return True

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        room = memoryview(buffer).cast("B")
        if not self._left:
            self._left = next(self._pieces, b"")
        size = min(len(room), len(self._left))
        room[:size] = self._left[:size]
        self._left = self._left[size:]
        return size
