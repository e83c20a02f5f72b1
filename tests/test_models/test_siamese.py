"""The Siamese network: one set of weights, and what follows from it."""

import numpy as np
import pytest
import torch

from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.siamese import SiameseNetwork

_SHAPE = ConvSiameseShape(size_px=32, widths=(8, 16), dimension=12)


def _network(threshold: float = 0.5, *, mirror: bool = True) -> SiameseNetwork:
    return SiameseNetwork(ConvSiamese(_SHAPE, seed=3), threshold, mirror=mirror)


def _faces(count: int, seed: int) -> torch.Tensor:
    random = np.random.default_rng(seed)
    return torch.from_numpy(random.integers(0, 256, (count, 3, 32, 32), dtype=np.uint8))


def test_both_twins_train_the_same_weights() -> None:
    """The gradient of a pair is the sum of what each side gives alone: there is one set."""
    network = _network()
    target = torch.linspace(-1, 1, 12)
    left, right = _faces(2, 0), _faces(2, 1)

    def gradients(*, use_left: bool, use_right: bool) -> list[torch.Tensor]:
        network.zero_grad()
        one, other = network(left, right)
        loss = torch.zeros(())
        if use_left:
            loss = loss + (one @ target).sum()
        if use_right:
            loss = loss + (other @ target).sum()
        loss.backward()
        return [parameter.grad.clone() for parameter in network.parameters()]

    both = gradients(use_left=True, use_right=True)
    of_left = gradients(use_left=True, use_right=False)
    of_right = gradients(use_left=False, use_right=True)
    for total, one, other in zip(both, of_left, of_right, strict=True):
        assert one.abs().max() > 0
        assert other.abs().max() > 0
        torch.testing.assert_close(total, one + other)


def test_it_holds_one_encoder_and_nothing_else() -> None:
    network = _network()
    encoder = ConvSiamese(_SHAPE)
    assert sum(p.numel() for p in network.parameters()) == sum(
        p.numel() for p in encoder.parameters()
    )


def test_similarity_is_the_same_from_both_sides() -> None:
    network = _network()
    left, right = _faces(4, 0), _faces(4, 1)
    torch.testing.assert_close(network.similarity(left, right), network.similarity(right, left))


def test_a_face_is_one_with_itself() -> None:
    network = _network()
    faces = _faces(3, 0)
    torch.testing.assert_close(network.similarity(faces, faces), torch.ones(3))


def test_similarity_is_the_cosine_of_the_embeddings() -> None:
    network = _network()
    left, right = _faces(3, 0), _faces(3, 1)
    expected = (network.embed(left) * network.embed(right)).sum(dim=1)
    torch.testing.assert_close(network.similarity(left, right), expected)


def test_embedding_is_the_mean_of_face_and_mirror_image() -> None:
    network = _network()
    faces = _faces(3, 0)
    mean = (network.encoder(faces) + network.encoder(faces.flip(-1))) / 2
    torch.testing.assert_close(
        network.embed(faces), mean / torch.linalg.vector_norm(mean, dim=1, keepdim=True)
    )


def test_mirror_images_embed_alike() -> None:
    faces = _faces(2, 0)
    mirroring, plain = _network(), _network(mirror=False)
    torch.testing.assert_close(mirroring.embed(faces), mirroring.embed(faces.flip(-1)))
    assert not torch.allclose(plain.embed(faces), plain.embed(faces.flip(-1)))
    torch.testing.assert_close(plain.embed(faces), plain.encoder(faces))


def test_embeddings_have_length_one() -> None:
    lengths = torch.linalg.vector_norm(_network().embed(_faces(5, 0)), dim=1)
    torch.testing.assert_close(lengths, torch.ones(5))


def test_verdict_turns_at_the_threshold() -> None:
    left, right = _faces(4, 0), _faces(4, 1)
    similarities = _network().similarity(left, right).tolist()
    middle = sorted(similarities)[2]
    assert _network(middle - 1e-5).same(left, right).tolist() == [
        similarity >= middle for similarity in similarities
    ]
    assert _network(-1.0).same(left, right).all()


def test_sides_may_differ_in_number_but_pairs_may_not() -> None:
    network = _network()
    one, other = network(_faces(2, 0), _faces(3, 1))
    assert (len(one), len(other)) == (2, 3)
    with pytest.raises(ValueError, match="2 and 3"):
        network.similarity(_faces(2, 0), _faces(3, 1))


@pytest.mark.parametrize("threshold", [-1.1, 1.5, float("nan")])
def test_a_threshold_that_is_no_cosine_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="cosine"):
        _network(threshold)


def test_an_encoder_that_is_no_module_is_refused() -> None:
    class NoModule:
        model_id = "none"

    with pytest.raises(TypeError, match="NoModule"):
        SiameseNetwork(NoModule(), 0.5)


def test_the_mark_is_the_encoders() -> None:
    assert _network().model_id == "conv-siamese-untrained"
