"""Searches whose answers are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from training.errors import TrainingError
from training.evaluation.bootstrap import draw_identities
from training.evaluation.open_set import fitting_sizes, open_set
from training.evaluation.search_people import NOT_FOUND, SearchPeople
from training.evaluation.search_trial import NEVER, SearchTrial, run_trial


def people_of(
    counts: list[int], spread: float, seed: int, dimension: int = 16, missing: tuple[int, ...] = ()
) -> SearchPeople:
    """People around one centre each, with so many pictures; `missing` lose one more each."""
    rng = np.random.default_rng(seed)
    owners = np.repeat(np.arange(len(counts)), counts)
    rows = rng.normal(size=(len(counts), dimension))[owners]
    rows = rows + spread * rng.normal(size=rows.shape)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    order = np.arange(len(counts))
    return SearchPeople.of(
        rows.astype(np.float32), owners, np.array(missing, dtype=np.int64), order
    )


def trial_of(own: list[float], other: list[float], best: list[float]) -> SearchTrial:
    enrolled = np.arange(len(own))
    return SearchTrial(
        enrolled,
        np.array(own),
        np.array(other),
        np.arange(len(own), len(own) + len(best)),
        np.array(best),
    )


def once(people: int) -> NDArray[np.float32]:
    return np.ones((people, 1), dtype=np.float32)


def test_the_threshold_lets_in_as_many_strangers_as_asked_and_no_more() -> None:
    trial = trial_of([], [], [0.9, 0.8, 0.8, 0.1])
    asked = [trial.threshold(fpir, once(4))[0] for fpir in (0.0, 0.24, 0.25, 0.5, 0.75)]
    let_in = [(trial.best >= threshold).sum() for threshold in asked]
    # Two strangers of one similarity come in together or not at all.
    assert let_in == [0, 0, 1, 1, 3]
    drawn = np.array([[0], [1], [1], [2]], dtype=np.float32)
    assert (trial.best >= trial.threshold(0.5, drawn)[0]).sum() == 3


def test_pictures_without_a_face_are_missed_and_are_no_strangers() -> None:
    vectors = np.eye(3, dtype=np.float32)
    people = SearchPeople.of(
        vectors, np.array([0, 2, 2]), np.array([0, 1, 1, 3]), np.array([0, 1, 2, 3])
    )
    assert [rows.tolist() for rows in people.rows] == [
        [0, NOT_FOUND], [NOT_FOUND] * 2, [1, 2], [NOT_FOUND],
    ]  # fmt: skip
    for seed in range(8):
        trial = run_trial(people, 3, 1, np.random.default_rng(seed))
        own = dict(zip(trial.enrolled.tolist(), trial.own, strict=True))
        # Person 0 has a face in one picture of two: enrolled without, or probed without.
        assert all(own[person] == NEVER for person in own if person in (0, 1))
        assert not {1, 3} & set(trial.strangers.tolist())


def test_a_probe_is_the_mean_of_the_similarities_of_its_pictures() -> None:
    people = people_of([4] * 8, 0.5, seed=1)
    trial = run_trial(people, 4, 3, np.random.default_rng(2))
    shares = []
    for person, own in zip(trial.enrolled, trial.own, strict=True):
        rows = people.rows[person]
        # One of the four was enrolled, and the others came.
        expected = [
            float(np.mean([people.vectors[r] @ people.vectors[p] for r in rows if r != p]))
            for p in rows
        ]
        shares.append(min(abs(own - mean) for mean in expected))
    assert max(shares) < 1e-6
    assert len(trial.strangers) == 4
    assert (np.diff(trial.best) <= 0).all()


def test_people_who_are_told_apart_cleanly_are_all_recognised() -> None:
    people = people_of([6] * 60 + [1] * 400, 0.01, seed=1, dimension=64)
    rates = open_set(people, draw_identities(460, 50, np.random.default_rng(0)), sizes=(50, 100))
    assert {(rate.gallery, rate.pictures) for rate in rates} == {
        (size, pictures) for size in (50, 100) for pictures in (1, 3, 5)
    }
    assert all(rate.fnir == rate.mistaken == 0.0 for rate in rates)
    # Nobody missed is no proof that nobody is: the fewer came, the less.
    highs = [rate.interval.high for rate in rates]
    assert highs == pytest.approx([1 - 0.025 ** (1 / rate.people) for rate in rates])


def test_the_rule_of_three_says_which_rates_are_carried() -> None:
    people = people_of([2] * 20 + [1] * 380, 0.3, seed=1)
    rates = open_set(people, once(400), sizes=(100,), probe_pictures=(1, 3))
    # Nobody has four pictures: no probes of three.
    assert {rate.pictures for rate in rates} == {1}
    assert [rate.strangers for rate in rates] == [300] * 3
    assert [rate.carried for rate in rates] == [True, False, False]
    # Three of 300 let in: Clopper and Pearson's upper bound; none of 300: nearly 3.7 / 300.
    assert rates[0].fpir_high == pytest.approx(0.0289, abs=1e-4)
    assert rates[2].fpir_high == pytest.approx(1 - 0.025 ** (1 / 300))


def test_galleries_leave_strangers_enough_or_take_half() -> None:
    assert fitting_sizes(3541, (100, 300, 1000, 3000, 10_000)) == (100, 300, 1000, 3000)
    assert fitting_sizes(399, (100, 300)) == (20 * 399 // 40,)
    assert fitting_sizes(40, (100, 300)) == (20,)


def test_a_larger_gallery_and_a_stricter_rate_miss_more() -> None:
    people = people_of([3] * 150 + [1] * 850, 0.6, seed=4)
    rates = open_set(people, once(1000), sizes=(100, 600), probe_pictures=(1,), seed=1)
    fnir = {(rate.gallery, rate.fpir): rate.fnir for rate in rates}
    assert fnir[100, 1e-2] < fnir[600, 1e-2]
    assert fnir[100, 1e-2] < fnir[100, 3e-3] < fnir[100, 1e-3]
    again = open_set(people, once(1000), sizes=(100, 600), probe_pictures=(1,), seed=1)
    assert [rate.fnir for rate in again] == [rate.fnir for rate in rates]


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    # The truth: the same with very many people, at the same gallery.
    many = people_of([2] * 2000 + [1] * 2000, 0.45, seed=9, dimension=8)
    kind = {"fpirs": (0.1,), "sizes": (40,), "probe_pictures": (1,)}
    own = []
    for seed in range(6):
        (rate,) = open_set(many, once(4000), seed=seed, **kind)
        own.append(rate.fnir)
    truth, held, trials = float(np.mean(own)), 0, 40
    for trial in range(trials):
        few = people_of([2] * 160 + [1] * 180, 0.45, seed=100 + trial, dimension=8)
        weights = draw_identities(340, 100, np.random.default_rng(trial))
        (rate,) = open_set(few, weights, seed=trial, **kind)
        held += rate.interval.low <= truth <= rate.interval.high
    assert held >= 34


@pytest.mark.parametrize("counts", [[1, 1, 1], [5]])
def test_too_few_people_are_refused(counts: list[int]) -> None:
    with pytest.raises(TrainingError, match="at least two people"):
        open_set(people_of(counts, 0.1, seed=0), once(len(counts)))
