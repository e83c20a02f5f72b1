"""What is asked of the rules, and what they say."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from db.presence_records import Facts
from db.records import Outcome, Reason
from db.rule_records import RULE_LENGTH, DoorRules, RuleBook


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who might have been let in, but not alone, and waits for company at the door.

    Attributes:
        person_id: Who.
        event_id: The row of the log that says so; a rule's words name nobody else than its row's
            own person, see `db/chain.py`.
        at: When they were recognised.
    """

    person_id: UUID
    event_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """May this person, recognised and alive, enter here now?

    Attributes:
        person_id: Who.
        door: The door's name.
        at: When, aware.
        facts: Who is where, and what was granted lately.
        waiting: Who waits for company at this door, in any order.
    """

    person_id: UUID
    door: str
    at: datetime
    facts: Facts = field(default_factory=Facts)
    waiting: tuple[Waiting, ...] = ()

    def rules_of_door(self, book: RuleBook) -> DoorRules:
        """Return what holds at the door; of one without rules, that it has none."""
        return book.doors.get(self.door) or DoorRules(self.door)


@dataclass(frozen=True, slots=True)
class Denial:
    """That a rule keeps somebody out.

    Attributes:
        reason: Which kind of rule.
        rule: The very rule, in words for a guard.
    """

    reason: Reason
    rule: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the rules say.

    Attributes:
        outcome: Granted or denied.
        reason: Why; `MATCHED` where granted. The words for the person at the door follow from it,
            see `kiosk/entry/sentences.py`.
        rule: The rule that decided, in words for a guard; "" where no rule had anything to say.
        notes: What a guard should know though it kept nobody out.
        company: Who is let in together with them, having waited.
    """

    outcome: Outcome
    reason: Reason
    rule: str = ""
    notes: tuple[str, ...] = ()
    company: tuple[Waiting, ...] = ()

    @property
    def words(self) -> str:
        """Rule and notes in one line, as much of it as the log keeps."""
        words = "; ".join(filter(None, (self.rule, *self.notes)))
        return words if len(words) <= RULE_LENGTH else f"{words[: RULE_LENGTH - 1]}…"
