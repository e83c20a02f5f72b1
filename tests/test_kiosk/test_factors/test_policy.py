"""Which proofs open a door: by table, and by laws that hold for any proofs in any order."""

from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Factor
from kiosk.factors.policy import (
    Case,
    End,
    Given,
    OpensBy,
    Proof,
    factors_of,
    ways_of,
    with_failure,
    with_given,
    with_time,
)

ADA, BOB = UUID(int=1), UUID(int=2)
FACE, SURE, PIN, BADGE = Proof.FACE, Proof.SURE_FACE, Proof.PIN, Proof.BADGE
BORDERLINE, CLEAR = (FACE,), (FACE, SURE)


def case(opens_by: str, *, steps_up: bool = False) -> Case:
    return Case(ways_of(OpensBy(opens_by), steps_up=steps_up), until_s=20.0)


@pytest.mark.parametrize(
    ("opens_by", "steps_up", "proofs", "opens", "asks_pin"),
    [
        ("face", False, BORDERLINE, True, False),
        ("face", True, BORDERLINE, False, True),
        ("face", True, CLEAR, True, False),
        ("face", True, (FACE, PIN), True, False),
        ("face", False, (PIN,), False, False),
        ("face", True, (PIN,), False, False),
        ("face", False, (BADGE, PIN), False, False),
        ("face+pin", False, CLEAR, False, True),
        ("face+pin", True, CLEAR, False, True),
        ("face+pin", False, (PIN,), False, False),
        ("face+pin", False, (PIN, BADGE), False, False),
        ("face+pin", False, (PIN, FACE), True, False),
        ("face or pin", False, (PIN,), True, False),
        ("face or pin", False, BORDERLINE, True, False),
        ("face or pin", True, BORDERLINE, False, True),
        ("face or pin", False, (BADGE,), False, True),
        ("face or badge", False, (BADGE,), True, False),
        ("face or badge", False, (PIN,), False, False),
        ("face or badge", True, BORDERLINE, False, True),
        ("face or badge", True, (FACE, BADGE), True, False),
    ],
)
def test_each_mode(
    opens_by: str, steps_up: bool, proofs: tuple[Proof, ...], opens: bool, asks_pin: bool
) -> None:
    done = with_given(case(opens_by, steps_up=steps_up), [Given(p, ADA) for p in proofs])
    assert (done.end is End.OPENS) is opens
    assert done.asks_pin_of(ADA) is asks_pin


doors = st.builds(
    lambda by, up: case(by.value, steps_up=up), st.sampled_from(OpensBy), st.booleans()
)
proofs = st.builds(Given, st.sampled_from(Proof), st.sampled_from([ADA, BOB]), st.booleans())


@given(doors, st.lists(proofs, max_size=6))
def test_it_opens_only_where_one_holder_gave_a_whole_way(door: Case, given: list[Given]) -> None:
    done = door
    for one in given:
        done = with_given(done, [one])
    complete = [
        holder
        for holder in (ADA, BOB)
        for way in door.ways
        if all(any(g.proof is p and g.holder == holder for g in given) for p in way)
    ]
    assert (done.end is End.OPENS) is bool(complete)


@given(doors, st.lists(proofs, max_size=4))
def test_the_order_does_not_matter(door: Case, given: list[Given]) -> None:
    ends = set()
    for order in permutations(given):
        done = door
        for one in order:
            done = with_given(done, [one])
        ends.add(done.end)
    assert len(ends) == 1


@given(st.lists(st.sampled_from(Proof)))
def test_the_pin_of_another_never_counts_for_the_face_seen(others: list[Proof]) -> None:
    done = with_given(case("face+pin"), [Given(FACE, ADA), Given(SURE, ADA)])
    done = with_given(done, [Given(p, BOB) for p in others if p is not FACE])
    assert done.end is None


@given(doors, st.lists(proofs, max_size=6))
def test_what_has_ended_stays_ended(door: Case, given: list[Given]) -> None:
    for ended in (with_failure(door), with_time(door, 20.0)):
        assert with_given(ended, given) == ended
        assert not ended.asks_pin_of(ADA)
    opened = with_given(door, [Given(p, ADA) for p in Proof])
    assert with_time(with_failure(opened), 99.0).end is End.OPENS


def test_time_runs_out_at_its_moment() -> None:
    assert with_time(case("face+pin"), 19.9).end is None
    assert with_time(case("face+pin"), 20.0).end is End.TIMED_OUT


def test_the_log_names_what_the_holder_gave() -> None:
    done = with_given(
        case("face+pin"), [Given(SURE, ADA), Given(FACE, ADA), Given(PIN, ADA, under_duress=True)]
    )
    assert factors_of(done, ADA) == (Factor.FACE, Factor.DURESS_PIN)
    assert factors_of(done, BOB) == ()
