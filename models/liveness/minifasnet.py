"""MiniFASNet: two small networks that tell living faces from prints and screens, in one picture.

Published by Minivision AI (Silent-Face-Anti-Spoofing, Apache-2.0). One sees the face with a little
of what surrounds it, the other with more; each answers for three classes, the middle one is "live",
and their answers are averaged.

The publishers took their boxes from another detector. MTCNN's boxes will do as they are: all three
of the publishers' photos come out right with them, and with boxes a tenth larger, narrower, wider
or shifted; with boxes a third smaller, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
import torch
from torch import nn
from typing_extensions import override

from models.errors import ModelError
from models.liveness.minifasnet_blocks import Bottleneck, Bottlenecks, Filters, Weights
from models.types import Box, RgbImage
from models.weights import WeightsState, WeightsStore, read_state_dict

SCALES: Mapping[str, float] = MappingProxyType({"minifasnet-v2-1": 2.7, "minifasnet-v1se-1": 4.0})
"""The networks by `model_id`, and how many times the face's box each of them sees."""

_SIDE_PX = 80
_CLASSES = 3
_LIVE = 1

_PARALLEL = "module."  # the file was written by a network spread over several GPUs


class MiniFasNet(nn.Module):
    """One network: pictures of faces → three classes.

    Args:
        weights: What the file holds, without the prefix of parallel training; only the shapes are
            used, see `load_minifasnet`.

    Raises:
        KeyError: A part is missing.
        ValueError: A part has too few dimensions.
    """

    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.conv1 = Filters(weights, "conv1", stride=2, is_padded=True)
        self.conv2_dw = Filters(weights, "conv2_dw", is_padded=True)
        self.conv_23 = Bottleneck(weights, "conv_23", halves=True)
        self.conv_3 = Bottlenecks(weights, "conv_3")
        self.conv_34 = Bottleneck(weights, "conv_34", halves=True)
        self.conv_4 = Bottlenecks(weights, "conv_4")
        self.conv_45 = Bottleneck(weights, "conv_45", halves=True)
        self.conv_5 = Bottlenecks(weights, "conv_5")
        self.conv_6_sep = Filters(weights, "conv_6_sep", is_padded=False)
        # As large as what is left of the picture: one number a channel comes out.
        self.conv_6_dw = Filters(weights, "conv_6_dw", is_padded=False)
        few, channels = weights["linear.weight"].shape
        self.linear = nn.Linear(channels, few, bias=False)
        self.bn = nn.BatchNorm1d(few)
        self.prob = nn.Linear(few, _CLASSES, bias=False)

    @override
    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Classify.

        Args:
            pictures: (N, 3, 80, 80) float32, BGR, 0..255.

        Returns:
            (N, 3) probabilities.
        """
        x = self.conv2_dw(self.conv1(pictures))
        x = self.conv_3(self.conv_23(x))
        x = self.conv_4(self.conv_34(x))
        x = self.conv_5(self.conv_45(x))
        x = self.conv_6_dw(self.conv_6_sep(x))
        return torch.softmax(self.prob(self.bn(self.linear(x.flatten(1)))), dim=1)


def load_minifasnet(path: Path) -> MiniFasNet:
    """Return a trained network, ready to look.

    Args:
        path: One of the publishers' two files, its digest checked by the caller
            (`models.weights.WeightsStore.locate`).

    Raises:
        ModelError: The file cannot be read or holds something else.
    """
    weights = {name.removeprefix(_PARALLEL): value for name, value in read_state_dict(path).items()}
    if not all(torch.isfinite(value).all() for value in weights.values()):
        raise ModelError(
            "Some weights in the file are no numbers.", "Fetch the file again from its source."
        )
    try:
        network = MiniFasNet(weights)
        network.load_state_dict(weights)
        with torch.inference_mode():  # whether the parts fit each other shows when it looks
            network.eval()(torch.zeros(1, 3, _SIDE_PX, _SIDE_PX))
    except (KeyError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"The file {path.name} holds weights of a network other than MiniFASNet.",
            "Install the two files of its publishers, see “janus weights list”.",
        ) from error
    return network


@dataclass(frozen=True, slots=True)
class _Sight:
    """One of the networks, and how many times the face's box it sees."""

    network: MiniFasNet
    scale: float


class MiniFasNets:
    """Both networks together: a `LivenessNetwork`.

    Args:
        networks: By `model_id`, as in `SCALES`.
        device: Where they run.
    """

    def __init__(self, networks: Mapping[str, MiniFasNet], device: torch.device) -> None:
        self._sights = tuple(
            _Sight(network.to(device).to(memory_format=torch.channels_last), SCALES[model_id])
            for model_id, network in networks.items()
        )
        self._device = device

    def live_probability(self, image: RgbImage, box: Box) -> float:
        """Return what the networks make of one face, 0..1, 1 for a living one.

        It is no probability to be relied on: see `models.liveness.network_cue`.

        Args:
            image: (height, width, 3) uint8 RGB.
            box: Where the detector found the face.
        """
        with torch.inference_mode():
            answers = [self._answer(sight, image, box) for sight in self._sights]
        return float(np.mean(answers))

    def _answer(self, sight: _Sight, image: RgbImage, box: Box) -> float:
        picture = surroundings(image, box, sight.scale)
        # The networks were trained on BGR that was never divided by 255.
        blue_first = torch.from_numpy(picture).to(self._device).flip(2)
        batch = blue_first.permute(2, 0, 1).unsqueeze(0).float()
        return float(sight.network(batch)[0, _LIVE])


def load_liveness_network(store: WeightsStore, device: torch.device) -> MiniFasNets | None:
    """Return the networks that are installed; None where they are not, they are optional.

    Args:
        store: The weights of this kiosk.
        device: Where they will run.

    Raises:
        ModelError: A file is damaged or holds something else.
    """
    if any(store.status(model_id).state is WeightsState.ABSENT for model_id in SCALES):
        return None
    return MiniFasNets(
        {model_id: load_minifasnet(store.locate(model_id)) for model_id in SCALES}, device
    )


def surroundings(image: RgbImage, box: Box, scale: float) -> RgbImage:
    """Cut out a face with what is around it, as the publishers do.

    The enlarged box keeps its proportions and is pushed back into the picture where it sticks out;
    one larger than the picture is made smaller. Then it is stretched to a square.

    Args:
        image: (height, width, 3) uint8 RGB.
        box: Where the detector found the face.
        scale: How many times as wide and high as the box.

    Returns:
        (80, 80, 3) uint8 RGB.
    """
    height, width = image.shape[:2]
    fitting = min(scale, (width - 1) / box.width_px, (height - 1) / box.height_px)
    wide, high = fitting * box.width_px, fitting * box.height_px
    x, y = box.centre
    left = min(max(x - wide / 2, 0.0), width - 1 - wide)
    top = min(max(y - high / 2, 0.0), height - 1 - high)
    # Rounding may leave a corner a hair outside.
    left, top = max(left, 0.0), max(top, 0.0)
    piece = image[int(top) : int(top + high) + 1, int(left) : int(left + wide) + 1]
    # Bilinear, as the publishers do, though it skips pixels of a large face.
    scaled = cv2.resize(piece, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_LINEAR)
    return np.asarray(scaled, dtype=np.uint8)
