"""Groups: their file, and their rates by hand."""

from pathlib import Path

import numpy as np
import pytest

from training.errors import TrainingError
from training.evaluation.group_file import Attribute, read_groups
from training.evaluation.groups import compare_groups
from training.evaluation.scores import ScoreSet

PEOPLE = ("ada", "bob", "cyd", "dan")


def test_each_column_is_an_attribute(tmp_path: Path) -> None:
    file = tmp_path / "g.csv"
    file.write_text("\ufeffsex, person ,age\nf,ada,\nm,bob,old\n\nf,cyd,young\n", encoding="utf-8")
    assert read_groups(file, PEOPLE) == (
        Attribute("sex", {"ada": "f", "bob": "m", "cyd": "f"}),
        Attribute("age", {"bob": "old", "cyd": "young"}),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,sex\nada,f\n", "has no column “person”"),
        ("", "has no column “person”"),
        ("person\nada\n", "has no column beside"),
        ("person,sex,sex\nada,f,f\n", "has the column “sex” twice"),
        ("person,sex,\nada,f,\n", "has a column without a name"),
        ("person,sex\nada\n", "Line 2 of g.csv has 1 cells and its head has 2"),
        ("person,sex\nada,f\nbob,m\nada,f\n", "names ada 2 times"),
        ("person,sex\neve,f\nbob,m\nmal,m\n", "names eve and 1 more, who is not in the folder"),
        ("person,sex\nada,f\nbob,f\n", "“sex” of g.csv has fewer than two groups"),
        ('person,sex\n"ada,f\n', "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "g.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TrainingError) as error:
        read_groups(file, PEOPLE)
    assert says in error.value.problem
    assert error.value.remedy.endswith(".")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_bytes(b"person,sex\n\xff\xfe,f\n")
    for name in ("g.csv", "gone.csv"):
        with pytest.raises(TrainingError, match="cannot be read"):
            read_groups(tmp_path / name, PEOPLE)


def test_the_rates_of_two_groups_by_hand() -> None:
    # Group a: three people, of whom 0 and 1 look alike; person 2 is not like themself.
    # Group b: two people, unlike; nobody of b is like anybody of a.
    axes = np.eye(8, dtype=np.float32)
    vectors = axes[[0, 0, 0, 1, 2, 3, 3, 4]]
    people = np.array([0, 0, 1, 2, 2, 3, 3, 4])
    scores = ScoreSet(vectors, people)
    attribute = Attribute("kind", {"p0": "a", "p1": "a", "p2": "a", "p3": "b", "p4": "b"})
    weights = np.array([[1, 2], [1, 1], [1, 0], [1, 0], [1, 2]], dtype=np.float32)
    names = [f"p{i}" for i in range(5)]
    (found,) = compare_groups(scores, names, [attribute], [(0.1, 0.5)], weights)
    a, b = found.groups
    assert (a.group, a.people, a.pairs, a.genuine_people) == ("a", 3, 3, 2)
    assert (a.fmr, a.fnmr) == pytest.approx((1 / 3, 0.5))
    assert (b.group, b.pairs, b.fmr, b.genuine_people, b.fnmr) == ("b", 1, 0.0, 1, 0.0)
    # The second draw: persons 0, 0, 1 of a: all pairs of two people match; 2 was not drawn.
    assert a.fmr_interval is not None
    assert a.fnmr_interval is not None
    assert a.fmr_interval.high > 0.9
    assert a.fnmr_interval.low < 0.1
    # One pair of people without a match says nothing about others.
    assert b.fmr_interval is not None
    assert (b.fmr_interval.low, b.fmr_interval.high) == (0.0, 0.975)
    # The best group has no error: a ratio would be infinite.
    assert (found.fmr_ratio, found.fnmr_ratio, found.in_no_group) == (None, None, 0)


def test_the_ratio_is_of_the_worst_to_the_best() -> None:
    # In each group one pair of people is alike: of one pair in a, of three in b.
    axes = np.eye(8, dtype=np.float32)
    vectors = axes[[0, 0, 0, 1, 1, 1, 2]]
    people = np.array([0, 0, 1, 2, 2, 3, 4])
    attribute = Attribute("kind", {"p0": "a", "p1": "a", "p2": "b", "p3": "b", "p4": "b"})
    names = [f"p{i}" for i in range(5)]
    none = np.ones((5, 2), dtype=np.float32)
    (found,) = compare_groups(ScoreSet(vectors, people), names, [attribute], [(0.1, 0.5)], none)
    assert found.fmr_ratio == pytest.approx(3.0)
    # Somebody the file does not name is in no group, and a group of one has no pairs.
    fewer = Attribute("kind", {"p0": "a", "p1": "a", "p2": "b"})
    (found,) = compare_groups(ScoreSet(vectors, people), names, [fewer], [(0.1, 0.5)], none)
    assert found.in_no_group == 2
    assert (found.groups[1].fmr, found.groups[1].fmr_interval) == (None, None)
    assert found.fmr_ratio is None
