import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from models.detector import MtcnnDetector
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.types import Box, CanonicalCrop, DetectedFace, RgbImage
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
