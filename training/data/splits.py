"""Pictures kept for training and pictures held out for testing, from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.data.folders import Picture
from training.data.seeds import generator
from training.errors import TrainingError

_FEWEST_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Split:
    """Pictures in two parts, each in the order in which they were given."""

    kept: tuple[Picture, ...]
    held_out: tuple[Picture, ...]


def by_person(pictures: Sequence[Picture], share: float, seed: int) -> Split:
    """Hold out whole people: what is measured on them is measured on people never trained on.

    Args:
        pictures: Of all people.
        share: How many of the people are held out, 0..1; two at least, so that there are strangers
            among them, unless it is 0.
        seed: Chooses them.

    Raises:
        TrainingError: There are too few people for two on each side.
    """
    _check_share(share)
    people = sorted({picture.person for picture in pictures})
    if share == 0.0:
        return Split(tuple(pictures), ())
    if len(people) < 2 * _FEWEST_PEOPLE:
        raise TrainingError(
            f"Of {len(people)} people none can be held out for testing: two are needed to train on "
            "and two to test on.",
            "Give pictures of four people or more, or hold out pictures instead of people.",
        )
    count = round(share * len(people))
    count = min(max(count, _FEWEST_PEOPLE), len(people) - _FEWEST_PEOPLE)
    order = generator(seed, "people held out").permutation(len(people))
    out = {people[index] for index in order[:count]}
    return Split(
        tuple(picture for picture in pictures if picture.person not in out),
        tuple(picture for picture in pictures if picture.person in out),
    )


def by_picture(pictures: Sequence[Picture], share: float, seed: int) -> Split:
    """Hold out pictures of each person: tests whether the same people are known again.

    Args:
        pictures: Of all people.
        share: How many pictures of each are held out, 0..1; each person keeps one at least.
        seed: Chooses them.
    """
    _check_share(share)
    random = generator(seed, "pictures held out")
    rows: dict[str, list[int]] = {}
    for row, picture in enumerate(pictures):
        rows.setdefault(picture.person, []).append(row)
    out: set[int] = set()
    for person in sorted(rows):
        own = rows[person]
        count = min(round(share * len(own)), len(own) - 1)
        out.update(int(row) for row in random.permutation(np.array(own))[:count])
    return Split(
        tuple(picture for row, picture in enumerate(pictures) if row not in out),
        tuple(picture for row, picture in enumerate(pictures) if row in out),
    )


def _check_share(share: float) -> None:
    if not 0.0 <= share < 1.0:
        raise ValueError(f"A share to hold out lies in 0..1, not {share}.")
