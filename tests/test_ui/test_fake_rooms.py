"""The fakes that the screens are tested with keep the contracts of the real rooms."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import pytest

from db.access_log import AccessLog
from db.account_records import Role
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.records import AccessEvent, LogFilter, Outcome, PersonStatus
from kiosk.accounts.lockout import FAILURES
from kiosk.accounts.login import Answer
from kiosk.accounts.room import AccountRoom
from kiosk.accounts.session import AdminSession
from kiosk.errors import KioskError
from tests.accounts import PASSWORD, cheap_room
from tests.test_db.samples import NOON, STRANGER, patron, visit
from tests.test_ui.account_fakes import MemoryAccounts
from tests.test_ui.fakes import (
    MemoryGallery,
    MemoryLog,
    StillClock,
    make_event,
    make_person,
)

NAMES = ("bob", "Ada Lovelace", "Grace Hopper")
NOBODY = UUID(int=7)
AnyGallery: TypeAlias = Gallery | MemoryGallery
AnyLog: TypeAlias = AccessLog | MemoryLog


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path / "janus.db")
    yield opened
    opened.close()


@pytest.fixture(params=["real", "fake"])
def is_real(request: pytest.FixtureRequest) -> bool:
    return request.param == "real"


@pytest.fixture
def gallery(is_real: bool, database: Database) -> AnyGallery:
    if not is_real:
        return MemoryGallery([make_person(name) for name in NAMES])
    real = Gallery(database)
    for name in NAMES:
        real.add(patron(name), NOON, by="ada")
    return real


def names(gallery: AnyGallery, **wanted: object) -> list[str]:
    return [person.name for person in gallery.people(**wanted)]  # type: ignore[arg-type]


def test_people_come_by_name_whatever_its_case(gallery: AnyGallery) -> None:
    assert names(gallery) == ["Ada Lovelace", "bob", "Grace Hopper"]
    assert names(gallery, offset=1, limit=1) == ["bob"]
    assert names(gallery, search="LOVE") == ["Ada Lovelace"]
    assert gallery.count(search="o") == len(gallery.people(search="o")) == 3
    assert names(gallery, search="nobody") == []


def test_a_person_is_revoked_restored_and_renamed(gallery: AnyGallery) -> None:
    (bob,) = gallery.people(search="bob")
    gallery.revoke(bob.id, NOON, by="ada")
    assert gallery.get(bob.id).status is PersonStatus.REVOKED
    assert gallery.get(bob.id).revoked_at == NOON
    assert names(gallery, status=PersonStatus.REVOKED) == ["bob"]
    assert gallery.count(status=PersonStatus.ACTIVE) == 2
    gallery.restore(bob.id, NOON, by="ada")
    assert gallery.get(bob.id).status is PersonStatus.ACTIVE
    assert gallery.get(bob.id).revoked_at is None
    gallery.rename(bob.id, "Bobby", NOON, by="ada")
    assert gallery.get(bob.id).name == "Bobby"


@pytest.mark.parametrize(
    "call",
    [
        lambda gallery: gallery.get(NOBODY),
        lambda gallery: gallery.photo(NOBODY),
        lambda gallery: gallery.thumbnail(NOBODY),
        lambda gallery: gallery.rename(NOBODY, "Ada", NOON, by="ada"),
        lambda gallery: gallery.revoke(NOBODY, NOON, by="ada"),
        lambda gallery: gallery.restore(NOBODY, NOON, by="ada"),
    ],
)
def test_nobody_is_a_known_error(gallery: AnyGallery, call: Callable[[AnyGallery], object]) -> None:
    with pytest.raises(StoreError):
        call(gallery)


@pytest.fixture
def log(is_real: bool, database: Database) -> AnyLog:
    """Four rows, a minute apart: strangers, but Ada at the side door in the third."""
    ada = make_person("Ada Lovelace")
    if is_real:
        ada = Gallery(database).add(patron("Ada Lovelace"), NOON, by="ada")
    news = [replace(STRANGER, at=NOON + timedelta(minutes=k)) for k in range(4)]
    news[2] = replace(visit(ada, NOON + timedelta(minutes=2)), door="Side door")
    if not is_real:
        return MemoryLog([_stored(k + 1, new) for k, new in enumerate(news)])
    real = AccessLog(database)
    for new in news:
        real.append(new)
    return real


def _stored(number: int, new: object) -> AccessEvent:
    same = ("at", "door", "outcome", "reason", "person_id", "person_name")
    return make_event(number, **{name: getattr(new, name) for name in same})


def test_the_log_comes_newest_first_and_page_by_page(log: AnyLog) -> None:
    first = log.page(LogFilter(), limit=3)
    assert [event.at for event in first] == [NOON + timedelta(minutes=k) for k in (3, 2, 1)]
    (last,) = log.page(LogFilter(), before_id=first[-1].id, limit=3)
    assert last.at == NOON
    assert log.page(LogFilter(), before_id=last.id) == ()
    assert len(list(log.export(LogFilter()))) == 4
    assert log.thumbnail(last.id)


@pytest.mark.parametrize(
    ("where", "minutes"),
    [
        (LogFilter(outcome=Outcome.GRANTED), [2]),
        (LogFilter(name_contains="LOVELACE"), [2]),
        (LogFilter(door="Main entrance"), [3, 1, 0]),
        (LogFilter(since=NOON + timedelta(minutes=2)), [3, 2]),
        (LogFilter(until=NOON + timedelta(minutes=2)), [1, 0]),
    ],
)
def test_the_log_is_filtered(log: AnyLog, where: LogFilter, minutes: list[int]) -> None:
    found = [(event.at - NOON) // timedelta(minutes=1) for event in log.page(where)]
    assert found == minutes
    exported = [(event.at - NOON) // timedelta(minutes=1) for event in log.export(where)]
    assert sorted(exported) == sorted(minutes)


def test_the_log_knows_its_doors(log: AnyLog) -> None:
    assert log.doors() == ("Main entrance", "Side door")


@pytest.fixture
def accounts(is_real: bool, database: Database) -> AccountRoom | MemoryAccounts:
    return cheap_room(database, StillClock()) if is_real else MemoryAccounts()


def test_five_wrong_passwords_lock_even_for_the_right_one(
    accounts: AccountRoom | MemoryAccounts,
) -> None:
    assert not accounts.administration.is_set_up()
    accounts.administration.set_up("Ada", PASSWORD)
    assert accounts.administration.is_set_up()
    assert accounts.administration.only_name() == "Ada"
    assert accounts.login.check("ada", PASSWORD).session == AdminSession(1, "Ada", Role.OWNER)
    tries = [accounts.login.check("Ada", "wrong horse") for _ in range(FAILURES)]
    answers = [Answer.WRONG] * (FAILURES - 1) + [Answer.LOCKED]
    assert [result.answer for result in tries] == answers
    assert all(result.sentence and result.session is None for result in tries)
    locked = accounts.login.check("Ada", PASSWORD)
    assert locked.session is None
    assert locked.locked_for_s > 0


def test_a_second_owner_is_no_first_start(accounts: AccountRoom | MemoryAccounts) -> None:
    accounts.administration.set_up("Ada", PASSWORD)
    with pytest.raises(StoreError):
        accounts.administration.set_up("Bob", PASSWORD)


def test_accounts_change(accounts: AccountRoom | MemoryAccounts) -> None:
    admin = accounts.administration
    admin.set_up("ada", PASSWORD)
    bob = admin.add("Bob", Role.GUARD, PASSWORD, "ada")
    assert [account.name for account in admin.accounts()] == ["ada", "Bob"]
    assert admin.set_role(bob.id, Role.AUDITOR, "ada").role is Role.AUDITOR
    assert admin.disable(bob.id, "ada").disabled_at is not None
    assert accounts.login.check("Bob", PASSWORD).session is None
    assert admin.only_name() == "ada"
    assert admin.enable(bob.id, "ada").is_active
    admin.set_password(bob.id, "battery staple", "ada")
    assert accounts.login.check("Bob", PASSWORD).session is None
    session = accounts.login.check("Bob", "battery staple").session
    assert session is not None
    accounts.login.leave(session)


def test_a_password_is_confirmed(accounts: AccountRoom | MemoryAccounts) -> None:
    session = AdminSession.of(accounts.administration.set_up("ada", PASSWORD))
    accounts.login.confirm(session, PASSWORD)
    with pytest.raises(KioskError):
        accounts.login.confirm(session, "wrong")


def test_a_wrong_code_binds_no_phone(accounts: AccountRoom | MemoryAccounts) -> None:
    ada = accounts.administration.set_up("ada", PASSWORD)
    offer = accounts.phones.offer("ada")
    assert offer.address.startswith("otpauth://totp/")
    with pytest.raises(KioskError):
        accounts.phones.bind(ada.id, offer, "no code", "ada")
    assert not accounts.administration.accounts()[0].has_code
    assert not accounts.phones.unbind(ada.id, "ada").has_code
