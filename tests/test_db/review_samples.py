"""Every statement of counts and reviews, to be run or compiled on another database."""

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.log_counts import MINUTE_S, LogCounts
from db.records import LogFilter, Outcome
from db.review_records import NewMark, Verdict
from db.reviews import Reviews
from tests.test_db.samples import NOON, STRANGER, patron


def use_the_reviews(database: Database) -> None:
    """Count the log in every way, and review a visit."""
    noor = Gallery(database).add(patron("Noor Khan"), NOON, by="ada")
    event = AccessLog(database).append(STRANGER)
    counts, reviews = LogCounts(database), Reviews(database)
    for where in (LogFilter(since=NOON, door=STRANGER.door), LogFilter(name_contains="khan noor")):
        assert counts.denials(where).keys() <= {STRANGER.reason}
        counts.by_quarter(where)
    (span,) = counts.spans(LogFilter(since=NOON, outcome=Outcome.DENIED), MINUTE_S)
    assert (span.at, span.newest_id) == (NOON, event.id)
    reviews.add(NewMark(NOON, event.id, Verdict.SOMEBODY, noor.id, "bo"))
    reviews.add(NewMark(NOON, event.id, Verdict.WITHDRAWN, None, "bo"))
    assert len(reviews.of(event.id)) == 2
    assert event.id not in {visit.event_id for visit in reviews.reviewed(LogFilter())}
