"""Pictures to embeddings: which face counts, what is left out, and what is kept in a file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.types import Box, CanonicalCrop, DetectedFace, RgbImage
from training.data.crops import main_face
from training.data.folders import Picture, read_people
from training.errors import TrainingError
from training.evaluation.embed_folder import EmbeddedPictures, embed_pictures
from training.evaluation.embeddings_file import load_embeddings, save_embeddings

POINTS = np.array([[2, 3], [6, 3], [4, 5], [2, 7], [6, 7]], dtype=np.float32)


def face(x: float, y: float, height_px: float) -> DetectedFace:
    box = Box(x - height_px / 2, y - height_px / 2, x + height_px / 2, y + height_px / 2)
    return DetectedFace(box=box, landmarks=POINTS, probability=1.0)


class BrightPictures:
    """Finds a face wherever the picture is not black."""

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        return (face(4, 4, 8),) if image.any() else ()

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        raise AssertionError("pictures are not followed")


class MeanColour(nn.Module):
    """Embeds a face as the direction of its mean colour."""

    model_id = "colour-1"
    dimension = 3
    crop = CanonicalCrop(size_px=8, landmarks=POINTS)

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        return nn.functional.normalize(faces.float().mean(dim=(2, 3)), dim=1)


@pytest.fixture
def pipeline() -> FacePipeline:
    network = SiameseNetwork(MeanColour(), threshold=0.9)
    return FacePipeline(BrightPictures(), network, device=torch.device("cpu"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    def save(name: str, colour: Sequence[int], **extra: object) -> None:
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        Image.new("RGB", (8, 8), tuple(colour)).save(file, **extra)

    save("Ada/1.png", (200, 0, 0))
    save("Ada/2.png", (0, 0, 0))
    save("Bo/1.png", (0, 200, 0))
    (tmp_path / "Bo" / "2.png").write_bytes(b"\x89PNG no picture")
    return tmp_path


def test_of_large_faces_the_one_nearest_the_centre_counts() -> None:
    image = np.zeros((100, 200, 3), dtype=np.uint8)
    bystander, person, background = face(30, 50, 60), face(110, 50, 45), face(100, 50, 20)
    assert main_face(image, [bystander, person, background]) is person
    assert main_face(image, [background]) is background
    assert main_face(image, []) is None


def test_what_has_no_face_is_counted_apart(pipeline: FacePipeline, folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    pictures = read_people(folder)
    embedded = embed_pictures(pipeline, pictures, lambda done, of: seen.append((done, of)))
    assert embedded.model_id == "colour-1"
    assert [str(p.path.relative_to(folder)) for p in embedded.pictures] == ["Ada/1.png", "Bo/1.png"]
    assert embedded.vectors == pytest.approx(np.eye(3)[:2], abs=1e-6)
    assert embedded.people.tolist() == [0, 1]
    assert [p.path.name for p in embedded.no_face] == ["2.png"]
    assert [p.person for p in embedded.unreadable] == ["Bo"]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_a_folder_without_any_face_is_refused(pipeline: FacePipeline, folder: Path) -> None:
    black = Picture("Ada", folder / "Ada" / "2.png")
    with pytest.raises(TrainingError, match="No face was found"):
        embed_pictures(pipeline, [black])


def test_a_picture_lying_on_its_side_is_turned(pipeline: FacePipeline, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    seen: list[tuple[int, ...]] = []

    class Watching(BrightPictures):
        def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
            seen.append(image.shape)
            return super().detect(image)

    network = SiameseNetwork(MeanColour(), threshold=0.9)
    Image.new("RGB", (12, 8), (9, 9, 9)).save(tmp_path / "x.jpg", exif=exif)
    watching = FacePipeline(Watching(), network, device=torch.device("cpu"))
    embed_pictures(watching, [Picture("x", tmp_path / "x.jpg")])
    assert seen == [(12, 8, 3)]


def same(left: EmbeddedPictures, right: EmbeddedPictures | None) -> bool:
    return (
        right is not None
        and left.model_id == right.model_id
        and (left.pictures, left.no_face) == (right.pictures, right.no_face)
        and left.unreadable == right.unreadable
        and bool((left.vectors == right.vectors).all())
    )


def test_kept_embeddings_come_back(pipeline: FacePipeline, folder: Path) -> None:
    pictures, file = read_people(folder), folder / "kept.npz"
    embedded = embed_pictures(pipeline, pictures)
    save_embeddings(embedded, pictures, file)
    assert same(embedded, load_embeddings(file, pictures, "colour-1"))


def test_kept_embeddings_of_anything_else_do_not(pipeline: FacePipeline, folder: Path) -> None:
    pictures, file = read_people(folder), folder / "kept.npz"
    assert load_embeddings(file, pictures, "colour-1") is None
    save_embeddings(embed_pictures(pipeline, pictures), pictures, file)
    assert load_embeddings(file, pictures, "colour-2") is None
    assert load_embeddings(file, pictures[:-1], "colour-1") is None
    Image.new("RGB", (8, 8), (0, 0, 200)).save(folder / "Ada" / "1.png")
    assert load_embeddings(file, pictures, "colour-1") is None
    file.write_bytes(b"broken")
    assert load_embeddings(file, pictures, "colour-1") is None


def test_a_file_that_cannot_be_kept_is_named(pipeline: FacePipeline, folder: Path) -> None:
    pictures = read_people(folder)
    embedded = embed_pictures(pipeline, pictures)
    with pytest.raises(TrainingError, match="cannot be kept"):
        save_embeddings(embedded, pictures, folder / "none" / "kept.npz")
