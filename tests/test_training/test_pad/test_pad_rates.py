"""Error rates of presentations, held against figures worked out by hand."""

import numpy as np
import pytest
from scipy.stats import beta

from models.liveness.presented import Response
from tests.test_training.test_pad.presentations import shown
from training.errors import TrainingError
from training.evaluation.pad_rates import Rate, pad_rates

A, R, N = Response.ACCEPTED, Response.REJECTED, Response.NONE


def test_bounds_are_clopper_and_pearsons() -> None:
    # The rule of three in its exact form: none of 150 leaves up to 2.4 %.
    none = Rate(0, 150).interval
    assert none.low == 0.0
    assert none.high == pytest.approx(1 - 0.025 ** (1 / 150))
    some = Rate(7, 90).interval
    assert some.low == pytest.approx(beta.ppf(0.025, 7, 84))
    assert some.high == pytest.approx(beta.ppf(0.975, 8, 83))
    assert Rate(5, 5).interval.high == 1.0


def test_nothing_counted_is_no_rate_of_zero() -> None:
    assert Rate(0, 0).share is None
    assert (Rate(0, 0).interval.low, Rate(0, 0).interval.high) == (0.0, 1.0)


def test_bounds_hold_as_often_as_they_promise() -> None:
    rng = np.random.default_rng(3)
    counts = rng.binomial(80, 0.06, size=400)
    inside = [Rate(int(k), 80).interval for k in counts]
    assert np.mean([one.low <= 0.06 <= one.high for one in inside]) >= 0.95


def test_each_species_is_counted_by_itself() -> None:
    presented = [
        *(shown("bona fide", k, response) for k, response in enumerate([A] * 8 + [R, N])),
        *(shown("print", k, R) for k in range(6)),
        *(shown("phone", k, response) for k, response in enumerate([A, R, R, N])),
    ]
    rates = pad_rates(presented)
    assert rates.bona_fide is not None
    assert (rates.bona_fide.error.count, rates.bona_fide.error.of) == (1, 9)
    assert (rates.bona_fide.kept_out.count, rates.bona_fide.kept_out.of) == (2, 10)
    assert [one.species for one in rates.attacks] == ["print", "phone"]
    phone = rates.attacks[1]
    assert (phone.error.count, phone.error.of) == (1, 3)  # the silent one is in no rate
    assert (phone.no_response.count, phone.no_response.of) == (1, 4)
    assert rates.worst is phone
    assert (rates.all_attacks.count, rates.all_attacks.of) == (1, 9)


def test_those_let_in_unasked_are_timed_from_when_they_stood_still() -> None:
    asked = "turn left, look up: passed in 2.4 s"
    presented = [
        *(
            shown("bona fide", k, A, rested_s=rested_s)
            for k, rested_s in enumerate([0.2, 0.4, 0.6])
        ),
        shown("bona fide", 3, A),  # nobody knows when
        shown("bona fide", 4, A, rested_s=9.0, challenge=asked),
        shown("bona fide", 5, R, rested_s=9.0),
    ]
    people = pad_rates(presented).bona_fide
    assert people is not None
    assert (people.unasked.count, people.unasked.of) == (4, 6)
    assert people.unasked_rested is not None
    assert people.unasked_rested.median_s == pytest.approx(0.4)
    clips = pad_rates([shown("bona fide", 0, A)]).bona_fide
    assert clips is not None
    assert clips.unasked_rested is None


def test_of_species_without_an_error_the_least_known_is_the_worst() -> None:
    presented = [shown("print", k, R) for k in range(50)] + [shown("phone", k, R) for k in range(5)]
    worst = pad_rates(presented).worst
    assert worst is not None
    assert worst.species == "phone"


def test_attacks_that_nothing_answered_are_not_the_worst() -> None:
    presented = [shown("print", 0, R), shown("stuck", 0, N)]
    worst = pad_rates(presented).worst
    assert worst is not None
    assert worst.species == "print"
    assert pad_rates([shown("stuck", 0, N)]).worst is None


def test_seconds_and_challenges() -> None:
    presented = [
        shown("bona fide", k, A, decided_s=float(k), challenge="look up" if k < 5 else "")
        for k in range(21)
    ]
    bona_fide = pad_rates(presented).bona_fide
    assert bona_fide is not None
    assert bona_fide.seconds is not None
    assert (bona_fide.seconds.median_s, bona_fide.seconds.p95_s) == (10.0, 19.0)
    assert (bona_fide.challenged.count, bona_fide.challenged.of) == (5, 21)


def test_nothing_presented_is_said() -> None:
    with pytest.raises(TrainingError, match="no presentation"):
        pad_rates([])
