"""What may be said of which visit."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.records import AccessEvent, Outcome, Person, PersonStatus, Reason
from db.review_records import Verdict
from kiosk.errors import KioskError
from kiosk.review.verdicts import check_verdict, verdicts_for
from tests.test_ui.fakes import NOON, make_event, make_person

ADA, BO = make_person("Ada"), make_person("Bo")
STRANGER = make_event(1, at=NOON)
GRANTED = make_event(
    2, at=NOON, outcome=Outcome.GRANTED, reason=Reason.MATCHED, person_id=ADA.id, person_name="Ada"
)
ALL = (Verdict.WAS_THEM, Verdict.NOT_THEM, Verdict.SOMEBODY)


@pytest.mark.parametrize(
    ("event", "verdicts"),
    [
        (GRANTED, ALL),
        (replace(GRANTED, outcome=Outcome.DENIED, reason=Reason.REVOKED), ALL),
        (STRANGER, (Verdict.SOMEBODY,)),
        (replace(GRANTED, reason=Reason.FLAT_SURFACE), ()),
        (replace(GRANTED, reason=Reason.NOT_SHOWN_LIVE), ()),
        (replace(GRANTED, best_similarity=None), ()),  # a badge alone
    ],
)
def test_what_can_be_said(event: AccessEvent, verdicts: tuple[Verdict, ...]) -> None:
    assert verdicts_for(event) == verdicts


@pytest.mark.parametrize(
    ("event", "verdict", "person"),
    [
        (GRANTED, Verdict.WAS_THEM, None),
        (GRANTED, Verdict.NOT_THEM, None),
        (GRANTED, Verdict.SOMEBODY, BO),
        (STRANGER, Verdict.SOMEBODY, ADA),
        (STRANGER, Verdict.WITHDRAWN, None),
    ],
)
def test_what_is_let_through(event: AccessEvent, verdict: Verdict, person: Person | None) -> None:
    check_verdict(event, verdict, person)


@pytest.mark.parametrize(
    ("event", "verdict", "person", "why"),
    [
        (STRANGER, Verdict.NOT_THEM, None, "cannot be said"),
        (STRANGER, Verdict.SOMEBODY, None, "which person"),
        (GRANTED, Verdict.WAS_THEM, BO, "which person"),
        (GRANTED, Verdict.SOMEBODY, ADA, "already"),
        (STRANGER, Verdict.SOMEBODY, replace(BO, enrolled_at=NOON + timedelta(days=1)), "after"),
        (replace(STRANGER, reason=Reason.SCREEN), Verdict.SOMEBODY, BO, "cannot be said"),
    ],
)
def test_what_is_refused(
    event: AccessEvent, verdict: Verdict, person: Person | None, why: str
) -> None:
    with pytest.raises(KioskError, match=why):
        check_verdict(event, verdict, person)


def test_somebody_who_was_revoked_since_may_be_named() -> None:
    gone = replace(BO, status=PersonStatus.REVOKED, revoked_at=NOON)
    check_verdict(STRANGER, Verdict.SOMEBODY, gone)
