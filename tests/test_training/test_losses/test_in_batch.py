"""The losses over a batch of people, each recomputed in plain numpy from its paper's formula."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional as F

from training.losses.catalogue import LOSSES

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

LABELS = np.array([0, 0, 0, 1, 1, 1, 2, 2])
DIMENSION = 6


def batch(seed: int = 0) -> Floats:
    """(8, 6) unit embeddings, each a little nearer to its own people than to others."""
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(3, DIMENSION))[LABELS] + 0.9 * rng.normal(size=(8, DIMENSION))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))


def built(name: str, **options: float | str) -> nn.Module:
    return LOSSES[name].build(options, DIMENSION, 3).double()


def value(loss: nn.Module, embeddings: Floats) -> float:
    with torch.no_grad():
        return float(loss(torch.from_numpy(embeddings), torch.from_numpy(LABELS)))


def slope(loss: nn.Module, embeddings: Floats) -> Floats:
    leaf = torch.from_numpy(embeddings).requires_grad_()
    loss(leaf, torch.from_numpy(LABELS)).backward()
    assert leaf.grad is not None
    return np.asarray(leaf.grad.numpy())


def numeric_slope(function: Callable[[Floats], float], at: Floats, step: float = 1e-6) -> Floats:
    found = np.zeros_like(at)
    for index in np.ndindex(at.shape):
        moved = at.copy()
        moved[index] += step
        up = function(moved)
        moved[index] -= 2 * step
        found[index] = (up - function(moved)) / (2 * step)
    return found


def distances(embeddings: Floats) -> Floats:
    return np.asarray(np.linalg.norm(embeddings[:, None] - embeddings[None], axis=2))


def every_triplet() -> list[tuple[int, int, int]]:
    n = range(len(LABELS))
    return [
        (a, p, q)
        for a in n
        for p in n
        for q in n
        if a != p and LABELS[a] == LABELS[p] and LABELS[a] != LABELS[q]
    ]


def triplet_by_hand(embeddings: Floats, margin: float, mining: str) -> float:
    d = distances(embeddings)
    if mining == "hard":
        same = LABELS[:, None] == LABELS[None]
        farthest = np.where(same, d, -1).max(axis=1)
        nearest = np.where(same, 9, d).min(axis=1)
        return float(np.maximum(0, farthest - nearest + margin).mean())
    costs = []
    for a, p, q in every_triplet():
        gap = d[a, q] - d[a, p]
        if gap <= margin and (mining == "all" or gap > 0):
            costs.append(margin - gap)
    assert costs, "the sample must hold such triplets"
    return float(np.mean(costs))


@pytest.mark.parametrize("mining", ["semihard", "hard", "all"])
def test_triplet(mining: str) -> None:
    embeddings = batch()
    loss = built("triplet", margin=0.3, mining=mining)
    expected = triplet_by_hand(embeddings, 0.3, mining)
    assert value(loss, embeddings) == pytest.approx(expected, abs=1e-10)


def test_mining_makes_a_difference() -> None:
    assert len({triplet_by_hand(batch(), 0.3, m) for m in ("semihard", "hard", "all")}) == 3


def test_a_batch_without_triplets_costs_nothing_and_can_be_stepped_back() -> None:
    corners = np.eye(DIMENSION)[LABELS]
    loss = built("triplet", margin=0.2)
    assert value(loss, corners) == 0.0
    assert not slope(loss, corners).any()


def test_n_pair() -> None:
    embeddings = batch()
    # Of each person the first picture is the anchor, the second the positive.
    anchors, positives = embeddings[[0, 3, 6]], embeddings[[1, 4, 7]]
    logits = 16.0 * anchors @ positives.T
    expected = np.mean(np.log(np.exp(logits).sum(axis=1)) - np.diag(logits))
    assert value(built("n-pair", scale=16.0), embeddings) == pytest.approx(expected, abs=1e-10)


def test_nt_xent() -> None:
    embeddings = batch()
    similar = embeddings @ embeddings.T / 0.1
    costs = []
    for a in range(8):
        strangers = np.exp(similar[a][LABELS[a] != LABELS]).sum()
        for p in range(8):
            if a != p and LABELS[a] == LABELS[p]:
                own = np.exp(similar[a, p])
                costs.append(-np.log(own / (own + strangers)))
    expected = float(np.mean(costs))
    assert value(built("nt-xent", temperature=0.1), embeddings) == pytest.approx(expected, abs=1e-9)


def test_multi_similarity() -> None:
    embeddings = batch()
    similar = embeddings @ embeddings.T
    costs = []
    for a in range(8):
        own = [p for p in range(8) if p != a and LABELS[p] == LABELS[a]]
        strangers = LABELS[a] != LABELS
        pull = np.log(1 + np.exp(-2.0 * (similar[a, own] - 0.5)).sum()) / 2.0
        push = np.log(1 + np.exp(50.0 * (similar[a, strangers] - 0.5)).sum()) / 50.0
        costs.append(pull + push)
    loss = built("multi-similarity", alpha=2.0, beta=50.0, base=0.5)
    assert value(loss, embeddings) == pytest.approx(float(np.mean(costs)), abs=1e-10)


def circle_by_hand(embeddings: Floats, m: float, gamma: float, held: Floats | None = None) -> float:
    """The paper's formula; with `held`, its weights are those of other embeddings."""
    rows = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    similar = rows @ rows.T
    weigh = similar if held is None else held @ held.T
    costs = []
    for a in range(8):
        own = [p for p in range(8) if p != a and LABELS[p] == LABELS[a]]
        strangers = LABELS[a] != LABELS
        pull = np.maximum(0, 1 + m - weigh[a, own]) * (similar[a, own] - (1 - m))
        push = np.maximum(0, weigh[a, strangers] + m) * (similar[a, strangers] - m)
        total = np.exp(-gamma * pull).sum() * np.exp(gamma * push).sum()
        costs.append(np.log(1 + total))
    return float(np.mean(costs))


def test_circle() -> None:
    loss = built("circle", m=0.25, gamma=4.0)
    assert value(loss, batch()) == pytest.approx(circle_by_hand(batch(), 0.25, 4.0), abs=1e-9)


def test_the_circle_losses_weights_are_held_constant_in_its_gradient() -> None:
    at = batch()
    expected = numeric_slope(lambda x: circle_by_hand(x, 0.25, 4.0, held=at), at)
    np.testing.assert_allclose(slope(built("circle", m=0.25, gamma=4.0), at), expected, atol=1e-7)


def arcface_by_hand(embeddings: Floats, centres: Floats, degrees: float, scale: float) -> float:
    rows = embeddings / np.linalg.norm(embeddings, axis=1, keepdims=True)
    cosines = rows @ (centres / np.linalg.norm(centres, axis=0))
    n = np.arange(len(LABELS))
    angles = np.arccos(cosines[n, LABELS])
    assert (angles <= np.pi - np.radians(degrees)).all()
    cosines[n, LABELS] = np.cos(angles + np.radians(degrees))
    logits = scale * cosines
    return float(np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[n, LABELS]))


def test_arcface_and_the_gradient_of_its_own_weights() -> None:
    torch.manual_seed(3)
    loss = built("arcface", margin_degrees=20.0, scale=8.0)
    (weights,) = loss.parameters()
    centres = weights.detach().numpy().copy()
    expected = arcface_by_hand(batch(), centres, 20.0, 8.0)
    assert value(loss, batch()) == pytest.approx(expected, abs=1e-9)
    slope(loss, batch())
    assert weights.grad is not None
    by_hand = numeric_slope(lambda w: arcface_by_hand(batch(), w, 20.0, 8.0), centres)
    np.testing.assert_allclose(weights.grad.numpy(), by_hand, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("triplet", {"margin": 0.3, "mining": "semihard"}),
        ("triplet", {"margin": 0.3, "mining": "hard"}),
        ("triplet", {"margin": 0.3, "mining": "all"}),
        ("n-pair", {}),
        ("nt-xent", {}),
        ("multi-similarity", {"beta": 10.0}),
        ("arcface", {"scale": 8.0}),
    ],
)
def test_gradients(name: str, options: Mapping[str, float | str]) -> None:
    torch.manual_seed(4)
    loss = LOSSES[name].build(options, DIMENSION, 3).double()
    leaf = torch.from_numpy(batch(seed=2)).requires_grad_()

    def through(x: torch.Tensor) -> torch.Tensor:
        return loss(F.normalize(x, dim=1), torch.from_numpy(LABELS))

    assert through(leaf.detach()) > 0
    assert torch.autograd.gradcheck(through, (leaf,), atol=1e-5)
