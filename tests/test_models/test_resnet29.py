"""ResNet-29 held against dlib's own, and the files it refuses."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from models.encoders.base import SiameseEncoder
from models.encoders.resnet29 import CROP, ResNet29, load_resnet29
from models.errors import ModelError
from models.types import RgbImage
from models.weights import WeightsStore
from tests.test_models.aligned_faces import (
    aligned_face,
    batch,
    grace_hopper,
    london_faces,
)
from tests.test_models.faces import portrait

dlib = pytest.importorskip("dlib")

_CLOSE = 1e-5


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return WeightsStore(tmp_path_factory.mktemp("none")).locate("resnet29")


@pytest.fixture(scope="module")
def network(weights: Path) -> ResNet29:
    return load_resnet29(weights)


@pytest.fixture(scope="module")
def oracle(weights: Path) -> object:
    return dlib.face_recognition_model_v1(str(weights))


@pytest.fixture(scope="module")
def portraits() -> list[RgbImage]:
    return [aligned_face(image, CROP) for image in (portrait(), grace_hopper())]


def _descriptors(network: ResNet29, faces: list[RgbImage]) -> NDArray[np.float32]:
    with torch.inference_mode():
        return network.descriptors(batch(*faces)).numpy()


def _assert_agrees(network: ResNet29, oracle: object, faces: list[RgbImage]) -> None:
    ours = _descriptors(network, faces)
    theirs = np.array([oracle.compute_face_descriptor(face) for face in faces])
    assert np.abs(ours - theirs).max() < _CLOSE
    # A network that says the same of everybody would agree with nobody.
    assert np.abs(theirs[0] - theirs[1]).max() > 100 * _CLOSE


def test_agrees_with_dlib_on_portraits(
    network: ResNet29, oracle: object, portraits: list[RgbImage]
) -> None:
    _assert_agrees(network, oracle, portraits)


@pytest.mark.data
def test_agrees_with_dlib_on_london_faces(
    network: ResNet29, oracle: object, data_dir: Path
) -> None:
    _assert_agrees(
        network, oracle, [aligned_face(image, CROP) for image in london_faces(data_dir, 12)]
    )


def test_agrees_with_dlib_on_noise(network: ResNet29, oracle: object) -> None:
    """Borders and padding count here: nothing dims towards the edge as a face does."""
    random = np.random.default_rng(0)
    _assert_agrees(network, oracle, list(random.integers(0, 256, (3, 150, 150, 3), dtype=np.uint8)))


def test_is_a_siamese_encoder(network: ResNet29) -> None:
    assert isinstance(network, SiameseEncoder)
    assert (network.model_id, network.dimension, network.crop.size_px) == (
        "resnet29-dlib-2",
        128,
        150,
    )


def test_embeddings_have_length_one_and_the_descriptors_direction(
    network: ResNet29, portraits: list[RgbImage]
) -> None:
    with torch.inference_mode():
        embedded = network(batch(*portraits)).numpy()
    descriptors = _descriptors(network, portraits)
    np.testing.assert_allclose(np.linalg.norm(embedded, axis=1), 1.0, atol=1e-6)
    np.testing.assert_allclose(
        embedded, descriptors / np.linalg.norm(descriptors, axis=1, keepdims=True), atol=1e-6
    )


def test_a_face_embeds_the_same_alone_and_in_company(
    network: ResNet29, portraits: list[RgbImage]
) -> None:
    together = _descriptors(network, portraits)
    alone = np.concatenate([_descriptors(network, [face]) for face in portraits])
    np.testing.assert_allclose(together, alone, atol=_CLOSE)


def test_floats_embed_as_bytes_do(network: ResNet29, portraits: list[RgbImage]) -> None:
    faces = batch(*portraits)
    with torch.inference_mode():
        torch.testing.assert_close(network(faces.float()), network(faces))


def test_no_faces_give_no_embeddings(network: ResNet29) -> None:
    with torch.inference_mode():
        assert network(torch.zeros(0, 3, 150, 150)).shape == (0, 128)


@pytest.mark.parametrize(
    "faces",
    [
        torch.zeros(3, 150, 150),
        torch.zeros(1, 1, 150, 150),
        torch.zeros(1, 3, 160, 160),
        torch.zeros(1, 3, 150, 150, dtype=torch.int64),
    ],
)
def test_other_shapes_and_types_are_refused(network: ResNet29, faces: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="Faces must be"):
        network(faces)


def test_stays_trainable(weights: Path, portraits: list[RgbImage]) -> None:
    network = load_resnet29(weights).train()
    network(batch(*portraits))[:, 0].sum().backward()
    parameters = dict(network.named_parameters())
    assert len(parameters) == 2 * 29 + 1
    for name, parameter in parameters.items():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
    assert parameters["stem.weight"].grad.abs().max() > 0


@pytest.mark.parametrize("kept", [0, 100, 5_000, 1_000_000, 22_400_000])
def test_a_file_cut_short_is_refused(weights: Path, tmp_path: Path, kept: int) -> None:
    cut = tmp_path / "cut.dat"
    cut.write_bytes(weights.read_bytes()[:kept])
    with pytest.raises(ModelError, match="dlib"):
        load_resnet29(cut)


def test_a_file_with_layers_left_over_is_refused(weights: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.dat"
    twice.write_bytes(weights.read_bytes() * 2)
    with pytest.raises(ModelError, match="more layers"):
        load_resnet29(twice)


def test_a_network_with_another_first_layer_is_refused(weights: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.dat"
    data = weights.read_bytes()
    other.write_bytes(data[data.index(b"\x01\x07affine_") :])
    with pytest.raises(ModelError, match="a layer is affine_"):
        load_resnet29(other)


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_resnet29(tmp_path / "none.dat")
