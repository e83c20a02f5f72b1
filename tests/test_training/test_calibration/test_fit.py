"""A calibration fitted to people made of numbers, and whether it keeps its word."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from models.calibration import load_calibration, save_calibration
from tests.test_training.conftest import People
from training.calibration.fit import (
    FEWEST_MATCHING_PAIRS,
    RULE_OF_THREE,
    WIDEST_FACTOR,
    Origin,
    draw_identities,
    fit_calibration,
)
from training.calibration.holdout import HeldOutRate, check_held_out
from training.errors import TrainingError
from training.evaluation.scores import ScoreSet

ORIGIN = Origin("net-1", "numbers", datetime(2026, 1, 2, tzinfo=UTC), 1800, 4)


@pytest.fixture(scope="module")
def people(draw_people: Callable[..., People]) -> People:
    return draw_people(700, seed=2)


def test_the_calibration_says_what_was_counted(people: People, tmp_path: Path) -> None:
    scores = ScoreSet(*people)
    calibration = fit_calibration(scores, ORIGIN, draws=100)
    ones = np.ones((scores.identities, 1), dtype=np.float32)
    rows = calibration.table + calibration.beyond
    counted = scores.rates(np.array([row.similarity for row in rows]), ones)
    table = len(calibration.table)
    assert [row.fmr for row in rows[:table]] == pytest.approx(counted.fmr[:table], rel=1e-3)
    assert [row.fnmr for row in rows] == pytest.approx(counted.fnmr, rel=1e-3, abs=1e-9)
    assert calibration.counts.identity_pairs == scores.identity_pairs
    assert calibration.counts.faces_not_found == 4
    save_calibration(calibration, tmp_path / "c.json")
    assert load_calibration(tmp_path / "c.json", model_id="net-1") == calibration


def test_every_row_obeys_the_rules_that_are_stated(people: People) -> None:
    calibration = fit_calibration(ScoreSet(*people), ORIGIN, draws=100)
    pairs = calibration.counts.identity_pairs
    assert calibration.table[-1].fmr * pairs >= FEWEST_MATCHING_PAIRS * 0.999
    assert calibration.fmr_floor * pairs >= RULE_OF_THREE
    assert calibration.beyond, "the tail must reach past what was counted"
    for row in calibration.table + calibration.beyond:
        assert row.fmr_high <= WIDEST_FACTOR * row.fmr
    assert calibration.fmr_floor == calibration.beyond[-1].fmr


def test_the_same_people_give_the_same_calibration(people: People) -> None:
    scores = ScoreSet(*people)
    once = fit_calibration(scores, ORIGIN, draws=100)
    again = fit_calibration(scores, ORIGIN, draws=100)
    assert once == again
    assert fit_calibration(scores, replace(ORIGIN, population="x"), draws=100).id != once.id


def test_more_people_carry_a_rarer_mistake(draw_people: Callable[..., People]) -> None:
    few, many = (
        fit_calibration(ScoreSet(*draw_people(n, seed=6)), ORIGIN, draws=100) for n in (300, 1200)
    )
    assert many.fmr_floor < few.fmr_floor


@pytest.mark.parametrize("seed", range(3))
def test_promised_and_measured_agree_on_people_not_used(
    draw_people: Callable[..., People], seed: int
) -> None:
    vectors, owners = draw_people(1400, seed=20 + seed)
    rates = check_held_out(vectors, owners, ORIGIN, draws=200, seed=seed)
    assert [rate.promised for rate in rates] == [1e-2, 1e-3, 1e-4, 1e-5][: len(rates)]
    assert len(rates) >= 3
    for rate in rates:
        assert rate.agrees, rate


def test_intervals_that_share_no_rate_disagree() -> None:
    kept = HeldOutRate(0.9, 1e-3, 8e-4, 1.3e-3, 1.4e-3, 1.2e-3, 1.6e-3)
    assert kept.agrees
    assert not replace(kept, measured_low=1.35e-3).agrees
    assert not replace(kept, measured=5e-4, measured_low=4e-4, measured_high=7e-4).agrees


def test_too_few_people_are_refused(draw_people: Callable[..., People]) -> None:
    with pytest.raises(TrainingError, match="too few"):
        fit_calibration(ScoreSet(*draw_people(40, seed=1)), ORIGIN, draws=100)


def test_as_many_are_drawn_as_there_are() -> None:
    drawn = draw_identities(50, 7, np.random.default_rng(0))
    assert drawn.shape == (50, 7)
    assert (drawn.sum(axis=0) == 50).all()
    assert (drawn.std(axis=0) > 0).all()
