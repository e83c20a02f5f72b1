"""Folders of people and LFW's list of pairs."""

from pathlib import Path

import pytest

from training.data.folders import (
    Picture,
    at_most,
    leave_out,
    read_lfw_pairs,
    read_people,
    read_train_test,
)
from training.errors import TrainingError


def make(folder: Path, *names: str) -> Path:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return folder


def test_each_folder_is_a_person_and_other_files_are_left_out(tmp_path: Path) -> None:
    make(tmp_path, "Bo/2.png", "Bo/1.JPG", "Ada/a.jpeg", "Ada/notes.txt", "readme.jpg")
    found = [(picture.person, picture.path.name) for picture in read_people(tmp_path)]
    assert found == [("Ada", "a.jpeg"), ("Bo", "1.JPG"), ("Bo", "2.png")]


def test_an_images_folder_is_looked_into(tmp_path: Path) -> None:
    make(tmp_path, "images/Ada/1.jpg", "pairs.txt")
    assert [picture.person for picture in read_people(tmp_path)] == ["Ada"]


def test_a_person_named_images_is_a_person(tmp_path: Path) -> None:
    make(tmp_path, "images/1.jpg", "Ada/1.jpg")
    assert [picture.person for picture in read_people(tmp_path)] == ["Ada", "images"]


def test_no_folder_and_no_pictures_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no folder"):
        read_people(tmp_path / "none")
    with pytest.raises(TrainingError, match="no pictures") as caught:
        read_people(make(tmp_path, "loose.jpg"))
    assert "a folder of their own" in caught.value.user_message()


def test_what_a_mac_leaves_behind_is_no_picture(tmp_path: Path) -> None:
    make(tmp_path, "Ada/1.jpg", "Ada/._1.jpg", "__MACOSX/._Ada.jpg", ".hidden/1.jpg")
    assert [picture.path.name for picture in read_people(tmp_path)] == ["1.jpg"]


@pytest.mark.parametrize("names", [("train", "test"), ("training", "testing"), ("Train", "TEST")])
@pytest.mark.parametrize("inner", ["", "images/"])
def test_parts_for_training_and_testing_are_found(
    tmp_path: Path, names: tuple[str, str], inner: str
) -> None:
    make(tmp_path, f"{inner}{names[0]}/Ada/1.jpg", f"{inner}{names[1]}/Bo/1.jpg", "notes.txt")
    parts = read_train_test(tmp_path)
    assert [picture.person for picture in parts.train] == ["Ada"]
    assert [picture.person for picture in parts.test] == ["Bo"]


def test_without_parts_everything_is_for_training(tmp_path: Path) -> None:
    make(tmp_path, "images/Ada/1.jpg", "images/test/1.jpg")
    parts = read_train_test(tmp_path)
    assert [picture.person for picture in parts.train] == ["Ada", "test"]
    assert parts.test == ()
    only = read_train_test(make(tmp_path / "other", "train/Ada/1.jpg"))
    assert ([picture.person for picture in only.train], only.test) == (["Ada"], ())


def test_parts_that_lack_something_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="There is no folder"):
        read_train_test(tmp_path / "none")
    with pytest.raises(TrainingError, match="no pictures"):
        read_train_test(tmp_path)
    with pytest.raises(TrainingError, match="none for training") as caught:
        read_train_test(make(tmp_path / "tests", "test/Ada/1.jpg"))
    assert str(tmp_path / "tests" / "train") in caught.value.user_message()
    make(tmp_path / "empty", "train/Ada/1.jpg", "test/Ada/notes.txt")
    with pytest.raises(TrainingError, match=r"There are no pictures in .*test"):
        read_train_test(tmp_path / "empty")


def test_nobody_has_more_than_so_many() -> None:
    pictures = [Picture(p, Path(f"{p}{i}.jpg")) for i in range(3) for p in "ab"]
    assert [picture.path.name for picture in at_most(pictures, 2)] == [
        "a0.jpg",
        "b0.jpg",
        "a1.jpg",
        "b1.jpg",
    ]


def test_listed_pictures_are_left_out(tmp_path: Path) -> None:
    pictures = [Picture("a", Path("a/a_1.jpg")), Picture("b", Path("b/b_1.jpg"))]
    file = tmp_path / "list.txt"
    file.write_text("# wrongly named\n\n  a_1  \n")
    assert leave_out(pictures, file) == (pictures[1],)
    file.write_text("c_1\n")
    with pytest.raises(TrainingError, match="names the picture c_1, which is not in the folder"):
        leave_out(pictures, file)
    with pytest.raises(TrainingError, match="cannot be read"):
        leave_out(pictures, tmp_path / "none.txt")


@pytest.fixture
def lfw(tmp_path: Path) -> Path:
    return make(tmp_path, "Ada/Ada_0001.jpg", "Ada/Ada_0002.jpg", "Bo/Bo_0001.jpg")


def test_pairs_come_in_their_folds(lfw: Path) -> None:
    file = lfw / "pairs.txt"
    file.write_text("2\t1\nAda\t1\t2\nAda\t1\tBo\t1\nAda\t2\t1\nBo\t1\tAda\t2\n")
    folds = read_lfw_pairs(file, read_people(lfw))
    assert [[pair.same for pair in fold] for fold in folds] == [[True, False], [True, False]]
    last = folds[1][1]
    assert (last.left.path.name, last.right.path.name) == ("Bo_0001.jpg", "Ada_0002.jpg")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not a list of pairs"),
        ("two\n", "is not a list of pairs"),
        ("1 1\nAda\t1\t2\nAda\n", "is not a list of pairs"),
        ("1 1\nAda\tone\ttwo\n", "is not a list of pairs"),
        ("1 1\nAda\t1\t2\n", "promises 2 pairs and holds 1"),
        ("1 1\nAda\t1\t3\nAda\t1\tBo\t1\n", "Ada_0003, which is not in the folder"),
    ],
)
def test_a_wrong_list_is_refused(lfw: Path, text: str, says: str) -> None:
    file = lfw / "pairs.txt"
    file.write_text(text)
    with pytest.raises(TrainingError, match=says):
        read_lfw_pairs(file, read_people(lfw))


def test_a_missing_list_is_refused(lfw: Path) -> None:
    with pytest.raises(TrainingError, match="is not a list"):
        read_lfw_pairs(lfw / "none.txt", read_people(lfw))
