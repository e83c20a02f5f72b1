"""The training loop: it learns, repeats itself, and goes on with the same bits."""

import threading
from pathlib import Path

import pytest
import torch

from tests.test_training.test_loop import tiny
from training.errors import TrainingError
from training.loop.checkpoint import read_checkpoint
from training.loop.history import History
from training.loop.job import Ending
from training.loop.loop import train
from training.losses.catalogue import LOSSES


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_falls_and_tells_unseen_people_apart(name: str) -> None:
    outcome = train(tiny.job(f"loss.name={name}", "epochs=4", "epoch_length=96"))
    assert outcome.ending is Ending.FINISHED
    first, last = outcome.history.epochs[0], outcome.history.epochs[-1]
    assert last.loss < first.loss
    assert outcome.best is not None
    assert outcome.best.validation_auc is not None
    assert outcome.best.validation_auc > 0.9
    # ArcFace knows the people it is trained on, and has no loss for others.
    assert (last.validation_loss is None) == (name == "arcface")


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    first, second = train(tiny.job()), train(tiny.job())
    assert first.history.without_times() == second.history.without_times()
    assert tiny.same_weights(first.encoder, second.encoder)
    other = train(tiny.job("seed=1"))
    assert other.history.without_times() != first.history.without_times()


def test_the_state_around_it_changes_nothing_and_is_left_alone() -> None:
    torch.manual_seed(1)
    first = train(tiny.job("loss.name=arcface", "epochs=1"))
    torch.manual_seed(2)
    job = tiny.job("loss.name=arcface", "epochs=1")
    before = torch.get_rng_state()
    second = train(job)
    assert torch.equal(torch.get_rng_state(), before)
    assert first.history.without_times() == second.history.without_times()


@pytest.mark.parametrize(
    "settings",
    [
        (),
        ("optimiser=sgd", "schedule=step", "step_epochs=2"),
        ("loss.name=arcface", "optimiser=adam"),
        ("loss.name=triplet", "augment=light"),
        ("frozen_stages=1", "stage_lr_factor=0.5"),
    ],
    ids=lambda settings: " ".join(settings),
)
def test_a_resumed_training_ends_with_the_same_bits(
    settings: tuple[str, ...], tmp_path: Path
) -> None:
    whole = train(tiny.job(*settings, "epochs=4"))
    stop = threading.Event()
    broken = train(
        tiny.job(*settings, "epochs=4", checkpoints=tmp_path),
        progress=tiny.Watching((3, 2), stop.set),
        stop=stop,
    )
    assert broken.ending is Ending.INTERRUPTED
    assert len(broken.history) == 2
    resumed = train(
        tiny.job(*settings, "epochs=4", checkpoints=tmp_path), resume=read_checkpoint(tmp_path)
    )
    assert resumed.ending is Ending.FINISHED
    assert resumed.history.without_times() == whole.history.without_times()
    assert tiny.same_weights(resumed.encoder, whole.encoder)
    # And what both would go on with is the same as well.
    again = tmp_path / "whole"
    train(tiny.job(*settings, "epochs=4", checkpoints=again))
    one, other = read_checkpoint(tmp_path), read_checkpoint(again)
    assert one.tensors.keys() == other.tensors.keys()
    assert all(torch.equal(one.tensors[k], other.tensors[k]) for k in one.tensors)


def test_more_epochs_can_be_asked_for_and_a_finished_one_is_not_trained_again(
    tmp_path: Path,
) -> None:
    train(tiny.job("epochs=1", checkpoints=tmp_path))
    more = train(tiny.job("epochs=2", checkpoints=tmp_path), resume=read_checkpoint(tmp_path))
    assert len(more.history) == 2
    watching = tiny.Watching()
    done = train(
        tiny.job("epochs=2", checkpoints=tmp_path),
        resume=read_checkpoint(tmp_path),
        progress=watching,
    )
    assert watching.steps == []
    assert tiny.same_weights(done.encoder, more.encoder)


def test_ctrl_c_keeps_the_best_so_far(tmp_path: Path) -> None:
    stop = threading.Event()
    outcome = train(
        tiny.job("epochs=9", checkpoints=tmp_path),
        progress=tiny.Watching((3, 1), stop.set),
        stop=stop,
    )
    best = outcome.best
    assert best is not None
    assert best.epoch in (1, 2)
    until = train(tiny.job("epochs=9"), progress=(watch := tiny.Watching()), stop=None)
    assert outcome.history.without_times().epochs == until.history.without_times().epochs[:2]
    assert watch.steps[:4] == [(1, n, 4) for n in (1, 2, 3, 4)]
    kept = read_checkpoint(tmp_path).part("best")
    assert all(torch.equal(v, kept[k]) for k, v in outcome.encoder.state_dict().items())


def test_before_the_first_epoch_is_done_there_is_nothing_to_keep() -> None:
    stop = threading.Event()
    stop.set()
    outcome = train(tiny.job(), stop=stop)
    assert (outcome.ending, outcome.best, outcome.history) == (Ending.INTERRUPTED, None, History())


def test_the_encoder_has_the_weights_of_the_best_epoch() -> None:
    job = tiny.job("epochs=6", "schedule=constant", "lr=0.03", "optimiser=sgd")
    outcome = train(job)
    assert outcome.best is not None
    assert job.validate is not None
    found = job.validate(outcome.encoder, job.loss, torch.device("cpu"))
    assert found.auc == outcome.best.validation_auc
    assert outcome.best.validation_auc == max(e.validation_auc for e in outcome.history.epochs)
    assert not outcome.encoder.training


def test_patience_ends_it() -> None:
    # With a rate that changes nothing, the first epoch stays the best.
    outcome = train(tiny.job("epochs=50", "patience=2", "lr=1e-12", "warmup_epochs=0"))
    assert outcome.ending is Ending.STOPPED_EARLY
    assert len(outcome.history) == 3
    assert outcome.best is not None
    assert outcome.best.epoch == 1


def test_without_validation_the_last_epoch_is_kept() -> None:
    job = tiny.job("validation=none", "epochs=2")
    without = type(job)(**{f: getattr(job, f) for f in job.__slots__} | {"validate": None})
    outcome = train(without)
    assert outcome.best is not None
    assert (outcome.best.epoch, outcome.best.validation_auc) == (2, None)


@pytest.mark.parametrize("settings", [(), ("loss.name=triplet",)], ids=["pairs", "classes"])
def test_a_training_that_runs_away_stops_with_a_sentence(settings: tuple[str, ...]) -> None:
    away = ("optimiser=sgd", "lr=10", "gradient_clip=0", "weight_decay=1", "warmup_epochs=0")
    job = tiny.job(*settings, *away)
    with torch.no_grad():
        job.encoder.out.weight[0, 0] = 1e30  # its square is no number any more
        job.encoder.out.weight[1, 0] = float("inf")
    with pytest.raises(TrainingError, match=r"no longer a number in epoch 1, step 1:") as told:
        train(job)
    assert "--set lr=" in told.value.remedy


def test_gradients_are_clipped() -> None:
    job = tiny.job("epochs=1", "optimiser=sgd", "gradient_clip=0.000001", "weight_decay=0")
    before = {k: v.clone() for k, v in job.encoder.state_dict().items()}
    train(job)
    moved = max(float((v - before[k]).abs().max()) for k, v in job.encoder.state_dict().items())
    free = tiny.job("epochs=1", "optimiser=sgd", "gradient_clip=0", "weight_decay=0")
    train(free)
    far = max(float((v - before[k]).abs().max()) for k, v in free.encoder.state_dict().items())
    # Four steps, a momentum of 0.9 with Nesterov, each gradient no longer than 1e-6.
    assert 0 < moved < 4 * 10 * 0.005 * 1e-6
    assert far > 100 * moved


def test_frozen_stages_stay_as_they_are() -> None:
    job = tiny.job("epochs=1", "frozen_stages=1")
    before = {k: v.clone() for k, v in job.encoder.state_dict().items()}
    train(job)
    changed = {k for k, v in job.encoder.state_dict().items() if not torch.equal(v, before[k])}
    assert changed == {k for k in before if not k.startswith("blocks.0.")}


def test_the_loss_of_an_epoch_is_the_mean_of_its_steps() -> None:
    """The first epoch again, by hand: one forward pass for each step, and plain AdamW."""
    job, by_hand = tiny.job("epochs=1", "gradient_clip=0", "schedule=constant"), tiny.job()
    outcome = train(job)
    optimiser = torch.optim.AdamW(by_hand.encoder.parameters(), lr=0.005, weight_decay=1e-4)
    seen = []
    for number, batch in enumerate(by_hand.batches(0)):
        for group in optimiser.param_groups:
            # Half of the only epoch is the warm-up; each step takes the middle of its part.
            group["lr"] = 0.005 * min(1.0, (number + 0.5) / 4 / 0.5)
        optimiser.zero_grad()
        left, right = by_hand.encoder(batch.left), by_hand.encoder(batch.right)
        distance = (left - right).norm(dim=1)
        apart = (1.0 - distance).clamp_min(0)
        loss = 0.5 * torch.where(batch.same, distance**2, apart**2).mean()
        loss.backward()
        optimiser.step()
        seen.append(loss.item())
    assert outcome.history.epochs[0].loss == pytest.approx(sum(seen) / 4, rel=1e-4)
    for (name, one), other in zip(
        job.encoder.named_parameters(), by_hand.encoder.parameters(), strict=True
    ):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-3, msg=name)
