"""What is known of the face on one unbroken track: pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.embedding import mean_embedding
from models.liveness import proof as liveness
from models.liveness.observer import Glimpse
from models.liveness.proof import Proof
from models.types import Embedding


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The usable frames of one face on one track.

    Attributes:
        track_id: The track they come from.
        embeddings: One of each usable frame, oldest first; never empty.
        first_s: When the first of them was taken, seconds.
        began_s: When the visitor began to wait, seconds on the flow's stopwatch.
        proof: What these very frames show of a living head.
    """

    track_id: int
    embeddings: tuple[Embedding, ...]
    first_s: float
    began_s: float
    proof: Proof

    @property
    def frames(self) -> int:
        """How many usable frames there are."""
        return len(self.embeddings)

    @property
    def mean(self) -> Embedding:
        """The mean direction of all frames: what one more frame is held against."""
        return mean_embedding(self.embeddings)

    def with_frame(self, embedding: Embedding, glimpse: Glimpse) -> Evidence:
        """Return the evidence with one more usable frame."""
        return replace(
            self,
            embeddings=(*self.embeddings, embedding),
            proof=liveness.with_glimpse(self.proof, glimpse, track_id=self.track_id),
        )

    def similarity(self, other: Embedding) -> float:
        """Return how similar `other` is to the mean, an embedding of the same model.

        Raises:
            ValueError: It comes from another model.
        """
        mean = self.mean
        if mean.model_id != other.model_id:
            raise ValueError(f"{mean.model_id} and {other.model_id} cannot be compared.")
        return float(np.dot(mean.vector, other.vector))

    def agrees(self, other: Embedding, least: float) -> bool:
        """Return whether `other` is near the mean: the same face, as far as one frame can tell.

        Args:
            other: Another embedding of the same model.
            least: The similarity that is needed.

        Raises:
            ValueError: It comes from another model.
        """
        return self.similarity(other) >= least
