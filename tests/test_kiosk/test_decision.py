"""`decide`: each rule on its own, and what must hold whatever comes in."""

import math
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Outcome, Person, PersonStatus, Reason
from kiosk.entry.decision import FIRST_LOOK_FRAMES, Match, decide

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
ADA = UUID(int=1)


def person(
    *,
    status: PersonStatus = PersonStatus.ACTIVE,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> Person:
    return Person(
        id=ADA,
        name="Ada Lovelace",
        status=status,
        enrolled_at=NOON,
        valid_from=valid_from,
        valid_until=valid_until,
    )


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("who", "similarity", "outcome", "reason"),
    [
        (person(), 0.95, Outcome.GRANTED, Reason.MATCHED),
        (person(), 0.90, Outcome.GRANTED, Reason.MATCHED),  # at the threshold
        (person(), math.nextafter(0.90, 0), Outcome.DENIED, Reason.NOT_RECOGNISED),
        (person(), math.nan, Outcome.DENIED, Reason.NOT_RECOGNISED),
        (person(status=PersonStatus.REVOKED), 0.95, Outcome.DENIED, Reason.REVOKED),
        (person(status=PersonStatus.REVOKED), 0.50, Outcome.DENIED, Reason.NOT_RECOGNISED),
        (person(valid_from=NOON), 0.95, Outcome.GRANTED, Reason.MATCHED),
        (person(valid_from=NOON + HOUR), 0.95, Outcome.DENIED, Reason.NOT_YET_VALID),
        (person(valid_until=NOON + HOUR), 0.95, Outcome.GRANTED, Reason.MATCHED),
        (person(valid_until=NOON), 0.95, Outcome.DENIED, Reason.EXPIRED),
    ],
)
def test_each_rule(who: Person, similarity: float, outcome: Outcome, reason: Reason) -> None:
    decision = decide(
        best=Match(who, similarity),
        runner_up_similarity=0.4,
        threshold=0.90,
        frames_used=3,
        at=NOON,
    )
    assert decision is not None
    assert (decision.outcome, decision.reason) == (outcome, reason)
    is_stranger = reason is Reason.NOT_RECOGNISED
    assert decision.person_id == (None if is_stranger else ADA)
    assert decision.person_name == (None if is_stranger else "Ada Lovelace")
    assert decision.runner_up_similarity == 0.4


def test_nobody_enrolled() -> None:
    decision = decide(best=None, runner_up_similarity=None, threshold=0.9, frames_used=3, at=NOON)
    assert decision is not None
    assert decision.outcome is Outcome.DENIED
    assert decision.reason is Reason.GALLERY_EMPTY
    assert decision.best_similarity is None


times = st.none() | st.datetimes(timezones=st.just(UTC))
people = st.builds(
    person, status=st.sampled_from(PersonStatus), valid_from=times, valid_until=times
)
numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(
    who=st.none() | people,
    similarity=numbers,
    runner_up=st.none() | numbers,
    threshold=numbers,
    frames=st.integers(min_value=0, max_value=20),
    at=st.datetimes(timezones=st.just(UTC)),
)
def test_never_granted_without_everything(
    who: Person | None,
    similarity: float,
    runner_up: float | None,
    threshold: float,
    frames: int,
    at: datetime,
) -> None:
    decision = decide(
        best=Match(who, similarity) if who else None,
        runner_up_similarity=runner_up,
        threshold=threshold,
        frames_used=frames,
        at=at,
    )
    assert (decision is None) == (frames < FIRST_LOOK_FRAMES)
    if decision is None:
        return
    entitled = (
        who is not None
        and similarity >= threshold
        and who.status is PersonStatus.ACTIVE
        and (who.valid_from is None or who.valid_from <= at)
        and (who.valid_until is None or at < who.valid_until)
    )
    assert (decision.outcome is Outcome.GRANTED) == entitled
    assert (decision.reason is Reason.MATCHED) == entitled
    named = decision.person_id is not None
    assert named == (who is not None and similarity >= threshold)
