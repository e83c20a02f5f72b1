"""The contrastive loss, recomputed by hand."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from training.losses.contrastive import ContrastiveLoss


def unit(rows: list[list[float]]) -> torch.Tensor:
    return F.normalize(torch.tensor(rows, dtype=torch.float64), dim=1)


def test_four_pairs_by_hand() -> None:
    # Distances 0, √2, √2 and 0.2, on the circle; margin 1.
    near = 2 * np.arcsin(0.1)
    left = torch.tensor([[1.0, 0.0]] * 4, dtype=torch.float64)
    right = torch.tensor(
        [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [np.cos(near), np.sin(near)]], dtype=torch.float64
    )
    same = torch.tensor([True, True, False, False])
    # ½·0, ½·2, nothing beyond the margin, ½·(1 - 0.2)²
    expected = (0.0 + 1.0 + 0.0 + 0.32) / 4
    assert ContrastiveLoss(1.0)(left, right, same).item() == pytest.approx(expected, abs=1e-12)


def test_many_pairs_as_the_paper_writes_it() -> None:
    rng = np.random.default_rng(0)
    left, right = rng.normal(size=(2, 50, 6))
    left, right = (x / np.linalg.norm(x, axis=1, keepdims=True) for x in (left, right))
    y = rng.integers(0, 2, size=50)  # the paper's Y: 0 for one person
    margin = 1.3
    distance = np.sqrt(((left - right) ** 2).sum(axis=1))
    paper = (1 - y) * 0.5 * distance**2 + y * 0.5 * np.maximum(0, margin - distance) ** 2
    loss = ContrastiveLoss(margin)(
        torch.from_numpy(left), torch.from_numpy(right), torch.from_numpy(y == 0)
    )
    assert loss.item() == pytest.approx(paper.mean(), abs=1e-12)


def test_gradients() -> None:
    generator = torch.Generator().manual_seed(1)
    left, right = torch.randn(2, 8, 5, dtype=torch.float64, generator=generator)
    same = torch.arange(8) % 2 == 0
    inputs = (left.requires_grad_(), right.requires_grad_())

    def through(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return ContrastiveLoss(1.9)(F.normalize(a, dim=1), F.normalize(b, dim=1), same)

    assert torch.autograd.gradcheck(through, inputs)


def test_the_gradient_pulls_one_person_together_and_pushes_two_apart() -> None:
    for same, sign in ((True, 1.0), (False, -1.0)):
        left = torch.tensor([[1.0, 0.0]], requires_grad=True)
        right = unit([[1.0, 0.5]]).float()
        ContrastiveLoss(1.0)(left, right, torch.tensor([same])).backward()
        assert left.grad is not None
        away = (left.detach() - right)[0]
        assert sign * float(left.grad[0] @ away) > 0


def test_two_people_in_one_point_give_no_nan() -> None:
    left = torch.ones(1, 4, requires_grad=True)
    ContrastiveLoss(1.0)(left, torch.ones(1, 4), torch.tensor([False])).backward()
    assert left.grad is not None
    assert torch.isfinite(left.grad).all()


def test_pairs_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="disagree"):
        ContrastiveLoss()(torch.ones(2, 3), torch.ones(1, 3), torch.tensor([True]))
    with pytest.raises(ValueError, match="margin"):
        ContrastiveLoss(0.0)
