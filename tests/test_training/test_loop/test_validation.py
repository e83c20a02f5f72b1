"""What is measured between two epochs, again by hand."""

import numpy as np
import pytest
import torch

from tests.test_training.test_loop import tiny
from training.data.pairs import fixed_pairs
from training.loop.validation import Validator
from training.losses.catalogue import LossKind, find_loss

_CPU = torch.device("cpu")


def validator(kind: LossKind) -> Validator:
    images = tiny.data().validation
    assert images is not None
    pairs = fixed_pairs(images.labels, 100, 0)
    return Validator(images, pairs, kind=kind, batch=12, pictures_per_person=4, seed=0)


def test_auc_is_the_share_of_pairs_in_the_right_order_and_the_loss_that_of_the_pairs() -> None:
    images = tiny.data().validation
    assert images is not None
    encoder, loss = tiny.encoder(tiny.config()), find_loss("contrastive").build({}, 8, 2)
    found = validator(LossKind.PAIRS)(encoder, loss, _CPU)
    with torch.no_grad():
        vectors = encoder(images.pixels).double().numpy()
    pairs = fixed_pairs(images.labels, 100, 0)
    similar = (vectors[pairs.left] * vectors[pairs.right]).sum(axis=1)
    same, other = similar[pairs.same], similar[~pairs.same]
    right = (same[:, None] > other).mean() + 0.5 * (same[:, None] == other).mean()
    assert found.auc == pytest.approx(right, abs=1e-9)
    distance = np.linalg.norm(vectors[pairs.left] - vectors[pairs.right], axis=1)
    costs = np.where(pairs.same, distance**2, np.maximum(0, 1 - distance) ** 2) / 2
    assert found.loss == pytest.approx(costs.mean(), abs=1e-6)


def test_it_is_the_same_each_time_and_leaves_the_network_as_it_was() -> None:
    encoder = tiny.encoder(tiny.config()).train()
    measure, loss = validator(LossKind.CLASSES), find_loss("nt-xent").build({}, 8, 2)
    before = torch.get_rng_state()
    assert measure(encoder, loss, _CPU) == measure(encoder, loss, _CPU)
    assert encoder.training
    assert torch.equal(torch.get_rng_state(), before)
    assert all(p.grad is None for p in encoder.parameters())


def test_a_loss_over_people_is_taken_over_batches_of_them() -> None:
    found = validator(LossKind.CLASSES)(
        tiny.encoder(tiny.config()), find_loss("multi-similarity").build({}, 8, 2), _CPU
    )
    assert found.loss is not None
    assert found.loss > 0


def test_arcface_has_no_place_for_people_it_does_not_know() -> None:
    found = validator(LossKind.CLASSES)(
        tiny.encoder(tiny.config()), find_loss("arcface").build({}, 8, 2), _CPU
    )
    assert found.loss is None
    assert 0 <= found.auc <= 1
