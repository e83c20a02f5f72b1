"""From evidence to a decision: pure, no clock, no store, no door.

The rules, in the order in which they are asked:

1. Before `FIRST_LOOK_FRAMES` usable frames nothing is decided: never on one lucky frame.
2. Where nobody is enrolled, the door stays shut, and the log says so.
3. Somebody whose similarity does not reach the threshold is a stranger.
4. Somebody who reaches it is recognised. Whether they may enter is another question, answered at
   this very moment: not when revoked, not before `valid_from`, not from `valid_until` on.
5. Only what is left is granted.

A similarity that is no number reaches no threshold, and no similarity reaches a threshold that is
no number.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from db.records import Outcome, Person, PersonStatus, Reason

FIRST_LOOK_FRAMES = 3
LAST_LOOK_FRAMES = 8
LAST_LOOK_AFTER_S = 1.0  # from the first usable frame: eight frames of one instant are one frame
LOOKS = 2  # the budget of false matches is shared between them, see docs/adr/0005

_STRANGER = frozenset({Reason.GALLERY_EMPTY, Reason.NOT_RECOGNISED})


@dataclass(frozen=True, slots=True)
class Decision:
    """What the door decided about one visit, and every figure that it rests on.

    Attributes:
        outcome: Granted or denied.
        reason: Why.
        person_id: Who was recognised; None for a stranger.
        person_name: Their name; None for a stranger.
        best_similarity: Similarity of the best person; None where nobody is enrolled.
        runner_up_similarity: That of the second best person; None where there is none.
        threshold: The similarity that was needed.
        frames_used: Frames the decision rests on.
    """

    outcome: Outcome
    reason: Reason
    person_id: UUID | None
    person_name: str | None
    best_similarity: float | None
    runner_up_similarity: float | None
    threshold: float
    frames_used: int


@dataclass(frozen=True, slots=True)
class Match:
    """The best person of a search, as the gallery knows them."""

    person: Person
    similarity: float


def decide(
    *,
    best: Match | None,
    runner_up_similarity: float | None,
    threshold: float,
    frames_used: int,
    at: datetime,
) -> Decision | None:
    """Apply the rules above.

    Args:
        best: The best person; None where nobody is enrolled.
        runner_up_similarity: Similarity of the second best person.
        threshold: The similarity that is needed.
        frames_used: Usable frames behind the search.
        at: The time of day, aware UTC.

    Returns:
        The decision; None before there are enough frames.
    """
    if frames_used < FIRST_LOOK_FRAMES:
        return None
    if best is None:
        reason = Reason.GALLERY_EMPTY
    elif not best.similarity >= threshold:  # so written that NaN is a stranger
        reason = Reason.NOT_RECOGNISED
    else:
        reason = standing_of(best.person, at)
    recognised = best.person if best and reason not in _STRANGER else None
    return Decision(
        outcome=Outcome.GRANTED if reason is Reason.MATCHED else Outcome.DENIED,
        reason=reason,
        person_id=recognised.id if recognised else None,
        person_name=recognised.name if recognised else None,
        best_similarity=best.similarity if best else None,
        runner_up_similarity=runner_up_similarity,
        threshold=threshold,
        frames_used=frames_used,
    )


def standing_of(person: Person, at: datetime) -> Reason:
    """Return MATCHED where `person` may enter at `at`, or why not."""
    if person.status is not PersonStatus.ACTIVE:
        return Reason.REVOKED
    if person.valid_from is not None and at < person.valid_from:
        return Reason.NOT_YET_VALID
    if person.valid_until is not None and at >= person.valid_until:
        return Reason.EXPIRED
    return Reason.MATCHED
