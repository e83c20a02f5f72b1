"""The trainer on a graphics card. Skipped, saying so, where there is none."""

from pathlib import Path

import pytest
import torch

from tests.test_training.test_loop import tiny
from training.loop.checkpoint import read_checkpoint
from training.loop.distributed import Ranks, joined
from training.loop.loop import train
from training.loop.precision import Precision

pytestmark = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="there is no CUDA device on this machine"
)


@pytest.fixture
def card() -> Ranks:
    with joined("cuda") as ranks:
        return ranks


@pytest.mark.parametrize("loss", ["contrastive", "multi-similarity", "arcface"])
@pytest.mark.parametrize("mixed", ["true", "false"])
def test_it_learns_as_on_the_processor(card: Ranks, loss: str, mixed: str) -> None:
    settings = (f"loss.name={loss}", "epochs=4", "epoch_length=96", f"amp={mixed}")
    outcome = train(tiny.job(*settings, ranks=card))
    assert outcome.best is not None
    assert outcome.best.validation_auc is not None
    assert outcome.best.validation_auc > 0.9
    alone = train(tiny.job(*settings))
    first, other = outcome.history.epochs[0].loss, alone.history.epochs[0].loss
    assert first == pytest.approx(other, rel=0.1 if mixed == "true" else 1e-2)


def test_a_resumed_training_goes_on_as_it_would_have(card: Ranks, tmp_path: Path) -> None:
    whole = train(tiny.job("schedule=constant", "epochs=3", ranks=card))
    # The warm-up ends with the first epoch in both.
    train(tiny.job("schedule=constant", "epochs=2", checkpoints=tmp_path, ranks=card))
    resumed = train(
        tiny.job("schedule=constant", "epochs=3", checkpoints=tmp_path, ranks=card),
        resume=read_checkpoint(tmp_path),
    )
    for one, other in zip(whole.history.epochs, resumed.history.epochs, strict=True):
        assert one.loss == pytest.approx(other.loss, rel=1e-4)


def test_fewer_bits_are_only_used_where_they_are_asked_for(card: Ranks) -> None:
    layer = torch.nn.Linear(4, 4).to(card.device)
    for mixed in (True, False):
        with Precision(card.device, mixed=mixed).forward():
            made = layer(torch.ones(2, 4, device=card.device))
        assert (made.dtype == torch.float32) is not mixed
