"""The contrastive loss of the first Siamese networks for faces.

Hadsell, Chopra and LeCun (2006), "Dimensionality reduction by learning an invariant mapping", with
the two halves named as there: a pair of one person is pulled together like a spring, a pair of two
people is pushed apart until it is `margin` away, and then left alone.
"""

import torch
from torch import nn
from torch.nn import functional as F
from typing_extensions import override

# The distance has no slope where two points coincide; below this it is held constant.
_LEAST_SQUARE = 1e-12


class ContrastiveLoss(nn.Module):
    """Pairs of embeddings → one number, the mean over the pairs.

    With the Euclidean distance D between two embeddings, a pair of one person costs ½·D² and a
    pair of two people ½·max(0, margin - D)². The paper's formula has Y = 0 for one person; here
    `same` is True.

    Args:
        margin: Distance beyond which two people are far enough apart. On the unit sphere distances
            go from 0 to 2, so 1 asks for a similarity below one half.

    Raises:
        ValueError: The margin is not positive.
    """

    def __init__(self, margin: float = 1.0) -> None:
        super().__init__()
        if not margin > 0:
            raise ValueError(f"A margin is more than 0, not {margin}")
        self.margin = margin

    @override
    def forward(self, left: torch.Tensor, right: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
        """Return the loss of a batch of pairs.

        Args:
            left: (N, D) embeddings.
            right: (N, D) embeddings.
            same: (N,) bool, True where both are of one person.

        Returns:
            (), the mean over the pairs.

        Raises:
            ValueError: The shapes disagree.
        """
        if left.shape != right.shape or left.ndim != 2 or same.shape != left.shape[:1]:
            raise ValueError(
                f"Pairs disagree: {tuple(left.shape)}, {tuple(right.shape)}, {tuple(same.shape)}."
            )
        square = (left - right).square().sum(dim=1)
        missing = F.relu(self.margin - square.clamp_min(_LEAST_SQUARE).sqrt())
        return 0.5 * torch.where(same, square, missing.square()).mean()
