"""`janus people export`: everything about one person is in it, and nothing about another."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from db.access_log import AccessLog
from db.care_records import ConsentText
from db.door_events import DoorEventStore
from db.door_records import DoorEventKind, NewDoorEvent
from db.gallery import Gallery
from db.pins import PinStore
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.keys.opening import open_sealed
from tests.test_db.samples import MODEL, NOON, STRANGER, patron, unit, visit
from tests.test_kiosk.cli_runner import janus


def test_all_of_one_person_and_nothing_of_another(tmp_path: Path) -> None:
    database = open_sealed(Config(data_dir=tmp_path), SystemClock(), "console:ada")
    gallery, log = Gallery(database), AccessLog(database)
    ada = gallery.add(replace(patron(), consent=ConsentText("I agree.")), NOON, by="eve")
    bob = gallery.add(patron("Bob"), NOON, by="eve")
    PinStore(database).put(ada.id, "$argon2id$x", None, at=NOON, by="eve", draw_number=lambda: 47)
    first = log.append(replace(visit(ada), evidence=b"of another format"))
    of_bob = log.append(visit(bob))
    log.append(STRANGER)
    doors = DoorEventStore(database)
    for number in (first.id, of_bob.id, None):
        doors.append(NewDoorEvent(NOON, "Hall", DoorEventKind.OPENED, number))
    gallery.rename(ada.id, "Ada King", NOON, by="eve")
    second = log.append(replace(visit(gallery.get(ada.id)), thumbnail_jpeg=b""))
    database.close()

    out = tmp_path / "ada.zip"
    result = janus(tmp_path, "people", "export", "Ada King", "--out", out)
    assert result.exit_code == 0, result.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    paper = zipfile.ZipFile(io.BytesIO(out.read_bytes()))
    assert paper.testzip() is None
    files = {name: paper.read(name) for name in paper.namelist()}
    assert files["photo.jpg"] == patron().photo_jpeg
    assert files["thumbnail.jpg"] == patron().thumbnail_jpeg
    assert files["consent.txt"] == b"I agree."
    assert files[f"pictures/visit-{first.id}.jpg"] == b"probe"
    person = json.loads(files["person.json"])
    assert (person["id"], person["name"]) == (str(ada.id), "Ada King")
    assert person["consent"]["recorded_by"] == "eve"
    assert np.allclose(json.loads(files["templates.json"])[MODEL], unit())
    visits = json.loads(files["visits.json"])
    assert [one["id"] for one in visits] == [second.id, first.id]
    assert [one["name"] for one in visits] == ["Ada King", "Ada Lovelace"]
    assert visits[1]["face_as_numbers"] == b"of another format".hex()
    assert files["visits.csv"].decode("utf-8-sig").count("\n") == 3
    (opened,) = json.loads(files["door.json"])
    assert (opened["visit"], opened["what"]) == (first.id, "opened")
    acts = [act["action"] for act in json.loads(files["acts.json"])]
    assert acts == ["person enrolled", "PIN set", "person renamed"]
    rows = json.loads(files["rows.json"])
    assert {"consents", "person_keys", "visitors"} >= set(rows) - {"pins"}
    everything = b"".join(files.values())
    for secret in (b"$argon2id$x", b"Bob", str(bob.id).encode(), bob.id.hex.encode()):
        assert secret not in everything
    shown = janus(tmp_path, "people", "export", "Nobody", "--out", out)
    assert shown.exit_code == 1
