"""A small log with everything in it, a key to sign it, and what a verification finds."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db import audit
from db.access_log import AccessLog
from db.audit import AdminAction, person_subject
from db.chain_erasure import forget
from db.chain_findings import Finding
from db.chain_prune import Retention, prune
from db.chain_verify import Verification
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.engine import Database
from db.gallery import Gallery
from db.heads import HeadStore, SignedHead
from db.signing import KeySigner
from tests.test_db.samples import NOON, STRANGER, patron, visit

SIGNER = KeySigner(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
KEYS = (SIGNER.public_key,)
HOUR = timedelta(hours=1)


def findings(
    database: Database,
    kept: Collection[SignedHead] = (),
    keys: Collection[bytes] | None = KEYS,
) -> list[Finding]:
    with database.reading() as session:
        return list(Verification(session, keys, kept).findings())


def rich_log(file: Path) -> SignedHead:
    """Write a log of people, strangers, acts, a door, an erased person, pruned visits, and heads.

    Returns:
        The last head, which covers all of it.
    """
    database = Database.open(file)
    try:
        gallery, log, store = Gallery(database), AccessLog(database), HeadStore(database)
        ada, ben = (
            gallery.add(patron("Ada"), NOON, by="ada"),
            gallery.add(patron("Ben"), NOON, by="ada"),
        )
        store.sign(NOON, SIGNER)
        for hour in range(3):
            log.append(replace(visit(ada, NOON + hour * HOUR), evidence=b"of Ada"))
            log.append(replace(visit(ben, NOON + hour * HOUR), evidence=b"of Ben"))
        log.append(replace(STRANGER, at=NOON + 3 * HOUR))
        log.append(replace(STRANGER, at=NOON + 3 * HOUR, thumbnail_jpeg=b""))
        _act(database, person_subject(ada.id), {"name": "Ada"})
        _act(database, "door:Main entrance", {"hold_s": "5.0"})
        store.sign(NOON + 3 * HOUR, SIGNER)
        with database.writing() as session:
            forget(session, NOON + 3 * HOUR, "console:root", ada.id, SIGNER)
        doors = DoorEventStore(database)
        for hour in range(2):  # the first is pruned
            doors.append(NewDoorEvent(NOON + hour * HOUR, "Hall", DoorEventKind.EXIT))
        retention = Retention(NOON + HOUR, NOON + 2 * HOUR)
        prune(database, NOON + 3 * HOUR, "console:root", retention, SIGNER)
        ben_again = log.append(visit(ben, NOON + 4 * HOUR))
        doors.append(
            NewDoorEvent(NOON + 4 * HOUR, "Hall", DoorEventKind.OPENED, visit=ben_again.id)
        )
        doors.append(NewDoorEvent(NOON + 4 * HOUR, "Hall", DoorEventKind.HELD, open_ms=30_000))
        _act(database, "door:Main entrance", {"name": "Front"})
        return store.sign(NOON + 5 * HOUR, SIGNER)
    finally:
        database.close()


def _act(database: Database, subject: str, after: dict[str, str]) -> None:
    with database.writing() as session:
        audit.record(session, AdminAction(NOON, "console:root", "changed", subject, {}, after))
