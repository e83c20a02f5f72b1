"""Who may use the admin area, as it is kept, and what the log says of each change."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from db import schema
from db.account_logins import LoginStore
from db.account_records import Role
from db.accounts import AccountStore
from db.audit import AuditLog
from db.engine import Database
from db.errors import StoreError
from tests.test_db.account_samples import add_owner, fail_login
from tests.test_db.samples import NOON

SECOND = timedelta(seconds=1)
CODE = "c" * 64


def told(database: Database) -> list[tuple[str, str, str]]:
    """Return actor, action and subject of each act, oldest first."""
    return [(e.actor, e.action, e.subject) for e in reversed(AuditLog(database).newest())]


def test_an_account_is_found_whatever_the_case_of_its_name(database: Database) -> None:
    store = AccountStore(database)
    assert store.is_empty()
    assert store.named("Ada") is None
    made = add_owner(database, "Ada Løve")
    assert not store.is_empty()
    assert store.named("  ada LØVE ") == store.get(made.id) == made
    assert (made.role, made.is_active, made.has_code) == (Role.OWNER, True, False)
    assert store.accounts() == (made,)


@pytest.mark.parametrize("name", ["", "  ", "ADA", "x" * 121, "console:ada", "a\nb", "\u202eada"])
def test_a_name_that_would_deceive_is_refused(database: Database, name: str) -> None:
    add_owner(database)
    with pytest.raises(StoreError):
        AccountStore(database).add(name, Role.GUARD, "hash", NOON, "ada")
    assert len(AccountStore(database).accounts()) == 1
    assert len(told(database)) == 1


def test_the_first_account_is_made_once(database: Database) -> None:
    store = AccountStore(database)
    store.add("ada", Role.OWNER, "hash", NOON, "the first start", only_as_first=True)
    with pytest.raises(StoreError, match="already"):
        store.add("eve", Role.OWNER, "hash", NOON, "the first start", only_as_first=True)
    assert [account.name for account in store.accounts()] == ["ada"]


def test_the_last_owner_stays_one(database: Database) -> None:
    store = AccountStore(database)
    ada = add_owner(database, "ada")
    bob = store.add("bob", Role.OWNER, "hash", NOON, "ada")
    store.disable(ada.id, NOON, "bob")
    for take_away in (
        lambda: store.disable(bob.id, NOON, "bob"),
        lambda: store.set_role(bob.id, Role.GUARD, NOON, "bob"),
    ):
        with pytest.raises(StoreError, match="last owner"):
            take_away()
    store.set_role(ada.id, Role.GUARD, NOON, "bob")  # one who is disabled is no owner to keep
    store.enable(ada.id, NOON, "bob")
    assert store.get(bob.id).role is Role.OWNER
    with pytest.raises(StoreError, match="last owner"):
        store.disable(bob.id, NOON, "bob")


def test_every_change_is_in_the_log_with_who_made_it(database: Database) -> None:
    store = AccountStore(database)
    ada = add_owner(database)
    bob = store.add("Bob", Role.GUARD, "hash", NOON, "ada")
    store.set_role(bob.id, Role.AUDITOR, NOON, "ada")
    store.set_password(bob.id, "other", NOON, "console:root")
    store.set_code(bob.id, b"sealed", [CODE], NOON, "Bob")
    store.set_code(bob.id, None, (), NOON, "ada")
    store.disable(bob.id, NOON, "ada")
    store.disable(bob.id, NOON, "ada")  # nothing new
    store.enable(bob.id, NOON, "ada")
    store.enable(bob.id, NOON, "ada")
    assert told(database) == [
        ("console:ada", "account added", f"account:{ada.name}"),
        ("ada", "account added", "account:Bob"),
        ("ada", "account role changed", "account:Bob"),
        ("console:root", "account password set", "account:Bob"),
        ("Bob", "account phone bound", "account:Bob"),
        ("ada", "account phone removed", "account:Bob"),
        ("ada", "account disabled", "account:Bob"),
        ("ada", "account enabled", "account:Bob"),
    ]
    changed = next(e for e in AuditLog(database).newest() if e.action == "account role changed")
    assert json.loads(changed.before) == {"role": "guard"}
    assert json.loads(changed.after) == {"role": "auditor"}
    everything = "".join(e.before + e.after for e in AuditLog(database).newest())
    assert "hash" not in everything
    assert CODE not in everything


def test_a_code_is_taken_once_and_none_from_before_it(database: Database) -> None:
    store, logins = AccountStore(database), LoginStore(database, "Main entrance")
    ada = add_owner(database)
    store.set_code(ada.id, b"sealed", [CODE], NOON, "ada", used_step=10)
    assert [logins.use_step(ada.id, step) for step in (10, 9, 11, 11, 10, 12)] == [
        False, False, True, False, False, True,
    ]  # fmt: skip
    assert logins.use_recovery_code(ada.id, CODE)
    assert not logins.use_recovery_code(ada.id, CODE)
    found = logins.credentials("ada")
    assert found is not None
    assert (found.sealed_secret, found.last_step) == (b"sealed", 12)
    assert found.account.recovery_codes_left == 0
    assert b"sealed".decode() not in repr(found)
    assert "hash" not in repr(found)


def test_a_new_phone_replaces_codes_and_steps(database: Database) -> None:
    store, logins = AccountStore(database), LoginStore(database, "Main entrance")
    ada = add_owner(database)
    store.set_code(ada.id, b"old", [CODE], NOON, "ada", used_step=10)
    assert store.set_code(ada.id, b"new", ["d" * 64], NOON, "ada").recovery_codes_left == 1
    assert not logins.use_recovery_code(ada.id, CODE)
    assert logins.use_step(ada.id, 1)


def test_failures_are_counted_by_name_everywhere_and_by_kiosk_whatever_the_name(
    database: Database,
) -> None:
    front, back = LoginStore(database, "front"), LoginStore(database, "back")
    fail_login(front, "ADA")
    fail_login(back, "ada ", NOON + SECOND)
    fail_login(front, "nobody", NOON + SECOND)
    failed = front.failures("Ada", NOON)
    assert failed.of_name == (NOON, NOON + SECOND)
    assert failed.of_kiosk == (NOON, NOON + SECOND)
    assert back.failures("eve", NOON).of_kiosk == (NOON + SECOND,)
    assert front.failures("ada", NOON + SECOND).of_name == (NOON + SECOND,)


def test_a_login_forgets_the_failures_with_that_name_and_no_other(database: Database) -> None:
    logins = LoginStore(database, "front")
    ada = add_owner(database)
    fail_login(logins, "ada")
    fail_login(logins, "eve")
    logins.record_login(ada.id, NOON, proof="password")
    assert logins.failures("ada", NOON).of_name == ()
    assert logins.failures("eve", NOON).of_name == (NOON,)
    assert logins.failures("ada", NOON).of_kiosk == (NOON,)


def test_what_was_typed_as_a_name_is_not_kept(database: Database, file: Path) -> None:
    """It may be a password, typed into the wrong field."""
    add_owner(database)
    fail_login(LoginStore(database, "front"), "hunter2-in-the-wrong-field")
    for each in file.parent.iterdir():
        assert b"hunter2" not in each.read_bytes()


def test_logins_are_in_the_log(database: Database) -> None:
    logins = LoginStore(database, "front")
    ada = add_owner(database)
    logins.record_failure("ada", NOON, why="code", locks=True, forget_before=NOON)
    logins.record_failure("eve", NOON, why="name", locks=False, forget_before=NOON)
    logins.record_login(ada.id, NOON, proof="password and phone")
    logins.record_leave(ada.id, NOON, timed_out=True)
    logins.record_leave(ada.id, NOON, timed_out=False)
    assert told(database)[1:] == [
        ("not logged in", "login failed", "account:ada"),
        ("not logged in", "login locked", "account:ada"),
        ("not logged in", "login failed", "account: unknown"),
        ("ada", "logged in", "account:ada"),
        ("ada", "logged out when idle", "account:ada"),
        ("ada", "logged out", "account:ada"),
    ]
    entry = AuditLog(database).newest()[2]
    assert json.loads(entry.after) == {
        "by": "password and phone",
        "kiosk": "front",
        "role": "owner",
    }


def test_old_failures_do_not_pile_up(database: Database) -> None:
    logins = LoginStore(database, "front")
    fail_login(logins, "ada", NOON - SECOND)
    logins.record_failure("ada", NOON, why="password", locks=False, forget_before=NOON)
    assert logins.failures("ada", NOON - timedelta(days=1)).of_name == (NOON,)


def test_a_restart_forgets_nothing(file: Path) -> None:
    with closing(Database.open(file)) as database:
        ada = add_owner(database)
        fail_login(LoginStore(database, "front"))
    with closing(Database.open(file)) as database:
        assert AccountStore(database).accounts() == (ada,)
        assert LoginStore(database, "front").failures("ada", NOON).of_name == (NOON,)


def test_the_one_password_of_an_older_janus_becomes_the_owners(file: Path) -> None:
    with closing(Database.open(file)) as database, database.writing() as session:
        command.downgrade(schema.alembic_config(session.connection()), "0006")
        session.execute(
            text("INSERT INTO admins (id, password_hash, set_at) VALUES (1, '$argon2id$', :at)"),
            {"at": "2026-05-01 12:00:00.000000"},
        )
    with closing(Database.open(file)) as database:
        (owner,) = AccountStore(database).accounts()
        assert (owner.name, owner.role, owner.created_by) == ("owner", Role.OWNER, "an older Janus")
        found = LoginStore(database, "front").credentials("owner")
        assert found is not None
        assert found.password_hash == "$argon2id$"
    with closing(Database.open(file)) as database, database.writing() as session:
        command.downgrade(schema.alembic_config(session.connection()), "0006")
        kept = session.execute(text("SELECT password_hash FROM admins")).scalars().all()
        assert kept == ["$argon2id$"]


def test_a_database_without_a_password_gets_no_account(file: Path) -> None:
    with closing(Database.open(file)) as database, database.writing() as session:
        command.downgrade(schema.alembic_config(session.connection()), "0006")
    with closing(Database.open(file)) as database:
        assert AccountStore(database).is_empty()
