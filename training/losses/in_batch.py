"""Losses that look at a batch of people as a whole, from pytorch-metric-learning.

Each takes `(embeddings (N, D), labels (N,))`. Embeddings lie on the unit sphere already.
"""

from collections.abc import Mapping
from typing import Any

import torch
from pytorch_metric_learning import losses, miners, reducers
from pytorch_metric_learning.distances import LpDistance
from torch import nn
from typing_extensions import override

from training.config_problems import nearest_setting

_SEMI_HARD, _HARD, _ALL = "semihard", "hard", "all"
MINING = (_SEMI_HARD, _HARD, _ALL)


class TripletLoss(nn.Module):
    """max(0, D(anchor, positive) - D(anchor, negative) + margin), D Euclidean.

    Schroff, Kalenichenko and Philbin (2015), "FaceNet": semi-hard triplets have the negative
    farther away than the positive, but not by the margin. Hermans, Beyer and Leibe (2017): `hard`
    takes the farthest positive and the nearest negative of each anchor; early in a training that
    can pull all faces into one point. `all` takes every triplet that costs anything.

    Args:
        margin: How much farther a stranger must be than the person.
        mining: Which triplets of the batch count.

    Raises:
        ValueError: There is no such mining, or the margin is not positive.
    """

    def __init__(self, margin: float, mining: str) -> None:
        super().__init__()
        if mining not in MINING:
            raise ValueError(
                f"mining is one of {', '.join(MINING)}, not “{mining}”"
                f"{nearest_setting(mining, MINING).rstrip('?')}"
            )
        if not margin > 0:
            raise ValueError(f"a margin is more than 0, not {margin}")
        distance = LpDistance(normalize_embeddings=False)
        self._loss = losses.TripletMarginLoss(
            margin=margin, distance=distance, reducer=_mean_over_costly(mining)
        )
        self._miner: nn.Module
        if mining == _HARD:
            self._miner = miners.BatchHardMiner(distance=distance)
        else:
            self._miner = miners.TripletMarginMiner(
                margin=margin, type_of_triplets=mining, distance=distance
            )

    @override
    def forward(self, embeddings: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the mean over the mined triplets, 0 (with a gradient of 0) where there are none.

        Args:
            embeddings: (N, D) unit embeddings.
            labels: (N,) int64.
        """
        triplets = self._miner(embeddings, labels)
        loss: torch.Tensor = self._loss(embeddings, labels, triplets)
        return loss


def _mean_over_costly(mining: str) -> nn.Module:
    """Return how triplets become one number: hard ones all count, others where they cost."""
    mean: nn.Module = reducers.MeanReducer() if mining == _HARD else reducers.AvgNonZeroReducer()
    return mean


class NPairLoss(nn.Module):
    """Cross-entropy of each anchor's own positive among the positives of all people of the batch.

    Sohn (2016), "Improved deep metric learning with multi-class N-pair loss objective". There,
    embeddings have no fixed length; on the unit sphere the similarities need a scale instead.

    Args:
        scale: Similarities are multiplied by it before the softmax.

    Raises:
        ValueError: The scale is not positive.
    """

    def __init__(self, scale: float) -> None:
        super().__init__()
        if not scale > 0:
            raise ValueError(f"a scale is more than 0, not {scale}")
        self._root = scale**0.5
        self._loss = losses.NPairsLoss()
        # Its own distance would bring the scaled embeddings back to length 1.
        self._loss.distance.normalize_embeddings = False

    @override
    def forward(self, embeddings: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        """Return the mean over the people of the batch with two pictures or more.

        Args:
            embeddings: (N, D) unit embeddings.
            labels: (N,) int64.
        """
        loss: torch.Tensor = self._loss(embeddings * self._root, labels)
        return loss


def nt_xent(temperature: float) -> nn.Module:
    """Return the normalised temperature-scaled cross-entropy of Chen et al. (2020), "SimCLR".

    Raises:
        ValueError: The temperature is not positive.
    """
    if not temperature > 0:
        raise ValueError(f"a temperature is more than 0, not {temperature}")
    loss: nn.Module = losses.NTXentLoss(temperature=temperature)
    return loss


def multi_similarity(alpha: float, beta: float, base: float) -> nn.Module:
    """Return the multi-similarity loss of Wang et al. (2019), without its miner.

    Raises:
        ValueError: `alpha` or `beta` is not positive.
    """
    if not (alpha > 0 and beta > 0):
        raise ValueError(f"alpha and beta are more than 0, not {alpha} and {beta}")
    loss: nn.Module = losses.MultiSimilarityLoss(alpha=alpha, beta=beta, base=base)
    return loss


def circle(m: float, gamma: float) -> nn.Module:
    """Return the circle loss of Sun et al. (2020).

    Raises:
        ValueError: The relaxation `m` is not within 0..1, or `gamma` not positive.
    """
    if not (0 < m < 1 and gamma > 0):
        raise ValueError(f"m is within 0..1 and gamma more than 0, not {m} and {gamma}")
    loss: nn.Module = losses.CircleLoss(m=m, gamma=gamma)
    return loss


def arcface(options: Mapping[str, Any], dimension: int, classes: int) -> nn.Module:
    """Return the additive angular margin loss of Deng et al. (2019), "ArcFace".

    It has weights of its own, one direction for each person, which are trained along.

    Raises:
        ValueError: The margin is not within 0..90 degrees, or the scale not positive.
    """
    margin, scale = options["margin_degrees"], options["scale"]
    if not (0 <= margin <= 90 and scale > 0):
        raise ValueError(f"the margin is within 0..90 and the scale more than 0, not {margin}")
    loss: nn.Module = losses.ArcFaceLoss(classes, dimension, margin=margin, scale=scale)
    return loss
