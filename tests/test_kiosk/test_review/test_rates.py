"""How often the door was wrong, and how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from db.records import Outcome, Reason
from db.review_records import ReviewedVisit, Verdict
from kiosk.review.rate_words import percent, rate_sentences
from kiosk.review.rates import CONFIDENCE, MeasuredRates, Proportion, clopper_pearson, measured


def _visit(
    verdict: Verdict,
    *,
    best: float | None = 0.97,
    named: bool = True,
    reason: Reason = Reason.MATCHED,
) -> ReviewedVisit:
    outcome = Outcome.GRANTED if reason is Reason.MATCHED else Outcome.DENIED
    return ReviewedVisit(1, verdict, outcome, reason, named, best, 0.95)


STRANGER = {"best": 0.9, "named": False, "reason": Reason.NOT_RECOGNISED}
BY_PIN = {"best": 0.9}
PICTURE = {"reason": Reason.SCREEN}


@pytest.mark.parametrize(
    ("verdict", "visit", "false_match", "false_non_match"),
    [
        (Verdict.WAS_THEM, {}, (0, 1), (0, 1)),
        (Verdict.NOT_THEM, {}, (1, 1), (0, 0)),
        (Verdict.SOMEBODY, {}, (1, 1), (1, 1)),  # taken for another: wrong in both ways
        (Verdict.WAS_THEM, {"reason": Reason.REVOKED}, (0, 1), (0, 1)),
        (Verdict.SOMEBODY, STRANGER, (0, 0), (1, 1)),
        (Verdict.WAS_THEM, BY_PIN, (0, 0), (1, 1)),  # named by the PIN, the face was not known
        (Verdict.NOT_THEM, BY_PIN, (0, 0), (0, 0)),
        (Verdict.NOT_THEM, PICTURE, (0, 0), (0, 0)),  # what stood there is another question
        (Verdict.WAS_THEM, {"reason": Reason.NOT_SHOWN_LIVE}, (0, 0), (0, 0)),
        (Verdict.WAS_THEM, {"best": None}, (0, 0), (0, 0)),
        (Verdict.WAS_THEM, {"best": 0.95}, (0, 1), (0, 1)),  # just enough is enough
    ],
)
def test_what_a_reviewed_visit_counts_for(
    verdict: Verdict,
    visit: dict[str, object],
    false_match: tuple[int, int],
    false_non_match: tuple[int, int],
) -> None:
    rates = measured([_visit(verdict, **visit)])  # type: ignore[arg-type]
    assert (rates.false_matches.errors, rates.false_matches.of) == false_match
    assert (rates.false_non_matches.errors, rates.false_non_matches.of) == false_non_match
    assert rates.left_out == (false_match[1] == false_non_match[1] == 0)


@given(trials=st.integers(1, 3_000), share=st.floats(0, 1))
def test_the_bounds_leave_out_as_much_as_they_may(trials: int, share: float) -> None:
    """By what Clopper and Pearson define them as, not by the quantiles they are computed with."""
    errors = round(share * trials)
    low, high = clopper_pearson(errors, trials)
    tail = (1 - CONFIDENCE) / 2
    assert 0 <= low <= errors / trials <= high <= 1
    if errors:
        assert binom.sf(errors - 1, trials, low) == pytest.approx(tail, rel=1e-6)
    if errors < trials:
        assert binom.cdf(errors, trials, high) == pytest.approx(tail, rel=1e-6)


def test_bounds_of_tables() -> None:
    assert clopper_pearson(0, 10) == (0.0, pytest.approx(0.3085, abs=1e-4))
    assert clopper_pearson(10, 10) == (pytest.approx(0.6915, abs=1e-4), 1.0)
    assert clopper_pearson(0, 0) == (0.0, 1.0)
    assert clopper_pearson(1, 20) == pytest.approx((0.00127, 0.24873), abs=1e-5)


@pytest.mark.parametrize(("errors", "trials"), [(-1, 3), (4, 3)])
def test_more_errors_than_visits_are_a_mistake(errors: int, trials: int) -> None:
    with pytest.raises(ValueError, match="trials"):
        clopper_pearson(errors, trials)


def test_rates_in_words() -> None:
    matched, missed = rate_sentences(MeasuredRates(Proportion(0, 200), Proportion(3, 60), 0))
    assert matched.startswith("False matches: 0 %, between 0 % and 1.8 % with 95 % confidence.")
    assert "In 0 of 200 reviewed visits" in matched
    assert missed.startswith("False non-matches (FNMR): 5 %, between 1 % and 14 %")
    unknown = rate_sentences(MeasuredRates(Proportion(0, 0), Proportion(0, 0), 2))
    assert unknown[0].startswith("False matches: not known.")
    assert unknown[2] == "2 reviewed visits told nothing of either."


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0 %"),
        (0.00012, "0.012 %"),
        (0.0123, "1.2 %"),
        (0.0994, "9.9 %"),
        (0.0999, "10 %"),
        (0.995, "100 %"),
        (1, "100 %"),
    ],
)
def test_percent(share: float, words: str) -> None:
    assert percent(share) == words
