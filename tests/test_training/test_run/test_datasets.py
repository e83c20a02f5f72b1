"""What is trained on, held back and tested on; and folders that cannot be used."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from training.config import TrainConfig, with_settings
from training.errors import TrainingError
from training.run.datasets import RunData, read_data

CROP = ConvSiamese(ConvSiameseShape(size_px=16, widths=(8,), dimension=4)).crop


def write_people(folder: Path, people: int, each: int, *, first: int = 0) -> None:
    random = np.random.default_rng(first)
    for person in range(first, first + people):
        own = folder / f"p{person}"
        own.mkdir(parents=True)
        for index in range(each):
            # Of all sizes and shapes.
            shape = (*random.integers(12, 40, size=2), 3)
            pixels = random.integers(0, 256, size=shape, dtype=np.uint8)
            Image.fromarray(pixels).save(own / f"{index}.png")


def read(folder: Path, *settings: str) -> RunData:
    config = with_settings(TrainConfig(), ["faces=false", *settings])
    return read_data(folder, config, CROP, cropper=None)


def names(data: RunData) -> list[set[Path]]:
    parts = (data.train, data.validation, data.test)
    return [set() if part is None else {p.path for p in part.pictures} for part in parts]


def test_a_plain_folder_is_parted_in_three(tmp_path: Path) -> None:
    write_people(tmp_path, 6, 10)
    data = read(tmp_path)
    train, validation, test = names(data)
    assert (len(train), len(validation), len(test)) == (36, 12, 12)
    assert not train & validation
    assert not (train | validation) & test
    assert not data.are_strangers
    assert names(read(tmp_path)) == [train, validation, test]
    assert names(read(tmp_path, "seed=1")) != [train, validation, test]


def test_whole_people_are_held_back_when_asked(tmp_path: Path) -> None:
    write_people(tmp_path, 10, 4)
    data = read(tmp_path, "validation=people")
    assert data.validation is not None
    assert data.test is not None
    parts = [set(part.classes) for part in (data.train, data.validation, data.test)]
    assert [len(part) for part in parts] == [6, 2, 2]
    assert set.union(*parts) == {f"p{n}" for n in range(10)}
    assert data.are_strangers


def test_a_part_for_testing_is_kept_whole(tmp_path: Path) -> None:
    write_people(tmp_path / "images" / "train", 4, 5)
    write_people(tmp_path / "images" / "test", 3, 2, first=4)
    data = read(tmp_path)
    assert data.test is not None
    assert len(data.test) == 6
    assert len(data.train) + len(data.validation or ()) == 20
    assert data.are_strangers


def test_few_pictures_of_each_are_still_parted(tmp_path: Path) -> None:
    write_people(tmp_path, 3, 4)
    data = read(tmp_path, "test_share=0")
    assert [len(part) for part in names(data)] == [6, 6, 0]


def test_nothing_is_held_back_when_not_asked(tmp_path: Path) -> None:
    write_people(tmp_path, 3, 3)
    data = read(tmp_path, "validation=none", "test_share=0")
    assert (len(data.train), data.validation, data.test) == (9, None, None)
    assert not data.are_strangers


def test_broken_pictures_are_listed_and_left_out(tmp_path: Path) -> None:
    write_people(tmp_path, 4, 10)
    broken = tmp_path / "p1" / "0.png"
    broken.write_bytes(broken.read_bytes()[:60])
    (tmp_path / "p2" / "x.jpg").write_text("no picture")
    data = read(tmp_path)
    assert {p.path.name for p in data.unreadable} == {"0.png", "x.jpg"}
    assert sum(len(part) for part in names(data)) == 39


def test_progress_counts_both_parts(tmp_path: Path) -> None:
    write_people(tmp_path / "train", 2, 10)
    write_people(tmp_path / "test", 2, 3, first=5)
    told: list[tuple[int, int]] = []
    config = with_settings(TrainConfig(), ["faces=false"])
    read_data(
        tmp_path, config, CROP, cropper=None, progress=lambda done, of: told.append((done, of))
    )
    assert told == [(n, 26) for n in range(1, 27)]


@pytest.mark.parametrize(
    ("people", "each", "settings", "said"),
    [
        (0, 0, (), "no pictures in"),
        (1, 10, (), "All usable pictures are of one person"),
        (5, 1, (), "Nobody has two usable pictures"),
        (3, 10, ("validation=people",), "none can be held out"),
        (3, 3, (), "Too few pictures are held back for testing"),
        (3, 5, (), "Too few pictures are held back for validation"),
    ],
    ids=["empty", "one person", "one picture each", "few people", "no test", "no validation"],
)
def test_folders_that_cannot_be_used(
    tmp_path: Path, people: int, each: int, settings: tuple[str, ...], said: str
) -> None:
    write_people(tmp_path, people, each)
    with pytest.raises(TrainingError) as told:
        read(tmp_path, *settings)
    assert said in told.value.user_message()


def test_no_folder_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no folder"):
        read(tmp_path / "none")
