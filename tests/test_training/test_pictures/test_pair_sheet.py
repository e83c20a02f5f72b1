"""Sheets of pairs: the right pictures at the right places, whatever people are called."""

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from training.data.folders import Picture
from training.data.images import ImageSet
from training.data.pairs import PairDataset
from training.data.transforms import evaluation_view
from training.errors import TrainingError
from training.evaluation.unseen_pairs import JudgedPair
from training.pictures.pair_sheet import write_judged_pairs, write_sample_pairs

# As no word and no edge of a sheet is coloured.
COLOURS = ((255, 0, 255), (0, 255, 255), (255, 255, 0))
RIGHT, WRONG = (29, 107, 47), (179, 38, 30)


@pytest.fixture
def images() -> ImageSet:
    """Three people who are a colour each, two pictures of each."""
    pixels = torch.tensor(COLOURS, dtype=torch.uint8).repeat_interleave(2, dim=0)
    pictures = [Picture(f"p{n // 2}", Path(f"{n}.png")) for n in range(6)]
    return ImageSet.of(pixels.view(6, 3, 1, 1).expand(6, 3, 20, 20), pictures, 16)


def where(sheet: Path, colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    """Return which pixels of a sheet have a colour."""
    found = (np.array(Image.open(sheet).convert("RGB")) == colour).all(axis=2)
    return np.asarray(found)


def patches(sheet: Path, colour: tuple[int, int, int]) -> int:
    """Return how many pictures of a colour are on a sheet, by the area of one."""
    side = round(1.15 * 110)
    return round(where(sheet, colour).sum() / side**2)


def test_sample_pairs_show_the_first_items_with_their_labels(
    images: ImageSet, tmp_path: Path
) -> None:
    data = PairDataset(images, length=12, seed=0, view=evaluation_view(16))
    sheet = write_sample_pairs(data, tmp_path / "new" / "pairs.png", count=12)
    rows = [row for item in range(12) for row in data.rows(item)[:2]]
    labels = images.labels[rows].tolist()
    assert [patches(sheet, colour) for colour in COLOURS] == [labels.count(n) for n in range(3)]
    # "same" in blue and "different" in brown, six times each.
    blue, brown = where(sheet, (31, 78, 121)), where(sheet, (138, 75, 0))
    assert blue.any()
    assert brown.any()
    assert not (blue & brown).any()


def test_judged_pairs_stand_in_their_order_and_are_right_or_wrong(
    images: ImageSet, tmp_path: Path
) -> None:
    judged = [
        JudgedPair(0, 1, same=True, similarity=0.9, distance=0.447, verdict=True),
        JudgedPair(2, 4, same=False, similarity=0.8, distance=0.632, verdict=True),
    ]
    sheet = write_judged_pairs(images, judged, tmp_path / "j.png", title="Both", threshold=0.7)
    left_most = [int(np.nonzero(where(sheet, colour))[1].min()) for colour in COLOURS]
    assert left_most == sorted(left_most)
    right, wrong = (np.nonzero(where(sheet, colour))[1] for colour in (RIGHT, WRONG))
    middle = np.array(Image.open(sheet)).shape[1] / 2
    assert right.size
    assert wrong.size
    assert right.max() < middle < wrong.min()
    # Right under the pictures of its pair, not beyond.
    assert where(sheet, COLOURS[0]).any(axis=0).nonzero()[0].min() <= right.min()


@pytest.mark.parametrize(
    "name",
    ["Wolfeschlegelsteinhausenbergerdorff 7", "W" * 200, "$\\frac{", "山田", "a\nb", "\udcff", "…"],
)
def test_no_name_breaks_or_leaves_its_place(name: str, images: ImageSet, tmp_path: Path) -> None:
    named = [Picture(name if n < 2 else p.person, p.path) for n, p in enumerate(images.pictures)]
    odd = ImageSet.of(images.pixels, named, 16)
    pair = JudgedPair(0, 1, same=True, similarity=0.9, distance=0.447, verdict=True)
    sheet = write_judged_pairs(odd, [pair], tmp_path / "j.png", title=name, threshold=0.7)
    picture = np.array(Image.open(sheet).convert("L"))
    below = np.nonzero(where(sheet, COLOURS[0]).any(axis=1))[0].max()
    row = picture[below + 3 : below + 16]
    across = np.nonzero(where(sheet, COLOURS[0]).any(axis=0))[0]
    inked = np.nonzero((row < 230).any(axis=0))[0]
    assert inked.size
    assert across.min() - 2 <= inked.min()
    assert inked.max() <= across.max() + 2


def test_nothing_to_show_and_nowhere_to_write(images: ImageSet, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one pair"):
        write_judged_pairs(images, [], tmp_path / "j.png", title="None", threshold=0.7)
    (tmp_path / "file").write_text("no folder")
    data = PairDataset(images, length=12, seed=0, view=evaluation_view(16))
    with pytest.raises(TrainingError, match="cannot be written"):
        write_sample_pairs(data, tmp_path / "file" / "pairs.png", count=1)
