"""Settings that no training can be made of, and the batches that are."""

import pytest
import torch

from tests.test_training.test_loop import tiny
from training.errors import TrainingError
from training.loop.distributed import Ranks
from training.run.datasets import RunData
from training.run.job import build_job, sample_pairs


def test_pairs_for_the_contrastive_loss_and_people_for_the_others() -> None:
    (pairs,) = [next(iter(tiny.job("batch=8").batches(0)))]
    assert pairs.left.shape == pairs.right.shape == (8, 3, 16, 16)
    assert pairs.same.sum() == 4
    people = next(iter(tiny.job("loss.name=circle", "pictures_per_person=4").batches(0)))
    assert people.images.shape == (16, 3, 16, 16)
    assert people.labels.unique(return_counts=True)[1].tolist() == [4, 4, 4, 4]


def test_an_epoch_is_as_long_as_asked() -> None:
    for loss in ("contrastive", "circle"):
        job = tiny.job(f"loss.name={loss}", "epoch_length=100", "batch=16")
        assert len(job.batches(0)) == len(job.batches(3)) == 7
        short = tiny.job(f"loss.name={loss}", "epoch_length=0", "batch=16")
        assert len(short.batches(0)) == 10  # ten steps at least


def test_a_losss_own_weights_follow_from_the_seed() -> None:
    first, again, other = (
        next(tiny.job("loss.name=arcface", f"seed={seed}").loss.parameters()) for seed in (0, 0, 1)
    )
    assert first.shape == (8, 8)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_sample_pairs_are_those_of_the_training() -> None:
    config, data = tiny.config(), tiny.data()
    sample, batch = sample_pairs(config, data), next(iter(tiny.job().batches(0)))
    left, right, same = sample[5]
    assert torch.equal(left, batch.left[5])
    assert torch.equal(right, batch.right[5])
    assert same == bool(batch.same[5])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (("batch=4", "loss.name=circle"), "holds nobody to be told from"),
        (("loss.name=circel",), "Did you mean “circle”"),
        (("loss.margn=2",), "Did you mean “loss.margin”"),
    ],
)
def test_settings_that_fit_nothing(settings: tuple[str, ...], said: str) -> None:
    with pytest.raises(TrainingError) as told:
        tiny.job(*settings)
    assert said in told.value.user_message()


def test_a_batch_that_cannot_be_shared() -> None:
    with pytest.raises(TrainingError, match="cannot be shared by 3 processes"):
        tiny.job("batch=16", ranks=Ranks(0, 3))


def test_only_one_person_with_two_pictures() -> None:
    images = tiny.people(4, 3, seed=0).subset([0, 1, 2, 3, 6, 9])
    data = RunData(images, None, None, (), ())
    config = tiny.config("loss.name=triplet", "validation=none")
    with pytest.raises(TrainingError, match="Only one person has two pictures"):
        build_job(config, data, tiny.encoder(config), ranks=Ranks())
    pairs = tiny.config("validation=none")
    assert build_job(pairs, data, tiny.encoder(pairs), ranks=Ranks()).validate is None
