"""Making accounts, binding phones, and what one may do while logged in."""

import pytest

from db.account_logins import LoginStore
from db.account_records import Role
from db.audit import AuditLog
from db.engine import Database
from kiosk.accounts.permissions import MAY, Permission
from kiosk.accounts.room import AccountRoom
from kiosk.accounts.secret_box import about_account
from kiosk.accounts.session import AdminSession
from kiosk.errors import KioskError
from tests.accounts import PASSWORD, cheap_room
from tests.phone import Phone
from tests.test_kiosk.fakes import FakeClock


@pytest.mark.parametrize("text", ["", "short", "        ", "x" * 257])
def test_a_password_of_the_wrong_length_is_refused(room: AccountRoom, text: str) -> None:
    ada = room.administration.set_up("Ada", PASSWORD)
    for refused in (
        lambda: room.administration.set_password(ada.id, text, "Ada"),
        lambda: room.administration.add("Bob", Role.GUARD, text, "Ada"),
    ):
        with pytest.raises(KioskError) as caught:
            refused()
        assert "characters" in caught.value.remedy
    assert room.login.check("ada", PASSWORD).session
    assert len(room.administration.accounts()) == 1


def test_the_set_up_makes_an_owner_in_the_name_of_the_first_start(
    room: AccountRoom, database: Database
) -> None:
    assert not room.administration.is_set_up()
    ada = room.administration.set_up("Ada", PASSWORD)
    assert room.administration.is_set_up()
    assert ada.role is Role.OWNER
    (entry,) = AuditLog(database).newest()
    assert (entry.actor, entry.action) == ("the first start", "account added")


def test_a_name_is_suggested_where_only_one_may_be_meant(room: AccountRoom) -> None:
    assert room.administration.only_name() == ""
    room.administration.set_up("Ada", PASSWORD)
    assert room.administration.only_name() == "Ada"
    bob = room.administration.add("Bob", Role.GUARD, PASSWORD, "Ada")
    assert room.administration.only_name() == ""
    room.administration.disable(bob.id, "Ada")
    assert room.administration.only_name() == "Ada"


def test_a_phone_must_show_the_right_digits_before_it_counts(
    room: AccountRoom, clock: FakeClock
) -> None:
    ada = room.administration.set_up("Ada", PASSWORD)
    offer = room.phones.offer("Ada")
    with pytest.raises(KioskError, match="not right"):
        room.phones.bind(ada.id, offer, "000000", "Ada")
    assert room.login.check("ada", PASSWORD).session
    bound = room.phones.bind(ada.id, offer, Phone(offer, clock).code(), "Ada")
    assert (bound.has_code, bound.recovery_codes_left) == (True, len(offer.recovery_codes))
    assert not room.phones.unbind(ada.id, "Ada").has_code
    assert room.login.check("ada", PASSWORD).session


def test_the_secret_is_sealed_for_its_account_and_shown_by_no_repr(
    room: AccountRoom, database: Database, clock: FakeClock
) -> None:
    ada = room.administration.set_up("Ada", PASSWORD)
    offer = room.phones.offer("Ada")
    room.phones.bind(ada.id, offer, Phone(offer, clock).code(), "Ada")
    found = LoginStore(database, "x").credentials("ada")
    assert found is not None
    assert found.sealed_secret is not None
    assert found.sealed_secret.startswith(about_account(ada.id).encode())
    for secret in (offer.secret, *offer.recovery_codes):
        assert secret not in repr(offer)


def test_two_offers_share_nothing(room: AccountRoom) -> None:
    one, other = room.phones.offer("Ada"), room.phones.offer("Ada")
    assert one.secret != other.secret
    assert not set(one.recovery_codes) & set(other.recovery_codes)


@pytest.mark.parametrize("role", Role)
def test_whoever_is_logged_in_does_what_the_role_may_and_nothing_else(
    room: AccountRoom, role: Role
) -> None:
    room.administration.set_up("Ada", PASSWORD)
    account = room.administration.add("Bob", role, PASSWORD, "Ada")
    authority = room.authority(AdminSession.of(account))
    for permission in Permission:
        assert authority.may(permission) == (permission in MAY[role])
        if permission in MAY[role]:
            assert authority.require(permission) == "Bob"
        else:
            with pytest.raises(KioskError, match="may not"):
                authority.require(permission)


def test_an_account_changed_meanwhile_may_do_nothing_more(room: AccountRoom) -> None:
    room.administration.set_up("Ada", PASSWORD)
    bob = room.administration.add("Bob", Role.OWNER, PASSWORD, "Ada")
    authority = room.authority(AdminSession.of(bob))
    assert authority.require(Permission.KEYS) == "Bob"
    room.administration.set_role(bob.id, Role.GUARD, "Ada")
    with pytest.raises(KioskError, match="changed or disabled"):
        authority.require(Permission.SEE_LOG)
    room.administration.set_role(bob.id, Role.OWNER, "Ada")
    room.administration.disable(bob.id, "Ada")
    with pytest.raises(KioskError, match="changed or disabled"):
        authority.require(Permission.SEE_LOG)


def test_a_role_that_needs_a_phone_may_do_nothing_before_it_has_one(
    database: Database, clock: FakeClock
) -> None:
    strict = cheap_room(database, clock, code_required_for=(Role.OWNER,))
    ada = strict.administration.set_up("Ada", PASSWORD)
    authority = strict.authority(AdminSession.of(ada))
    with pytest.raises(KioskError, match="phone"):
        authority.require(Permission.SEE_LOG)
    offer = strict.phones.offer("Ada")
    strict.phones.bind(ada.id, offer, Phone(offer, clock).code(), "Ada")
    assert authority.require(Permission.SEE_LOG) == "Ada"


def test_every_role_is_in_the_table_and_every_permission_is_somebodys() -> None:
    assert set(MAY) == set(Role)
    assert MAY[Role.OWNER] == frozenset(Permission)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OWNER])
def test_only_an_owner_makes_owners_or_touches_what_guards_the_house(role: Role) -> None:
    kept = {
        Permission.ACCOUNTS,
        Permission.CAMERA,
        Permission.ERASE,
        Permission.KEYS,
        Permission.BACKUP,
        Permission.SETTINGS,
        Permission.RULES,
    }
    assert not MAY[role] & kept


def test_an_auditor_changes_nothing_and_sees_no_faces() -> None:
    assert MAY[Role.AUDITOR] == {
        Permission.MYSELF,
        Permission.SEE_PEOPLE,
        Permission.SEE_LOG,
        Permission.EXPORT_LOG,
        Permission.VERIFY_LOG,
    }


def test_what_is_taken_along_is_in_the_log_before_it_is_taken(
    room: AccountRoom, database: Database
) -> None:
    ada = room.administration.set_up("Ada", PASSWORD)
    authority = room.authority(AdminSession.of(ada))
    assert authority.tell(Permission.EXPORT_LOG, "log exported", "log", {"as": ".csv"}) == "Ada"
    newest = AuditLog(database).newest(1)[0]
    assert (newest.actor, newest.action, newest.after) == ("Ada", "log exported", '{"as":".csv"}')
    bob = room.administration.add("Bob", Role.GUARD, PASSWORD, "Ada")
    with pytest.raises(KioskError, match="may not"):
        room.authority(AdminSession.of(bob)).tell(Permission.EXPORT_LOG, "log exported", "log")
    assert AuditLog(database).newest(1)[0].action == "account added"
