"""A person forgotten by the log, whose chain stays whole. The contract stands in `db/chain.py`.

What is left of them: when which door was opened to "erased person 17", the similarities, and
digests whose salts are destroyed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.audit import person_subject
from db.canonical import Plain
from db.chain import Kind
from db.chain_checkpoints import append_signed
from db.chain_tables import AdminActionRow, ChainEntryRow, EventEvidenceRow
from db.names import folded
from db.sealing_tables import VisitKeyRow
from db.signing import Signer
from db.tables import AccessEventRow, ProbeThumbnailRow, VisitorRow

ERASED = "erased"
"""The subject of an admin's act on somebody who was erased."""

_AT_ONCE = 500  # numbers in one statement: databases bound them


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten.

    Attributes:
        pseudonym: The name that their visits bear from now on; None where there are none.
        visits: The numbers of their visits.
        acts: The numbers of the admins' acts on them.
        entry: The number of the signed entry that says so.
    """

    pseudonym: str | None
    visits: tuple[int, ...]
    acts: tuple[int, ...]
    entry: int


def pseudonym_of(visitors: Collection[int]) -> str | None:
    """Return the name under which an erased person stays in the log; None for no visitor."""
    return f"erased person {min(visitors)}" if visitors else None


def forget(
    session: Session,
    at: datetime,
    actor: str,
    person_id: UUID,
    signer: Signer,
    *,
    unrecognised: Collection[int] = (),
) -> Forgotten:
    """Forget a person, in the transaction that erases them elsewhere; append nothing of them after.

    It is the record of the erasure: an admin's act with the person's id would undo it.

    Args:
        session: The transaction; where the pages are to be overwritten, that is its owner's matter.
        at: When, aware.
        actor: Who did it.
        person_id: Whom.
        signer: The key of the log.
        unrecognised: Visits of theirs in which they were not recognised, so that the log does not
            know: pictures and evidence of these go as well, and nothing else of them.

    Raises:
        StoreError: It cannot be written.
    """
    visitors = tuple(
        session.scalars(
            select(VisitorRow.id).where(VisitorRow.person_id == person_id).order_by(VisitorRow.id)
        )
    )
    event = AccessEventRow
    of_visitors = select(event.id).where(event.visitor_id.in_(visitors)).order_by(event.id)
    visits = tuple(session.scalars(of_visitors))
    others = tuple(sorted(set(unrecognised) - set(visits)))
    for some in _portions((*visits, *others)):
        _remove_pictures(session, some)
    for some in _portions(visits):
        _destroy_salts(session, Kind.EVENT, some)
    pseudonym = pseudonym_of(visitors)
    session.execute(
        update(VisitorRow)
        .where(VisitorRow.id.in_(visitors))
        .values(person_id=None, name=pseudonym, name_folded=folded(pseudonym or ""))
    )
    acts = _forget_acts(session, person_id)
    told: dict[str, Plain] = {
        "actor": actor,
        "visitors": visitors,
        "visits": others,
        "acts": acts,
    }
    entry = append_signed(session, Kind.ERASED, at, told, signer)
    return Forgotten(pseudonym, visits, acts, entry.number)


def _remove_pictures(session: Session, visits: tuple[int, ...]) -> None:
    session.execute(delete(ProbeThumbnailRow).where(ProbeThumbnailRow.event_id.in_(visits)))
    session.execute(delete(EventEvidenceRow).where(EventEvidenceRow.event_id.in_(visits)))
    session.execute(delete(VisitKeyRow).where(VisitKeyRow.event_id.in_(visits)))
    session.execute(
        update(AccessEventRow).where(AccessEventRow.id.in_(visits)).values(has_thumbnail=False)
    )


def _forget_acts(session: Session, person_id: UUID) -> tuple[int, ...]:
    act = AdminActionRow
    theirs = select(act.id).where(act.subject == person_subject(person_id)).order_by(act.id)
    acts = tuple(session.scalars(theirs))
    for some in _portions(acts):
        session.execute(
            update(act).where(act.id.in_(some)).values(subject=ERASED, before="", after="")
        )
        _destroy_salts(session, Kind.ADMIN, some)
    return acts


def _destroy_salts(session: Session, kind: Kind, subjects: tuple[int, ...]) -> None:
    session.execute(
        update(ChainEntryRow)
        .where(ChainEntryRow.kind == kind.value, ChainEntryRow.subject.in_(subjects))
        .values(salt=None)
    )


def _portions(numbers: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(numbers), _AT_ONCE):
        yield numbers[start : start + _AT_ONCE]
