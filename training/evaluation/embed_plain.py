"""Pictures of anything → embeddings: no face is looked for."""

from collections.abc import Sequence
from pathlib import Path

from models.device import choose_device
from models.encoders.base import SiameseEncoder
from models.encoders.catalogue import load_encoder
from models.weights import WeightsStore
from training.data.folders import Picture
from training.data.framing import plain_cropper
from training.data.prepare import prepare_images
from training.evaluation.embed_folder import EmbeddedPictures, Progress
from training.evaluation.unseen_pairs import embed_images

_BATCH = 64


class PlainPictures:
    """Embeds pictures as the trainer's tests do: resized, no mirror image.

    Args:
        encoder: Its name in the catalogue, or the path of its card.
        weights_dir: Where installed weights lie.
        device: `auto`, `cpu` or `cuda`.
        framing: `middle` or `whole`, as the encoder was trained.

    Raises:
        ModelError: There is no such encoder, its weights are missing, or the device is not there.
    """

    def __init__(
        self, encoder: str, weights_dir: Path, device: str = "auto", *, framing: str = "middle"
    ) -> None:
        self._framing = framing
        self._device = choose_device(device)
        self._encoder: SiameseEncoder = load_encoder(
            encoder, WeightsStore(weights_dir), self._device
        )

    @property
    def how(self) -> str:
        """Marks kept embeddings, see `save_embeddings`."""
        return f"+{self._framing}-of-picture"

    @property
    def model_id(self) -> str:
        """The mark of the embeddings."""
        return self._encoder.model_id

    def embed(
        self, pictures: Sequence[Picture], progress: Progress | None = None
    ) -> EmbeddedPictures:
        """Embed pictures.

        Args:
            pictures: Of known classes.
            progress: Called with the number read and the number of all.

        Raises:
            TrainingError: None of them can be read.
        """
        prepared = prepare_images(
            pictures,
            crop=self._encoder.crop,
            cropper=plain_cropper(self._framing),
            progress=progress,
        )
        vectors = embed_images(self._encoder, prepared.images, batch=_BATCH, device=self._device)
        return EmbeddedPictures(
            self.model_id,
            prepared.images.pictures,
            vectors,
            prepared.no_face,
            prepared.unreadable,
            vectors,
        )
