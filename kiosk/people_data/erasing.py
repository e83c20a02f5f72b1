"""Erasing a person, and looking in the very files whether anything is left of them."""

import logging
from collections.abc import Mapping
from uuid import UUID

from db.engine import Database
from db.erasure import erase, names_in_use, traces_of
from db.errors import StoreError
from db.signing import Signer
from kiosk.clock import Clock
from kiosk.people_data.byte_scan import database_files, found_in
from kiosk.people_data.certificate import Certificate

_log = logging.getLogger(__name__)


def erase_person(
    database: Database, person_id: UUID, clock: Clock, actor: str, signer: Signer
) -> Certificate:
    """Erase a person, write over what was theirs, and search the files for them.

    Where something is found, pages from before this program wrote zeros may hold it: then the
    whole file is written anew, and searched again.

    Args:
        database: Where they are.
        person_id: Who.
        clock: Tells the time of day.
        actor: Who does it.
        signer: The key of the log.

    Raises:
        StoreError: Nobody has this id, or the database cannot be written: then nothing was erased.
    """
    traces = traces_of(database, person_id)
    now = clock.now()
    done = erase(database, person_id, now, actor, signer)
    _write_over(database, whole=False)
    size, left = search(database, traces)
    shared = _shared(database, traces, left)
    if set(left) - set(shared):
        _write_over(database, whole=True)
        size, left = search(database, traces)
    return Certificate(
        person_id=person_id,
        at=now,
        actor=actor,
        pseudonym=done.forgotten.pseudonym,
        visits=len(done.forgotten.visits),
        acts=len(done.forgotten.acts),
        removed=done.removed,
        entry=done.forgotten.entry,
        looked_in_bytes=size,
        looked_for=tuple(traces),
        left=tuple(name for name in left if name not in shared),
        shared=shared,
    )


def _shared(
    database: Database, traces: Mapping[str, bytes], left: tuple[str, ...]
) -> tuple[str, ...]:
    """Return those traces that are names which others bear too: they stay where they are."""
    names = {name: traces[name].decode() for name in left if name.startswith("name ")}
    used = names_in_use(database, set(names.values()))
    return tuple(name for name, text in names.items() if text in used)


def _write_over(database: Database, *, whole: bool) -> None:
    """Write over; where somebody holds the database, the search says what is still there."""
    try:
        database.write_over(whole=whole)
    except StoreError as error:
        _log.warning("%s", error.user_message())


def search(database: Database, traces: Mapping[str, bytes]) -> tuple[int | None, tuple[str, ...]]:
    """Return how many bytes the files of a database have, and which traces are in them."""
    if database.file is None:
        return None, ()
    files = database_files(database.file)
    return sum(file.stat().st_size for file in files), found_in(files, traces)
