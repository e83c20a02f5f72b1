"""`janus people erase`, what it says of itself, and the index of a door that runs meanwhile."""

import gc
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from db.access_log import AccessLog
from db.engine import Database
from db.erasure import traces_of
from db.gallery import Gallery
from db.names import folded
from db.records import Person
from db.signing import is_signed, message_of
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.entry.gallery_watch import GalleryWatch
from kiosk.keys.opening import open_sealed
from kiosk.log_key import read_log_key
from kiosk.people_data.byte_scan import database_files, found_in
from kiosk.people_data.certificate import KIND
from models.gallery_index import GalleryIndex
from tests.test_db.samples import NOON, patron, unit, visit
from tests.test_kiosk.cli_runner import janus
from tests.test_kiosk.fakes import calibration

NAME = "Quirin Xylander"


def filled(data_dir: Path) -> tuple[Database, Person]:
    config = Config(data_dir=data_dir)
    database = open_sealed(config, SystemClock(), "console:ada")
    model_id = calibration().model_id
    gallery = Gallery(database)
    gallery.add(replace(patron("Ben"), model_id=model_id, vector=unit(1, 0, 0, 0)), NOON, by="ada")
    quirin = gallery.add(
        replace(patron(NAME), model_id=model_id, vector=unit(0, 3, 4, 5)), NOON, by="ada"
    )
    AccessLog(database).append(visit(quirin))
    return database, quirin


def test_erased_at_the_command_line_and_gone_from_a_door_that_runs(tmp_path: Path) -> None:
    database, quirin = filled(tmp_path)
    watch = GalleryWatch(Gallery(database), calibration(), one_in=1000)
    assert quirin.id in watch.current().people
    paper = tmp_path / "quirin.json"
    result = janus(tmp_path, "people", "erase", NAME, "--yes", "--certificate", paper)
    assert result.exit_code == 0, result.stderr
    assert "nothing is left" in result.stdout
    assert "erased person" in result.stdout
    assert NAME not in result.stdout + paper.read_text()
    known = watch.current()
    assert quirin.id not in known.people
    gc.collect()
    indexes = [one for one in gc.get_objects() if type(one) is GalleryIndex]
    assert [one for one in indexes if holds(one, unit(1, 0, 0, 0))], "or nothing is proved"
    assert not [one for one in indexes if holds(one, unit(0, 3, 4, 5))]
    assert janus(tmp_path, "people", "show", NAME).exit_code == 1
    assert janus(tmp_path, "log", "verify").exit_code == 0
    database.close()
    files = database_files(tmp_path / "janus.sqlite3")
    assert found_in(files, {"name": NAME.encode(), "id": quirin.id.hex.encode()}) == ()


def holds(index: GalleryIndex, vector: NDArray[np.float32]) -> bool:
    rows = index._templates.cpu().numpy()
    return rows.shape[1:] == vector.shape and any(np.allclose(row, vector) for row in rows)


def test_the_certificate_is_signed_and_a_changed_one_is_not(tmp_path: Path) -> None:
    database, quirin = filled(tmp_path)
    database.close()
    paper = tmp_path / "quirin.json"
    janus(tmp_path, "people", "erase", NAME, "--yes", "--certificate", paper)
    told = json.loads(paper.read_text())
    signature, key = bytes.fromhex(told.pop("signature")), bytes.fromhex(told.pop("signed_by"))
    assert key == read_log_key(tmp_path).public_key
    assert is_signed(key, signature, message_of(KIND, told))
    assert (told["person"], told["found"], told["visits"]) == (str(quirin.id), [], 1)
    told["visits"] = 0
    assert not is_signed(key, signature, message_of(KIND, told))


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_without_a_yes_nobody_is_erased(tmp_path: Path, answer: str) -> None:
    database, _ = filled(tmp_path)
    result = janus(tmp_path, "people", "erase", NAME)
    assert result.exit_code == 1
    assert Gallery(database).count() == 2
    database.close()


def test_a_namesake_keeps_the_name(tmp_path: Path) -> None:
    database, quirin = filled(tmp_path)
    Gallery(database).add(patron(f"{NAME} Junior"), NOON, by="ada")
    database.close()
    result = janus(tmp_path, "people", "erase", quirin.id, "--yes")
    assert result.exit_code == 0
    assert "Others bear a name of theirs" in result.stdout
    assert "nothing is left" in result.stdout


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    database, quirin = filled(tmp_path)
    traces = traces_of(database, quirin.id)
    files = database_files(tmp_path / "janus.sqlite3")
    assert set(found_in(files, traces)) == set(traces), "each is in the files before"
    assert traces["name 1, for searching"] == folded(NAME).encode()
    assert found_in([tmp_path / "gone"], traces) == ()
    large = tmp_path / "large"
    for shift in (0, 3, 7):  # also where one portion ends and the next begins
        large.write_bytes(bytes(16 * 1024 * 1024 - shift) + b"Quirin X" + bytes(99))
        assert found_in([large], {"name": b"Quirin X"}) == ("name",)
    database.close()
