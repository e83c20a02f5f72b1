"""What a reviewer said of a visit: frozen records, free of SQLAlchemy."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from db.records import Outcome, Reason


class Verdict(StrEnum):
    """Who it was, by a reviewer's word."""

    WAS_THEM = "was that person"
    NOT_THEM = "was not that person"
    SOMEBODY = "was another person"  # one who is enrolled, and whom the door did not name
    WITHDRAWN = "taken back"


@dataclass(frozen=True, slots=True)
class NewMark:
    """What a reviewer says of a visit.

    Attributes:
        at: When they say it, aware.
        event_id: The visit.
        verdict: Who it was.
        person_id: Whom the verdict `SOMEBODY` names; None with any other.
        actor: Who says it, as the log names them.
    """

    at: datetime
    event_id: int
    verdict: Verdict
    person_id: UUID | None
    actor: str


@dataclass(frozen=True, slots=True)
class ReviewMark:
    """A mark that is kept. The newest one of a visit holds, all of them stay.

    Attributes:
        id: Counts up with each mark.
        at: When it was set, aware UTC.
        event_id: The visit.
        verdict: Who it was.
        person_id: Whom the verdict `SOMEBODY` names; None with any other, or once they are erased.
        person_name: The name they have now; None where nobody is named.
        actor: Who set it.
    """

    id: int
    at: datetime
    event_id: int
    verdict: Verdict
    person_id: UUID | None
    person_name: str | None
    actor: str


@dataclass(frozen=True, slots=True)
class ReviewedVisit:
    """A visit with the mark that holds, as far as error rates need them.

    Attributes:
        event_id: The visit.
        verdict: Who it was; never `WITHDRAWN`.
        outcome: What the door did.
        reason: Why.
        names_somebody: Whether the door took them for one of its people.
        best_similarity: Similarity of the best person; None where nobody was compared.
        threshold: The similarity that was needed.
    """

    event_id: int
    verdict: Verdict
    outcome: Outcome
    reason: Reason
    names_somebody: bool
    best_similarity: float | None
    threshold: float
