"""Badges at a door: which open, and the key they are signed with."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.badge_records import Badge
from db.badges import BadgeStore
from db.engine import Database
from db.records import Reason
from kiosk.errors import KioskError
from kiosk.factors.badge_desk import BadgeDesk, issue, refusal_of
from kiosk.factors.badge_key import PRIVATE_NAME, PUBLIC_NAME, checking_key, signing_key
from kiosk.factors.badge_text import MOST_DOORS
from tests.test_db.test_badges import GRACE
from tests.test_kiosk.fakes import NOON

DOOR, HOUR = "Main entrance", timedelta(hours=1)
KEY = Ed25519PrivateKey.generate()


@pytest.mark.parametrize(
    ("changes", "door", "after", "refusal"),
    [
        ({}, DOOR, HOUR, None),
        ({}, DOOR, 0 * HOUR, None),
        ({}, DOOR, -HOUR, Reason.BADGE_NOT_VALID),
        ({}, DOOR, 24 * HOUR, Reason.BADGE_NOT_VALID),
        ({}, "Vault", HOUR, Reason.BADGE_ELSEWHERE),
        ({"doors": ()}, "Vault", HOUR, None),
        ({"revoked_at": NOON}, DOOR, HOUR, Reason.BADGE_REVOKED),
        ({"used_at": NOON}, DOOR, HOUR, Reason.BADGE_USED),
        ({"used_at": NOON, "single_use": False}, DOOR, HOUR, None),
    ],
)
def test_which_badge_opens_what_and_when(
    changes: dict[str, object], door: str, after: timedelta, refusal: Reason | None
) -> None:
    badge: Badge = replace(GRACE, **changes)  # type: ignore[arg-type]
    assert refusal_of(badge, door, NOON + after) is refusal


def desk_of(store: BadgeStore) -> BadgeDesk:
    return BadgeDesk(store, KEY.public_key, DOOR)


def test_a_badge_is_issued_shown_and_used_once(database: Database) -> None:
    store = BadgeStore(database)
    badge, text = issue(store, KEY, GRACE, now=NOON)
    desk = desk_of(store)
    assert desk.check(text, NOON).badge == badge
    assert desk.use(badge, NOON) is None
    assert desk.use(badge, NOON) is Reason.BADGE_USED
    assert desk.check(text, NOON).refusal is Reason.BADGE_USED


def test_a_badge_that_says_other_than_is_stored_is_not_genuine(database: Database) -> None:
    store = BadgeStore(database)
    _, text = issue(store, KEY, GRACE, now=NOON)
    longer = replace(GRACE, not_after=NOON + 100 * HOUR)
    with database.writing() as session:  # somebody at the database makes it last longer
        from db.badge_tables import BadgeRow

        row = session.get(BadgeRow, GRACE.id)
        assert row is not None
        row.not_after = longer.not_after
    assert desk_of(store).check(text, NOON).refusal is Reason.BADGE_FORGED


def test_parts_of_a_second_do_not_make_a_badge_strange(database: Database) -> None:
    store = BadgeStore(database)
    odd = timedelta(microseconds=123_456)
    badge, text = issue(
        store, KEY, replace(GRACE, not_before=NOON + odd, not_after=NOON + HOUR + odd), now=NOON
    )
    assert desk_of(store).check(text, NOON + odd).badge == badge
    assert badge.not_after >= NOON + HOUR + odd


@pytest.mark.parametrize(
    "changes",
    [
        {"not_after": NOON},
        {"not_before": NOON - 3 * HOUR, "not_after": NOON - HOUR},
        {"doors": tuple(map(str, range(MOST_DOORS + 1)))},
    ],
)
def test_a_badge_that_makes_no_sense_is_not_issued(
    database: Database, changes: dict[str, object]
) -> None:
    store = BadgeStore(database)
    with pytest.raises(KioskError):
        issue(store, KEY, replace(GRACE, **changes), now=NOON)  # type: ignore[arg-type]
    assert store.newest(1) == ()


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = signing_key(tmp_path)
    assert (tmp_path / PRIVATE_NAME).stat().st_mode & 0o777 == 0o600
    signature = signing_key(tmp_path).sign(b"x")
    checking_key(tmp_path).verify(signature, b"x")
    key.public_key().verify(signature, b"x")


def open_to_others(folder: Path) -> None:
    (folder / PRIVATE_NAME).chmod(0o640)


def lost(folder: Path) -> None:
    (folder / PRIVATE_NAME).unlink()


def damaged(folder: Path) -> None:
    (folder / PRIVATE_NAME).write_bytes(os.urandom(200))


@pytest.mark.parametrize("spoil", [open_to_others, lost, damaged])
def test_a_key_that_is_not_right_signs_nothing(tmp_path: Path, spoil) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    signing_key(tmp_path)
    before = (tmp_path / PUBLIC_NAME).read_bytes()
    spoil(tmp_path)
    with pytest.raises(KioskError):
        signing_key(tmp_path)
    assert (tmp_path / PUBLIC_NAME).read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"rubbish"])
def test_without_its_public_half_no_badge_is_read(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / PUBLIC_NAME).write_bytes(content)
    with pytest.raises(KioskError):
        checking_key(tmp_path)
