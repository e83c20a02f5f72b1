"""Folders of people: one subfolder for each person, pictures in it; and LFW's list of pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError

PICTURE_SUFFIXES = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".pgm", ".ppm", ".bmp", ".gif", ".tif", ".tiff"}
)

_TRAIN_NAMES, _TEST_NAMES = ("train", "training"), ("test", "testing")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture whose person is known.

    Attributes:
        person: The name of its folder.
        path: Where it is.
    """

    person: str
    path: Path


@dataclass(frozen=True, slots=True)
class TrainTest:
    """The pictures of a folder that says itself which are for testing; `test` may be empty."""

    train: tuple[Picture, ...]
    test: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two pictures, and whether they show one person."""

    left: Picture
    right: Picture
    same: bool


def read_people(folder: Path) -> tuple[Picture, ...]:
    """Find the pictures of a folder of people, sorted by person and file name.

    Args:
        folder: Holds `<person>/<picture>`, or an `images` folder that does.

    Raises:
        TrainingError: There is no such folder, or no picture in it.
    """
    if not folder.is_dir():
        raise TrainingError(
            f"There is no folder {folder}.", "Name a folder that holds one folder for each person."
        )
    inner = folder / "images"
    pictures = _pictures_of(inner) if inner.is_dir() else ()
    pictures = pictures or _pictures_of(folder)
    if not pictures:
        raise TrainingError(
            f"There are no pictures in {folder}.",
            "Give each person a folder of their own in it, with their pictures inside.",
        )
    return pictures


def read_train_test(folder: Path) -> TrainTest:
    """Find the pictures of a folder whose parts are for training and for testing.

    Args:
        folder: Holds `train` (or `training`) and `test` (or `testing`), or an `images` folder that
            does, with one folder for each person in each; or is a plain folder of people, and all
            of them are for training.

    Raises:
        TrainingError: There is no such folder, or no picture in it or in one of its parts.
    """
    for place in (folder / "images", folder):
        train, test = (_part(place, names) for names in (_TRAIN_NAMES, _TEST_NAMES))
        if train is not None:
            return TrainTest(read_people(train), () if test is None else read_people(test))
        if test is not None:
            raise TrainingError(
                f"{place} has a part for testing, {test.name}, and none for training.",
                f"Put the pictures to train on into {place / _TRAIN_NAMES[0]}, one folder for each "
                "person.",
            )
    return TrainTest(read_people(folder), ())


def at_most(pictures: Sequence[Picture], per_person: int) -> tuple[Picture, ...]:
    """Keep the first `per_person` pictures of each person, so that nobody outweighs the others."""
    kept: list[Picture] = []
    count: dict[str, int] = {}
    for picture in pictures:
        count[picture.person] = count.get(picture.person, 0) + 1
        if count[picture.person] <= per_person:
            kept.append(picture)
    return tuple(kept)


def leave_out(pictures: Sequence[Picture], file: Path) -> tuple[Picture, ...]:
    """Leave out the pictures that a list names, e.g. because they are known to be wrongly named.

    Args:
        pictures: Those of a folder.
        file: One file name without its suffix on each line; blank lines and `#` lines are remarks.

    Raises:
        TrainingError: The list cannot be read, or names a picture that is not there.
    """
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise TrainingError(
            f"The list {file} cannot be read ({error}).",
            "Give a text file with one file name on each line, without its suffix.",
        ) from error
    named = {line for line in lines if line and not line.startswith("#")}
    unknown = sorted(named - {picture.path.stem for picture in pictures})
    if unknown:
        raise TrainingError(
            f"{file.name} names the picture {unknown[0]}, which is not in the folder.",
            "Give the list that belongs to this folder.",
        )
    return tuple(picture for picture in pictures if picture.path.stem not in named)


def read_lfw_pairs(file: Path, pictures: Sequence[Picture]) -> tuple[tuple[LabelledPair, ...], ...]:
    """Read LFW's `pairs.txt`: a line `folds pairs`, then for each fold its same and other pairs.

    A same pair is `person number number`, any other `person number person number`, parted by tabs.

    Args:
        file: The list.
        pictures: Those of the folder, named `<person>_<number, four digits>.<suffix>`.

    Returns:
        The pairs of each fold.

    Raises:
        TrainingError: The list cannot be read, or names a picture that is not there.
    """
    by_stem = {picture.path.stem: picture for picture in pictures}

    def find(person: str, number: str) -> Picture:
        stem = f"{person}_{int(number):04d}"
        if stem not in by_stem:
            raise TrainingError(
                f"{file.name} names the picture {stem}, which is not in the folder.",
                "Give the folder of pictures that the list belongs to.",
            )
        return by_stem[stem]

    def pair(line: str) -> LabelledPair:
        words = line.split("\t")
        if len(words) == 3:
            return LabelledPair(find(words[0], words[1]), find(words[0], words[2]), same=True)
        return LabelledPair(find(words[0], words[1]), find(words[2], words[3]), same=False)

    try:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        folds, each = (int(word) for word in head.split())
        pairs = [pair(line) for line in lines if line.strip()]
    except (OSError, ValueError, IndexError) as error:
        raise TrainingError(
            f"{file} is not a list of pairs as LFW writes it ({error}).",
            "The first line must hold the number of folds and of pairs in each.",
        ) from error
    if len(pairs) != folds * each * 2:
        raise TrainingError(
            f"{file} promises {folds * each * 2} pairs and holds {len(pairs)}.",
            "Fetch the whole file again.",
        )
    size = each * 2
    return tuple(tuple(pairs[start : start + size]) for start in range(0, len(pairs), size))


def _part(folder: Path, names: Sequence[str]) -> Path | None:
    """Return the part of that name; a person of that name has pictures, not people, inside."""
    if not folder.is_dir():
        return None
    for part in sorted(folder.iterdir()):
        if part.name.lower() in names and part.is_dir() and any(p.is_dir() for p in part.iterdir()):
            return part
    return None


def _pictures_of(folder: Path) -> tuple[Picture, ...]:
    """Return the pictures that lie one folder down."""
    return tuple(
        Picture(person.name, path)
        for person in sorted(folder.iterdir())
        if person.is_dir() and not _is_hidden(person)
        for path in sorted(person.iterdir())
        if path.suffix.lower() in PICTURE_SUFFIXES and not _is_hidden(path)
    )


def _is_hidden(path: Path) -> bool:
    """Tell what a Mac packs beside each picture from a picture."""
    return path.name.startswith(".") or path.name == "__MACOSX"
