"""What else a door wants of somebody whom it would let in by their face.

The attendant asks here once a living head was recognised and the rules of the house have nothing
against it. Where the face is not enough, the visit waits at the keypad; what is granted in the end
is decided anew, as the house may have changed while somebody typed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from db.records import Factor, NewAccessEvent, Outcome, Reason
from kiosk.entry import sentences
from kiosk.entry.sentences import Words
from kiosk.factors.keypad import Key
from kiosk.factors.pin_round import PinRounds, Round, new_round
from kiosk.factors.policy import Case, End, Given, Proof, Way, factors_of, with_given
from models.types import Frame, TrackedFace

BETWEEN = " + "


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A row that no further factor is asked for.

    Attributes:
        row: The row, granted or denied.
        words: What the screen says; None for the usual words of such a row.
    """

    row: NewAccessEvent
    words: Words | None = None

    def settled(self, again: NewAccessEvent) -> Settled:
        """Return itself: it rests on that very look."""
        return self


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A visit that waits for a PIN.

    Attributes:
        round: The round at the keypad.
        granted: The row of the face alone.
        frame: The picture that it rests on.
        chosen: The face in it.
    """

    round: Round
    granted: NewAccessEvent
    frame: Frame
    chosen: TrackedFace

    @property
    def shut(self) -> NewAccessEvent:
        """What is left of it if its person goes away."""
        reason = self.round.refusal or (Reason.PIN_WRONG if self.round.wrong else None)
        return denied(self.granted, reason or Reason.PIN_MISSING)

    @property
    def words(self) -> Words:
        """What the screen says."""
        return sentences.typing(self.round.pad)

    def settled(self, again: NewAccessEvent) -> Settled:
        """Return what the round has led to.

        Args:
            again: What a new look at the very same evidence has found, now that it is over.
        """
        if self.round.case.end is not End.OPENS:
            return Settled(self.shut, _words(self.round.locked_for_s))
        # Waiting for a PIN says nothing about how long Janus took.
        row = replace(again, liveness=self.granted.liveness, latency_ms=self.granted.latency_ms)
        holder = self.round.person_id
        return Settled(with_factors(row, self.round.case, holder) if holder else row)


class Factoring:
    """See the module. Used by the entry thread only.

    Args:
        rounds: Plays rounds at the keypad.
        take_keys: Returns the keys pressed since it was last called.
        ways: What opens the door.
        sure_similarity: Returns the similarity from which a face is sure, for so many people
            enrolled.
        pin_s: How long a PIN is waited for, seconds.
    """

    def __init__(
        self,
        rounds: PinRounds,
        take_keys: Callable[[], tuple[Key, ...]],
        *,
        ways: tuple[Way, ...],
        sure_similarity: Callable[[int], float],
        pin_s: float,
    ) -> None:
        self._rounds = rounds
        self._take_keys = take_keys
        self._ways = ways
        self._sure_similarity = sure_similarity
        self._pin_s = pin_s

    def ask(
        self,
        row: NewAccessEvent,
        frame: Frame,
        chosen: TrackedFace,
        *,
        people: int,
        now_s: float,
    ) -> Settled | Asked:
        """Return a grant as it may be carried out, or a denial, or what is still asked for.

        A denial is returned as it is.

        Args:
            row: What was decided by the face alone.
            frame: The picture that it rests on.
            chosen: The face in it.
            people: How many are enrolled.
            now_s: This moment, seconds.

        Raises:
            StoreError: The database cannot be read.
        """
        if row.outcome is not Outcome.GRANTED:
            return Settled(row)
        person_id, similarity = row.person_id, row.best_similarity
        if person_id is None or similarity is None:
            raise ValueError("Only somebody recognised is granted entry by the face.")
        given = [Given(Proof.FACE, person_id)]
        if similarity >= self._sure_similarity(people):
            given.append(Given(Proof.SURE_FACE, person_id))
        case = with_given(Case(self._ways, now_s + self._pin_s), given)
        if case.end is End.OPENS:
            return Settled(with_factors(row, case, person_id))
        refusal, locked_s = self._rounds.refusal_of(person_id)
        if not case.asks_pin_of(person_id):
            refusal = refusal or Reason.PIN_NOT_SET
        row = replace(row, factors=Factor.FACE.value)
        if refusal is not None:
            return Settled(denied(row, refusal), _words(locked_s))
        self._take_keys()  # what was pressed before anything was asked for
        return Asked(new_round(case, person_id), row, frame, chosen)

    def play(self, asked: Asked, now_s: float) -> Asked:
        """Return a waiting visit after the keys that were pressed since.

        Raises:
            StoreError: The database cannot be read or written.
            KioskError: A stored PIN is damaged.
        """
        return replace(asked, round=self._rounds.play(asked.round, self._take_keys(), now_s))


def with_factors(row: NewAccessEvent, case: Case, holder: UUID) -> NewAccessEvent:
    """Return a row with what its holder gave; a grant under duress is marked as such."""
    factors = factors_of(case, holder)
    if row.outcome is Outcome.GRANTED and Factor.DURESS_PIN in factors:
        row = replace(row, reason=Reason.UNDER_DURESS)
    return replace(row, factors=BETWEEN.join(factors))


def denied(row: NewAccessEvent, reason: Reason) -> NewAccessEvent:
    """Return a row of somebody who is not let in for want of a factor; nobody has moved."""
    return replace(row, outcome=Outcome.DENIED, reason=reason, passage=None)


def _words(locked_for_s: float) -> Words | None:
    return sentences.locked(locked_for_s) if locked_for_s else None
