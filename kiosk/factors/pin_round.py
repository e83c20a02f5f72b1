"""One round at the keypad: keys go in, and in the end a PIN was right, or the round is over.

It belongs to the entry thread. Where the PIN is the second factor, the face says whose it must be;
where it opens alone, a number that is typed first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from db.records import Reason
from kiosk.clock import Clock
from kiosk.factors.attempts import AttemptLimits
from kiosk.factors.keypad import Key, Keypad, Stage, Typed, pressed, tried_again
from kiosk.factors.pin_desk import PinAnswer, PinDesk
from kiosk.factors.policy import Case, End, Given, Proof, with_failure, with_given, with_time

MOST_WRONG = 3  # in one round, whoever's PIN it was


@dataclass(frozen=True, slots=True)
class Duress:
    """That somebody has typed their duress PIN.

    Attributes:
        at: When, aware UTC.
        door: The door's name.
        person_id: Who.
    """

    at: datetime
    door: str
    person_id: UUID


@dataclass(frozen=True, slots=True)
class Round:
    """A round, as far as it has come.

    Attributes:
        case: What was given, and until when more is waited for.
        pad: What is being typed.
        person_id: Whose PIN it must be; None until a number was entered.
        wrong: How many PINs were wrong.
        refusal: Why it ended without the right PIN; None while it goes on, or where it was right.
        locked_for_s: How long no PIN is heard after it.
    """

    case: Case
    pad: Keypad
    person_id: UUID | None = None
    wrong: int = 0
    refusal: Reason | None = None
    locked_for_s: float = 0.0

    @property
    def is_over(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self.case.end is not None


class PinRounds:
    """Plays rounds at one door.

    Args:
        desk: Checks PINs.
        limits: Knows who may try.
        clock: Dates a call for help.
        door: The door's name.
        raise_alarm: Called at once when a duress PIN was typed; must not wait, nor raise.
    """

    def __init__(
        self,
        desk: PinDesk,
        limits: AttemptLimits,
        clock: Clock,
        door: str,
        raise_alarm: Callable[[Duress], None],
    ) -> None:
        self._desk = desk
        self._limits = limits
        self._clock = clock
        self._door = door
        self._raise_alarm = raise_alarm

    def refusal_of(self, person_id: UUID) -> tuple[Reason | None, float]:
        """Return why somebody need not even be asked, and for how long; None where they are.

        Raises:
            StoreError: The database cannot be read.
        """
        if not self._desk.has_pin(person_id):
            return Reason.PIN_NOT_SET, 0.0
        locked_s = self._limits.locked_for_s(person_id)
        return (Reason.LOCKED_OUT if locked_s else None), locked_s

    def play(self, one: Round, keys: Iterable[Key], now_s: float) -> Round:
        """Return a round after some keys, at a moment on the clock of its case.

        Raises:
            StoreError: The database cannot be read or written; nothing opens.
            KioskError: A stored PIN is damaged.
        """
        one = replace(one, case=with_time(one.case, now_s))
        if one.case.end is End.TIMED_OUT:
            return replace(one, refusal=_given_up(one))
        for key in keys:
            if one.is_over:
                break
            one = replace(one, pad=pressed(one.pad, key))
            if one.pad.typed is Typed.CANCELLED:
                return _ended(one, _given_up(one))
            if one.pad.typed is Typed.ENTERED:
                one = self._entered(one)
        return one

    def _entered(self, one: Round) -> Round:
        """Return the round after a PIN was entered."""
        if one.pad.number is not None:
            one = replace(one, person_id=self._desk.owner_of(one.pad.number))
        if locked_s := self._limits.locked_for_s(one.person_id):
            return _ended(one, Reason.LOCKED_OUT, locked_s)
        result = self._desk.check(one.person_id, one.pad.text)
        if result.answer is PinAnswer.WRONG or result.person_id is None:
            return self._wrong(one)
        under_duress = result.answer is PinAnswer.DURESS
        if under_duress:
            self._raise_alarm(Duress(self._clock.now(), self._door, result.person_id))
        self._limits.succeeded(result.person_id)
        given = Given(Proof.PIN, result.person_id, under_duress)
        return replace(one, case=with_given(one.case, [given]), pad=replace(one.pad, text=""))

    def _wrong(self, one: Round) -> Round:
        """Remember a wrong PIN before anybody is told that it was."""
        self._limits.failed(one.person_id)
        locked_s = self._limits.locked_for_s(one.person_id)
        one = replace(one, wrong=one.wrong + 1)
        if locked_s or one.wrong >= MOST_WRONG:
            return _ended(one, Reason.PIN_WRONG, locked_s)
        return replace(one, pad=tried_again(one.pad))


def new_round(case: Case, person_id: UUID | None = None) -> Round:
    """Return a round that begins: with the PIN where it is known whose, else with the number."""
    stage = Stage.NUMBER if person_id is None else Stage.PIN
    return Round(case, Keypad(stage), person_id)


def _given_up(one: Round) -> Reason:
    return Reason.PIN_WRONG if one.wrong else Reason.PIN_MISSING


def _ended(one: Round, refusal: Reason, locked_for_s: float = 0.0) -> Round:
    pad = replace(one.pad, text="")
    return replace(
        one,
        case=with_failure(one.case),
        pad=pad,
        refusal=refusal,
        locked_for_s=locked_for_s,
    )
