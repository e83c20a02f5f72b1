"""The calibration: a value that checks itself, its sealed file, and the promise at the door."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import (
    Calibration,
    CalibrationCounts,
    load_calibration,
    operating_point,
    save_calibration,
    shipped_calibration,
)
from models.calibration_file import sealed
from models.errors import ModelError
from models.rates import ErrorRates, TailFit


def row(similarity: float, fmr: float, fnmr: float) -> ErrorRates:
    return ErrorRates(similarity, fmr, fmr * 0.8, fmr * 1.25, fnmr, fnmr * 0.9, fnmr * 1.1)


TAIL = TailFit(start_similarity=0.94, start_fmr=1e-4, scale=0.01, shape=-0.1)


def make_calibration(**changes: Any) -> Calibration:  # noqa: ANN401 - any field
    given = Calibration(
        id="",
        model_id="net-1",
        population="town",
        made_at=datetime(2026, 1, 2, tzinfo=UTC),
        method="counted",
        counts=CalibrationCounts(900, 3, 500, 200, 900, 400_000, 124_750, 1200, 400),
        table=(row(0.8, 0.1, 0.01), row(0.9, 0.01, 0.05), row(0.94, 1e-4, 0.2)),
        tail=TAIL,
        beyond=(row(TAIL.similarity_at(1e-5), 1e-5, 0.4), row(TAIL.similarity_at(1e-6), 1e-6, 0.6)),
        fmr_floor=1e-6,
    )
    return sealed(replace(given, **changes))


# --- similarity and rate -------------------------------------------------------------------------


def test_measured_rows_are_answered_exactly() -> None:
    calibration = make_calibration()
    for measured in calibration.table + calibration.beyond:
        assert calibration.fmr_at(measured.similarity) == pytest.approx(measured.fmr, rel=1e-9)
        assert calibration.threshold_for(measured.fmr) == pytest.approx(measured.similarity)
        assert calibration.fnmr_at(measured.similarity) == pytest.approx(measured.fnmr)


def test_between_two_rows_the_logarithm_of_the_rate_is_straight() -> None:
    calibration = make_calibration()
    assert calibration.fmr_at(0.85) == pytest.approx(math.sqrt(0.1 * 0.01))
    assert calibration.fnmr_at(0.85) == pytest.approx(0.03)


@given(st.floats(min_value=-6.0, max_value=-1.0))
def test_threshold_and_rate_are_each_others_inverse(log_fmr: float) -> None:
    calibration = make_calibration()
    fmr = 10.0**log_fmr
    assert calibration.fmr_at(calibration.threshold_for(fmr)) == pytest.approx(fmr, rel=1e-6)


@given(st.floats(min_value=-1.0, max_value=1.0), st.floats(min_value=0.0, max_value=0.5))
def test_a_higher_similarity_is_never_more_often_wrong(similarity: float, more: float) -> None:
    calibration = make_calibration()
    higher = min(1.0, similarity + more)
    assert calibration.fmr_at(higher) <= calibration.fmr_at(similarity) * (1 + 1e-12)
    assert calibration.fnmr_at(higher) >= calibration.fnmr_at(similarity) - 1e-12


def test_what_was_not_measured_is_answered_on_the_safe_side() -> None:
    calibration = make_calibration()
    assert calibration.fmr_at(0.2) == 1.0
    assert calibration.fmr_at(1.0) == calibration.fmr_floor
    assert calibration.fnmr_at(1.0) == 1.0
    assert calibration.threshold_for(0.9) == 0.8


def test_a_rate_below_the_floor_is_refused() -> None:
    with pytest.raises(ModelError, match="cannot be promised"):
        make_calibration().threshold_for(1e-7)


@pytest.mark.parametrize("fmr", [0.0, -0.1, 1.5, math.nan])
def test_a_rate_that_is_none_is_a_bug(fmr: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        make_calibration().threshold_for(fmr)


@pytest.mark.parametrize("shape", [-0.3, 0.0, 0.2])
def test_the_tail_law_is_continuous_and_inverts(shape: float) -> None:
    tail = TailFit(0.9, 1e-3, 0.008, shape)
    assert tail.fmr_at(0.9) == pytest.approx(1e-3)
    assert tail.fmr_at(tail.similarity_at(1e-5)) == pytest.approx(1e-5)
    near_zero = TailFit(0.9, 1e-3, 0.008, shape + 1e-9)
    assert near_zero.fmr_at(0.92) == pytest.approx(tail.fmr_at(0.92), rel=1e-6)


def test_a_tail_taken_up_further_out_is_the_same_law() -> None:
    tail = TailFit(0.9, 1e-3, 0.008, -0.2)
    moved = tail.moved_to(0.91, tail.fmr_at(0.91))
    assert moved.fmr_at(0.925) == pytest.approx(tail.fmr_at(0.925))


def test_past_the_end_of_a_bounded_law_the_rate_is_zero() -> None:
    assert TailFit(0.9, 1e-3, 0.01, -0.5).fmr_at(0.93) == 0.0


# --- the operator's wish -------------------------------------------------------------------------


def test_a_kept_promise_names_the_wish_and_the_similarity() -> None:
    calibration = make_calibration()
    point = operating_point(calibration, one_in=1000, gallery_size=30)
    assert point.kept
    assert point.fmr == pytest.approx(1 / 30_000)
    assert calibration.fmr_at(point.threshold) == pytest.approx(1 / 30_000)
    assert point.sentence == (
        "At most one stranger in 1,000 is let in with 30 people enrolled"
        f" (similarity {point.threshold:.3f})."
    )


@pytest.mark.parametrize("looks", [1, 2, 5])
@pytest.mark.parametrize("gallery_size", [0, 1, 7, 100])
def test_the_budget_is_shared_by_all_comparisons(gallery_size: int, looks: int) -> None:
    point = operating_point(make_calibration(), one_in=100, gallery_size=gallery_size, looks=looks)
    assert point.kept
    assert point.fmr * max(gallery_size, 1) * looks * 100 == pytest.approx(1.0)


def test_one_person_is_no_people() -> None:
    sentence = operating_point(make_calibration(), one_in=10, gallery_size=1).sentence
    assert "with 1 person enrolled" in sentence


def test_a_wish_beyond_the_data_is_cut_to_what_they_carry() -> None:
    calibration = make_calibration()
    point = operating_point(calibration, one_in=1000, gallery_size=3500, looks=2)
    assert not point.kept
    assert point.fmr == calibration.fmr_floor
    assert point.threshold == pytest.approx(calibration.beyond[-1].similarity)
    # 1 / (1e-6 * 7000) = 142.9, and a promise is rounded down.
    assert "One stranger in 1,000 cannot be promised with 3,500 people enrolled" in point.sentence
    assert "only one in 140 can be promised" in point.sentence


def test_what_is_promised_instead_is_then_kept() -> None:
    calibration = make_calibration()
    assert operating_point(calibration, one_in=140, gallery_size=3500, looks=2).kept


def test_a_gallery_too_large_for_any_promise_is_told_so() -> None:
    point = operating_point(make_calibration(), one_in=10, gallery_size=2_000_000)
    assert not point.kept
    assert "nothing can be promised" in point.sentence


@pytest.mark.parametrize(
    "wish", [{"one_in": 0, "gallery_size": 1}, {"one_in": 1, "gallery_size": -1}]
)
def test_a_wish_that_is_none_is_a_bug(wish: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="No such wish"):
        operating_point(make_calibration(), **wish)


# --- the file ------------------------------------------------------------------------------------


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    calibration = make_calibration()
    save_calibration(calibration, tmp_path / "c.json")
    assert load_calibration(tmp_path / "c.json", model_id="net-1") == calibration
    assert [file.name for file in tmp_path.iterdir()] == ["c.json"]


def test_the_id_is_the_content_not_the_hour() -> None:
    calibration = make_calibration()
    assert calibration.id.startswith("net-1/town/")
    later = make_calibration(made_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert later.id == calibration.id
    assert make_calibration(fmr_floor=1e-5).id != calibration.id


def test_the_calibration_of_another_model_is_refused(tmp_path: Path) -> None:
    save_calibration(make_calibration(), tmp_path / "c.json")
    with pytest.raises(ModelError, match=r"of the model net-1, not of net-2") as caught:
        load_calibration(tmp_path / "c.json", model_id="net-2")
    assert "janus calibrate" in caught.value.user_message()


def spoil(content: dict[str, Any], what: str) -> None:
    table = content["table"]
    match what:
        case "two rows swapped":
            table[0], table[1] = table[1], table[0]
        case "fmr rises":
            table[1]["fmr"] = table[1]["fmr_high"] = 0.2
        case "no table":
            del content["table"]
        case "a word for a number":
            table[0]["fmr"] = "often"
        case "not a number":
            content["tail"]["scale"] = math.nan
        case "tail elsewhere":
            content["tail"]["start_similarity"] = 0.93
        case "a row is a number":
            table[0] = 3
        case "counts of nothing":
            content["counts"]["people"] = -1
        case "no time zone":
            content["made_at"] = "2026-01-02T00:00:00"
        case "unknown key":
            table[0]["colour"] = 1


@pytest.mark.parametrize(
    "what",
    [
        "two rows swapped",
        "fmr rises",
        "no table",
        "a word for a number",
        "not a number",
        "tail elsewhere",
        "a row is a number",
        "counts of nothing",
        "no time zone",
        "unknown key",
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, what: str) -> None:
    file = tmp_path / "c.json"
    save_calibration(make_calibration(), file)
    content = json.loads(file.read_text())
    spoil(content, what)
    file.write_text(json.dumps(content))
    with pytest.raises(ModelError, match="is damaged"):
        load_calibration(file)


def test_a_figure_changed_by_hand_is_noticed(tmp_path: Path) -> None:
    file = tmp_path / "c.json"
    save_calibration(make_calibration(), file)
    content = json.loads(file.read_text())
    content["table"][1]["fmr"] = 0.009
    file.write_text(json.dumps(content))
    with pytest.raises(ModelError, match="was changed after it was measured"):
        load_calibration(file)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 99}', "\x00"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "c.json"
    file.write_text(text)
    with pytest.raises(ModelError):
        load_calibration(file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load_calibration(tmp_path / "none.json")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be written"):
        save_calibration(make_calibration(), tmp_path / "none" / "c.json")


# --- the shipped one -----------------------------------------------------------------------------


def test_the_shipped_calibration_keeps_a_small_buildings_promise() -> None:
    calibration = shipped_calibration("resnet29-dlib-2")
    assert calibration.model_id == "resnet29-dlib-2"
    assert calibration.population == "lfw-dev"
    assert calibration.counts.identity_pairs > 6_000_000
    point = operating_point(calibration, one_in=1000, gallery_size=30, looks=2)
    assert point.kept
    assert 0.93 < point.threshold < 0.99
    assert calibration.fmr_floor >= 3 / calibration.counts.identity_pairs
    strictest = operating_point(calibration, one_in=1000, gallery_size=100_000)
    assert not strictest.kept
    assert calibration.fnmr_at(strictest.threshold) == pytest.approx(
        calibration.beyond[-1].fnmr, abs=1e-3
    )


def test_a_model_without_a_calibration_is_told_how_to_get_one() -> None:
    with pytest.raises(ModelError, match="janus calibrate"):
        shipped_calibration("net-1")
