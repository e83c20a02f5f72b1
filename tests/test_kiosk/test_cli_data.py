"""`janus data kaggle`, run as a shell would."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import training.data.kaggle
from kiosk.cli.data import data_app

HANDLE = "yasserh/avengers-faces-dataset"


def fetch(*arguments: object) -> Result:
    result = CliRunner().invoke(data_app, ["kaggle", *(str(argument) for argument in arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def delivers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have Kaggle deliver these files."""
    files: list[str] = []

    def fill(handle: str, target: Path) -> None:
        for name in files:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(handle)

    monkeypatch.setattr(training.data.kaggle, "_kagglehub", lambda: fill)
    return files


def test_says_what_was_fetched_and_how_to_train_on_it(tmp_path: Path, delivers: list[str]) -> None:
    delivers += [f"images/train/{name}/{n}.jpg" for name in ("a", "b") for n in range(3)]
    delivers += ["images/test/a/9.jpg"]
    result = fetch(HANDLE, "--out", tmp_path / "avengers")
    assert result.exit_code == 0
    assert "6 pictures of 2 people to train on, and 1 to test on." in result.stdout
    assert f"janus train {tmp_path / 'avengers'} --encoder conv-siamese" in result.stdout


def test_a_set_of_something_else_is_fetched_and_said_to_be_none(
    tmp_path: Path, delivers: list[str]
) -> None:
    delivers += ["table.csv"]
    result = fetch(HANDLE, "--out", tmp_path / "table")
    assert result.exit_code == 1
    assert (tmp_path / "table" / "table.csv").is_file()
    assert "There are no pictures" in result.stderr


def test_a_failure_is_a_sentence(tmp_path: Path) -> None:
    result = fetch("avengers", "--out", tmp_path / "x")
    assert result.exit_code == 1
    assert "Write it as owner/name" in result.stderr
    assert fetch(HANDLE).exit_code == 2
