"""Badges in the database: issued, used once, revoked."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from db.audit import AuditLog, person_subject
from db.badge_records import Badge
from db.badges import BadgeStore
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from tests.test_db.samples import NOON, patron

GRACE = Badge(
    id="00112233aabbccdd",
    holder_id=UUID(int=5),
    person_id=None,
    name="Grace Hopper",
    not_before=NOON,
    not_after=NOON + timedelta(days=1),
    doors=("Main entrance", "Back door"),
    single_use=True,
    issued_at=NOON,
    issued_by="console:root",
)


@pytest.fixture
def store(database: Database) -> BadgeStore:
    return BadgeStore(database)


def test_what_is_stored_comes_back(store: BadgeStore) -> None:
    store.add(GRACE)
    everywhere = replace(GRACE, id="f" * 16, doors=(), issued_at=NOON + timedelta(minutes=1))
    store.add(everywhere)
    assert store.get(GRACE.id) == GRACE
    assert store.get("0" * 16) is None
    assert store.newest(5) == (everywhere, GRACE)
    assert store.newest(5, starts_with="0011") == (GRACE,)
    assert store.newest(5, starts_with="%") == ()


def test_a_single_use_badge_is_used_once_and_another_as_often_as_one_likes(
    store: BadgeStore,
) -> None:
    store.add(GRACE)
    store.add(replace(GRACE, id="f" * 16, single_use=False))
    assert [store.use(GRACE.id, NOON), store.use(GRACE.id, NOON)] == [True, False]
    assert [store.use("f" * 16, NOON + timedelta(hours=h)) for h in (0, 1)] == [True, True]
    assert store.get("f" * 16) == replace(GRACE, id="f" * 16, single_use=False, used_at=NOON)


def test_a_revoked_badge_is_not_used_any_more(store: BadgeStore, database: Database) -> None:
    store.add(GRACE)
    assert store.revoke(GRACE.id, at=NOON, by="console:eve")
    assert not store.revoke(GRACE.id, at=NOON, by="console:eve")
    assert not store.use(GRACE.id, NOON)
    revoked, issued = AuditLog(database).newest(5)
    assert (issued.action, issued.actor) == ("badge issued", "console:root")
    assert json.loads(issued.after)["single_use"] is True
    assert (revoked.action, revoked.actor, revoked.subject) == (
        "badge revoked",
        "console:eve",
        f"badge:{GRACE.id}",
    )


def test_a_patrons_badge_is_told_of_under_the_patron(
    store: BadgeStore, gallery: Gallery, database: Database
) -> None:
    ada = gallery.add(patron("Ada"), NOON, by="ada")
    store.add(replace(GRACE, person_id=ada.id, holder_id=ada.id))
    assert AuditLog(database).newest(1)[0].subject == person_subject(ada.id)
    with pytest.raises(StoreError):
        store.add(replace(GRACE, id="f" * 16, person_id=UUID(int=9)))
    assert store.get("f" * 16) is None


def test_a_badge_that_is_not_there_is_a_sentence(store: BadgeStore) -> None:
    with pytest.raises(StoreError, match="no badge"):
        store.use("0" * 16, NOON)
    with pytest.raises(StoreError, match="no badge"):
        store.revoke("0" * 16, at=NOON, by="x")
