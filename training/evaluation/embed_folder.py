"""Pictures of people → embeddings, through the very parts that the door uses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.pipeline import FacePipeline
from training.data.crops import main_face
from training.data.folders import Picture
from training.data.images import read_image
from training.errors import TrainingError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddedPictures:
    """The embeddings of a folder.

    Attributes:
        model_id: The model they came from.
        pictures: Those in which a face was found.
        vectors: (N, D) float32, rows of length 1, in that order: each as a probe.
        no_face: Pictures in which no face was found.
        unreadable: Files that are no pictures.
        templates: (N, D) float32, rows of length 1: each as an enrolment photo. The same where both
            are embedded alike.
    """

    model_id: str
    pictures: tuple[Picture, ...]
    vectors: NDArray[np.float32]
    no_face: tuple[Picture, ...]
    unreadable: tuple[Picture, ...]
    templates: NDArray[np.float32]

    @property
    def people(self) -> NDArray[np.int64]:
        """The identity of each row, (N,), numbered by name."""
        _, numbers = np.unique([picture.person for picture in self.pictures], return_inverse=True)
        return numbers.astype(np.int64)


def embed_pictures(
    pipeline: FacePipeline, pictures: Sequence[Picture], progress: Progress | None = None
) -> EmbeddedPictures:
    """Embed the main face of each picture, as a probe and as an enrolment photo.

    Args:
        pipeline: Detector, alignment and Siamese network.
        pictures: Pictures of known people.
        progress: Called with the number done and the number of all, after each picture.

    Raises:
        TrainingError: No face was found in any of them.
    """
    found: list[Picture] = []
    vectors: list[NDArray[np.float32]] = []
    templates: list[NDArray[np.float32]] = []
    no_face: list[Picture] = []
    unreadable: list[Picture] = []
    for done, picture in enumerate(pictures, start=1):
        image = read_image(picture.path)
        face = None if image is None else main_face(image, pipeline.detect(image))
        if image is None:
            unreadable.append(picture)
        elif face is None:
            no_face.append(picture)
        else:
            found.append(picture)
            vectors.append(pipeline.embed(image, [face])[0].vector)
            templates.append(pipeline.template(image, face).vector)
        if progress is not None:
            progress(done, len(pictures))
    if not found:
        raise TrainingError(
            f"No face was found in any of {len(pictures)} pictures.",
            "Give pictures in which a face is at least 40 pixels high.",
        )
    return EmbeddedPictures(
        pipeline.model_id,
        tuple(found),
        np.stack(vectors),
        tuple(no_face),
        tuple(unreadable),
        np.stack(templates),
    )
