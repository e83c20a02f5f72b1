"""Nobody is enrolled without a word that they agreed, by hand or by the list."""

from pathlib import Path

import pytest

from db.care import CareStore
from db.gallery import Gallery
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.keys.opening import open_sealed
from kiosk.people_data.consent_text import DEFAULT_TEXT, FILE_NAME, text_in_force
from tests.test_kiosk.cli_runner import flat, janus


@pytest.fixture
def asking(tmp_path: Path) -> Path:
    """The data folder of a kiosk as it comes."""
    folder = tmp_path / "asking"
    folder.mkdir()
    return folder


def consents(folder: Path) -> dict[str, str | None]:
    """Return the version that each enrolled person agreed to."""
    database = open_sealed(Config(data_dir=folder), SystemClock(), "console:ada")
    try:
        care = CareStore(database)
        found = {one.name: care.consent(one.id) for one in Gallery(database).people()}
        return {name: given and given.text.version for name, given in found.items()}
    finally:
        database.close()


def test_one_person_needs_the_word(asking: Path, photos: Path) -> None:
    words = ("enroll", photos / "Grace_Hopper.jpg", "--name", "Grace Hopper")
    refused = janus(asking, *words)
    assert refused.exit_code == 1
    assert "Nobody has said that Grace Hopper agrees" in refused.stderr
    assert consents(asking) == {}
    assert janus(asking, *words, "--consent").exit_code == 0
    assert consents(asking) == {"Grace Hopper": text_in_force(asking).version}
    shown = flat(janus(asking, "people", "show", "Grace Hopper").stdout)
    assert f"version {text_in_force(asking).version}, by console:" in shown


def test_a_list_says_it_for_each(asking: Path, photos: Path) -> None:
    sheet = photos / "people.csv"
    sheet.write_text(
        "name,photo,consent\nGrace Hopper,Grace_Hopper.jpg,yes\n"
        "Eileen Collins,Eileen_Collins.png,no\nSally,Eileen_Collins.png,perhaps\n"
    )
    result = janus(asking, "enroll", "--csv", sheet, "--consent")
    assert result.exit_code == 1
    told = flat(result.stdout)
    assert "Nobody has said that Eileen Collins agrees" in told, "the list outranks the option"
    assert "The column consent says “perhaps”" in told
    assert set(consents(asking)) == {"Grace Hopper"}


def test_the_operators_own_text_is_another_version(asking: Path, photos: Path) -> None:
    default = janus(asking, "people", "consent-text").stdout
    assert DEFAULT_TEXT.splitlines()[0] in default
    (asking / FILE_NAME).write_text("I agree to the rules of Lovelace Ltd.\n", encoding="utf-8")
    own = janus(asking, "people", "consent-text").stdout
    assert "Lovelace" in own
    assert own.splitlines()[-1] != default.splitlines()[-1]
    (asking / FILE_NAME).write_text(" \n")
    words = ("enroll", photos / "Grace_Hopper.jpg", "--name", "Grace Hopper", "--consent")
    refused = janus(asking, *words)
    assert refused.exit_code == 1
    assert "is empty" in refused.stderr
