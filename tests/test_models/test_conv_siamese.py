"""The teaching network."""

import numpy as np
import pytest
import torch

from models.encoders import resnet29
from models.encoders.base import SiameseEncoder
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape


def _faces(count: int, size_px: int = 100) -> torch.Tensor:
    random = np.random.default_rng(5)
    return torch.from_numpy(random.integers(0, 256, (count, 3, size_px, size_px), dtype=np.uint8))


@pytest.mark.parametrize(
    "shape",
    [
        ConvSiameseShape(),
        ConvSiameseShape(channels=1),
        ConvSiameseShape(size_px=64, widths=(8, 16), dimension=7),
    ],
)
def test_unit_embeddings_of_the_asked_size(shape: ConvSiameseShape) -> None:
    network = ConvSiamese(shape)
    assert isinstance(network, SiameseEncoder)
    with torch.inference_mode():
        embedded = network(_faces(3, shape.size_px))
    assert embedded.shape == (3, shape.dimension) == (3, network.dimension)
    torch.testing.assert_close(torch.linalg.vector_norm(embedded, dim=1), torch.ones(3))
    assert not torch.allclose(embedded[0], embedded[1])


def test_the_seed_decides_the_weights_and_nothing_else_does() -> None:
    torch.manual_seed(1)
    first = ConvSiamese(seed=7).state_dict()
    torch.manual_seed(2)
    second, other = ConvSiamese(seed=7).state_dict(), ConvSiamese(seed=8).state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert not torch.equal(first["out.weight"], other["out.weight"])


def test_company_does_not_change_an_embedding_even_while_training() -> None:
    network = ConvSiamese().train()
    faces = _faces(3)
    torch.testing.assert_close(network(faces)[:1], network(faces[:1]), atol=1e-5, rtol=1e-4)


def test_a_gray_network_does_not_see_colour() -> None:
    gray, colour = ConvSiamese(ConvSiameseShape(channels=1)), ConvSiamese()
    faces = _faces(1).float()
    bright = (faces * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    washed_out = bright.expand(-1, 3, -1, -1)
    torch.testing.assert_close(gray(faces), gray(washed_out), atol=1e-5, rtol=1e-4)
    assert not torch.allclose(colour(faces), colour(washed_out), atol=1e-3)


def test_it_frames_a_face_as_the_default_encoder_does() -> None:
    crop = ConvSiamese().crop
    np.testing.assert_allclose(
        crop.landmarks / crop.size_px, resnet29.CROP.landmarks / resnet29.CROP.size_px, rtol=1e-6
    )
    assert crop.landmarks.dtype == np.float32


@pytest.mark.parametrize(
    "wrong",
    [
        {"channels": 2},
        {"widths": ()},
        {"widths": (12,)},
        {"widths": (-8,)},
        {"size_px": 8, "widths": (8, 8, 8, 8)},
        {"size_px": 100_000},
        {"dimension": 0},
    ],
)
def test_shapes_that_cannot_be_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"not|cannot"):
        ConvSiameseShape(**wrong)


def test_other_faces_are_refused() -> None:
    with pytest.raises(ValueError, match="Faces must be"):
        ConvSiamese()(_faces(1, 90))
