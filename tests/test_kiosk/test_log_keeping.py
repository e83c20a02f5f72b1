"""The key of the log, the places of its heads, and what looks after both while the door runs."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from db.access_log import AccessLog
from db.chain_verify import Verification
from db.engine import Database
from db.heads import HeadStore, SignedHead
from kiosk.config import Config, LogConfig
from kiosk.errors import KioskError
from kiosk.log_head_places import (
    FilePlace,
    HeadPlace,
    MqttPlace,
    WebhookPlace,
    places_of,
    read_heads,
)
from kiosk.log_keeper import LogKeeper, log_keeper
from kiosk.log_key import KEY_FILE, PUBLIC_FILE, new_log_key, open_log_key, public_keys
from tests.test_kiosk.head_takers import mqtt_broker, web_server
from tests.test_kiosk.test_cli_log import STRANGER

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@dataclass
class Hands:
    """A clock that is set by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Box:
    """A place that may be out of reach."""

    heads: list[SignedHead] = field(default_factory=list)
    is_there: bool = True

    def put(self, head: SignedHead) -> None:
        if not self.is_there:
            raise KioskError("Out of reach.", "Wait.")
        self.heads.append(head)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield database
    database.close()


@pytest.fixture
def head(tmp_path: Path, database: Database) -> SignedHead:
    return HeadStore(database).sign(NOON, open_log_key(tmp_path))


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    made = open_log_key(tmp_path / "new")
    again = open_log_key(tmp_path / "new")
    assert made.public_key == again.public_key
    assert public_keys(tmp_path / "new") == (made.public_key,)
    if os.name == "posix":
        assert (tmp_path / "new" / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_new_key_leaves_the_public_half_of_the_old(tmp_path: Path) -> None:
    old, new = open_log_key(tmp_path), new_log_key(tmp_path)
    assert public_keys(tmp_path) == (old.public_key, new.public_key)


def _readable(file: Path) -> None:
    file.chmod(0o644)


def _other_kind(file: Path) -> None:
    key = generate_private_key(65537, 2048)
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _other_key(file: Path) -> None:
    new_log_key(file.parent / "elsewhere")
    file.write_bytes((file.parent / "elsewhere" / KEY_FILE).read_bytes())


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (Path.unlink, "is missing"),
        (_readable, "read or written by others"),
        (lambda file: file.write_bytes(b"secret words"), "no Ed25519 key"),
        (lambda file: file.write_bytes(b""), "no Ed25519 key"),
        (_other_kind, "no Ed25519 key"),
        (_other_key, "is not one of those"),
        (lambda file: (file.parent / PUBLIC_FILE).write_text("zz"), "no public keys"),
    ],
)
def test_a_wrong_key_is_said_and_not_replaced(tmp_path: Path, harm: object, words: str) -> None:
    open_log_key(tmp_path)
    harm(tmp_path / KEY_FILE)  # type: ignore[operator]
    with pytest.raises(KioskError, match=words) as caught:
        open_log_key(tmp_path)
    assert "secret" not in caught.value.user_message()


def test_a_log_of_another_key_is_not_gone_on_with(tmp_path: Path, database: Database) -> None:
    """A restored database beside a fresh folder: its heads could not be verified any more."""
    HeadStore(database).sign(NOON, new_log_key(tmp_path / "elsewhere"))
    with pytest.raises(KioskError, match="another key"):
        log_keeper(Config(data_dir=tmp_path), database, Hands())


def test_a_file_keeps_every_head(tmp_path: Path, head: SignedHead) -> None:
    place = FilePlace(tmp_path / "heads.jsonl")
    other = replace(head, id=2)
    place.put(head)
    place.put(other)
    assert read_heads(tmp_path / "heads.jsonl") == (head, other)


def test_a_webhook_is_handed_the_head(head: SignedHead) -> None:
    with web_server() as server:
        WebhookPlace(f"http://127.0.0.1:{server.port}/janus?token=abc").put(head)
    assert server.messages == [("/janus?token=abc", head.text())]


def test_a_broker_is_handed_the_head(head: SignedHead) -> None:
    with mqtt_broker() as broker:
        MqttPlace(f"mqtt://u:p@127.0.0.1:{broker.port}/janus/head").put(head)
    assert broker.messages == [("janus/head", head.text())]


def test_a_place_that_refuses_says_so_and_shows_no_secret(tmp_path: Path, head: SignedHead) -> None:
    (tmp_path / "file").touch()
    with web_server(500) as server:
        url = f"http://u:secret@127.0.0.1:{server.port}/secret"
        places: list[HeadPlace] = [
            WebhookPlace(url.replace("u:secret@", "")),
            WebhookPlace("http://127.0.0.1:1/secret"),
            MqttPlace("mqtt://u:secret@127.0.0.1:1/secret"),
            FilePlace(tmp_path / "file" / "heads"),
        ]
        for place in places:
            with pytest.raises(KioskError, match=r"cannot be written|could not be sent") as caught:
                place.put(head)
            assert "secret" not in caught.value.user_message()


def test_the_configuration_chooses_the_places(tmp_path: Path) -> None:
    config = LogConfig(
        head_file="heads", head_webhook="https://a/b", head_mqtt="mqtts://broker/janus/head"
    )
    kinds = [type(place) for place in places_of(config, tmp_path)]
    assert kinds == [FilePlace, WebhookPlace, MqttPlace]
    assert places_of(LogConfig(), tmp_path) == ()


def test_heads_go_out_once_and_what_was_missed_is_made_good(
    tmp_path: Path, database: Database
) -> None:
    box, clock = Box(), Hands()
    keeper = LogKeeper(database, open_log_key(tmp_path), clock, LogConfig(), [box])
    keeper.turn()
    keeper.turn()
    assert [head.number for head in box.heads] == [1]
    box.is_there = False
    AccessLog(database).append(STRANGER)
    keeper.turn()
    box.is_there = True
    keeper.turn()
    assert [head.number for head in box.heads] == [1, 2]


def test_the_last_head_covers_all_that_was_written(tmp_path: Path, database: Database) -> None:
    box = Box()
    keeper = LogKeeper(database, open_log_key(tmp_path), Hands(), LogConfig(), [box])
    keeper.start()
    for _ in range(3):
        AccessLog(database).append(STRANGER)
    keeper.close()
    keeper.close()
    assert box.heads[-1].number == 4
    with database.reading() as session:
        check = Verification(session, public_keys(tmp_path), box.heads)
        assert list(check.findings()) == []
    assert check.tally.signed_through == 4


def test_old_visits_go_at_the_start_and_once_a_day(tmp_path: Path, database: Database) -> None:
    log, clock = AccessLog(database), Hands()
    keeper = LogKeeper(database, open_log_key(tmp_path), clock, LogConfig(keep_days=2))
    log.append(replace(STRANGER, at=NOON - timedelta(days=3)))
    keeper.turn()
    assert list(log.export()) == []
    log.append(STRANGER)
    for hours, left in ((30, 1), (60, 0)):
        clock.at = NOON + timedelta(hours=hours)
        keeper.turn()
        assert len(list(log.export())) == left


def test_what_fails_is_logged_and_the_door_goes_on(
    tmp_path: Path, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = LogKeeper(database, open_log_key(tmp_path), Hands(), LogConfig(keep_days=1))
    with database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE chain_heads")
    with caplog.at_level(logging.WARNING):
        keeper.turn()
    assert "could not be signed" in caplog.text
