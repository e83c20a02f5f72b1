"""Grids of settings, and their table."""

import csv
import json
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.run.provenance import git_commit
from training.run.sweep import SweepRow, best_first, grid, run_name, write_sweep


def test_every_combination_once() -> None:
    assert grid(["lr=1,2", "batch=8, 16"]) == (
        ("lr=1", "batch=8"),
        ("lr=1", "batch=16"),
        ("lr=2", "batch=8"),
        ("lr=2", "batch=16"),
    )


def test_values_with_commas_are_parted_by_semicolons() -> None:
    assert grid(["network.widths=32,64;8,16,32"]) == (
        ("network.widths=32,64",),
        ("network.widths=8,16,32",),
    )


def test_the_loss_comes_before_its_options() -> None:
    assert grid(["loss.margin=1,2", "loss.name=triplet"])[0] == (
        "loss.name=triplet",
        "loss.margin=1",
    )


@pytest.mark.parametrize(
    ("sweeps", "said"),
    [
        (["lr"], "no list of values"),
        (["lr="], "no list of values"),
        (["=1,2"], "no list of values"),
        (["lr=1,1"], "tries something twice"),
        (["lr=1", "lr=2"], "tries something twice"),
        ([f"{key}=" + ",".join(map(str, range(32))) for key in "abc"], "would train 32,768"),
    ],
)
def test_what_is_no_grid_is_a_sentence(sweeps: list[str], said: str) -> None:
    with pytest.raises(TrainingError, match=said):
        grid(sweeps)


def test_names_of_folders_are_names_of_folders() -> None:
    assert run_name(3, ["lr=0.1", "loss.name=a.b:C/../d"]) == "003-lr=0.1-loss.name=a.b-C-..-d"
    assert len(run_name(1, ["x=" + "y" * 500])) < 100


def rows(folder: Path) -> list[SweepRow]:
    return [
        SweepRow(("lr=1", "batch=8"), folder / "001", 3, 0.8, 0.7, 0.6, 0.8, 0.3),
        SweepRow(("lr=2", "batch=8"), folder / "002", problem="The loss is no longer a number."),
        SweepRow(("lr=3", "batch=8"), folder / "003", 1, 0.9, 0.6, 0.5, 0.7, 0.4),
    ]


def test_the_best_on_validation_comes_first() -> None:
    assert [row.folder.name for row in best_first(rows(Path()))] == ["003", "001", "002"]


def test_both_tables_hold_every_run(tmp_path: Path) -> None:
    table, plain = write_sweep(rows(tmp_path), tmp_path)
    with table.open(newline="") as file:
        read = list(csv.DictReader(file))
    assert [row["lr"] for row in read] == ["1", "2", "3"]
    assert read[0]["accuracy"] == "0.7"
    assert read[1]["problem"] == "The loss is no longer a number."
    values = json.loads(plain.read_text())
    assert values[2]["validation_auc"] == 0.9
    assert values[1]["best_epoch"] is None
    with pytest.raises(TrainingError, match="cannot be written"):
        write_sweep(rows(tmp_path), tmp_path / "none")


def test_a_folder_in_no_repository_has_no_commit(tmp_path: Path) -> None:
    assert git_commit(tmp_path) is None
