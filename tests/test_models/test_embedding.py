"""The mean of embeddings, and the choice of a device."""

import numpy as np
import pytest
import torch

from models.device import choose_device
from models.embedding import concentration, mean_embedding
from models.errors import ModelError
from models.types import Embedding


def _embedding(*values: float, model_id: str = "a-1") -> Embedding:
    vector = np.array(values, dtype=np.float32)
    return Embedding((vector / np.linalg.norm(vector)).astype(np.float32), model_id)


def test_the_mean_of_one_is_that_one() -> None:
    one = _embedding(3, 4)
    mean = mean_embedding([one])
    np.testing.assert_allclose(mean.vector, one.vector, atol=1e-7)
    assert mean.model_id == "a-1"


def test_the_mean_is_the_direction_between_and_has_length_one() -> None:
    mean = mean_embedding([_embedding(1, 0), _embedding(0, 1)])
    np.testing.assert_allclose(mean.vector, [2**-0.5, 2**-0.5], atol=1e-7)
    assert mean.vector.dtype == np.float32


def test_the_order_does_not_matter() -> None:
    random = np.random.default_rng(0)
    many = [_embedding(*random.normal(size=128)) for _ in range(8)]
    np.testing.assert_array_equal(mean_embedding(many).vector, mean_embedding(many[::-1]).vector)


def test_concentration_turns_a_similarity_to_the_mean_into_the_mean_similarity() -> None:
    random = np.random.default_rng(1)
    many = [_embedding(*(random.normal(size=16) + 1)) for _ in range(5)]
    other = _embedding(*random.normal(size=16))
    single = np.mean([one.vector @ other.vector for one in many])
    at_once = concentration(many) * float(mean_embedding(many).vector @ other.vector)
    assert at_once == pytest.approx(single, abs=1e-6)
    assert 0 < concentration(many) < 1
    assert concentration(many[:1]) == pytest.approx(1.0)


def test_embeddings_of_two_models_are_refused() -> None:
    with pytest.raises(ModelError, match="a-1, b-1"):
        mean_embedding([_embedding(1, 0), _embedding(0, 1, model_id="b-1")])


def test_embeddings_without_a_mean_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        mean_embedding([])
    with pytest.raises(ValueError, match="cancel out"):
        mean_embedding([_embedding(1, 0), _embedding(-1, 0)])


def test_the_card_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device().type == "cuda"
    assert choose_device("cuda").type == "cuda"
    assert choose_device("cpu").type == "cpu"


def test_the_processor_is_used_where_there_is_no_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device().type == "cpu"
    with pytest.raises(ModelError, match="finds none"):
        choose_device("cuda")


def test_an_unknown_device_is_a_sentence() -> None:
    with pytest.raises(ModelError, match="auto, cpu, cuda"):
        choose_device("tpu")
