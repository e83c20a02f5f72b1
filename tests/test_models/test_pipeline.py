import cv2
import numpy as np
import pytest
import torch
from matplotlib import cbook
from torch import nn
from torch.nn import functional as F

from models.detector import MtcnnDetector
from models.encoders.catalogue import load_encoder
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.types import Box, CanonicalCrop, DetectedFace, RgbImage
from models.weights import WeightsStore
from tests.test_models.faces import face_at, frontal_landmarks, portrait

CPU = torch.device("cpu")


class ColourEncoder(nn.Module):
    """Embeds a face as its mean colour, so that a test can tell faces apart."""

    model_id = "colour-1"
    dimension = 3
    crop = CanonicalCrop(20, frontal_landmarks(10, 7, 7))

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[tuple[int, ...]] = []
        self.gradients: list[bool] = []

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        self.batches.append(tuple(faces.shape))
        self.gradients.append(torch.is_grad_enabled())
        return F.normalize(faces.float().mean(dim=(2, 3)) + 1, dim=1)


class NoDetector:
    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        return (face_at(0, 0),)

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        return None


def pipeline(encoder: ColourEncoder) -> FacePipeline:
    return FacePipeline(NoDetector(), SiameseNetwork(encoder, 0.9, mirror=False), device=CPU)


def colours() -> RgbImage:
    image = np.zeros((100, 300, 3), dtype=np.uint8)
    for place in range(3):
        image[:, 100 * place : 100 * (place + 1), place] = 255
    return image


def test_many_faces_are_one_batch_in_their_order() -> None:
    encoder = ColourEncoder()
    faces = [face_at(210, 10, 80), face_at(10, 10, 80), face_at(110, 10, 80)]
    embeddings = pipeline(encoder).embed(colours(), faces)
    assert encoder.batches == [(3, 3, 20, 20)]
    assert encoder.gradients == [False]
    assert [int(e.vector.argmax()) for e in embeddings] == [2, 0, 1]
    assert {e.model_id for e in embeddings} == {"colour-1"}
    assert all(e.vector.base is None for e in embeddings)


def test_no_faces_are_no_embeddings_and_no_work() -> None:
    encoder = ColourEncoder()
    assert pipeline(encoder).embed(colours(), []) == ()
    assert encoder.batches == []


def test_crops_of_several_pictures_are_embedded_as_one_by_one() -> None:
    pipe = pipeline(ColourEncoder())
    image, face = colours(), face_at(110, 10, 80)
    crops = [pipe.aligned(image, face), pipe.aligned(np.flip(image, 2).copy(), face)]
    together = pipe.embed_aligned(crops)
    for crop, embedding in zip(crops, together, strict=True):
        (alone,) = pipe.embed_aligned([crop])
        assert np.allclose(alone.vector, embedding.vector, atol=1e-6)


def test_it_detects_and_aligns_with_what_it_was_handed() -> None:
    pipe = pipeline(ColourEncoder())
    (face,) = pipe.detect(colours())
    assert pipe.model_id == "colour-1"
    assert pipe.aligned(colours(), face).shape == (20, 20, 3)


def test_a_real_face_goes_the_whole_way() -> None:
    network = SiameseNetwork(ColourEncoder(), 0.9)
    pipe = FacePipeline(MtcnnDetector(CPU), network, device=CPU)
    (embedding,) = pipe.embed(portrait(), pipe.detect(portrait()))
    red, green, blue = embedding.vector
    assert red > green > blue  # the colour of skin


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> FacePipeline:
    store = WeightsStore(tmp_path_factory.mktemp("weights"))
    network = SiameseNetwork(load_encoder("resnet29", store, CPU), 0.95)
    return FacePipeline(MtcnnDetector(CPU), network, device=CPU)


def shifted(box: Box, share: float) -> Box:
    x, y = share * box.width_px, share * box.height_px
    return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)


def test_a_followed_face_embeds_like_a_detected_one(real: FacePipeline) -> None:
    (face,) = real.detect(portrait())
    for share in (-0.1, 0.0, 0.1):
        followed = real.detector.follow(portrait(), shifted(face.box, share))
        assert followed is not None
        one, other = real.embed(portrait(), [face, followed])
        assert float(one.vector @ other.vector) > 0.985


def test_a_smaller_picture_of_a_face_embeds_nearby_and_a_stranger_far_off(
    real: FacePipeline,
) -> None:
    half = np.asarray(cv2.resize(portrait(), (358, 358), interpolation=cv2.INTER_AREA))
    bgr = cv2.imread(str(cbook.get_sample_data("grace_hopper.jpg", asfileobj=False)))
    pictures = (portrait(), half, np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)))
    me, me_smaller, stranger = (real.embed(p, real.detect(p))[0].vector for p in pictures)
    assert float(me @ me_smaller) > 0.98
    assert float(me @ stranger) < 0.9
