"""The page and the file of figures, from presentations as they might have come out."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from models.liveness.presented import Response
from tests.test_training.test_pad.presentations import many, shown
from training.evaluation.pad import PadSubject, evaluate_pad
from training.evaluation.pad_json import FORMAT, to_json
from training.pictures.strips import Strip, write_strips
from training.report.pad_report import write_pad_report

SUBJECT = PadSubject(
    title="simulated presentations",
    is_simulated=True,
    made_at=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
    one_in=1000,
    through_the_door=False,
    seed=7,
    conditions=(("people", "two <public-domain> portraits"),),
)


def strip(label: str, pictures: int = 4, size: tuple[int, int] = (90, 160)) -> Strip:
    rng = np.random.default_rng(len(label))
    grey = rng.integers(60, 200, size=pictures)
    return Strip(
        tuple(np.full((*size, 3), value, np.uint8) for value in grey), label, "log ratio 7.1"
    )


def test_the_page_says_first_that_attacks_are_simulated(tmp_path: Path) -> None:
    evaluation = evaluate_pad(many(), SUBJECT)
    page = write_pad_report(
        evaluation,
        tmp_path / "out",
        accepted=[strip("tablet replay"), strip("print waved")],
        rejected=[strip("bona fide")],
    )
    text = page.read_text()
    assert text.index("The attacks are simulated") < text.index("Error rates")
    assert "no conformance with ISO/IEC 30107 is claimed" in text
    assert "two &lt;public-domain&gt; portraits" in text
    assert "living people were let in unasked." in text
    assert "tablet replay" in text
    for cue in ("landmark parallax", "texture"):
        assert cue in text
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {
        "report.html", "log-ratios.png", "curve.png", "accepted-attacks.png", "rejected-people.png",
    }  # fmt: skip
    for name in names - {"report.html"}:
        with Image.open(tmp_path / "out" / name) as picture:
            assert min(picture.size) > 100


def test_the_page_says_how_soon_people_were_let_in_unasked(tmp_path: Path) -> None:
    people = [shown("bona fide", k, Response.ACCEPTED, rested_s=0.1 * k) for k in range(5)]
    text = write_pad_report(evaluate_pad(people, SUBJECT), tmp_path).read_text()
    assert "5 of 5 living people were let in unasked, 0.20 s after they had come to stand" in text


def test_recordings_are_not_called_simulated(tmp_path: Path) -> None:
    subject = replace(SUBJECT, is_simulated=False, seed=None)
    text = write_pad_report(evaluate_pad(many(5), subject), tmp_path).read_text()
    assert "simulated:" not in text
    assert "no conformance" in text


def test_nothing_wrong_and_nothing_weighed_is_still_a_page(tmp_path: Path) -> None:
    presented = [shown("bona fide", 0, Response.NONE, None), shown("odd", 0, Response.NONE, None)]
    text = write_pad_report(evaluate_pad(presented, SUBJECT), tmp_path).read_text()
    assert "No attack was accepted" in text
    assert "Each cue alone" not in text
    assert not list(tmp_path.glob("*.png"))


def test_figures_for_programs_hold_everything(tmp_path: Path) -> None:
    presented = many()
    figures = json.loads(json.dumps(to_json(evaluate_pad(presented, SUBJECT)), allow_nan=False))
    assert figures["format"] == FORMAT
    assert "simulated" in figures["disclaimer"]
    assert len(figures["presentations"]) == len(presented)
    accepted = sum(p.is_error for p in presented if p.species == "tablet replay")
    (tablet,) = [one for one in figures["attacks"] if one["species"] == "tablet replay"]
    assert (tablet["apcer"]["count"], tablet["apcer"]["of"]) == (accepted, 40)
    assert figures["worst_species"] == "tablet replay"
    cues = figures["presentations"][0]["cue_log_ratios"]
    assert cues["landmark parallax"]["flat surface"] == figures["presentations"][0]["log_ratio"]
    assert len(figures["curve"]["threshold"]) == len(figures["curve"]["apcer"]["print waved"])


def test_strips_of_any_shape_fit_on_a_sheet(tmp_path: Path) -> None:
    strips = [strip("tall", 4, (160, 90)), strip("one", 1), strip("a name " * 60, 3)]
    with Image.open(write_strips(strips, tmp_path / "s.png", title="Sheet")) as sheet:
        width, height = sheet.size
    assert width == 902
    assert height < 1000
    with pytest.raises(ValueError, match="at least one"):
        write_strips([], tmp_path / "none.png", title="Sheet")
