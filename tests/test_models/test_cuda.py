"""The graphics card gives the processor's answers. Skipped, saying so, where there is none."""

from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
import skimage.data
import torch

from models.detector import MtcnnDetector
from models.device import choose_device
from models.encoders.catalogue import load_encoder
from models.gallery_index import GalleryIndex
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.types import Embedding
from models.weights import WeightsStore

pytestmark = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="there is no CUDA device on this machine"
)


def pipeline_on(device: torch.device, store: WeightsStore) -> FacePipeline:
    network = SiameseNetwork(load_encoder("resnet29", store, device), threshold=0.9)
    return FacePipeline(MtcnnDetector(device, min_face_px=40), network, device=device)


def test_the_card_is_chosen_by_itself() -> None:
    assert choose_device("auto").type == "cuda"


def test_faces_and_embeddings_agree_with_the_processor(tmp_path: Path) -> None:
    store = WeightsStore(tmp_path)
    image = skimage.data.astronaut()
    embeddings: list[Embedding] = []
    landmarks = []
    for device in (torch.device("cpu"), torch.device("cuda")):
        pipeline = pipeline_on(device, store)
        faces = pipeline.detect(image)
        assert len(faces) >= 1
        followed = pipeline.detector.follow(image, faces[0].box)
        assert followed is not None
        landmarks.append(faces[0].landmarks)
        embeddings.append(pipeline.embed(image, faces[:1])[0])
    assert np.abs(landmarks[0] - landmarks[1]).max() < 0.5  # pixels
    assert float(embeddings[0].vector @ embeddings[1].vector) > 0.9999


def test_a_search_finds_the_same_people() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(500, 128)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    people = [UUID(int=number + 1) for number in range(500)]
    probe = Embedding(vector=vectors[123].copy(), model_id="m")
    found = [
        GalleryIndex.build(people, vectors, "m", device=torch.device(name)).search(probe)
        for name in ("cpu", "cuda")
    ]
    assert found[0].best is not None
    assert found[1].best is not None
    assert found[0].best.person_id == found[1].best.person_id == people[123]
    assert found[1].best.similarity == pytest.approx(found[0].best.similarity, abs=1e-5)
