"""Who belongs to which group: a CSV of people and their attributes."""

import csv
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.errors import TrainingError

PERSON = "person"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One column of the file.

    Attributes:
        name: Its head, e.g. `sex`.
        groups: The group of each person named; those with an empty cell are in none.
    """

    name: str
    groups: dict[str, str]


def read_groups(file: Path, people: Collection[str]) -> tuple[Attribute, ...]:
    """Read a CSV with a column `person` and one more for each attribute.

    Args:
        file: UTF-8, parted by commas.
        people: The names of the folder; those that the file does not name are in no group.

    Returns:
        One attribute for each column beside `person`.

    Raises:
        TrainingError: The file cannot be read, lacks a column, names somebody unknown or twice, or
            a column has one group only.
    """
    head, rows = _cells(file)
    _check_head(file, head)
    at = head.index(PERSON)
    for line, row in rows:
        if len(row) != len(head):
            raise TrainingError(
                f"Line {line} of {file.name} has {len(row)} cells and its head has {len(head)}.",
                "Give each person one line with a cell for each column.",
            )
    _check_people(file, [row[at] for _, row in rows], people)
    attributes = []
    for column, name in enumerate(head):
        if column == at:
            continue
        groups = {row[at]: row[column] for _, row in rows if row[column]}
        if len(set(groups.values())) < 2:
            raise TrainingError(
                f"The column “{name}” of {file.name} has fewer than two groups.",
                "Groups can only be compared with each other: name at least two.",
            )
        attributes.append(Attribute(name, groups))
    return tuple(attributes)


def _cells(file: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the head, and the cells of each line that holds any, with its number."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            reader = csv.reader(opened, strict=True)
            rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except (OSError, ValueError, csv.Error) as error:
        raise TrainingError(
            f"The groups in {file} cannot be read ({error}).",
            f"Give a CSV file in UTF-8 whose first line is `{PERSON}` and the attributes.",
        ) from error
    filled = [(line, row) for line, row in rows if any(row)]
    return (filled[0][1], filled[1:]) if filled else ([], [])


def _check_head(file: Path, head: Sequence[str]) -> None:
    """Raise unless there is one column of people and one more, each with a name of its own."""
    if PERSON not in head:
        raise TrainingError(
            f"{file.name} has no column “{PERSON}”.",
            f"Name the columns in the first line: `{PERSON}` and the attributes.",
        )
    if len(head) < 2:
        raise TrainingError(
            f"{file.name} has no column beside “{PERSON}”.",
            "Add a column for each attribute, with the group of each person.",
        )
    twice = [name for name, count in Counter(head).items() if count > 1]
    if twice or "" in head:
        what = f"has the column “{twice[0]}” twice" if twice else "has a column without a name"
        raise TrainingError(
            f"{file.name} {what}.", "Give each column a name of its own in the first line."
        )


def _check_people(file: Path, named: Sequence[str], people: Collection[str]) -> None:
    """Raise where somebody is named twice, or is not in the folder."""
    twice = [name for name, count in Counter(named).items() if count > 1]
    if twice:
        raise TrainingError(
            f"{file.name} names {twice[0]} {Counter(named)[twice[0]]} times.",
            "Name each person on one line.",
        )
    known = set(people)
    unknown = [name for name in named if name not in known]
    if unknown:
        more = f" and {len(unknown) - 1} more" if len(unknown) > 1 else ""
        raise TrainingError(
            f"{file.name} names {unknown[0] or 'nobody'}{more}, who is not in the folder.",
            "Write each person as their folder is called.",
        )
