"""`janus evaluate` from a folder of pictures to figures, a page and sentences."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import typer
from PIL import Image
from typer.testing import CliRunner, Result

import training.evaluation.embed_plain
import training.evaluation.pipeline
from kiosk.cli.evaluate import evaluate
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from tests.test_training.test_evaluation.test_embed_folder import BrightPictures, MeanColour

PEOPLE = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """People who are a colour each, named as LFW names them, and one picture without a face."""
    root, rng = tmp_path_factory.mktemp("people"), np.random.default_rng(1)
    for number, colour in enumerate(rng.integers(20, 236, size=(PEOPLE, 3))):
        person = root / f"Person_{number:02d}"
        person.mkdir()
        for picture in (1, 2):
            seen = (colour + rng.integers(-8, 9, size=3)).clip(1, 255).tolist()
            Image.new("RGB", (8, 8), tuple(seen)).save(person / f"{person.name}_{picture:04d}.png")
    Image.new("RGB", (8, 8)).save(root / "Person_00" / "Person_00_0003.png")
    lines = ["3\t2"]
    for fold in range(3):
        a, b, c = (f"Person_{10 * fold + k:02d}" for k in range(3))
        # In the first fold a pair with the picture without a face.
        lines += [f"{a}\t1\t{3 if fold == 0 else 2}", f"{b}\t1\t2"]
        lines += [f"{a}\t1\t{b}\t2", f"{b}\t1\t{c}\t1"]
    (root / "pairs.txt").write_text("\n".join(lines) + "\n")
    rows = [f"Person_{k:02d},{'a' if k % 2 else 'b'}" for k in range(PEOPLE)]
    (root / "groups.csv").write_text("\n".join(["person,kind", *rows]) + "\n")
    return root


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # noqa: ANN201 - a function
    """Return a function that runs the command on colours instead of faces."""

    def measuring(encoder: str, weights_dir: Path, device: str) -> FacePipeline:
        assert encoder in {"resnet29", "run/net.json"}
        network = SiameseNetwork(MeanColour(), threshold=0.9)
        return FacePipeline(BrightPictures(), network, device=torch.device("cpu"))

    monkeypatch.setattr(training.evaluation.pipeline, "measuring_pipeline", measuring)
    monkeypatch.setattr(training.evaluation.embed_plain, "load_encoder", lambda *_: MeanColour())
    app = typer.Typer()
    app.command()(evaluate)

    def runs(*words: str | Path) -> Result:
        here = ("--data-dir", tmp_path / "data", "--draws", "100")
        return CliRunner().invoke(app, [str(word) for word in (*words, *here)])

    return runs


def test_a_folder_in_lfws_layout_becomes_figures_and_a_page(
    run,  # noqa: ANN001
    folder: Path,
    tmp_path: Path,
) -> None:
    file, page, keep = tmp_path / "f.json", tmp_path / "report", tmp_path / "kept.npz"
    words = (folder, "--pairs", folder / "pairs.txt", "--json", file, "--keep", keep)
    result = run(*words, "--groups", folder / "groups.csv", "--report", page)
    assert result.exit_code == 0, result.output
    figures = json.loads(file.read_text())
    assert (figures["images"], figures["faces_not_found"]) == (2 * PEOPLE + 1, 1)
    assert (figures["pairs"], figures["pairs_from"]) == (12, "pairs.txt")
    assert len(figures["accuracy_folds"]) == 3
    assert figures["accuracy_folds"][0] <= 0.75
    assert figures["pairs_with_face_not_found"] == 1
    # Person 0 fails in two of three comparisons; everybody else is like themself.
    assert 1.0 - figures["true_accepts"][0]["tar"] >= (2 / 3) / PEOPLE - 1e-9
    assert {group["group"] for group in figures["groups"][0]["groups"]} == {"a", "b"}
    assert "Person_00_0003.png" in result.stderr
    assert f"{figures['accuracy']:.2%}" in result.stdout
    assert "too few strangers to know" in result.stdout
    assert "worst to best" in result.stdout
    assert "net" not in {child.name for child in page.iterdir()}
    assert (page / "report.html").is_file()
    assert file.stat().st_mode & 0o077 == 0
    # A second run takes the embeddings that were kept, and says the same.
    (tmp_path / "g.json").unlink(missing_ok=True)
    assert run(*words[:3], "--json", tmp_path / "g.json", "--keep", keep).exit_code == 0
    again = json.loads((tmp_path / "g.json").read_text())
    assert again["tar_at_fmr"] == figures["tar_at_fmr"]


def test_pictures_without_faces_are_taken_whole(run, folder: Path, tmp_path: Path) -> None:  # noqa: ANN001
    file, keep = tmp_path / "f.json", tmp_path / "kept.npz"
    words = (folder, "--json", file, "--keep", keep)
    assert run(*words).exit_code == 0
    with_faces = json.loads(file.read_text())
    # The embeddings kept are those of faces: they are not taken for whole pictures.
    result = run(*words, "--no-faces")
    assert result.exit_code == 0, result.output
    whole = json.loads(file.read_text())
    assert (with_faces["faces_not_found"], whole["faces_not_found"]) == (1, 0)
    assert whole["faces_looked_for"] is False
    assert whole["pairs_from"] is None
    assert 0.5 < whole["accuracy"] <= 1.0


def test_all_of_a_picture_counts_where_the_encoder_was_trained_so(
    run,  # noqa: ANN001
    tmp_path: Path,
) -> None:
    """Pictures whose left end alone differs from person to person: their middles are one gray."""
    for person, colour in enumerate([(200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40)]):
        home = tmp_path / "strips" / f"p{person}"
        home.mkdir(parents=True)
        for shade in range(10):
            strip = np.full((30, 120, 3), 100 + shade, np.uint8)
            strip[:, :40] = colour
            Image.fromarray(strip).save(home / f"{shade}.png")
    file = tmp_path / "figures.json"
    words = (tmp_path / "strips", "--json", file, "--no-faces")
    assert run(*words).exit_code == 0
    middle = json.loads(file.read_text())
    assert run(*words, "--whole").exit_code == 0
    whole = json.loads(file.read_text())
    assert whole["eer"] < 0.01 < middle["eer"]
    refused = run(tmp_path / "strips", "--whole")
    assert refused.exit_code == 2
    assert "--no-faces" in refused.output


def test_a_card_is_handed_on(run, folder: Path) -> None:  # noqa: ANN001
    result = run(folder, "--encoder", "run/net.json")
    assert result.exit_code == 0, result.output
    assert "EER" in result.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nowhere",), "There is no folder nowhere"),
        ((".", "--json", "none/c.json"), "There is no folder for none/c.json"),
        ((".", "--keep", "none/k"), "There is no folder for none/k"),
        ((".", "--report", "file/report"), "cannot be made"),
        ((".",), "There are no pictures"),
        (("{folder}", "--groups", "wrong.csv"), "has no column “person”"),
        (("{folder}", "--pairs", "wrong.csv"), "is not a list of pairs"),
        (("{folder}", "--left-out", "wrong.csv"), "which is not in the folder"),
    ],
)
def test_what_is_wrong_is_said(
    run,  # noqa: ANN001
    words: tuple[str, ...],
    says: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "wrong.csv").write_text("name,kind\neve,a\n")
    result = run(*(word.format(folder=folder) for word in words))
    assert result.exit_code == 1
    assert says in result.stderr
