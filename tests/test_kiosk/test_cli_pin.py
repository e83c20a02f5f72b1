"""`janus people pin` on a real database."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from db.audit import AuditLog
from db.engine import Database
from db.gallery import Gallery
from db.pins import PinStore
from db.records import Person
from kiosk.factors.pin_desk import PinAnswer, PinDesk
from tests.test_kiosk.cli_runner import app
from tests.test_kiosk.test_cli_people import ada, database, gallery

__all__ = ["ada", "database", "gallery"]


def set_pin(folder: Path, typed: str, *options: str) -> tuple[int, str]:
    words = ["people", "pin", "Ada Lovelace", *options, "--data-dir", str(folder)]
    result = CliRunner().invoke(app, words, input=typed)
    return result.exit_code, result.stdout + result.stderr


def test_a_pin_is_read_from_standard_input(database: Database, ada: Person, tmp_path: Path) -> None:
    code, said = set_pin(tmp_path, "4071\n")
    record = PinStore(database).of(ada.id)
    assert record is not None
    assert (code, said) == (
        0,
        f"The PIN of Ada Lovelace is set. Their number at the keypad is {record.number}.\n",
    )
    assert PinDesk(PinStore(database)).check(ada.id, "4071").answer is PinAnswer.RIGHT
    (act,) = AuditLog(database).newest(1)
    assert act.actor.startswith("console:")
    assert "4071" not in act.before + act.after


def test_a_duress_pin_is_the_second_line(database: Database, ada: Person, tmp_path: Path) -> None:
    assert set_pin(tmp_path, "4071\n8305\n", "--duress")[0] == 0
    assert PinDesk(PinStore(database)).check(ada.id, "8305").answer is PinAnswer.DURESS


@pytest.mark.parametrize("typed", ["1234\n", "\n", "", "40x1\n"])
def test_a_pin_that_cannot_be_used_is_refused(
    database: Database, ada: Person, tmp_path: Path, typed: str
) -> None:
    code, said = set_pin(tmp_path, typed)
    assert code == 1
    assert "Choose 4 to 8 digits" in said
    assert PinStore(database).of(ada.id) is None


def test_a_pin_is_taken_away(gallery: Gallery, ada: Person, tmp_path: Path) -> None:
    set_pin(tmp_path, "4071\n")
    assert "any more" in set_pin(tmp_path, "", "--remove")[1]
    assert "as it is" in set_pin(tmp_path, "", "--remove")[1]
    assert set_pin(tmp_path, "", "--remove", "--duress")[0] == 2
