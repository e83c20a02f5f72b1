"""Pictures of any size in a square: their middle, or all of them."""

import numpy as np
import pytest
import torch

from models.types import CanonicalCrop
from training.data.framing import WholePicture, centred, plain_cropper, whole
from training.data.transforms import evaluation_view


def test_the_centre_is_the_resized_middle() -> None:
    rng = np.random.default_rng(1)
    image = rng.integers(0, 256, (60, 100, 3), dtype=np.uint8)
    square = torch.from_numpy(image[:, 20:80].transpose(2, 0, 1).copy())
    whole = centred(image, 60, 8)
    assert whole.shape == (3, 76, 76)
    assert torch.equal(evaluation_view(60)(whole), square)
    # To the left and right the picture goes on; above and below its edge is repeated.
    assert torch.equal(whole[:, 8:-8, :8], torch.from_numpy(image[:, 12:20].transpose(2, 0, 1)))
    assert torch.equal(whole[:, :8], whole[:, 8:9].expand(3, 8, 76))


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (39, 41), (500, 401)])
def test_any_size_can_be_prepared(size: tuple[int, int]) -> None:
    for frame in (centred, whole):
        pixels = frame(np.full((*size, 3), 9, dtype=np.uint8), 40, 5)
        assert pixels.shape == (3, 50, 50)
        assert (pixels == 9).all()


def test_a_thread_of_a_picture_needs_little_memory() -> None:
    # Its whole resized copy would have 100 x 4,000,000 pixels.
    image = np.zeros((1, 40_000, 3), dtype=np.uint8)
    image[:, 20_000:] = 255
    pixels = centred(image, 100, 13)
    assert pixels.shape == (3, 126, 126)
    assert (pixels[:, :, 0] == 0).all()
    assert (pixels[:, :, -1] == 255).all()


def test_nothing_of_a_whole_picture_is_cut_off() -> None:
    image = np.full((40, 120, 3), 90, dtype=np.uint8)
    image[:, :30] = 200
    image[:, -30:] = 10
    shown = evaluation_view(60)(whole(image, 60, 8))[0]
    assert (shown[:, 0] == 200).all()
    assert (shown[:, 30] == 90).all()
    assert (shown[:, -1] == 10).all()
    assert (evaluation_view(60)(centred(image, 60, 8))[0] == 90).all()
    high = whole(image.transpose(1, 0, 2), 60, 8)
    assert torch.equal(high, whole(image, 60, 8).transpose(1, 2))
    cut = WholePicture().cut(image, CanonicalCrop(60, np.zeros((5, 2), np.float32)), 8)
    assert plain_cropper("middle") is None
    assert isinstance(plain_cropper("whole"), WholePicture)
    assert (cut == whole(image, 60, 8).permute(1, 2, 0).numpy()).all()
