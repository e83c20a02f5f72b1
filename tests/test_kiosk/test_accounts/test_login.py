"""Who is let into the admin area, over the real store."""

import pytest
from argon2 import PasswordHasher

from db.account_logins import LoginStore
from db.account_records import Account, Role
from db.audit import AuditLog
from db.engine import Database
from kiosk.accounts.lockout import FAILURES
from kiosk.accounts.login import Answer, Login
from kiosk.accounts.passwords import Passwords
from kiosk.accounts.phone_code import STEP_S
from kiosk.accounts.room import AccountRoom
from kiosk.accounts.session import AdminSession
from kiosk.errors import KioskError
from tests.accounts import CHEAP, PASSWORD, GlassBox, cheap_room
from tests.phone import Phone
from tests.test_kiosk.fakes import NOON, FakeClock


@pytest.fixture
def ada(room: AccountRoom) -> Account:
    return room.administration.set_up("Ada", PASSWORD)


@pytest.fixture
def phone(room: AccountRoom, ada: Account, clock: FakeClock) -> Phone:
    """Ada's phone, bound a minute ago."""
    offer = room.phones.offer("Ada")
    phone = Phone(offer, clock)
    room.phones.bind(ada.id, offer, phone.code(), "Ada")
    clock.s += 60
    return phone


def fail(room: AccountRoom, clock: FakeClock, times: int, *, every_s: float = 1.0) -> None:
    for _ in range(times):
        assert room.login.check("ada", "wrong").session is None
        clock.s += every_s


def test_name_and_password_open_it(room: AccountRoom, ada: Account) -> None:
    result = room.login.check(" ADA ", PASSWORD)
    assert result.answer is Answer.OPEN
    assert result.session == AdminSession(ada.id, "Ada", Role.OWNER)


def test_wrong_names_passwords_and_disabled_accounts_read_alike(
    room: AccountRoom, ada: Account
) -> None:
    bob = room.administration.add("Bob", Role.GUARD, PASSWORD, "Ada")
    room.administration.disable(bob.id, "Ada")
    tries = (("eve", PASSWORD), ("Ada", "Correct horse"), ("Bob", PASSWORD), ("", ""))
    results = {room.login.check(*typed) for typed in tries}
    assert {result.answer for result in results} == {Answer.WRONG}
    assert len({result.sentence for result in results}) == 1


def test_an_unknown_name_costs_a_hash_too(
    room: AccountRoom, ada: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long it takes must not tell which accounts there are."""
    seen: list[str] = []
    matches = Passwords.matches

    def count(self: Passwords, stored: str, text: str) -> bool:
        seen.append(stored)
        return matches(self, stored, text)

    monkeypatch.setattr(Passwords, "matches", count)
    room.login.check("eve", "wrong")
    room.login.check("Ada", "wrong")
    assert len(seen) == 2
    assert all(stored.startswith("$argon2id$") for stored in seen)


def test_an_endless_text_is_wrong_and_not_even_hashed(room: AccountRoom, ada: Account) -> None:
    assert room.login.check("ada", "x" * 1_000_000).answer is Answer.WRONG


def test_five_failures_lock_the_name_even_for_the_right_password(
    room: AccountRoom, ada: Account, clock: FakeClock
) -> None:
    fail(room, clock, FAILURES - 1)
    fifth = room.login.check("ada", "wrong")
    assert fifth.answer is Answer.LOCKED  # said at once
    locked = room.login.check("ada", PASSWORD)
    assert locked.answer is Answer.LOCKED
    assert locked.locked_for_s == pytest.approx(60, abs=1)
    assert "wait" in locked.sentence
    clock.s += 59
    assert room.login.check("ada", PASSWORD).answer is Answer.LOCKED
    clock.s += 2
    assert room.login.check("ada", PASSWORD).answer is Answer.OPEN


def test_tries_while_locked_are_not_heard_and_prolong_nothing(
    room: AccountRoom, ada: Account, clock: FakeClock
) -> None:
    fail(room, clock, FAILURES)
    for _ in range(50):
        assert room.login.check("ada", "wrong").answer is Answer.LOCKED
        clock.s += 1
    clock.s += 12
    assert room.login.check("ada", PASSWORD).answer is Answer.OPEN


def test_a_restart_does_not_unlock_it(
    room: AccountRoom, ada: Account, database: Database, clock: FakeClock
) -> None:
    fail(room, clock, FAILURES)
    again = cheap_room(database, clock)
    assert again.login.check("ada", PASSWORD).answer is Answer.LOCKED


def test_guesses_over_many_names_lock_this_kiosk_and_no_other(
    room: AccountRoom, ada: Account, database: Database, clock: FakeClock
) -> None:
    for name in ("eve", "bob", "guard", "root", "admin"):
        room.login.check(name, PASSWORD)
    assert room.login.check("ada", PASSWORD).answer is Answer.LOCKED
    assert cheap_room(database, clock, kiosk="Side door").login.check("ada", PASSWORD).session


def test_guesses_at_one_name_lock_it_at_every_kiosk(
    room: AccountRoom, ada: Account, database: Database, clock: FakeClock
) -> None:
    fail(room, clock, FAILURES)
    bob = room.administration.add("Bob", Role.GUARD, PASSWORD, "Ada")
    side = cheap_room(database, clock, kiosk="Side door")
    assert side.login.check("ada", PASSWORD).answer is Answer.LOCKED
    assert side.login.check(bob.name, PASSWORD).answer is Answer.OPEN


def test_another_login_does_not_give_a_guesser_new_tries(
    room: AccountRoom, ada: Account, clock: FakeClock
) -> None:
    room.administration.add("Bob", Role.GUARD, PASSWORD, "Ada")
    fail(room, clock, FAILURES - 1)
    assert room.login.check("Bob", PASSWORD).answer is Answer.OPEN
    assert room.login.check("ada", "wrong").answer is Answer.LOCKED


def test_slow_failures_do_not_lock(room: AccountRoom, ada: Account, clock: FakeClock) -> None:
    fail(room, clock, 20, every_s=16.0)
    assert room.login.check("ada", PASSWORD).answer is Answer.OPEN


def test_a_new_password_lifts_the_lock(room: AccountRoom, ada: Account, clock: FakeClock) -> None:
    fail(room, clock, FAILURES)
    room.administration.set_password(ada.id, "battery staple", "console:ada")
    assert room.login.check("ada", "battery staple").answer is Answer.OPEN


def test_a_phones_code_is_asked_for_only_once_the_password_is_right(
    room: AccountRoom, phone: Phone
) -> None:
    wrong = room.login.check("ada", "wrong", phone.code())
    assert wrong.answer is Answer.WRONG
    assert room.login.check("ada", PASSWORD).answer is Answer.ASKS_CODE
    assert room.login.check("ada", PASSWORD, "000000").answer is Answer.WRONG
    assert room.login.check("ada", PASSWORD, phone.code()).answer is Answer.OPEN


def test_a_code_is_refused_when_it_is_replayed(
    room: AccountRoom, phone: Phone, clock: FakeClock, database: Database
) -> None:
    code = phone.code()
    assert room.login.check("ada", PASSWORD, code).answer is Answer.OPEN
    assert room.login.check("ada", PASSWORD, code).answer is Answer.WRONG
    again = cheap_room(database, clock)  # nor after a restart
    assert again.login.check("ada", PASSWORD, code).answer is Answer.WRONG
    clock.s += STEP_S
    assert room.login.check("ada", PASSWORD, phone.code()).answer is Answer.OPEN


def test_the_code_that_bound_the_phone_does_not_log_in_as_well(
    room: AccountRoom, ada: Account, clock: FakeClock
) -> None:
    offer = room.phones.offer("Ada")
    code = Phone(offer, clock).code()
    room.phones.bind(ada.id, offer, code, "Ada")
    assert room.login.check("ada", PASSWORD, code).answer is Answer.WRONG


@pytest.mark.parametrize(("off_s", "opens"), [(-30, True), (30, True), (-90, False), (90, False)])
def test_a_phone_may_be_half_a_minute_off(
    room: AccountRoom, phone: Phone, off_s: float, opens: bool
) -> None:
    result = room.login.check("ada", PASSWORD, phone.code(off_s=off_s))
    assert (result.answer is Answer.OPEN) == opens


def test_codes_are_guessed_no_longer_than_passwords(
    room: AccountRoom, phone: Phone, clock: FakeClock
) -> None:
    """Asking for the code with the right password gives no new tries."""
    for _ in range(FAILURES - 1):
        room.login.check("ada", PASSWORD, "000000")
        assert room.login.check("ada", PASSWORD).answer is Answer.ASKS_CODE
    assert room.login.check("ada", PASSWORD, "000000").answer is Answer.LOCKED
    assert room.login.check("ada", PASSWORD, phone.code()).answer is Answer.LOCKED


def test_a_recovery_code_stands_in_for_the_phone_once(
    room: AccountRoom, ada: Account, phone: Phone
) -> None:
    code = phone.offer.recovery_codes[3]
    assert room.login.check("ada", PASSWORD, code.lower()).answer is Answer.OPEN
    assert room.login.check("ada", PASSWORD, code).answer is Answer.WRONG
    assert room.store.get(ada.id).recovery_codes_left == len(phone.offer.recovery_codes) - 1


def test_a_role_that_needs_a_phone_is_told_so(
    ada: Account, database: Database, clock: FakeClock
) -> None:
    strict = cheap_room(database, clock, code_required_for=(Role.OWNER,))
    strict.administration.add("Bob", Role.GUARD, PASSWORD, "Ada")
    assert strict.login.check("ada", PASSWORD).needs_phone
    assert not strict.login.check("bob", PASSWORD).needs_phone


def test_a_secret_put_into_another_row_opens_nothing(
    room: AccountRoom, phone: Phone, database: Database
) -> None:
    bob = room.administration.add("Bob", Role.OWNER, PASSWORD, "Ada")
    sealed = LoginStore(database, "x").credentials("ada")
    assert sealed is not None
    room.store.set_code(bob.id, sealed.sealed_secret, (), NOON, "a thief")
    with pytest.raises(KioskError):
        room.login.check("bob", PASSWORD, phone.code())


def test_a_dearer_hasher_renews_the_hash(
    room: AccountRoom, ada: Account, database: Database, clock: FakeClock
) -> None:
    dearer = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    store = LoginStore(database, "front")
    before = store.credentials("ada")
    assert Login(store, Passwords(dearer), GlassBox(), clock).check("ada", PASSWORD).session
    after = store.credentials("ada")
    assert before is not None
    assert after is not None
    assert after.password_hash != before.password_hash
    assert Passwords(dearer).renewed(after.password_hash, PASSWORD) is None
    assert room.login.check("ada", PASSWORD).session  # the old program still reads it


def test_a_damaged_hash_is_named(room: AccountRoom, ada: Account) -> None:
    room.store.set_password(ada.id, "no hash", NOON, "nobody")
    with pytest.raises(KioskError, match="damaged"):
        room.login.check("ada", PASSWORD)


def test_coming_going_and_failing_are_in_the_log(
    room: AccountRoom, phone: Phone, database: Database
) -> None:
    room.login.check("ada", "wrong")
    result = room.login.check("ada", PASSWORD, phone.code())
    assert result.session is not None
    room.login.leave(result.session, timed_out=True)
    entries = AuditLog(database).newest(3)
    assert [(e.actor, e.action) for e in reversed(entries)] == [
        ("not logged in", "login failed"),
        ("Ada", "logged in"),
        ("Ada", "logged out when idle"),
    ]
    assert PASSWORD not in "".join(e.before + e.after for e in entries)


def test_only_argon2id_hashes_are_stored(room: AccountRoom, ada: Account) -> None:
    assert Passwords().hashed(PASSWORD).startswith("$argon2id$")  # as the kiosk itself makes them
    assert CHEAP.type.name == "ID"


def test_the_present_password_is_asked_again_before_it_is_changed(
    room: AccountRoom, ada: Account, clock: FakeClock
) -> None:
    session = AdminSession.of(ada)
    room.login.confirm(session, PASSWORD)
    for _ in range(FAILURES):  # a screen left open is no place to guess at either
        with pytest.raises(KioskError, match="not your present password"):
            room.login.confirm(session, "wrong")
        clock.s += 1
    with pytest.raises(KioskError, match="Wait"):
        room.login.confirm(session, PASSWORD)
    assert room.login.check("ada", PASSWORD).answer is Answer.LOCKED
    clock.s += 60
    room.login.confirm(session, PASSWORD)
