"""The machine of contact and exit button: by table, and its laws over anything that may happen."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.door_records import DoorEventKind
from kiosk.door.contact import (
    Contact,
    ContactTimes,
    DoorState,
    ExitPressed,
    Happening,
    TimePasses,
    Told,
    Unlocked,
    Withdrawn,
    after,
    first_seen,
)
from kiosk.door.inputs import SETTLE_S, Settled

TIMES = ContactTimes(late_s=2.0, exit_s=10.0, held_s=30.0)
HOLD_S = 5.0
OPENED, NOT_OPENED, EXIT, FORCED, HELD, CLOSED, *_ = DoorEventKind
OPEN, SHUT, PRESS, WAIT = Contact(is_open=True), Contact(is_open=False), ExitPressed(), TimePasses()


def one(visit: int = 1) -> Unlocked:
    return Unlocked(visit, HOLD_S)


def run(
    *happened: tuple[float, Happening], state: DoorState | None = None
) -> tuple[DoorState, list[Told]]:
    state, told = state or DoorState(), []
    for at_s, happening in happened:
        state, more = after(state, happening, at_s, TIMES)
        told += more
    return state, told


CASES = {
    "opened by who was let in": ([(0, one()), (3, OPEN), (6, SHUT)], [(OPENED, 1)]),
    "opened just in time": ([(0, one()), (7.0, OPEN)], [(OPENED, 1)]),
    "opened too late": ([(0, one()), (7.1, OPEN)], [(NOT_OPENED, 1), (FORCED, None)]),
    "not opened": ([(0, one()), (7.1, WAIT), (9, WAIT)], [(NOT_OPENED, 1)]),
    "opened once, forced again": (
        [(0, one()), (1, OPEN), (2, SHUT), (3, OPEN)],
        [(OPENED, 1), (FORCED, None)],
    ),
    "two through one opening": (
        [(0, one(1)), (1, one(2)), (2, OPEN)],
        [(OPENED, 1), (OPENED, 2)],
    ),
    "the second while it is open": (
        [(0, one(1)), (1, OPEN), (2, one(2)), (3, SHUT)],
        [(OPENED, 1), (OPENED, 2)],
    ),
    "the first too late, the second not": (
        [(0, one(1)), (5, one(2)), (8, OPEN)],
        [(NOT_OPENED, 1), (OPENED, 2)],
    ),
    "the lock did not obey": ([(0, one()), (0.1, Withdrawn(1)), (20, WAIT)], []),
    "forced": ([(0, OPEN), (4, SHUT)], [(FORCED, None), (CLOSED, None)]),
    "forced, and never said twice": ([(0, OPEN), (99, OPEN), (999, WAIT)], [(FORCED, None)]),
    "left by the exit button": ([(0, PRESS), (9, OPEN), (12, SHUT)], [(EXIT, None)]),
    "the exit button long ago": ([(0, PRESS), (10.1, OPEN)], [(FORCED, None)]),
    "the exit button serves once": (
        [(0, PRESS), (1, OPEN), (2, SHUT), (3, OPEN)],
        [(EXIT, None), (FORCED, None)],
    ),
    "pressed, and not opened": ([(0, PRESS), (50, WAIT)], []),
    "held open": (
        [(0, one()), (1, OPEN), (31.0, WAIT), (31.1, WAIT), (60, WAIT), (70, SHUT)],
        [(OPENED, 1), (HELD, None), (CLOSED, None)],
    ),
    "held after leaving": ([(0, PRESS), (1, OPEN), (32, WAIT)], [(EXIT, None), (HELD, None)]),
    "another one has their own time": (
        [(0, one(1)), (1, OPEN), (20, one(2)), (54, WAIT), (56, WAIT)],
        [(OPENED, 1), (OPENED, 2), (HELD, None)],
    ),
    "let in while it is held": (
        [(0, PRESS), (1, OPEN), (40, one()), (50, SHUT)],
        [(EXIT, None), (HELD, None), (OPENED, 1), (CLOSED, None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told(name: str) -> None:
    happened, expected = CASES[name]
    _, told = run(*happened)
    assert [(one.kind, one.visit) for one in told] == expected


def test_how_long_it_was_open_is_told() -> None:
    _, told = run((0, PRESS), (1, OPEN), (31.5, WAIT), (41, SHUT))
    assert [one.open_s for one in told] == [None, 30.5, 40.0]


def test_a_door_found_open_was_not_forced_just_now() -> None:
    found = first_seen(is_open=True, now_s=5.0, times=TIMES)
    _, told = run((6, OPEN), (36, WAIT), (40, SHUT), state=found)
    assert [one.kind for one in told] == [HELD, CLOSED]
    assert first_seen(is_open=False, now_s=5.0, times=TIMES) == DoorState()


happenings = st.one_of(
    st.just(OPEN),
    st.just(SHUT),
    st.just(PRESS),
    st.just(WAIT),
    st.builds(Unlocked, st.just(0), st.floats(0.5, 60.0)),
)
steps = st.lists(st.tuples(st.floats(0.0, 40.0), happenings), max_size=40)


@given(steps)
def test_its_laws(steps: list[tuple[float, Happening]]) -> None:
    state, now_s, visits = DoorState(), 0.0, 0
    told_of: Counter[int] = Counter()
    pressed_s = float("-inf")
    for wait_s, happening in steps:
        now_s += wait_s
        if isinstance(happening, Unlocked):
            visits += 1
            happening = Unlocked(visits, happening.hold_s)
        before = state
        state, told = after(state, happening, now_s, TIMES)
        kinds = [one.kind for one in told]
        if isinstance(happening, Contact):
            assert state.is_open is happening.is_open
        opens = happening == OPEN and not before.is_open
        if FORCED in kinds:
            assert opens, "nothing is forced that was not opened"
            assert now_s - pressed_s > TIMES.exit_s, "the exit button makes it no wonder"
            assert not {OPENED, EXIT} & set(kinds)
        if opens:
            assert {FORCED, OPENED, EXIT} & set(kinds), "no opening is passed over"
            pressed_s = float("-inf")  # used up
        if isinstance(happening, ExitPressed):
            pressed_s = now_s
        assert kinds.count(HELD) <= 1
        if HELD in kinds:
            assert before.is_open
            assert before.alarm is None, "one alarm for one opening"
        if CLOSED in kinds:
            assert before.alarm is not None or HELD in kinds
        assert (state.alarm is not None) <= state.is_open
        told_of.update(one.visit for one in told if one.kind in {OPENED, NOT_OPENED})
    _, told = after(state, WAIT, now_s + 1000.0, TIMES)
    told_of.update(one.visit for one in told if one.kind is NOT_OPENED)
    assert told_of == Counter(range(1, visits + 1)), "each visit is told of exactly once"


@given(st.lists(st.tuples(st.floats(0.0, 0.3), st.booleans()), max_size=40))
def test_a_contact_that_bounces(seen: list[tuple[float, bool]]) -> None:
    now_s, contact = 0.0, Settled(is_open=False, seen=False, since_s=0.0)
    for wait_s, is_open in seen:
        now_s += wait_s
        before, contact = contact, contact.after(is_open, now_s)
        if contact.is_open is not before.is_open:
            assert contact.is_open is is_open is before.seen, "what was seen twice, and lasted"
            assert now_s - before.since_s >= SETTLE_S
    for _ in range(2):
        now_s += 1.5 * SETTLE_S
        contact = contact.after(True, now_s)
    assert contact.is_open
