"""The admin password: what is accepted, and the lock against guessing, on the real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from db.admins import AdminStore
from db.engine import Database
from kiosk.admin_auth import FAILURES, AdminAuth
from kiosk.errors import KioskError
from tests.test_kiosk.fakes import NOON, FakeClock

PASSWORD = "correct horse"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AdminStore]:
    database = Database.open(tmp_path / "janus.sqlite3")
    try:
        yield AdminStore(database)
    finally:
        database.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def auth(store: AdminStore, clock: FakeClock) -> AdminAuth:
    auth = AdminAuth(store, clock, hasher=CHEAP)
    auth.set_password(PASSWORD)
    return auth


def fail(auth: AdminAuth, clock: FakeClock, times: int, *, every_s: float = 1.0) -> None:
    for _ in range(times):
        assert not auth.check("wrong").ok
        clock.s += every_s


def test_no_password_at_first(store: AdminStore, clock: FakeClock) -> None:
    auth = AdminAuth(store, clock, hasher=CHEAP)
    assert not auth.is_set()
    assert not auth.check("").ok
    auth.set_password(PASSWORD)
    assert auth.is_set()


def test_right_and_wrong(auth: AdminAuth) -> None:
    assert auth.check(PASSWORD).ok
    wrong = auth.check("Correct horse")
    assert not wrong.ok
    assert wrong.sentence
    assert wrong.locked_for_s == 0


def test_only_an_argon2id_hash_is_stored(store: AdminStore, clock: FakeClock) -> None:
    AdminAuth(store, clock).set_password(PASSWORD)
    stored = store.password_hash()
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


@pytest.mark.parametrize("text", ["", "short", "        ", "x" * 257])
def test_a_password_of_the_wrong_length_is_refused(auth: AdminAuth, text: str) -> None:
    with pytest.raises(KioskError) as caught:
        auth.set_password(text)
    assert "characters" in caught.value.remedy
    assert auth.check(PASSWORD).ok


def test_an_endless_text_is_wrong_and_not_even_hashed(auth: AdminAuth) -> None:
    assert not auth.check("x" * 1_000_000).ok


def test_five_failures_within_a_minute_lock_it_for_a_minute(
    auth: AdminAuth, clock: FakeClock
) -> None:
    fail(auth, clock, FAILURES, every_s=12.0)
    clock.s -= 12.0  # the moment of the fifth
    locked = auth.check(PASSWORD)
    assert not locked.ok
    assert locked.locked_for_s == pytest.approx(60, abs=1)
    assert "wait" in locked.sentence
    clock.s += 59
    assert not auth.check(PASSWORD).ok
    clock.s += 2
    assert auth.check(PASSWORD).ok


def test_the_fifth_failure_says_so_at_once(auth: AdminAuth, clock: FakeClock) -> None:
    fail(auth, clock, FAILURES - 1)
    assert auth.check("wrong").locked_for_s > 0


def test_tries_while_locked_do_not_prolong_the_lock(auth: AdminAuth, clock: FakeClock) -> None:
    fail(auth, clock, FAILURES)
    for _ in range(50):
        auth.check("wrong")
        clock.s += 1
    clock.s += 12
    assert auth.check(PASSWORD).ok


def test_a_restart_does_not_unlock_it(auth: AdminAuth, store: AdminStore, clock: FakeClock) -> None:
    fail(auth, clock, FAILURES)
    assert not AdminAuth(store, clock, hasher=CHEAP).check(PASSWORD).ok


def test_slow_failures_do_not_lock(auth: AdminAuth, clock: FakeClock) -> None:
    fail(auth, clock, 20, every_s=16.0)
    assert auth.check(PASSWORD).ok


def test_a_success_forgets_failures(auth: AdminAuth, clock: FakeClock) -> None:
    fail(auth, clock, FAILURES - 1)
    assert auth.check(PASSWORD).ok
    fail(auth, clock, FAILURES - 1)
    assert auth.check(PASSWORD).ok


def test_a_dearer_hasher_renews_the_hash(auth: AdminAuth, store: AdminStore) -> None:
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    before = store.password_hash()
    assert AdminAuth(store, FakeClock(), hasher=dearer).check(PASSWORD).ok
    assert store.password_hash() != before
    assert auth.check(PASSWORD).ok


def test_a_damaged_hash_is_named(store: AdminStore, clock: FakeClock) -> None:
    store.set_password_hash("no hash", NOON)
    with pytest.raises(KioskError, match="damaged"):
        AdminAuth(store, clock, hasher=CHEAP).check(PASSWORD)
