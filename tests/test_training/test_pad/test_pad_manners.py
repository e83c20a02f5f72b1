"""Living people are counted by how they came, and how many of them were asked for nothing."""

import json
from pathlib import Path

import pytest

from models.liveness.presented import Response
from tests.test_training.test_pad.presentations import many, shown
from tests.test_training.test_pad.test_pad_report import SUBJECT
from training.evaluation.pad import evaluate_pad
from training.evaluation.pad_json import to_json
from training.evaluation.pad_manners import manner_rates
from training.report.pad_report import write_pad_report

A, R, N = Response.ACCEPTED, Response.REJECTED, Response.NONE
TURNS, LOOKS = "turns to the camera", "looks at the camera"
ASKED = "turn left, look up: passed in 2.4 s"
PRESENTED = (
    *(shown("bona fide", k, A, rested_s=0.2 * k, manner=TURNS) for k in range(1, 4)),
    shown("bona fide", 4, A, rested_s=4.0, manner=TURNS, challenge=ASKED),
    shown("bona fide", 5, A, rested_s=4.0, manner=LOOKS, challenge=ASKED),
    shown("bona fide", 6, R, rested_s=4.0, manner=LOOKS),
    shown("bona fide", 7, N),  # a clip: nobody knows how they came
    shown("print", 0, A),
)


def test_each_manner_has_its_own_figures() -> None:
    looks, turns = manner_rates(PRESENTED)
    assert (looks.manner, turns.manner) == (LOOKS, TURNS)
    assert (turns.unasked.count, turns.unasked.of, turns.rejected.count) == (3, 4, 0)
    assert turns.rested is not None
    assert turns.rested.median_s == pytest.approx(0.4)  # who was asked is not timed here
    assert (looks.unasked.count, looks.unasked.of, looks.rejected.count) == (0, 2, 1)
    assert looks.rested is None


def test_they_stand_on_the_page_and_in_the_figures(tmp_path: Path) -> None:
    evaluation = evaluate_pad(PRESENTED, SUBJECT)
    assert TURNS in write_pad_report(evaluation, tmp_path).read_text()
    figures = json.loads(json.dumps(to_json(evaluation), allow_nan=False))
    assert [one["unasked"]["count"] for one in figures["bona_fide_manners"]] == [0, 3]
    assert figures["presentations"][0]["manner"] == TURNS


def test_where_nobody_knows_how_they_came_there_is_no_table(tmp_path: Path) -> None:
    evaluation = evaluate_pad(many(), SUBJECT)
    assert evaluation.manners == ()
    assert "how they came" not in write_pad_report(evaluation, tmp_path).read_text()
