"""The Siamese network: two faces through one encoder, and how alike they come out.

The twins share one set of weights because there is only one encoder here; nothing is copied and
nothing has to be kept equal. At the door the left twin looks at the probe, and the right twin has
looked at the enrolment photo when the patron was enrolled.
"""

import torch
from torch import nn
from torch.nn import functional as F
from typing_extensions import override

from models.encoders.base import SiameseEncoder


class SiameseNetwork(nn.Module):
    """Twins with one set of weights → two embeddings → similarity → same or different.

    Args:
        encoder: The one encoder; a `torch.nn.Module` as well.
        threshold: Similarity at and above which two faces are called the same person, -1..1.
        mirror: Whether each face is averaged with its mirror image, which costs twice the time and
            takes out what only the side of the light or of the parting tells apart.

    Raises:
        TypeError: The encoder is no `torch.nn.Module`.
        ValueError: The threshold is no cosine.
    """

    def __init__(self, encoder: SiameseEncoder, threshold: float, *, mirror: bool = True) -> None:
        super().__init__()
        if not isinstance(encoder, nn.Module):
            raise TypeError(f"An encoder must be a torch module, not {type(encoder).__name__}.")
        if not -1.0 <= threshold <= 1.0:
            raise ValueError(f"A threshold is a cosine, -1..1, not {threshold}.")
        self.encoder: SiameseEncoder = encoder
        self.threshold = threshold
        self.mirror = mirror

    @property
    def model_id(self) -> str:
        """The encoder's mark."""
        return self.encoder.model_id

    def embed(self, faces: torch.Tensor) -> torch.Tensor:
        """Embed aligned faces with one twin.

        Args:
            faces: (N, 3, H, W) RGB, uint8 or float32 in 0..255, H = W = the encoder's crop.

        Returns:
            (N, D) float32, each row of length 1.

        Raises:
            ValueError: The shape is another.
        """
        if not self.mirror:
            return self.encoder(faces)
        return self.embed_views(torch.stack((faces, faces.flip(-1)), dim=1))

    def embed_views(self, views: torch.Tensor) -> torch.Tensor:
        """Embed faces with one twin, each as the mean direction of several views of it.

        Args:
            views: (N, V, 3, H, W), V views of each of N aligned faces, see `embed`.

        Returns:
            (N, D) float32, each row of length 1.

        Raises:
            ValueError: The shape is another.
        """
        # One batch, not several runs: that fills a processor's cores better.
        embeddings = self.encoder(views.flatten(0, 1))
        return F.normalize(embeddings.view(*views.shape[:2], -1).sum(dim=1), dim=1)

    @override
    def forward(self, left: torch.Tensor, right: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Embed pairs of faces, one with each twin.

        Args:
            left: (N, 3, H, W) aligned faces, see `embed`.
            right: (M, 3, H, W) aligned faces.

        Returns:
            (N, D) and (M, D), each row of length 1.
        """
        # In one batch, so that a layer with batch statistics could not treat the twins differently.
        embeddings = self.embed(torch.cat((left, right)))
        return embeddings[: len(left)], embeddings[len(left) :]

    def similarity(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Return how alike pairs of faces are.

        Args:
            left: (N, 3, H, W) aligned faces, see `embed`.
            right: (N, 3, H, W) aligned faces.

        Returns:
            (N,) cosines, -1..1, higher is closer.

        Raises:
            ValueError: There are not as many left as right.
        """
        if len(left) != len(right):
            raise ValueError(f"Pairs need as many left as right: {len(left)} and {len(right)}.")
        one, other = self(left, right)
        return F.cosine_similarity(one, other, dim=1)

    def same(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Return the verdict for pairs of faces: (N,) bool, True where they are one person.

        Args:
            left: (N, 3, H, W) aligned faces, see `embed`.
            right: (N, 3, H, W) aligned faces.
        """
        return self.similarity(left, right) >= self.threshold
