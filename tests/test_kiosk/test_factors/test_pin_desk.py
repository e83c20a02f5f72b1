"""Setting and checking PINs on a real database."""

from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from sqlalchemy import text

from db.engine import Database
from db.pins import PinStore
from db.records import Person
from kiosk.errors import KioskError
from kiosk.factors.pin_desk import PinAnswer, PinDesk, draw_number
from tests.test_kiosk.fakes import NOON


def give(desk: PinDesk, person: Person, pin: str, duress: str | None = None) -> int:
    return desk.set(person.id, pin, duress, at=NOON, by="console:root").number


def test_a_pin_is_right_for_its_person_only(desk: PinDesk, ada: Person, bob: Person) -> None:
    give(desk, ada, "4071")
    give(desk, bob, "8305")
    assert desk.check(ada.id, "4071").answer is PinAnswer.RIGHT
    for person_id, pin in ((ada.id, "8305"), (bob.id, "4071"), (ada.id, "4072"), (ada.id, "40710")):
        assert desk.check(person_id, pin).answer is PinAnswer.WRONG


def test_the_duress_pin_is_told_from_the_other(desk: PinDesk, ada: Person) -> None:
    give(desk, ada, "4071", "8305")
    assert desk.check(ada.id, "8305").answer is PinAnswer.DURESS
    assert desk.check(ada.id, "4071").answer is PinAnswer.RIGHT
    give(desk, ada, "4071")
    assert desk.check(ada.id, "8305").answer is PinAnswer.WRONG


class Counting(PasswordHasher):
    """Counts what costs time."""

    verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002
        self.verified += 1
        return super().verify(hash, password)


def test_nobodys_number_and_somebody_without_a_pin_are_wrong_and_cost_as_much(
    database: Database, ada: Person, bob: Person
) -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    desk = PinDesk(PinStore(database), hasher=hasher)
    give(desk, ada, "4071", "8305")
    for person_id, pin in ((None, "of nobody"), (bob.id, "4071"), (ada.id, "8305"), (ada.id, "1")):
        before = hasher.verified
        answer = desk.check(person_id, pin).answer
        assert (answer is PinAnswer.WRONG) is (pin != "8305")
        assert hasher.verified == before + 2
    assert desk.owner_of(4711) is None


def test_a_number_names_its_person(desk: PinDesk, ada: Person) -> None:
    assert desk.owner_of(give(desk, ada, "4071")) == ada.id
    assert 10_000 <= draw_number() <= 99_999


def test_a_weak_pin_is_not_stored(desk: PinDesk, ada: Person) -> None:
    with pytest.raises(KioskError):
        give(desk, ada, "1234")
    assert not desk.has_pin(ada.id)


def test_a_hash_moved_to_another_row_opens_nothing(
    desk: PinDesk, ada: Person, bob: Person, database: Database
) -> None:
    give(desk, ada, "4071")
    give(desk, bob, "8305")
    with database.writing() as session:
        session.execute(text("UPDATE pins SET pin_hash = (SELECT min(pin_hash) FROM pins)"))
    answers = {
        desk.check(person.id, pin).answer for person in (ada, bob) for pin in ("4071", "8305")
    }
    assert answers == {PinAnswer.RIGHT, PinAnswer.WRONG}
    right = [p for p in (ada, bob) if desk.check(p.id, "4071").answer is PinAnswer.RIGHT]
    right += [p for p in (ada, bob) if desk.check(p.id, "8305").answer is PinAnswer.RIGHT]
    assert len(right) == 1


def test_a_damaged_hash_is_a_sentence(desk: PinDesk, ada: Person, database: Database) -> None:
    give(desk, ada, "4071")
    with database.writing() as session:
        session.execute(text("UPDATE pins SET pin_hash = 'rubbish'"))
    with pytest.raises(KioskError, match="damaged"):
        desk.check(ada.id, "4071")


def test_the_file_holds_no_pin(
    desk: PinDesk, ada: Person, database: Database, tmp_path: Path
) -> None:
    give(desk, ada, "40719265", "83051746")
    database.close()
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"40719265" not in written
    assert b"83051746" not in written
