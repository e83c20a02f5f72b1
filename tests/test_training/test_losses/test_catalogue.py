"""Losses by name, their options, and losses of one's own."""

import sys
from pathlib import Path

import pytest
import torch

from training.errors import TrainingError
from training.losses.catalogue import LOSSES, LossKind, find_loss

OWN = """
import torch
from torch import nn

class Wide(nn.Module):
    def __init__(self, dimension: int, power: int = 2, weight: float = 3.0) -> None:
        super().__init__()
        self.made_of = (dimension, power, weight)

    def forward(self, embeddings: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        return self.made_of[2] * embeddings.pow(self.made_of[1]).mean()

class OfPairs(nn.Module):
    kind = "pairs"

    def forward(self, left, right, same):
        return (left - right).square().sum()

class Odd(nn.Module):
    kind = "odd"

class NoModule:
    pass
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "own_losses_of_a_test.py").write_text(OWN)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "own_losses_of_a_test", raising=False)
    return "own_losses_of_a_test"


@pytest.mark.parametrize("name", LOSSES)
def test_each_loss_can_be_built_and_stepped_back(name: str) -> None:
    spec = find_loss(name)
    loss = spec.build({}, 8, 3)
    torch.manual_seed(0)
    leaf = torch.nn.functional.normalize(torch.randn(8, 8), dim=1).requires_grad_()
    labels = torch.tensor([0, 0, 1, 1, 2, 2, 0, 1])
    if spec.kind is LossKind.PAIRS:
        result = loss(leaf[:4], leaf[4:], torch.tensor([True, False, True, False]))
    else:
        result = loss(leaf, labels)
    assert result.shape == ()
    result.backward()
    assert leaf.grad is not None
    assert leaf.grad.abs().sum() > 0


def test_only_the_contrastive_loss_takes_pairs() -> None:
    assert [n for n, spec in LOSSES.items() if spec.kind is LossKind.PAIRS] == ["contrastive"]


def test_an_option_reaches_the_loss() -> None:
    here = (torch.ones(1, 2), torch.ones(1, 2), torch.tensor([False]))
    assert find_loss("contrastive").build({"margin": 0.5}, 2, 2)(*here) == pytest.approx(
        0.125, abs=1e-6
    )


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("contrastive", {"margn": 1.0}, "no option “margn”. Did you mean “loss.margin”?"),
        ("contrastive", {"margin": -1.0}, "loss.margin=-1.0"),
        ("contrastive", {"margin": "wide"}, "margin must be a number, not “wide”"),
        ("triplet", {"mining": "semihrd"}, "Did you mean “semihard”"),
        ("triplet", {"margin": 0.0}, "a margin is more than 0"),
        ("n-pair", {"scale": 0.0}, "scale"),
        ("nt-xent", {"temperature": 0.0}, "temperature"),
        ("multi-similarity", {"alpha": 0.0}, "alpha"),
        ("circle", {"m": 1.5}, "m is within 0..1"),
        ("arcface", {"margin_degrees": 120.0}, "within 0..90"),
    ],
)
def test_a_wrong_option_is_a_sentence(
    name: str, options: dict[str, float | str], said: str
) -> None:
    with pytest.raises(TrainingError) as told:
        find_loss(name).build(options, 4, 3)
    assert said in told.value.user_message()


def test_an_unknown_name_tells_the_nearest() -> None:
    with pytest.raises(TrainingError, match="Did you mean “contrastive”") as told:
        find_loss("contrastiv")
    assert "package.module:Class" in told.value.remedy


def test_a_loss_of_ones_own(own: str) -> None:
    spec = find_loss(f"{own}:Wide")
    assert spec.kind is LossKind.CLASSES
    assert spec.defaults == {"power": 2, "weight": 3.0}
    loss = spec.build({"power": 3.0}, 16, 5)
    assert loss.made_of == (16, 3, 3.0)
    assert loss(torch.full((2, 2), 2.0), torch.tensor([0, 1])) == pytest.approx(24.0)
    pairs = find_loss(f"{own}:OfPairs")
    assert pairs.kind is LossKind.PAIRS
    assert pairs.build({}, 2, 2)(torch.ones(1, 2), torch.zeros(1, 2), None) == 2.0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_such_module_here:Loss", "cannot be imported"),
        ("{own}:Nothing", "cannot be imported"),
        (":Wide", "cannot be imported"),
        ("{own}:NoModule", "no torch.nn.Module"),
        ("{own}:Odd", "kind"),
    ],
)
def test_a_wrong_loss_of_ones_own_is_a_sentence(own: str, name: str, said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        find_loss(name.replace("{own}", own))
