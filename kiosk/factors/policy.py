"""Which proofs open the door: pure.

A door knows ways. Each way is a set of proofs, and one way opens the door once every proof of it
was given by one and the same holder: so the PIN of another person never counts for the face that
was seen, and in which order proofs come does not matter. A case that has ended stays so.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from db.records import Factor


class OpensBy(StrEnum):
    """What opens a door, as in `[door] opens_by`."""

    FACE = "face"
    FACE_AND_PIN = "face+pin"
    FACE_OR_PIN = "face or pin"
    FACE_OR_BADGE = "face or badge"


class Proof(StrEnum):
    """What a holder can give."""

    FACE = "face"  # reaches the door's threshold, and is alive
    SURE_FACE = "sure face"  # reaches the stricter one as well
    PIN = "PIN"
    BADGE = "badge"


@dataclass(frozen=True, slots=True)
class Given:
    """A proof that was given.

    Attributes:
        proof: Which.
        holder: Whose.
        under_duress: Whether it was the PIN that calls for help.
    """

    proof: Proof
    holder: UUID
    under_duress: bool = False


class End(StrEnum):
    """How a case ended."""

    OPENS = "opens"
    FAILED = "failed"
    TIMED_OUT = "timed out"


Way = frozenset[Proof]
_FACE, _FACE_AND_PIN = frozenset({Proof.FACE}), frozenset({Proof.FACE, Proof.PIN})


def ways_of(opens_by: OpensBy, *, steps_up: bool) -> tuple[Way, ...]:
    """Return the ways of a door.

    Args:
        opens_by: What it opens by.
        steps_up: Whether a face that is not sure needs the PIN.
    """
    face: tuple[Way, ...] = (_FACE,)
    if steps_up:
        face = (frozenset({Proof.SURE_FACE}), _FACE_AND_PIN)
    match opens_by:
        case OpensBy.FACE:
            return face
        case OpensBy.FACE_AND_PIN:
            return (_FACE_AND_PIN,)
        case OpensBy.FACE_OR_PIN:
            return (*face, frozenset({Proof.PIN}))
        case OpensBy.FACE_OR_BADGE:
            return (*face, frozenset({Proof.BADGE}))


@dataclass(frozen=True, slots=True)
class Case:
    """What was given so far by whoever is before the door.

    Attributes:
        ways: The ways of the door.
        until_s: When waiting for more ends, seconds on the clock of `with_time`.
        given: What was given.
        end: How it ended; None while more may come.
    """

    ways: tuple[Way, ...]
    until_s: float
    given: frozenset[Given] = frozenset()
    end: End | None = None

    def proofs_of(self, holder: UUID) -> frozenset[Proof]:
        """Return what a holder has given."""
        return frozenset(one.proof for one in self.given if one.holder == holder)

    def asks_pin_of(self, holder: UUID) -> bool:
        """Return whether a PIN is all that a holder must still give."""
        have = self.proofs_of(holder)
        only_pin = any(way - have == {Proof.PIN} for way in self.ways)
        return self.end is None and only_pin


def with_given(case: Case, given: Iterable[Given]) -> Case:
    """Return the case after proofs; it opens where they complete a way."""
    if case.end is not None:
        return case
    case = replace(case, given=case.given | frozenset(given))
    holders = {one.holder for one in case.given}
    opens = any(way <= case.proofs_of(holder) for holder in holders for way in case.ways)
    return replace(case, end=End.OPENS) if opens else case


def with_failure(case: Case) -> Case:
    """Return the case after it was given up: too many wrong PINs, or nothing more may be tried."""
    return case if case.end is not None else replace(case, end=End.FAILED)


def with_time(case: Case, now_s: float) -> Case:
    """Return the case at a moment."""
    over = case.end is None and now_s >= case.until_s
    return replace(case, end=End.TIMED_OUT) if over else case


def factors_of(case: Case, holder: UUID) -> tuple[Factor, ...]:
    """Return what the log says that a holder gave, in a fixed order."""
    proofs = case.proofs_of(holder)
    duress = any(one.under_duress for one in case.given if one.holder == holder)
    factors = []
    if proofs & {Proof.FACE, Proof.SURE_FACE}:
        factors.append(Factor.FACE)
    if Proof.PIN in proofs:
        factors.append(Factor.DURESS_PIN if duress else Factor.PIN)
    if Proof.BADGE in proofs:
        factors.append(Factor.BADGE)
    return tuple(factors)
