"""The rig's door with PINs and badges in a real database, and fingers for its keypad."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from db.engine import Database
from db.gallery import Gallery
from db.names import folded
from db.pins import PinStore
from db.records import Person, PersonStatus
from db.tables import PersonRow
from kiosk.config import DecisionConfig, DoorConfig
from kiosk.entry.view import EntryView
from kiosk.factors.keypad import Key
from kiosk.factors.pin_desk import PinDesk
from kiosk.second_factor import stores_in
from tests.test_kiosk.door_rig import CHEAP, DoorRig
from tests.test_kiosk.fakes import ADA, BOB, NOON

if TYPE_CHECKING:
    from models.types import Embedding

ADAS_PIN, ADAS_DURESS_PIN, BOBS_PIN = "4071", "8305", "6160"


@functools.cache
def _empty_file() -> bytes:
    """An empty database: made once, as all steps of the schema take a while."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "janus.sqlite3"
        Database.open(file).close()
        return file.read_bytes()


def new_database(folder: Path) -> Database:
    """Return a database of its own in a folder."""
    file = folder / "janus.sqlite3"
    file.write_bytes(_empty_file())
    return Database.open(file)


def enrol(database: Database, name: str) -> Person:
    """Enrol somebody, or find them: as the database knows them."""
    gallery = Gallery(database)
    if not gallery.people(search=name):
        row = PersonRow(id=uuid4(), name=name, name_folded=folded(name), enrolled_at=NOON)
        row.status = PersonStatus.ACTIVE
        with database.writing() as session:
            session.add(row)
    return gallery.people(search=name)[0]


def factor_door(
    database: Database, opens_by: str = "face", *, step_up_one_in: int = 0, **more: object
) -> DoorRig:
    """Return a door that knows Ada and Bob; `give_pin` gives them a PIN."""
    rig = DoorRig(
        opens=DoorConfig(name="Test door", opens_by=opens_by),  # type: ignore[arg-type]
        decision=DecisionConfig(step_up_one_in=step_up_one_in),
        stores=stores_in(database),
        **more,  # type: ignore[arg-type]
    )
    for name, vector in (("Ada Lovelace", ADA), ("Bob", BOB)):
        know(rig, enrol(database, name), vector)
    return rig


def know(rig: DoorRig, person: Person, vector: Embedding) -> None:
    """Let the door know somebody whom the database knows."""
    rig.gallery.people[person.id] = (replace(person, enrolled_at=NOON), vector)
    rig.gallery._revision += 1


def revoke(rig: DoorRig, name: str) -> None:
    """Revoke somebody whom the door knows."""
    for person, vector in list(rig.gallery.people.values()):
        if person.name == name:
            know(rig, replace(person, status=PersonStatus.REVOKED), vector)


def give_pin(database: Database, name: str, pin: str, duress: str | None = None) -> int:
    """Set somebody's PIN; return their number."""
    desk = PinDesk(PinStore(database), hasher=CHEAP)
    person = enrol(database, name)
    return desk.set(person.id, pin, duress, at=NOON, by="console:root").number


def press(rig: DoorRig, keys: str) -> None:
    """Press keys: digits, `!` for enter, `x` for cancel, `o` to open the keypad."""
    names = {"!": Key.ENTER, "x": Key.CANCEL, "o": Key.OPEN, "<": Key.BACK}
    for key in keys:
        rig.keys.press(names.get(key) or Key(key))


def type_pin(rig: DoorRig, pin: str, who: Embedding = ADA, *, track: int = 1) -> list[EntryView]:
    """Let somebody before the door type a PIN and enter it."""
    press(rig, pin + "!")
    return rig.person(who, 1, track=track)
