"""What reviewers said of visits: appended, audited, and read for the rates of errors.

A mark is undone by a later one. Nothing is ever changed, so that it can be told who said what when.
"""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction, person_subject
from db.canonical import Plain
from db.engine import Database
from db.errors import StoreError
from db.gallery_rows import found
from db.log_queries import conditions
from db.records import LogFilter
from db.review_records import NewMark, ReviewedVisit, ReviewMark, Verdict
from db.review_tables import ReviewMarkRow
from db.tables import AccessEventRow, PersonRow


class Reviews:
    """The marks of reviewers.

    Args:
        database: Where they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: NewMark) -> ReviewMark:
        """Add a mark, and an act to the audit, in one transaction.

        Raises:
            StoreError: There is no such visit or person, there is nothing to take back, or it
                cannot be written.
        """
        with self._database.writing() as session:
            _check_visit(session, new.event_id)
            person = None if new.person_id is None else found(session, new.person_id)
            before = session.scalars(_marks(new.event_id).limit(1)).one_or_none()
            if new.verdict is Verdict.WITHDRAWN and not _holds(before):
                raise StoreError(
                    f"Nothing is said of visit {new.event_id} that could be taken back.",
                    "Refresh the list.",
                )
            row = ReviewMarkRow(
                at=new.at,
                event_id=new.event_id,
                verdict=new.verdict,
                person_id=new.person_id,
                actor=new.actor,
            )
            session.add(row)
            session.flush()
            session.refresh(row)
            self._audit(session, new, before)
            return _mark(row, None if person is None else person.name)

    def of(self, event_id: int) -> tuple[ReviewMark, ...]:
        """Return what was said of a visit, newest first; the first holds.

        Raises:
            StoreError: It cannot be read.
        """
        query = _marks(event_id).add_columns(PersonRow.name)
        query = query.outerjoin(PersonRow, PersonRow.id == ReviewMarkRow.person_id)
        with self._database.reading() as session:
            return tuple(_mark(row, name) for row, name in session.execute(query))

    def reviewed(self, where: LogFilter) -> tuple[ReviewedVisit, ...]:
        """Return the visits of which something is said that holds, by number.

        Args:
            where: Which visits, by what the log says of them.

        Raises:
            StoreError: They cannot be read.
        """
        mark, event = ReviewMarkRow, AccessEventRow
        newest = select(func.max(mark.id)).group_by(mark.event_id)
        query = (
            select(event, mark.verdict)
            .join(mark, mark.event_id == event.id)
            .where(mark.id.in_(newest), mark.verdict != Verdict.WITHDRAWN, *conditions(where))
            .order_by(event.id)
        )
        with self._database.reading() as session:
            return tuple(
                ReviewedVisit(
                    event_id=row.id,
                    verdict=verdict,
                    outcome=row.outcome,
                    reason=row.reason,
                    names_somebody=row.visitor_id is not None,
                    best_similarity=row.best_similarity,
                    threshold=row.threshold,
                )
                for row, verdict in session.execute(query)
            )

    @staticmethod
    def _audit(session: Session, new: NewMark, before: ReviewMarkRow | None) -> None:
        # Of whom it was is told under that person's own subject alone, so that it can be erased.
        visit = f"visit:{new.event_id}"
        subject = visit if new.person_id is None else person_subject(new.person_id)
        was: dict[str, Plain] = {"mark": str(before.verdict)} if before and _holds(before) else {}
        now: dict[str, Plain] = {"mark": str(new.verdict), "visit": visit}
        action = "review withdrawn" if new.verdict is Verdict.WITHDRAWN else "visit reviewed"
        audit.record(session, AdminAction(new.at, new.actor, action, subject, was, now))


def visits_naming(session: Session, person_id: UUID) -> tuple[int, ...]:
    """Return the visits that reviewers say were a person's, though the door did not name them.

    For whoever erases them: the log itself does not know that the pictures show them. A mark that
    was taken back counts as well, as a picture too few is better than one too many.
    """
    event_id = ReviewMarkRow.event_id
    query = select(event_id).where(ReviewMarkRow.person_id == person_id).distinct()
    return tuple(session.scalars(query.order_by(event_id)))


def _check_visit(session: Session, event_id: int) -> None:
    if session.get(AccessEventRow, event_id) is None:
        raise StoreError(f"The log has no visit {event_id} any more.", "Refresh the list.")


def _marks(event_id: int) -> Select[ReviewMarkRow]:
    query = select(ReviewMarkRow).where(ReviewMarkRow.event_id == event_id)
    return query.order_by(ReviewMarkRow.id.desc())


def _holds(row: ReviewMarkRow | None) -> bool:
    return row is not None and row.verdict is not Verdict.WITHDRAWN


def _mark(row: ReviewMarkRow, name: str | None) -> ReviewMark:
    return ReviewMark(row.id, row.at, row.event_id, row.verdict, row.person_id, name, row.actor)
