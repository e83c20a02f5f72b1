"""The pictures of a run: what is trained on, what is held back, and what is tested on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.types import CanonicalCrop
from training.config import TrainConfig
from training.data.crops import Cropper
from training.data.folders import Picture, read_train_test
from training.data.images import ImageSet
from training.data.pairs import check_people
from training.data.prepare import Progress, prepare_images
from training.data.splits import Split, by_person, by_picture
from training.errors import TrainingError

# Two to hold back, two to train on.
_FEWEST_TO_PART = 4


@dataclass(frozen=True, slots=True, eq=False)
class RunData:
    """The pictures of a run.

    Attributes:
        train: Trained on.
        validation: Held back from training; chooses the best epoch and the threshold. None where
            nothing was.
        test: Looked at once, at the end. None where nothing was kept for it.
        no_face: Pictures that were left out because no face was found.
        unreadable: Files that were left out because they are no pictures.
    """

    train: ImageSet
    validation: ImageSet | None
    test: ImageSet | None
    no_face: tuple[Picture, ...]
    unreadable: tuple[Picture, ...]

    @property
    def are_strangers(self) -> bool:
        """Whether nobody who is tested on was trained on."""
        return self.test is not None and not set(self.test.classes) & set(self.train.classes)


def read_data(
    folder: Path,
    config: TrainConfig,
    crop: CanonicalCrop,
    *,
    cropper: Cropper | None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> RunData:
    """Read, crop and split the pictures of a folder.

    A folder with a part for testing is tested on that; of any other one, a share is kept for it:
    people where people are held back for validation too, else pictures.

    Args:
        folder: See `training.data.folders.read_train_test`.
        config: Says what is held back.
        crop: What the encoder takes.
        cropper: Finds faces; None takes the middle of each picture.
        cache: Where prepared pictures are kept.
        progress: Called with the pictures done and all, over both parts.

    Raises:
        TrainingError: There are too few pictures or people, or none that can be used.
    """
    found = read_train_test(folder)
    total = len(found.train) + len(found.test)

    def told(before: int) -> Progress | None:
        return None if progress is None else (lambda done, _: progress(before + done, total))

    prepared = prepare_images(
        found.train, crop=crop, cropper=cropper, cache=cache, progress=told(0)
    )
    no_face, unreadable = prepared.no_face, prepared.unreadable
    usable, test = prepared.images, None
    if found.test:
        tested = prepare_images(
            found.test, crop=crop, cropper=cropper, cache=cache, progress=told(len(found.train))
        )
        no_face, unreadable = no_face + tested.no_face, unreadable + tested.unreadable
        test = tested.images
    # One person alone cannot be split: say that first.
    check_people(usable.labels.numpy())
    kept = usable.pictures
    if test is None and config.test_share > 0:
        split = _split(kept, config, config.test_share, config.seed + 1)
        kept, test = split.kept, _part(usable, split.held_out, "testing", "test_share=0")
    validation = None
    if config.validation != "none":
        split = _split(kept, config, config.validation_share, config.seed)
        kept = split.kept
        validation = _part(usable, split.held_out, "validation", "validation=none")
    train = usable if len(kept) == len(usable) else usable.only(kept)
    check_people(train.labels.numpy())
    return RunData(train, validation, test, no_face, unreadable)


def _split(pictures: Sequence[Picture], config: TrainConfig, share: float, seed: int) -> Split:
    if config.validation == "people":
        return by_person(pictures, share, seed)
    # One picture alone makes no pair of one person: two at least of those who have most.
    most = max(Counter(picture.person for picture in pictures).values())
    if most >= _FEWEST_TO_PART:
        share = max(share, 2 / most)
    return by_picture(pictures, share, seed)


def _part(images: ImageSet, held_out: Sequence[Picture], purpose: str, without: str) -> ImageSet:
    """Return the pictures held out, if pairs can be made of them.

    Raises:
        TrainingError: They cannot.
    """
    try:
        if held_out:
            part = images.only(held_out)
            check_people(part.labels.numpy())
            return part
    except TrainingError:
        pass
    raise TrainingError(
        f"Too few pictures are held back for {purpose}: no pair of one person, or none of two, can "
        "be made of them.",
        f"Give more pictures of each person, hold back a larger share, or none (--set {without}).",
    )
