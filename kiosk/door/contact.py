"""What a door's contact and exit button tell of it: a pure machine of frozen states.

    unlocked for somebody ──opened──▶ open, as it should be ──too long──▶ held open (alarm)
            └──not opened in time──▶ "not opened"          └──closed──▶ shut
    exit button ──opened──▶ open, as it should be
    neither ──opened──▶ forced open (alarm) ──closed──▶ "closed again"

Times are seconds on a clock that never goes back. Nothing here can tell two people who pass
through one opening, nor a person who leaves just when another is let in: such an opening counts for
everybody whom the door was unlocked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from db.door_records import DoorEventKind


@dataclass(frozen=True, slots=True)
class ContactTimes:
    """How long things may take, seconds.

    Attributes:
        late_s: How long after the lock has shut an opening still counts for who was let in.
        exit_s: How long after the exit button an opening is no wonder.
        held_s: How long the door may stand open.
    """

    late_s: float
    exit_s: float
    held_s: float


@dataclass(frozen=True, slots=True)
class Unlocked:
    """The door is unlocked for a visit.

    Attributes:
        visit: The visit's number.
        hold_s: How long the lock stays released.
    """

    visit: int
    hold_s: float


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """The lock was not released for that visit after all."""

    visit: int


@dataclass(frozen=True, slots=True)
class Contact:
    """What the contact says: whether the door is open."""

    is_open: bool


@dataclass(frozen=True, slots=True)
class ExitPressed:
    """Somebody inside has pressed the exit button."""


@dataclass(frozen=True, slots=True)
class TimePasses:
    """Nothing but time."""


Happening: TypeAlias = Unlocked | Withdrawn | Contact | ExitPressed | TimePasses


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be written down.

    Attributes:
        kind: What the door did.
        visit: The visit that it was unlocked for.
        open_s: For how long it has been open.
    """

    kind: DoorEventKind
    visit: int | None = None
    open_s: float | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A visit that the door was unlocked for, and nobody has opened it yet."""

    visit: int
    until_s: float


@dataclass(frozen=True, slots=True)
class DoorState:
    """All that is known of a door.

    Attributes:
        opened_s: Since when it is open; None while it is shut.
        close_by_s: When it has been open for too long; None where that is said already, or the
            door was forced: one alarm is enough.
        alarm: What was said of this opening, `HELD` or `FORCED`; None for nothing.
        waiting: Whom it was unlocked for, oldest first.
        exit_until_s: Until when an opening from inside is no wonder.
    """

    opened_s: float | None = None
    close_by_s: float | None = None
    alarm: DoorEventKind | None = None
    waiting: tuple[Waiting, ...] = ()
    exit_until_s: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether the door is open."""
        return self.opened_s is not None


def first_seen(is_open: bool, now_s: float, times: ContactTimes) -> DoorState:  # noqa: FBT001
    """Return a door as it is found: one that stands open already was not forced just now."""
    if not is_open:
        return DoorState()
    return DoorState(opened_s=now_s, close_by_s=now_s + times.held_s)


def after(
    state: DoorState, happening: Happening, now_s: float, times: ContactTimes
) -> tuple[DoorState, Sequence[Told]]:
    """Return how a door is after something happened, and what is to be written down.

    Args:
        state: How it was.
        happening: What happened.
        now_s: When.
        times: How long things may take.
    """
    state, told = _time_over(state, now_s)
    match happening:
        case Unlocked(visit, hold_s) if state.is_open:
            more: Sequence[Told] = [Told(DoorEventKind.OPENED, visit)]
            if state.alarm is None:  # they have their own time to pass
                close_by_s = now_s + hold_s + times.held_s
                state = replace(state, close_by_s=max(state.close_by_s or 0.0, close_by_s))
        case Unlocked(visit, hold_s):
            waiting = Waiting(visit, now_s + hold_s + times.late_s)
            state, more = replace(state, waiting=(*state.waiting, waiting)), []
        case Withdrawn(visit):
            left = tuple(one for one in state.waiting if one.visit != visit)
            state, more = replace(state, waiting=left), []
        case ExitPressed():
            state, more = replace(state, exit_until_s=now_s + times.exit_s), []
        case Contact(is_open) if is_open and not state.is_open:
            state, more = _opened(state, now_s, times)
        case Contact(is_open) if not is_open and state.is_open:
            state, more = _closed(state, now_s)
        case _:
            more = []
    return state, (*told, *more)


def _time_over(state: DoorState, now_s: float) -> tuple[DoorState, Sequence[Told]]:
    told: list[Told] = []
    late = [one for one in state.waiting if now_s > one.until_s]
    if late:
        told += [Told(DoorEventKind.NOT_OPENED, one.visit) for one in late]
        left = tuple(one for one in state.waiting if one not in late)
        state = replace(state, waiting=left)
    if state.exit_until_s is not None and now_s > state.exit_until_s:
        state = replace(state, exit_until_s=None)
    if state.opened_s is not None and state.close_by_s is not None and now_s > state.close_by_s:
        told.append(Told(DoorEventKind.HELD, open_s=now_s - state.opened_s))
        state = replace(state, close_by_s=None, alarm=DoorEventKind.HELD)
    return state, told


def _opened(
    state: DoorState, now_s: float, times: ContactTimes
) -> tuple[DoorState, Sequence[Told]]:
    told = [Told(DoorEventKind.OPENED, one.visit) for one in state.waiting]
    if not told and state.exit_until_s is not None:
        told = [Told(DoorEventKind.EXIT)]
    if not told:
        forced = DoorEventKind.FORCED
        return replace(state, opened_s=now_s, close_by_s=None, alarm=forced), [Told(forced)]
    # Used up: whoever leaves next presses the button again.
    state = DoorState(opened_s=now_s, close_by_s=now_s + times.held_s)
    return state, told


def _closed(state: DoorState, now_s: float) -> tuple[DoorState, Sequence[Told]]:
    told: list[Told] = []
    if state.alarm is not None and state.opened_s is not None:
        told = [Told(DoorEventKind.CLOSED, open_s=now_s - state.opened_s)]
    return replace(state, opened_s=None, close_by_s=None, alarm=None), told
