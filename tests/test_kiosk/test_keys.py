"""Where the master key lies, and what happens when it is missing, another one, or rotated."""

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import keyring
import keyring.backend
import pytest

from db.engine import Database
from db.gallery import Gallery
from db.sealing_at_rest import sealing_of
from kiosk.clock import SystemClock
from kiosk.config import Config, StorageConfig
from kiosk.errors import KioskError
from kiosk.keys.environment import VARIABLE, KeyInEnvironment
from kiosk.keys.key_file import KeyFile
from kiosk.keys.opening import open_sealed
from kiosk.keys.os_keyring import KeyInKeyring
from kiosk.keys.place import KeyPlace, new_key, spelled
from kiosk.keys.rotation import rotate_key
from tests.test_db.samples import NOON, patron
from tests.test_kiosk.cli_runner import janus

CLOCK = SystemClock()
ONE, TWO = bytes(range(32)), bytes(range(1, 33))


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring of the operating system, in memory."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def os_keyring() -> object:
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture(params=["file", "keyring"])
def place(request: pytest.FixtureRequest, tmp_path: Path, os_keyring: object) -> KeyPlace:
    return KeyFile(tmp_path / "a" / "key") if request.param == "file" else KeyInKeyring(tmp_path)


def open_and_close(config: Config) -> None:
    open_sealed(config, CLOCK, "console:ada").close()


def test_a_place_gives_back_what_was_put_there(place: KeyPlace) -> None:
    assert place.read() == ()
    place.begin(ONE)
    assert place.read() == (ONE,)
    with pytest.raises(KioskError):
        place.begin(TWO)
    assert place.read() == (ONE,), "the first key is never overwritten in passing"
    place.write([ONE, TWO])
    assert place.read() == (ONE, TWO)


def test_the_environment_is_read_only() -> None:
    place = KeyInEnvironment({VARIABLE: f"{ONE.hex()}, {TWO.hex()}"})
    assert place.read() == (ONE, TWO)
    assert KeyInEnvironment({}).read() == ()
    for act in (lambda: place.begin(ONE), lambda: place.write([ONE])):
        with pytest.raises(KioskError, match="cannot change"):
            act()


@pytest.mark.parametrize("text", ["", "no key", ONE.hex()[:-2], "é"])
def test_what_is_no_key_is_refused_and_not_told(tmp_path: Path, text: str) -> None:
    file = tmp_path / "key"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(KioskError) as caught:
        KeyFile(file).read()
    assert not text or text not in caught.value.user_message()


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    KeyFile(file).begin(ONE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)
    with pytest.raises(KioskError, match="others"):
        KeyFile(file).read()


def test_a_new_kiosk_gets_a_key_and_needs_it_from_then_on(tmp_path: Path) -> None:
    config = Config(data_dir=tmp_path)
    open_and_close(config)
    key = config.key_file.read_bytes()
    open_and_close(config)
    assert config.key_file.read_bytes() == key
    database = (tmp_path / "janus.sqlite3").read_bytes()
    assert bytes.fromhex(key.decode()) not in database


def removed(file: Path) -> None:
    file.unlink()


def replaced(file: Path) -> None:
    file.write_text(spelled([new_key()]))


@pytest.mark.parametrize(
    ("fault", "words"), [(removed, "is missing"), (replaced, "is not the one")]
)
def test_without_its_key_nothing_opens_and_nothing_is_made(
    tmp_path: Path, fault: Callable[[Path], None], words: str
) -> None:
    config = Config(data_dir=tmp_path)
    database = open_sealed(config, CLOCK, "console:ada")
    Gallery(database).add(patron(), NOON, by="ada")
    database.close()
    fault(config.key_file)
    files = {file: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(KioskError, match=words):
        open_and_close(config)
    result = janus(tmp_path, "people", "list")
    assert result.exit_code == 1
    assert words in result.stderr
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == files


def test_a_key_that_is_there_already_seals_an_older_database(tmp_path: Path) -> None:
    """So it is after a power cut between the making of the key and the sealing."""
    config = Config(data_dir=tmp_path)
    plain = Database.open(config.database_location)
    Gallery(plain).add(patron(), NOON, by="ada")
    plain.close()
    KeyFile(config.key_file).begin(ONE)
    database = open_sealed(config, CLOCK, "console:ada")
    (ada,) = Gallery(database).people()
    assert Gallery(database).photo(ada.id) == patron().photo_jpeg
    database.close()
    assert KeyFile(config.key_file).read() == (ONE,)


class CutOffError(Exception):
    """The power went."""


class CutOff:
    """A key place at which the power goes at the write with that number."""

    can_write, where = True, "here"

    def __init__(self, place: KeyPlace, at: int) -> None:
        self._place, self._left = place, at
        self.read = place.read

    def begin(self, key: bytes) -> None:
        self._place.begin(key)

    def write(self, keys: Sequence[bytes]) -> None:
        if self._left == 0:
            raise CutOffError
        self._left -= 1
        self._place.write(keys)


@pytest.mark.parametrize("at", [0, 1])
def test_a_rotation_that_was_cut_off_opens_and_can_be_done_again(tmp_path: Path, at: int) -> None:
    config = Config(data_dir=tmp_path)
    open_and_close(config)
    place = KeyFile(config.key_file)
    before = place.read()
    database = open_sealed(config, CLOCK, "console:ada")
    state = sealing_of(database)
    assert state is not None
    with pytest.raises(CutOffError):
        rotate_key(database, state, CutOff(place, at), CLOCK, "console:ada")
    database.close()
    open_and_close(config)
    assert janus(tmp_path, "keys", "rotate").exit_code == 0
    assert len(place.read()) == 1, "no key that is not needed is left lying about"
    assert not set(place.read()) & set(before)
    open_and_close(config)


def test_rotation_by_the_environment_takes_the_other_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "janus.toml").write_text('[storage]\nkey = "environment"\n')
    config = Config(data_dir=tmp_path, storage=StorageConfig(key="environment"))
    with pytest.raises(KioskError, match=VARIABLE):
        open_and_close(config)
    monkeypatch.setitem(os.environ, VARIABLE, ONE.hex())
    open_and_close(config)
    assert janus(tmp_path, "keys", "rotate").exit_code == 1
    monkeypatch.setitem(os.environ, VARIABLE, f"{ONE.hex()},{TWO.hex()}")
    result = janus(tmp_path, "keys", "rotate")
    assert result.exit_code == 0, result.stderr
    monkeypatch.setitem(os.environ, VARIABLE, TWO.hex())
    shown = janus(tmp_path, "keys", "show")
    assert "number 2" in shown.stdout
    assert TWO.hex() not in shown.stdout + result.stdout
    assert not (tmp_path / "master.key").exists()
