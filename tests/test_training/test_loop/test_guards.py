"""What goes wrong is noticed and named."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from tests.test_training.test_loop import tiny
from training.errors import TrainingError
from training.loop.guards import LossWatch, check_collapse, is_patience_over, spread_of
from training.loop.history import EpochRecord, History
from training.loop.loop import train


def record(epoch: int, auc: float | None = None, spread: float = 0.5) -> EpochRecord:
    return EpochRecord(epoch, 1.0, None, auc, 0.1, spread)


def history(*aucs: float | None) -> History:
    return History(tuple(record(n, auc) for n, auc in enumerate(aucs, start=1)))


def test_spread_is_the_mean_over_all_pairs() -> None:
    rows = F.normalize(torch.randn(7, 4, generator=torch.Generator().manual_seed(0)), dim=1)
    similar = (rows @ rows.T).double().numpy()
    pairs = [1 - similar[i, j] for i in range(7) for j in range(i)]
    assert spread_of(rows) == pytest.approx(np.mean(pairs), abs=1e-6)
    assert spread_of(rows[:1].expand(5, -1)) == pytest.approx(0.0, abs=1e-15)


def test_spread_still_has_digits_where_similarities_have_none() -> None:
    # A thousandth of a degree apart: float32 knows no similarity between that and 1.
    angle = math.radians(0.001)
    rows = torch.tensor([[1.0, 0.0], [math.cos(angle), math.sin(angle)]])
    assert spread_of(rows) == pytest.approx(angle**2 / 2, rel=1e-3)


def test_the_first_loss_that_is_no_number_is_named() -> None:
    watch, fine = LossWatch(4), torch.ones(2, 2)
    watch.add(torch.tensor(1.0), fine)
    watch.add(torch.tensor(3.0), fine)
    assert watch.check() == 3.0
    assert watch.mean == 2.0
    watch.add(torch.tensor(1.0), fine)
    watch.add(torch.tensor(float("inf")), fine)
    watch.add(torch.tensor(float("nan")), fine)
    with pytest.raises(TrainingError, match=r"in epoch 4, step 4:"):
        watch.check()


def test_a_loss_of_0_over_embeddings_that_are_no_numbers_is_noticed() -> None:
    watch = LossWatch(1)
    watch.add(torch.tensor(0.0), torch.tensor([[1.0, float("nan")]]))
    with pytest.raises(TrainingError, match="step 1:"):
        watch.check()


def test_hard_triplets_taken_too_early_pull_everybody_into_one_point_and_that_is_named() -> None:
    # People who can hardly be told apart: then one point for all is the cheapest at first.
    alike = replace(tiny.data(), train=tiny.people(8, 6, seed=1, contrast=0.02))
    settings = ("loss.name=triplet", "loss.mining=hard", "optimiser=adam", "lr=0.1", "epochs=8")
    with pytest.raises(TrainingError) as told:
        train(tiny.job(*settings, "schedule=constant", "warmup_epochs=0", on=alike))
    assert "The embeddings have collapsed: since epoch" in told.value.problem
    assert "loss.mining=semihard" in told.value.remedy


def test_one_narrow_epoch_is_no_collapse() -> None:
    wide, narrow = record(1, spread=0.3), record(2, spread=1e-5)
    check_collapse(History())
    check_collapse(History((narrow,)))
    check_collapse(History((wide, narrow)))
    check_collapse(History((narrow, wide)))
    with pytest.raises(TrainingError, match="since epoch 2"):
        check_collapse(History((wide, narrow, record(3, spread=1e-4))))


@pytest.mark.parametrize(
    ("aucs", "patience", "over"),
    [
        ((0.9, 0.8, 0.7), 0, False),
        ((0.9, 0.8, 0.7), 2, True),
        ((0.9, 0.8, 0.7), 3, False),
        ((0.9, 0.9), 1, True),
        ((0.8, 0.9), 1, False),
        ((), 1, False),
    ],
)
def test_patience(aucs: tuple[float, ...], patience: int, over: bool) -> None:
    assert is_patience_over(history(*aucs), patience) is over


@pytest.mark.parametrize(
    ("aucs", "best"),
    [((0.7, 0.9, 0.8), 2), ((0.9, 0.7, 0.9), 1), ((None, None), 2), ((None, 0.6, None), 2)],
)
def test_the_best_epoch_is_the_earlier_of_two(aucs: tuple[float | None, ...], best: int) -> None:
    found = history(*aucs).best
    assert found is not None
    assert found.epoch == best


def test_a_history_comes_back_from_its_values() -> None:
    past = history(0.5, None)
    assert History.from_json(past.to_json()) == past
    assert History().best is None
