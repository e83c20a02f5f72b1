"""Consent and how long people are kept."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from db.access_log import AccessLog
from db.audit import AuditLog
from db.care import CareStore
from db.care_records import ConsentText
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.records import Outcome, Reason
from tests.test_db.samples import NOON, patron, visit

DAY = timedelta(days=1)
TEXT, LATER_TEXT = ConsentText("I agree."), ConsentText("I agree to more.")


def test_an_enrolment_keeps_what_was_agreed_to(database: Database, gallery: Gallery) -> None:
    care = CareStore(database)
    ada = gallery.add(replace(patron(), consent=TEXT), NOON, by="eve")
    bob = gallery.add(patron("Bob"), NOON, by="eve")
    given = care.consent(ada.id)
    assert given is not None
    assert (given.text, given.at, given.recorded_by) == (TEXT, NOON, "eve")
    assert care.consent(bob.id) is None
    assert care.without_consent() == 1
    care.record_consent(bob.id, LATER_TEXT, NOON + DAY, by="eve")
    care.record_consent(ada.id, LATER_TEXT, NOON + DAY, by="eve")
    again = care.consent(ada.id)
    assert again is not None
    assert (again.text, again.at) == (LATER_TEXT, NOON + DAY)
    assert care.without_consent() == 0
    newest = AuditLog(database).newest()
    assert newest[0].action == "consent recorded"
    assert TEXT.version in newest[3].after


def test_another_text_is_another_version() -> None:
    assert TEXT.version != LATER_TEXT.version
    assert ConsentText("I agree.").version == TEXT.version


@pytest.mark.parametrize(
    ("now", "idle", "late"),
    [
        (NOON + 9 * DAY, None, set()),
        (NOON + 10 * DAY, None, {"keeps a date"}),
        (NOON + 29 * DAY, 30 * DAY, {"keeps a date"}),
        (NOON + 30 * DAY, 30 * DAY, {"keeps a date", "never came", "was denied"}),
        (NOON + 34 * DAY, 30 * DAY, {"keeps a date", "never came", "was denied"}),
        (NOON + 35 * DAY, 30 * DAY, {"keeps a date", "never came", "was denied", "came"}),
    ],
)
def test_who_is_overdue(
    database: Database,
    gallery: Gallery,
    log: AccessLog,
    now: datetime,
    idle: timedelta | None,
    late: set[str],
) -> None:
    care = CareStore(database)
    people = {
        name: gallery.add(patron(name), NOON, by="eve")
        for name in ("keeps a date", "never came", "came", "was denied", "stays")
    }
    care.set_keep_until(people["keeps a date"].id, NOON + 10 * DAY, NOON, by="eve")
    care.set_keep_until(people["stays"].id, NOON + 900 * DAY, NOON, by="eve")
    log.append(visit(people["came"], NOON + 5 * DAY))
    log.append(visit(people["came"], NOON + 2 * DAY))
    denied = visit(people["was denied"], NOON + 9 * DAY)
    log.append(replace(denied, outcome=Outcome.DENIED, reason=Reason.REVOKED))
    assert {one.person.name for one in care.overdue(now, idle)} == late


def test_a_date_can_be_taken_back(database: Database, gallery: Gallery) -> None:
    care, ada = CareStore(database), gallery.add(patron(), NOON, by="eve")
    care.set_keep_until(ada.id, NOON, NOON, by="eve")
    assert care.keep_until(ada.id) == NOON
    assert care.overdue(NOON, None) != ()
    care.set_keep_until(ada.id, None, NOON, by="eve")
    assert care.keep_until(ada.id) is None
    assert care.overdue(NOON, None) == ()


def test_nobody_agrees_who_is_not_enrolled(database: Database) -> None:
    from uuid import UUID

    care = CareStore(database)
    for act in (
        lambda: care.record_consent(UUID(int=1), TEXT, NOON, by="eve"),
        lambda: care.set_keep_until(UUID(int=1), NOON, NOON, by="eve"),
    ):
        with pytest.raises(StoreError, match="Nobody has the id"):
            act()
