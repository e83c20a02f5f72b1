"""PINs, badges and failed attempts, each used once: for databases of any kind."""

from dataclasses import replace
from datetime import timedelta

from db.attempts import AttemptStore
from db.badges import BadgeStore
from db.engine import Database
from db.gallery import Gallery
from db.pins import PinStore
from tests.test_db.samples import NOON, patron
from tests.test_db.test_badges import GRACE

BY = "console:root"


def use_the_factors(database: Database) -> None:
    pins, badges, attempts = PinStore(database), BadgeStore(database), AttemptStore(database)
    ada = Gallery(database).add(patron("Ada of the PINs"), NOON, by=BY)
    for duress in (None, "$argon2id$two"):  # new, and in place of another
        put = pins.put(ada.id, "$argon2id$", duress, at=NOON, by=BY, draw_number=lambda: 47_110)
    assert pins.by_number(47_110) == pins.of(ada.id) == put

    before = pins.people_without()
    Gallery(database).add(patron("Bob without a PIN"), NOON, by=BY)
    assert pins.people_without() == before + 1

    badges.add(replace(GRACE, person_id=ada.id))
    assert badges.newest(5, starts_with=GRACE.id[:4]) == (replace(GRACE, person_id=ada.id),)
    assert [badges.use(GRACE.id, NOON), badges.use(GRACE.id, NOON)] == [True, False]
    badges.give_back(GRACE.id)
    assert badges.revoke(GRACE.id, at=NOON, by=BY)
    assert not badges.use(GRACE.id, NOON)

    attempts.record(NOON + timedelta(days=1), "Main entrance", ada.id)
    assert attempts.of_person(ada.id, NOON, NOON) == (NOON,)
    attempts.forgive(ada.id)
    assert attempts.of_person(ada.id, NOON, NOON) == ()
    assert attempts.at_door("Main entrance", NOON, NOON) == (NOON,)
    attempts.prune(NOON + timedelta(seconds=1))
    assert attempts.at_door("Main entrance", NOON, NOON) == ()
    assert pins.remove(ada.id, at=NOON, by=BY)
