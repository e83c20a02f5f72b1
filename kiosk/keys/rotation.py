"""Another master key, in three steps, each of which a fault may follow.

Both keys are put down, then the database changes over to the new one in one transaction, then the
old one is taken away. The database says which of the two it needs, whatever happened.
"""

from dataclasses import dataclass

from db.engine import Database
from db.key_rotation import rotate
from db.sealing import MasterKey
from db.sealing_at_rest import Sealing
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.keys.environment import VARIABLE
from kiosk.keys.opening import needed
from kiosk.keys.place import KeyPlace, new_key


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to.

    Attributes:
        data_keys: How many were wrapped anew.
        key_id: Of the new master key.
    """

    data_keys: int
    key_id: bytes


def rotate_key(
    database: Database, state: Sealing, place: KeyPlace, clock: Clock, actor: str
) -> Rotated:
    """Give the database another master key.

    Args:
        database: The database.
        state: How it is sealed now.
        place: Where the key lies; where Janus cannot write there, both keys must lie there.
        clock: Tells the time of day.
        actor: Who does it.

    Raises:
        KioskError: The key that is needed is not there, or the place cannot be written.
        StoreError: The database cannot be written; then it needs the old key as before.
    """
    secrets = {MasterKey(secret).key_id: secret for secret in place.read()}
    old = needed(state, tuple(map(MasterKey, secrets.values())), place)
    if place.can_write:
        secret = new_key()
        place.write([secrets[old.key_id], secret])
    else:
        secret = _the_other(secrets, old)
    new = MasterKey(secret)
    count = rotate(database, old, new, clock.now(), actor)
    if place.can_write:
        place.write([secret])
    return Rotated(count, new.key_id)


def _the_other(secrets: dict[bytes, bytes], old: MasterKey) -> bytes:
    others = [secret for key_id, secret in secrets.items() if key_id != old.key_id]
    if len(others) != 1:
        raise KioskError(
            f"{VARIABLE} does not hold the old key and one new key.",
            "Make one with `janus keys new`, and put it there after the old one and a comma.",
        )
    return others[0]
