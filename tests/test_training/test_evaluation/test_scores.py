"""Identity-balanced rates against the same counted one comparison at a time."""

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.test_training.conftest import People
from training.errors import TrainingError
from training.evaluation import scores as scores_module
from training.evaluation.scores import ScoreSet


def counted(
    vectors: NDArray[np.float32], people: NDArray[np.int64], threshold: float, times: list[int]
) -> tuple[float, float]:
    """FMR and FNMR with plain loops; identity k counts `times[k]` times."""
    names = sorted(set(people.tolist()))
    rows = {name: vectors[people == name] for name in names}
    wrong = total = 0.0
    for a, b in combinations(names, 2):
        weight = times[names.index(a)] * times[names.index(b)]
        wrong += weight * float(np.mean([x @ y >= threshold for x in rows[a] for y in rows[b]]))
        total += weight
    missed = genuine = 0.0
    for name in names:
        if len(rows[name]) > 1:
            hits = [x @ y >= threshold for x, y in combinations(rows[name], 2)]
            missed += times[names.index(name)] * (1.0 - float(np.mean(hits)))
            genuine += times[names.index(name)]
    return wrong / total, missed / genuine


@pytest.mark.parametrize("threshold", [-0.5, 0.0, 0.4, 0.8, 0.95])
def test_rates_are_those_counted_by_hand(
    draw_people: Callable[..., People], threshold: float
) -> None:
    vectors, people = draw_people(9, seed=4)
    times = [0, 2, 1, 1, 0, 3, 1, 0, 1]
    rates = ScoreSet(vectors, people).rates(
        np.array([threshold]), np.array(times, dtype=np.float32)[:, None]
    )
    once = counted(vectors, people, threshold, [1] * 9)
    assert (rates.fmr[0], rates.fnmr[0]) == pytest.approx(once, abs=1e-6)
    drawn = counted(vectors, people, threshold, times)
    assert (rates.fmr_draws[0, 0], rates.fnmr_draws[0, 0]) == pytest.approx(drawn, abs=1e-6)


def test_a_person_with_many_pictures_weighs_like_any_other() -> None:
    # Person 0 (50 pictures) looks like person 1; 2 looks like nobody: one of three pairs matches.
    face, other = np.eye(4, dtype=np.float32)[:2]
    vectors = np.stack([face] * 50 + [face] + [other])
    people = np.array([0] * 50 + [1] + [2])
    rates = ScoreSet(vectors, people).rates(np.array([0.9]), np.ones((3, 1), dtype=np.float32))
    assert rates.fmr[0] == pytest.approx(1 / 3)
    assert rates.fnmr[0] == 0.0


def test_a_comparison_at_the_threshold_matches() -> None:
    vectors = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    scores = ScoreSet(vectors, np.array([0, 0, 1]))
    at = scores.rates(np.array([0.0, 1e-6]), np.ones((2, 1), dtype=np.float32))
    assert at.fmr.tolist() == [1.0, 0.0]


def test_counts_are_those_of_the_pictures(draw_people: Callable[..., People]) -> None:
    vectors, people = draw_people(9, seed=4)
    scores = ScoreSet(vectors, people)
    same = [people[i] == people[j] for i, j in combinations(range(len(people)), 2)]
    assert scores.genuine_comparisons == sum(same)
    assert scores.impostor_comparisons == len(same) - sum(same)
    assert scores.identity_pairs == 36
    assert scores.genuine_identities == sum(np.bincount(people) > 1)


def test_each_threshold_is_the_lowest_step_that_keeps_its_rate(
    draw_people: Callable[..., People],
) -> None:
    scores = ScoreSet(*draw_people(60, seed=1))
    wanted = np.array([0.5, 0.1, 0.01, 0.002])
    found = scores.thresholds_for(wanted)
    none = np.ones((60, 1), dtype=np.float32)
    assert (scores.rates(found, none).fmr <= wanted + 1e-9).all()
    assert (scores.rates(found - 2e-4, none).fmr > wanted).all()


def test_the_most_similar_strangers_weigh_what_the_rate_says(
    draw_people: Callable[..., People],
) -> None:
    scores = ScoreSet(*draw_people(60, seed=1))
    similarity, weight, left, right = scores.impostors_above(0.5)
    rate = scores.rates(np.array([0.5]), np.ones((60, 1), dtype=np.float32)).fmr[0]
    assert weight.sum() == pytest.approx(rate, rel=1e-5)
    assert (similarity >= 0.5).all()
    assert (left != right).all()


@pytest.mark.parametrize("people", [[0, 0, 0], [0, 1, 2]])
def test_too_few_people_are_refused(people: list[int]) -> None:
    with pytest.raises(TrainingError, match="at least two people"):
        ScoreSet(np.eye(3, dtype=np.float32), np.array(people))


def test_more_than_memory_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scores_module, "MOST_PICTURES", 3)
    with pytest.raises(TrainingError, match="measured at once"):
        ScoreSet(np.eye(4, dtype=np.float32), np.array([0, 0, 1, 1]))


def test_rows_without_owners_are_a_bug() -> None:
    with pytest.raises(ValueError, match="disagree"):
        ScoreSet(np.eye(4, dtype=np.float32), np.array([0, 0, 1]))


def test_a_face_not_found_matches_nobody_and_makes_no_stranger_rarer() -> None:
    # Person 5: two alike and one not found; 7: one found, one not; 8: two, neither found; 9: one.
    vectors = np.array([[1, 0], [1, 0], [0, 1], [1, 0]], dtype=np.float32)
    scores = ScoreSet(vectors, np.array([5, 5, 7, 9]), np.array([8, 5, 7, 8]))
    assert scores.numbers.tolist() == [5, 7, 9, 8]
    assert (scores.identities, scores.genuine_identities, scores.identity_pairs) == (4, 3, 3)
    assert (scores.genuine_comparisons, scores.impostor_comparisons) == (3 + 1 + 1, 5)
    rates = scores.rates(np.array([0.9]), np.array([[0], [1], [0], [3]], dtype=np.float32))
    # Of person 5 one comparison of three matches; of 7 and of 8, none.
    assert rates.fnmr[0] == pytest.approx((2 / 3 + 1 + 1) / 3)
    assert rates.fnmr_draws[0, 0] == 1.0
    # Of three pairs of people 5 and 9 match, as if nothing had been lost.
    assert rates.fmr[0] == pytest.approx(1 / 3)
    # One person drawn, of whom there are faces: no pair of people is left.
    assert np.isnan(rates.fmr_draws[0, 0])
    similarity, weight, owner = scores.genuine()
    assert (similarity.tolist(), owner.tolist()) == ([1.0], [0])
    assert weight.tolist() == pytest.approx([1 / 3])


def test_histograms_hold_each_comparison_once(draw_people: Callable[..., People]) -> None:
    vectors, people = draw_people(40, seed=2)
    scores = ScoreSet(vectors, people)
    steps = scores.histograms()
    assert (steps.genuine.sum(), steps.impostor.sum()) == pytest.approx((1.0, 1.0))
    none = np.ones((40, 1), dtype=np.float32)
    for threshold in (-0.2, 0.5, 0.9):
        beyond = steps.similarity > threshold + 1e-9
        rates = scores.rates(np.array([threshold]), none)
        assert steps.impostor[beyond].sum() == pytest.approx(rates.fmr[0], abs=1e-6)
        assert steps.genuine[beyond].sum() == pytest.approx(1.0 - rates.fnmr[0], abs=1e-6)
