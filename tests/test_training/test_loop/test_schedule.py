"""The learning rate, against PyTorch's own schedules."""

import pytest
import torch

from training.config import TrainConfig, with_settings
from training.loop.schedule import rate_factor, step_factor


def config(*settings: str) -> TrainConfig:
    return with_settings(TrainConfig(), ["epochs=10", "warmup_epochs=0", *settings])


def torchs(schedule: type, epochs: int, **options: float) -> list[float]:
    optimiser = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)
    made = schedule(optimiser, **options)
    rates = []
    for _ in range(epochs):
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        made.step()
    return rates


def test_cosine_is_pytorchs() -> None:
    expected = torchs(torch.optim.lr_scheduler.CosineAnnealingLR, 10, T_max=10)
    assert [rate_factor(config(), n) for n in range(10)] == pytest.approx(expected, abs=1e-9)
    assert rate_factor(config(), 10) == pytest.approx(0.0, abs=1e-12)


def test_steps_are_pytorchs() -> None:
    chosen = config("schedule=step", "step_epochs=3", "step_factor=0.5")
    expected = torchs(torch.optim.lr_scheduler.StepLR, 10, step_size=3, gamma=0.5)
    assert [rate_factor(chosen, n) for n in range(10)] == pytest.approx(expected)
    assert rate_factor(chosen, 2.99) == 1.0


def test_constant_is_constant() -> None:
    assert {rate_factor(config("schedule=constant"), n / 4) for n in range(40)} == {1.0}


def test_the_warm_up_rises_to_the_top_and_meets_the_cosine_there() -> None:
    warm = config("warmup_epochs=2")
    rates = [rate_factor(warm, n / 10) for n in range(101)]
    assert rates[:21] == pytest.approx([n / 20 for n in range(21)])
    assert max(rates) == rates[20] == 1.0
    assert rates[20:] == sorted(rates[20:], reverse=True)


def test_a_short_training_is_not_all_warm_up() -> None:
    assert rate_factor(config("epochs=1", "warmup_epochs=5"), 0.5) == 1.0


def test_no_step_is_taken_at_a_rate_of_0() -> None:
    for chosen in (config("warmup_epochs=1"), config()):
        factors = [step_factor(chosen, e, s, 3) for e in range(1, 11) for s in range(3)]
        assert min(factors) > 0
        assert max(factors) <= 1
