"""What reviewers said: appended, audited, undone by a later word."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete

from db.access_log import AccessLog
from db.audit import AuditLog, person_subject
from db.engine import Database
from db.erasure import erase
from db.errors import StoreError
from db.gallery import Gallery
from db.records import AccessEvent, LogFilter, Person
from db.review_records import NewMark, ReviewMark, Verdict
from db.reviews import Reviews
from db.tables import AccessEventRow, ProbeThumbnailRow
from tests.test_db.chained import SIGNER, findings
from tests.test_db.samples import NOON, STRANGER, patron, visit

Say = Callable[..., ReviewMark]


@pytest.fixture
def reviews(database: Database) -> Reviews:
    return Reviews(database)


@pytest.fixture
def ada(gallery: Gallery) -> Person:
    return gallery.add(patron("Ada Lovelace"), NOON, by="ada")


@pytest.fixture
def granted(log: AccessLog, ada: Person) -> AccessEvent:
    return log.append(visit(ada))


@pytest.fixture
def denied(log: AccessLog) -> AccessEvent:
    return log.append(STRANGER)


def _say(
    reviews: Reviews, event: AccessEvent, verdict: Verdict, person_id: UUID | None = None
) -> ReviewMark:
    return reviews.add(NewMark(NOON, event.id, verdict, person_id, "guard Bo"))


def test_a_mark_says_who_set_it_and_when(
    reviews: Reviews, denied: AccessEvent, ada: Person
) -> None:
    mark = _say(reviews, denied, Verdict.SOMEBODY, ada.id)
    assert (mark.at, mark.actor, mark.person_name) == (NOON, "guard Bo", "Ada Lovelace")
    assert reviews.of(denied.id) == (mark,)


def test_a_later_mark_holds_and_the_earlier_one_stays(
    reviews: Reviews, granted: AccessEvent
) -> None:
    wrong = _say(reviews, granted, Verdict.NOT_THEM)
    back = _say(reviews, granted, Verdict.WITHDRAWN)
    assert reviews.of(granted.id) == (back, wrong)
    assert reviews.reviewed(LogFilter()) == ()
    _say(reviews, granted, Verdict.WAS_THEM)
    (visit,) = reviews.reviewed(LogFilter())
    assert visit.verdict is Verdict.WAS_THEM
    assert visit.names_somebody


def test_only_visits_of_the_filter_are_counted(
    reviews: Reviews, granted: AccessEvent, denied: AccessEvent, ada: Person
) -> None:
    _say(reviews, granted, Verdict.WAS_THEM)
    _say(reviews, denied, Verdict.SOMEBODY, ada.id)
    assert [v.event_id for v in reviews.reviewed(LogFilter())] == [granted.id, denied.id]
    assert [v.event_id for v in reviews.reviewed(LogFilter(person_id=ada.id))] == [granted.id]
    assert reviews.reviewed(LogFilter(until=NOON)) == ()


def test_nothing_can_be_taken_back_twice(reviews: Reviews, granted: AccessEvent) -> None:
    with pytest.raises(StoreError, match="taken back"):
        _say(reviews, granted, Verdict.WITHDRAWN)
    _say(reviews, granted, Verdict.WAS_THEM)
    _say(reviews, granted, Verdict.WITHDRAWN)
    with pytest.raises(StoreError, match="taken back"):
        _say(reviews, granted, Verdict.WITHDRAWN)


def test_a_mark_on_nothing_or_nobody_is_refused(reviews: Reviews, granted: AccessEvent) -> None:
    with pytest.raises(StoreError):
        _say(reviews, replace(granted, id=77), Verdict.WAS_THEM)
    with pytest.raises(StoreError):
        _say(reviews, granted, Verdict.SOMEBODY, uuid4())
    with pytest.raises(StoreError):  # only one who was missed is named
        _say(reviews, granted, Verdict.NOT_THEM, granted.person_id)
    assert reviews.of(granted.id) == ()


def test_each_mark_stands_in_the_audit_and_names_nobody_else(
    reviews: Reviews, database: Database, granted: AccessEvent, denied: AccessEvent, ada: Person
) -> None:
    _say(reviews, granted, Verdict.NOT_THEM)
    _say(reviews, granted, Verdict.WITHDRAWN)
    _say(reviews, denied, Verdict.SOMEBODY, ada.id)
    named, back, first = AuditLog(database).newest(3)
    assert (first.actor, first.action, first.subject) == (
        "guard Bo",
        "visit reviewed",
        f"visit:{granted.id}",
    )
    assert (back.action, back.before) == ("review withdrawn", '{"mark":"was not that person"}')
    assert named.subject == person_subject(ada.id)
    assert str(ada.id) not in first.after + back.before + back.after


def test_a_refused_mark_leaves_nothing_in_the_audit(
    reviews: Reviews, database: Database, granted: AccessEvent
) -> None:
    before = AuditLog(database).newest()
    with pytest.raises(StoreError):
        _say(reviews, granted, Verdict.NOT_THEM, granted.person_id)
    assert AuditLog(database).newest() == before


def test_somebody_erased_is_named_no_more_and_their_picture_goes(
    reviews: Reviews, log: AccessLog, database: Database, denied: AccessEvent, ada: Person
) -> None:
    """The log alone did not know that the picture of a stranger is one of them."""
    _say(reviews, denied, Verdict.SOMEBODY, ada.id)
    assert log.thumbnail(denied.id) != b""
    erase(database, ada.id, NOON, "owner", SIGNER)
    assert log.thumbnail(denied.id) == b""
    (mark,) = reviews.of(denied.id)
    assert (mark.person_id, mark.person_name) == (None, None)
    (visit,) = reviews.reviewed(LogFilter())
    assert visit.verdict is Verdict.SOMEBODY, "what was said still counts"
    assert findings(database) == []


def test_marks_go_with_their_visit(
    reviews: Reviews, database: Database, granted: AccessEvent
) -> None:
    """As when the log is pruned."""
    _say(reviews, granted, Verdict.WAS_THEM)
    with database.writing() as session:
        session.execute(delete(ProbeThumbnailRow))
        session.execute(delete(AccessEventRow).where(AccessEventRow.id == granted.id))
    assert reviews.of(granted.id) == ()
