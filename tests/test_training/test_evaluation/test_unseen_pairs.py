"""Pairs never seen: verdicts by hand, a threshold that parts them, and an honest interval."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from training.data.folders import Picture
from training.data.images import ImageSet
from training.data.pairs import PairList
from training.errors import TrainingError
from training.evaluation.unseen_pairs import (
    best_threshold,
    embed_images,
    evaluating,
    judge_pairs,
    most_wrong,
)

_CPU = torch.device("cpu")
_SHAPE = ConvSiameseShape(size_px=16, channels=1, widths=(8,), dimension=4)


def pairs_of(*rows: tuple[int, int, bool]) -> PairList:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return PairList(table[:, 0], table[:, 1], table[:, 2].astype(np.bool_))


def images_of(pixels: torch.Tensor) -> ImageSet:
    pictures = [Picture("Ada", Path(f"{row}.png")) for row in range(len(pixels))]
    return ImageSet.of(pixels.to(torch.uint8), pictures, 16)


def on_circle(*degrees: float) -> np.ndarray:
    turned = np.radians(degrees)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_verdicts_are_those_of_a_pocket_calculator() -> None:
    pairs = pairs_of((0, 1, True), (0, 2, False), (1, 2, True), (0, 3, False))
    test = judge_pairs(on_circle(0, 60, 90, 45), pairs, threshold=0.6)
    found = [(p.similarity, p.distance, p.verdict, p.is_right) for p in test.judged]
    assert found == [
        (pytest.approx(0.5), pytest.approx(1.0), False, False),
        (pytest.approx(0.0, abs=1e-6), pytest.approx(2**0.5), False, True),
        (pytest.approx(3**0.5 / 2), pytest.approx((2 - 3**0.5) ** 0.5), True, True),
        (pytest.approx(0.5**0.5), pytest.approx((2 - 2**0.5) ** 0.5), True, False),
    ]
    assert (test.accuracy, test.fmr, test.fnmr) == (0.5, 0.5, 0.5)
    # Wilson's interval of 2 in 4, from the formula: (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / ...
    assert (test.accuracy_low, test.accuracy_high) == (
        pytest.approx(0.1500, abs=1e-4),
        pytest.approx(0.8500, abs=1e-4),
    )
    assert [(p.left, p.right) for p in most_wrong(test, 5)] == [(0, 3), (0, 1)]
    assert len(most_wrong(test, 1)) == 1


def test_equally_alike_as_the_threshold_is_the_same() -> None:
    vectors = np.array([[1, 0], [0.6, 0.8]], np.float32)
    exact = float(vectors[0].astype(float) @ vectors[1].astype(float))
    assert judge_pairs(vectors, pairs_of((0, 1, True)), exact).judged[0].verdict


def test_few_people_make_the_interval_wider_than_many_pairs_say() -> None:
    rng = np.random.default_rng(5)
    people = np.repeat(np.arange(6), 40)
    # One person's pictures are like nobody's: all errors come from one identity.
    centres = rng.normal(size=(6, 8))
    vectors = centres[people] + np.where(people == 0, 9.0, 0.2)[:, None] * rng.normal(size=(240, 8))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    rows = [(k, k + 1 if k % 40 < 39 else k - 39, True) for k in range(240)]
    rows += [(k, (k + 40) % 240, False) for k in range(240)]
    pairs = pairs_of(*rows)
    alone = judge_pairs(vectors, pairs, 0.8)
    drawn = judge_pairs(vectors, pairs, 0.8, people=people)
    assert drawn.accuracy == alone.accuracy < 1
    assert drawn.accuracy_low < alone.accuracy_low - 0.05
    assert drawn == judge_pairs(vectors, pairs, 0.8, people=people)


def test_no_error_seen_does_not_mean_none_to_come() -> None:
    vectors = on_circle(0, 1, 90, 91)
    pairs = pairs_of((0, 1, True), (2, 3, True), (0, 2, False), (1, 3, False))
    test = judge_pairs(vectors, pairs, 0.9, people=np.array([0, 0, 1, 1]))
    assert (test.accuracy, test.accuracy_high) == (1.0, 1.0)
    assert test.accuracy_low < 0.6


def test_no_pairs_is_a_sentence() -> None:
    with pytest.raises(TrainingError, match="no pairs"):
        judge_pairs(on_circle(0), pairs_of(), 0.5)


def test_the_threshold_with_the_fewest_errors_is_found() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        similarities = rng.uniform(-1, 1, 12).round(1)  # with ties
        same = rng.random(12) < 0.5
        same[:2] = [True, False]
        errors = [
            int(((similarities >= t) != same).sum()) for t in np.arange(-1.0, 1.04, 0.05).round(2)
        ]
        chosen = best_threshold(similarities, same)
        assert int(((similarities >= chosen) != same).sum()) == min(errors)


def test_it_lies_midway() -> None:
    truth = np.array([True, True, False, False])
    assert best_threshold(np.array([0.9, 0.8, 0.4, 0.1]), truth) == pytest.approx(0.6)


@pytest.mark.parametrize("same", [[True, True], [False, False], []])
def test_pairs_of_one_kind_give_no_threshold(same: list[bool]) -> None:
    with pytest.raises(TrainingError, match="one kind"):
        best_threshold(np.full(len(same), 0.5), np.array(same, bool))


def test_the_centre_is_embedded_and_every_layer_keeps_its_mode() -> None:
    encoder = ConvSiamese(_SHAPE, seed=2).train()
    encoder.blocks[0].eval()  # a frozen stage
    pixels = torch.randint(0, 256, (5, 3, 20, 20), generator=torch.Generator().manual_seed(1))
    images = images_of(pixels)
    vectors = embed_images(encoder, images, batch=2, device=_CPU)
    assert (encoder.training, encoder.blocks[0].training) == (True, False)
    with torch.no_grad():
        expected = encoder.eval()(images.pixels[:, :, 2:18, 2:18])
    np.testing.assert_allclose(vectors, expected.numpy(), atol=1e-6)
    assert vectors.dtype == np.float32


def test_dropout_and_gradients_are_off_while_evaluating() -> None:
    network = nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.9)).train()
    with evaluating(network):
        out = network(torch.ones(1, 3))
        assert not out.requires_grad
        torch.testing.assert_close(out, network(torch.ones(1, 3)))
    assert network[1].training


def test_embeddings_that_are_no_numbers_are_a_sentence() -> None:
    encoder = ConvSiamese(_SHAPE)
    nn.init.constant_(encoder.out.bias, float("nan"))
    images = images_of(torch.zeros(1, 3, 16, 16))
    with pytest.raises(TrainingError, match="no numbers"):
        embed_images(encoder, images, batch=1, device=_CPU)
