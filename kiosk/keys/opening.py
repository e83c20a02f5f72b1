"""Opening a kiosk's database with its master key: the one way that the program takes.

A key is made beside a database that was never sealed, and beside no other: where a sealed one's key
is missing or another one, nothing is opened, nothing is made, and the door stays shut.
"""

import os
from collections.abc import Sequence

from db.engine import Database
from db.sealing import MasterKey
from db.sealing_at_rest import Sealing, clean_up, seal_everything, sealing_of
from db.vault import OpenVault
from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.config_place import naming
from kiosk.errors import KioskError
from kiosk.keys.environment import KeyInEnvironment
from kiosk.keys.key_file import KeyFile
from kiosk.keys.os_keyring import KeyInKeyring
from kiosk.keys.place import KeyPlace, new_key
from kiosk.log_key import open_log_key


def key_place(config: Config) -> KeyPlace:
    """Return where the operator keeps the master key."""
    if config.storage.key == "keyring":
        return KeyInKeyring(config.data_dir)
    if config.storage.key == "environment":
        return KeyInEnvironment(os.environ)
    return KeyFile(config.key_file)


def open_sealed(config: Config, clock: Clock, actor: str) -> Database:
    """Open the configured database with its key; seal it first where it never was.

    Args:
        config: Says where both are.
        clock: Tells the time of day.
        actor: Who opens it, for the record where it is sealed now.

    Raises:
        KioskError: The key is missing, another one, or cannot be read.
        StoreError: The database cannot be opened.
    """
    with naming(config, "storage.database"):
        database = Database.open(config.database_location)
    try:
        place = key_place(config)
        keys = tuple(map(MasterKey, place.read()))
        state = sealing_of(database)
        if state is None:
            master = keys[0] if keys else _begun(place)
            seal_everything(
                database, master, clock.now(), actor, lambda: open_log_key(config.data_dir)
            )
            state = sealing_of(database)
            keys = (master,)
        master = needed(state, keys, place)
        clean_up(database)
    except BaseException:
        database.close()
        raise
    return database.unlocked(OpenVault(master))


def needed(state: Sealing | None, keys: Sequence[MasterKey], place: KeyPlace) -> MasterKey:
    """Return the key that a sealed database needs.

    Raises:
        KioskError: It is not among those of the place.
    """
    wanted = b"" if state is None else state.key_id
    for key in keys:
        if key.key_id == wanted:
            return key
    what = "is not the one that this database needs" if keys else "is missing"
    raise KioskError(
        f"The master key in {place.where} {what}: the pictures and templates of people are sealed "
        f"with the key {wanted.hex()[:8]}.",
        "Restore that key from where you keep a copy; nothing was changed, the door stays shut.",
    )


def _begun(place: KeyPlace) -> MasterKey:
    secret = new_key()
    place.begin(secret)
    return MasterKey(secret)
