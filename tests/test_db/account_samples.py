"""Accounts for tests of storage: what a hash is, storage does not care."""

from datetime import datetime

from db.account_logins import LoginStore
from db.account_records import Account, Role
from db.accounts import AccountStore
from db.engine import Database
from tests.test_db.samples import NOON


def add_owner(database: Database, name: str = "ada") -> Account:
    return AccountStore(database).add(name, Role.OWNER, "hash", NOON, "console:ada")


def fail_login(store: LoginStore, name: str = "ada", at: datetime = NOON) -> None:
    store.record_failure(name, at, why="password", locks=False, forget_before=NOON)
