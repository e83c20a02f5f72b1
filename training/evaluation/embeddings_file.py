"""Embeddings of a folder kept in a file, so that only the first measurement takes minutes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.data.folders import Picture
from training.errors import TrainingError
from training.evaluation.embed_folder import EmbeddedPictures


def save_embeddings(
    embedded: EmbeddedPictures, pictures: Sequence[Picture], file: Path, *, how: str = ""
) -> None:
    """Write the embeddings of `pictures`.

    Args:
        embedded: Those embeddings.
        pictures: All pictures.
        file: Where to.
        how: Names another preparation than the door's: kept embeddings are used again only under
            the same name.

    Raises:
        TrainingError: The file cannot be written.
    """
    index = {picture: i for i, picture in enumerate(pictures)}
    try:
        with file.open("wb") as opened:
            np.savez(
                opened,
                digest=np.array(_digest(pictures, embedded.model_id + how)),
                model_id=np.array(embedded.model_id),
                vectors=embedded.vectors,
                templates=embedded.templates,
                found=np.array([index[p] for p in embedded.pictures], dtype=np.int64),
                no_face=np.array([index[p] for p in embedded.no_face], dtype=np.int64),
                unreadable=np.array([index[p] for p in embedded.unreadable], dtype=np.int64),
            )
    except OSError as error:
        raise TrainingError(
            f"The embeddings cannot be kept in {file} ({error.strerror}).",
            "Name a file in a folder that exists and has room.",
        ) from error


def load_embeddings(
    file: Path, pictures: Sequence[Picture], model_id: str, *, how: str = ""
) -> EmbeddedPictures | None:
    """Return the embeddings of `pictures`, or None where the file holds none or others."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            if str(kept["digest"]) != _digest(pictures, model_id + how):
                return None
            rows = {
                name: tuple(pictures[i] for i in kept[name])
                for name in ("found", "no_face", "unreadable")
            }
            vectors = np.asarray(kept["vectors"], dtype=np.float32)
            templates = np.asarray(kept["templates"], dtype=np.float32)
    except (OSError, ValueError, KeyError, EOFError):
        return None
    return EmbeddedPictures(
        model_id, rows["found"], vectors, rows["no_face"], rows["unreadable"], templates
    )


def _digest(pictures: Sequence[Picture], made_by: str) -> str:
    """Return a digest that changes with the model, the names, or the content of any picture."""
    digest = hashlib.sha256(made_by.encode())
    for picture in pictures:
        digest.update(f"\0{picture.person}\0{picture.path.name}\0".encode())
        try:
            digest.update(hashlib.sha256(picture.path.read_bytes()).digest())
        except OSError:
            digest.update(b"unreadable")
    return digest.hexdigest()
