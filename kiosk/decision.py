"""From evidence to a decision: pure, no clock, no store, no door."""

from dataclasses import dataclass
from uuid import UUID

from db.records import Outcome, Reason


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
