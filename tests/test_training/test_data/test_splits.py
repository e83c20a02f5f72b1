"""Splits: people or pictures held out, from a seed."""

from collections import Counter

import pytest

from tests.test_training.test_data.sets import image_set
from training.data.folders import Picture
from training.data.splits import by_person, by_picture
from training.errors import TrainingError

PICTURES = image_set([5, 1, 3, 8, 2, 4, 2, 2, 2, 2], size_px=4).pictures


def people(pictures: tuple[Picture, ...]) -> set[str]:
    return {picture.person for picture in pictures}


def test_whole_people_are_held_out() -> None:
    split = by_person(PICTURES, 0.3, seed=1)
    assert len(people(split.held_out)) == 3
    assert not people(split.held_out) & people(split.kept)
    assert sorted((*split.kept, *split.held_out), key=PICTURES.index) == list(PICTURES)
    assert list(split.kept) == sorted(split.kept, key=PICTURES.index)
    assert by_person(PICTURES, 0.3, seed=1) == split
    assert len({by_person(PICTURES, 0.3, seed=seed) for seed in range(8)}) > 1
    assert by_person(tuple(reversed(PICTURES)), 0.3, seed=1).held_out == split.held_out[::-1]


@pytest.mark.parametrize(("share", "held_out"), [(0.01, 2), (0.99, 8), (0.5, 5)])
def test_two_people_are_left_on_each_side(share: float, held_out: int) -> None:
    assert len(people(by_person(PICTURES, share, seed=0).held_out)) == held_out


def test_too_few_people_are_said() -> None:
    three = [picture for picture in PICTURES if picture.person < "p003"]
    with pytest.raises(TrainingError, match="Of 3 people none can be held out") as caught:
        by_person(three, 0.2, seed=0)
    assert "four people" in caught.value.user_message()
    assert by_person(three, 0.0, seed=0).kept == tuple(three)


def test_pictures_of_each_are_held_out() -> None:
    split = by_picture(PICTURES, 0.4, seed=1)
    assert people(split.kept) == people(PICTURES)
    assert sorted((*split.kept, *split.held_out), key=PICTURES.index) == list(PICTURES)
    out = Counter(picture.person for picture in split.held_out)
    assert [out[f"p{n:03d}"] for n in range(6)] == [2, 0, 1, 3, 1, 2]
    assert by_picture(PICTURES, 0.4, seed=1) == split
    assert len({by_picture(PICTURES, 0.4, seed=seed) for seed in range(8)}) > 1
    assert people(by_picture(PICTURES, 0.99, seed=1).kept) == people(PICTURES)


@pytest.mark.parametrize("share", [-0.1, 1.0, 2.0])
def test_a_share_is_a_share(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        by_person(PICTURES, share, seed=0)
    with pytest.raises(ValueError, match="share"):
        by_picture(PICTURES, share, seed=0)
