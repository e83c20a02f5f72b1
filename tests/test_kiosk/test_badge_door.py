"""A badge held up to the door's camera: from a drawn picture to a row, an opened door and words."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.badge_records import Badge
from db.badges import BadgeStore
from db.engine import Database
from db.records import Reason
from db.rule_records import Mode
from kiosk.entry import sentences
from kiosk.entry.view import EntryState, EntryView
from kiosk.factors.badge_desk import issue
from kiosk.factors.badge_text import PREFIX
from kiosk.factors.qr_picture import badge_png
from models.types import RgbImage
from tests.test_kiosk.door_rig import BADGE_KEY, DoorRig, states
from tests.test_kiosk.factor_door import enrol, factor_door, new_database, revoke
from tests.test_kiosk.fakes import ADA, EVE, NOON, fault
from tests.test_kiosk.test_factors.test_qr_reader import held_up

HOUR = timedelta(hours=1)
GRACE = Badge(
    id="00112233aabbccdd",
    holder_id=UUID(int=5),
    person_id=None,
    name="Grace Hopper",
    not_before=NOON - HOUR,
    not_after=NOON + HOUR,
    doors=("Test door",),
    single_use=True,
    issued_at=NOON,
    issued_by="console:root",
)
REFUSED = "Badge refused, please ask reception"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def door(database: Database) -> DoorRig:
    return factor_door(database, "face or badge")


def badge_of(database: Database, **changes: object) -> str:
    """Issue a badge; return the text of its code."""
    badge = replace(GRACE, **changes)  # type: ignore[arg-type]
    return issue(BadgeStore(database), BADGE_KEY, badge, now=min(badge.not_before, NOON))[1]


def picture_of(text: str) -> Callable[[int], RgbImage]:
    seen = held_up(badge_png(text, ("Grace Hopper",)), side_px=300)
    return lambda _: seen


def hold_up(rig: DoorRig, text: str, seconds: float = 0.5) -> list[EntryView]:
    """Hold a badge up for a while, and take it away."""
    before, rig.picture = rig.picture, picture_of(text)
    views = rig.nobody(seconds)
    rig.picture = before
    return views


def test_a_badge_opens_the_door_once(door: DoorRig, database: Database) -> None:
    text = badge_of(database)
    views = hold_up(door, text, 1.0)
    assert door.journal == ["row granted matched", "unlock"]
    assert views[-1].sentence == "Welcome, Grace"
    row = door.log.rows[0]
    assert (row.factors, row.person_id, row.person_name, row.best_similarity) == (
        "badge",
        None,
        "Grace Hopper",
        None,
    )
    assert row.thumbnail_jpeg.startswith(b"\xff\xd8")
    door.nobody(10)
    assert hold_up(door, text)[-1].sentence == REFUSED
    assert door.log.rows[-1].reason is Reason.BADGE_USED


def test_a_patrons_badge_opens_as_the_patron_again_and_again(
    door: DoorRig, database: Database
) -> None:
    ada = enrol(database, "Ada Lovelace")
    text = badge_of(database, person_id=ada.id, holder_id=ada.id, single_use=False)
    for _ in range(2):
        hold_up(door, text)
        door.nobody(10)
    assert door.outcomes == ["granted matched Ada Lovelace"] * 2
    revoke(door, "Ada Lovelace")
    hold_up(door, text)
    assert door.outcomes[-1] == "denied revoked Ada Lovelace"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"doors": ("Vault",)}, Reason.BADGE_ELSEWHERE),
        ({"not_before": NOON + HOUR / 2}, Reason.BADGE_NOT_VALID),
        ({"not_before": NOON - 2 * HOUR, "not_after": NOON - HOUR}, Reason.BADGE_NOT_VALID),
    ],
)
def test_a_badge_that_does_not_hold_here_and_now_is_refused_by_name(
    door: DoorRig, database: Database, changes: dict[str, object], reason: Reason
) -> None:
    assert hold_up(door, badge_of(database, **changes))[-1].sentence == REFUSED
    assert [(row.reason, row.person_name) for row in door.log.rows] == [(reason, "Grace Hopper")]
    assert "unlock" not in door.journal


def test_a_revoked_badge_is_refused(door: DoorRig, database: Database) -> None:
    text = badge_of(database)
    BadgeStore(database).revoke(GRACE.id, at=NOON, by="console:root")
    hold_up(door, text)
    assert [row.reason for row in door.log.rows] == [Reason.BADGE_REVOKED]


def forged(database: Database) -> str:
    other = replace(GRACE, id="f" * 16)
    return issue(BadgeStore(database), Ed25519PrivateKey.generate(), other, now=NOON)[1]


def garbled(database: Database) -> str:
    return PREFIX + "ABCDEFGH" * 20


@pytest.mark.parametrize("make", [forged, garbled])
def test_a_badge_of_nobodys_making_is_refused_once_however_long_it_is_held_up(
    door: DoorRig, database: Database, make: Callable[[Database], str]
) -> None:
    assert EntryState.REFUSED in states(hold_up(door, make(database), 6.0))
    assert door.outcomes == ["denied badge is not genuine stranger"]


def test_other_codes_and_no_code_are_no_attempt(door: DoorRig) -> None:
    views = hold_up(door, "https://example.org/a-poster-behind-the-visitor", 2.0)
    assert {view.state for view in views} == {EntryState.IDLE}
    assert views[-1].detail == sentences.HOLD_UP_BADGE
    door.picture = lambda index: np.random.default_rng(index).integers(
        0, 256, (720, 1280, 3), np.uint8
    )
    door.nobody(0.5)
    assert door.log.rows == []


def test_ten_bad_badges_lock_the_door_for_badges_and_not_for_faces(
    door: DoorRig, database: Database
) -> None:
    for number in range(10):
        hold_up(door, f"{PREFIX}{'ABCDEFG' * 10}{'ABCDEFGHIJ'[number]}", 0.2)
        door.nobody(5)
    assert len(door.log.rows) == 10
    views = hold_up(door, badge_of(database))
    assert door.log.rows[-1].reason is Reason.LOCKED_OUT
    assert views[-1].detail.startswith("Too many tries. Wait 1")
    door.nobody(5)
    door.person(ADA, 4)
    assert door.outcomes[-1] == "granted matched Ada Lovelace"
    door.clock.s += 15 * 60
    hold_up(door, badge_of(database, id="f" * 16))
    assert door.outcomes[-1] == "granted matched Grace Hopper"


def test_whoever_shows_a_badge_is_not_refused_as_a_stranger_on_the_way(
    door: DoorRig, database: Database
) -> None:
    door.picture = picture_of(badge_of(database))
    views = door.person(EVE, 100)
    assert door.outcomes == ["granted matched Grace Hopper"]
    assert views[-1].state is EntryState.WELCOME


def test_a_badge_that_the_lock_did_not_obey_is_not_used_up(
    door: DoorRig, database: Database
) -> None:
    door.door.fails = fault()
    text = badge_of(database)
    hold_up(door, text)
    assert door.outcomes == ["granted matched Grace Hopper", "denied door fault Grace Hopper"]
    door.door.fails = None
    door.nobody(10)
    hold_up(door, text)
    assert door.journal[-2:] == ["row granted matched", "unlock"]


def test_a_gallery_that_changes_meanwhile_costs_a_badge_nothing(
    door: DoorRig, database: Database
) -> None:
    door.log.waits = lambda: (
        door.gallery.put("Eve", EVE) and setattr(door.log, "waits", lambda: None)
    )
    hold_up(door, badge_of(database))
    assert door.journal == ["row granted matched", "unlock"]


@pytest.mark.parametrize("opens_by", ["face", "face+pin", "face or pin"])
def test_elsewhere_a_badge_is_not_even_read(database: Database, opens_by: str) -> None:
    rig = factor_door(database, opens_by)
    hold_up(rig, badge_of(database), 1.0)
    assert rig.log.rows == []


def test_a_badge_stands_above_no_rule_of_the_house_and_is_not_used_up_by_one(
    door: DoorRig, database: Database
) -> None:
    door.house.put(mode=Mode.LOCKDOWN)
    text = badge_of(database)
    hold_up(door, text)
    assert door.outcomes == ["denied lockdown Grace Hopper"]
    door.house.put(mode=Mode.NORMAL)
    door.nobody(10)
    hold_up(door, text)
    assert door.outcomes[-1] == "granted matched Grace Hopper"
