"""Inception-ResNet-v1, with random weights in files of the released one's form."""

import dataclasses
import hashlib
from pathlib import Path

import numpy as np
import pytest
import torch

from models.encoders.base import SiameseEncoder
from models.encoders.catalogue import LOADERS, load_encoder
from models.encoders.conv_siamese import ConvSiamese
from models.encoders.inception import CROP, MODEL_ID, InceptionEncoder, load_inception, stretch
from models.errors import ModelError
from models.weights import MANIFEST, WeightsStore
from tests.test_models.aligned_faces import aligned_face, batch
from tests.test_models.faces import portrait

_CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def source() -> InceptionEncoder:
    torch.manual_seed(0)
    return InceptionEncoder().eval()


@pytest.fixture(scope="module")
def released(source: InceptionEncoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file like facenet-pytorch's: the network's weights and a classifier's."""
    path = tmp_path_factory.mktemp("released") / "weights.pt"
    classifier = {"logits.weight": torch.zeros(5, 512), "logits.bias": torch.zeros(5)}
    torch.save(source.network.state_dict() | classifier, path)
    return path


def _store(folder: Path, file: Path) -> WeightsStore:
    """A store whose manifest expects `file`: the real one cannot be downloaded in a test."""
    spec = dataclasses.replace(MANIFEST[MODEL_ID], size_bytes=file.stat().st_size)
    return WeightsStore(folder, {MODEL_ID: spec})


def test_loads_what_was_saved(source: InceptionEncoder, released: Path) -> None:
    encoder = load_inception(released)
    assert isinstance(encoder, SiameseEncoder)
    assert (encoder.model_id, encoder.dimension) == ("inception-vggface2-1", 512)
    faces = batch(aligned_face(portrait(), CROP))
    with torch.inference_mode():
        embedded = encoder(faces)
        torch.testing.assert_close(embedded, source(faces))
    assert embedded.shape == (1, 512)
    assert float(torch.linalg.vector_norm(embedded)) == pytest.approx(1.0, abs=1e-5)


def test_it_is_refused_while_absent(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="janus weights install inception-vggface2"):
        load_encoder("inception-vggface2", WeightsStore(tmp_path), _CPU)


def test_it_is_installed_from_a_file_and_then_found(tmp_path: Path, released: Path) -> None:
    store = _store(tmp_path, released)
    store.install("inception-vggface2", from_path=released, prove=LOADERS[MODEL_ID])
    digest = hashlib.sha256(released.read_bytes()).hexdigest()
    assert store.status(MODEL_ID).digest == digest
    assert load_encoder("inception-vggface2", store, _CPU).model_id == MODEL_ID


def test_another_network_of_the_right_size_is_not_put_in_place(tmp_path: Path) -> None:
    other = tmp_path / "other.pt"
    torch.save(ConvSiamese().state_dict(), other)
    store = _store(tmp_path / "weights", other)
    with pytest.raises(ModelError, match="other than Inception-ResNet-v1"):
        store.install(MODEL_ID, from_path=other, prove=LOADERS[MODEL_ID])
    assert list(store.folder.iterdir()) == []


def test_the_real_manifest_refuses_a_file_of_another_size(tmp_path: Path, released: Path) -> None:
    with pytest.raises(ModelError, match="111,898,327"):
        WeightsStore(tmp_path).install(MODEL_ID, from_path=released)


def test_a_part_of_another_shape_is_named(source: InceptionEncoder, tmp_path: Path) -> None:
    state = source.network.state_dict()
    state["last_linear.weight"] = state["last_linear.weight"][:128].clone()
    torch.save(state, tmp_path / "narrow.pt")
    with pytest.raises(ModelError, match=r"1 parts differ, the first is last_linear\.weight"):
        load_inception(tmp_path / "narrow.pt")


def test_weights_that_are_no_numbers_are_refused(source: InceptionEncoder, tmp_path: Path) -> None:
    state = source.network.state_dict()
    state["last_bn.bias"] = torch.full_like(state["last_bn.bias"], torch.nan)
    torch.save(state, tmp_path / "nan.pt")
    with pytest.raises(ModelError, match="no numbers"):
        load_inception(tmp_path / "nan.pt")


def test_a_file_cut_short_is_refused(released: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pt"
    cut.write_bytes(released.read_bytes()[:1_000_000])
    with pytest.raises(ModelError, match="damaged"):
        load_inception(cut)


def test_other_faces_are_refused(source: InceptionEncoder) -> None:
    with pytest.raises(ValueError, match="Faces must be"):
        source(torch.zeros(1, 3, 150, 150))


def test_the_stretch_puts_landmarks_where_the_detectors_boxes_have_them() -> None:
    """The medians of MTCNN's stretched boxes, as the module's heading tells them."""
    measured = np.array([[49.03, 64.79], [115.61, 63.70], [82.65, 92.86]], dtype=np.float32)
    for (x, y), (crop_x, crop_y) in zip(measured, CROP.landmarks, strict=False):
        rows, columns = torch.meshgrid(torch.arange(160.0), torch.arange(160.0), indexing="ij")
        spot = torch.exp(-((columns - crop_x) ** 2 + (rows - crop_y) ** 2) / 18.0)
        seen = stretch(spot.expand(1, 3, -1, -1))[0, 0]
        total = seen.sum()
        assert float((seen * columns).sum() / total) == pytest.approx(x, abs=0.5)
        assert float((seen * rows).sum() / total) == pytest.approx(y, abs=0.5)
