"""Making a backup while the door runs."""

import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

from db.canonical import moment_text
from db.engine import Database
from db.sealing import MasterKey
from kiosk.backup.sealed_file import write_sealed
from kiosk.config import FILE_NAME as CONFIG_NAME
from kiosk.errors import KioskError
from kiosk.factors.badge_key import PRIVATE_NAME, PUBLIC_NAME
from kiosk.log_key import KEY_FILE, PUBLIC_FILE
from kiosk.people_data.consent_text import FILE_NAME as CONSENT_NAME
from kiosk.whole_file import whole_file

DATABASE_NAME = "janus.sqlite3"
BESIDE = (CONFIG_NAME, CONSENT_NAME, KEY_FILE, PUBLIC_FILE, PRIVATE_NAME, PUBLIC_NAME)
"""Files of the kiosk's folder that a backup holds beside the database; never the master key."""


def make_backup(
    database: Database, data_dir: Path, file: Path, master: MasterKey, now: datetime
) -> None:
    """Write a backup, whole or not at all.

    The database is copied at one moment, by SQLite's own means; the door goes on.

    Args:
        database: What to copy.
        data_dir: The kiosk's folder.
        file: Where to.
        master: The kiosk's key.
        now: Now, aware.

    Raises:
        KioskError: It cannot be written, or the database is a server's.
        StoreError: The database cannot be read.
    """
    if database.file is None:
        raise KioskError(
            "This kiosk's database is on a server, which makes its own backups.",
            "Use pg_dump there, and keep the files of the data folder beside it.",
        )
    # Beside the backup: where a large file fits twice, and never in a shared /tmp.
    with tempfile.TemporaryDirectory(prefix=".janus-backup-", dir=file.resolve().parent) as folder:
        copy, bundle = Path(folder) / DATABASE_NAME, Path(folder) / "bundle.tar"
        database.copy_to(copy)
        with tarfile.open(bundle, "w") as tar:
            tar.add(copy, DATABASE_NAME)
            for name in BESIDE:
                if (data_dir / name).is_file():
                    tar.add(data_dir / name, name)
        copy.unlink()
        with bundle.open("rb") as content, whole_file(file) as out:
            write_sealed(content, out, master, moment_text(now))
