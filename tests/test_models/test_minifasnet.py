"""MiniFASNet: the network read from a file's shapes, and what it is shown of a picture."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn import functional as F

from models.errors import ModelError
from models.liveness.minifasnet import (
    SCALES,
    MiniFasNet,
    MiniFasNets,
    load_minifasnet,
    surroundings,
)
from models.types import Box, RgbImage
from tests.test_models.minifasnet_files import weights

_CPU = torch.device("cpu")


def _file(folder: Path, content: object) -> Path:
    torch.save(content, folder / "weights.pth")
    return folder / "weights.pth"


def _by_hand(held: dict[str, torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """The same network without modules, layer by layer, in double precision."""
    held = {name.removeprefix("module."): value.double() for name, value in held.items()}
    x = x.double()

    def norm(name: str, x: torch.Tensor) -> torch.Tensor:
        mean, variance = held[f"{name}.running_mean"], held[f"{name}.running_var"]
        return F.batch_norm(x, mean, variance, held[f"{name}.weight"], held[f"{name}.bias"])

    def filters(name: str, x: torch.Tensor, *, stride: int = 1, padding: int = 0) -> torch.Tensor:
        kernel = held[f"{name}.conv.weight"]
        groups = x.shape[1] // kernel.shape[1]
        x = norm(f"{name}.bn", F.conv2d(x, kernel, None, stride, padding, groups=groups))
        slopes = held.get(f"{name}.prelu.weight")
        return x if slopes is None else F.prelu(x, slopes)

    def block(name: str, x: torch.Tensor, *, halves: bool) -> torch.Tensor:
        y = filters(f"{name}.conv", x)
        y = filters(f"{name}.conv_dw", y, stride=2 if halves else 1, padding=1)
        y = filters(f"{name}.project", y)
        gate = f"{name}.se_module"
        if f"{gate}.fc1.weight" in held:
            seen = F.conv2d(F.adaptive_avg_pool2d(y, 1), held[f"{gate}.fc1.weight"])
            seen = F.conv2d(F.relu(norm(f"{gate}.bn1", seen)), held[f"{gate}.fc2.weight"])
            y = y * torch.sigmoid(norm(f"{gate}.bn2", seen))
        return y if halves else x + y

    x = filters("conv1", x, stride=2, padding=1)
    x = filters("conv2_dw", x, padding=1)
    x = block("conv_23", x, halves=True)
    x = block("conv_3.model.1", block("conv_3.model.0", x, halves=False), halves=False)
    x = block("conv_4.model.0", block("conv_34", x, halves=True), halves=False)
    x = block("conv_5.model.0", block("conv_45", x, halves=True), halves=False)
    x = filters("conv_6_dw", filters("conv_6_sep", x)).flatten(1)
    x = norm("bn", F.linear(x, held["linear.weight"]))
    return torch.softmax(F.linear(x, held["prob.weight"]), dim=1)


@pytest.mark.parametrize("gated", [False, True])
def test_computes_what_the_file_says(tmp_path: Path, gated: bool) -> None:
    held = weights(gated=gated)
    network = load_minifasnet(_file(tmp_path, held))
    pictures = 9 * torch.rand(2, 3, 80, 80, generator=torch.Generator().manual_seed(1))
    pictures[1] *= -1
    with torch.inference_mode():
        answers = network(pictures)
    assert answers.shape == (2, 3)
    torch.testing.assert_close(answers.double(), _by_hand(held, pictures), rtol=1e-3, atol=1e-5)
    assert not torch.allclose(answers[0], answers[1])


@pytest.mark.parametrize(
    ("part", "shape"),
    [
        ("conv_4.model.0.conv.conv.weight", (6, 15, 1, 1)),  # does not fit what comes in
        ("conv_6_dw.conv.weight", (24, 1, 7, 7)),  # larger than what is left of the picture
        ("prob.weight", (4, 8)),
        ("linear.weight", (8,)),
        ("conv1.conv.weight", (8, 1, 3, 3)),
        ("conv_5.model.0.conv_dw.bn.bias", None),
        ("conv_3.model.0.conv.conv.weight", None),
        ("classifier.weight", (1, 1)),
    ],
)
def test_another_network_is_refused(
    tmp_path: Path, part: str, shape: tuple[int, ...] | None
) -> None:
    held = weights()
    if shape is None:
        del held[f"module.{part}"]
    else:
        held[f"module.{part}"] = torch.zeros(shape)
    with pytest.raises(ModelError, match="network other than MiniFASNet"):
        load_minifasnet(_file(tmp_path, held))


def test_what_holds_no_numbers_is_refused(tmp_path: Path) -> None:
    held = weights()
    held["module.conv1.conv.weight"][0, 0, 0, 0] = float("nan")
    with pytest.raises(ModelError, match="no numbers"):
        load_minifasnet(_file(tmp_path, held))
    with pytest.raises(ModelError, match="other than named weights"):
        load_minifasnet(_file(tmp_path, [1, 2]))


class _Seen(MiniFasNet):
    """Answers with the mean of the first channel it is shown, so that the test knows what it was.

    The answer is told apart by the scale: networks are given in the order of `SCALES`.
    """

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return torch.stack([pictures[:, channel].mean(dim=(1, 2)) for channel in (1, 0, 2)], dim=1)


def test_the_networks_are_shown_blue_first_undivided_and_their_answers_averaged() -> None:
    held = {name.removeprefix("module."): value for name, value in weights().items()}
    networks = MiniFasNets({model_id: _Seen(held) for model_id in SCALES}, _CPU)
    image: RgbImage = np.zeros((400, 400, 3), dtype=np.uint8)
    image[..., 2] = 40  # blue
    image[100:300, 100:300, 2] = 200
    box = Box(175, 175, 225, 225)
    near, far = 2.7 * 50, 4 * 50
    assert near < 200 <= far  # the first sees the inner square alone, the second all of it
    assert networks.live_probability(image, box) == pytest.approx(200, abs=1)
    image[100:300, 100:300, 2] = 40
    image[140:260, 140:260, 2] = 200
    shares = [120**2 / near**2, 120**2 / far**2]
    expected = np.mean([40 + 160 * share for share in shares])
    assert networks.live_probability(image, box) == pytest.approx(expected, abs=3)


def _places(width: int, height: int) -> RgbImage:
    """A picture whose red is x and whose green is y."""
    image = np.zeros((height, width, 3), dtype=np.uint8)
    image[..., 0] = np.arange(width)[None, :]
    image[..., 1] = np.arange(height)[:, None]
    return image


def _edges(piece: RgbImage) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what was cut, whole pixels."""
    return (
        int(piece[..., 0].min()),
        int(piece[..., 1].min()),
        int(piece[..., 0].max()),
        int(piece[..., 1].max()),
    )


@pytest.mark.parametrize(
    ("box", "scale", "edges"),
    [
        (Box(100, 100, 120, 130), 2.0, (90, 85, 130, 145)),  # keeps its centre and proportions
        (Box(0, 100, 20, 130), 2.0, (0, 85, 40, 145)),  # pushed in from the left
        (Box(230, 170, 250, 200), 2.0, (209, 139, 249, 199)),  # and from below, right
        (Box(100, 50, 140, 150), 4.0, (80, 0, 159, 199)),  # as high as the picture, no more
        (Box(-50, -50, 350, 350), 2.7, (50, 0, 249, 199)),  # larger than the picture
    ],
)
def test_cuts_the_box_enlarged_within_the_picture(
    box: Box, scale: float, edges: tuple[int, int, int, int]
) -> None:
    piece = surroundings(_places(250, 200), box, scale)
    assert piece.shape == (80, 80, 3)
    assert _edges(piece) == pytest.approx(edges, abs=2)


@given(
    left=st.floats(-300, 300),
    top=st.floats(-300, 300),
    wide=st.floats(0.5, 500),
    high=st.floats(0.5, 500),
    size=st.tuples(st.integers(1, 200), st.integers(1, 200)),
)
def test_any_box_gives_a_picture(
    left: float, top: float, wide: float, high: float, size: tuple[int, int]
) -> None:
    piece = surroundings(_places(*size), Box(left, top, left + wide, top + high), 4.0)
    assert piece.shape == (80, 80, 3)
    assert piece.dtype == np.uint8
