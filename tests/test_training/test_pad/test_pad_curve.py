"""Other thresholds, and each cue by itself."""

import numpy as np
import pytest

from models.liveness.likelihood import Cue, LogRatio
from models.liveness.presented import Response
from tests.test_training.test_pad.presentations import many, shown
from training.evaluation.pad_cues import cue_rates
from training.evaluation.pad_curve import pad_curve

A, R, N = Response.ACCEPTED, Response.REJECTED, Response.NONE


def test_rates_at_each_threshold_are_those_counted_one_by_one() -> None:
    presented = many()
    curve = pad_curve(presented)
    assert curve is not None
    for at in (0, len(curve.threshold) // 2, -1):
        threshold = curve.threshold[at]
        for name, rates in zip(curve.species, curve.apcer, strict=True):
            peaks = [p.peak_log_ratio for p in presented if p.species == name]
            assert rates[at] == pytest.approx(np.mean([peak >= threshold for peak in peaks]))
        people = [p.peak_log_ratio for p in presented if p.is_bona_fide]
        assert curve.bpcer[at] == pytest.approx(np.mean([peak < threshold for peak in people]))
    assert curve.bpcer[-1] == 1.0
    assert curve.worst_apcer[-1] == 0.0
    assert (np.diff(curve.bpcer) >= 0).all()
    assert (np.diff(curve.worst_apcer) <= 0).all()


def test_whoever_was_never_seen_reaches_no_threshold() -> None:
    curve = pad_curve([shown("bona fide", 0, A, 3.0), shown("print", 0, N, None)])
    assert curve is not None
    assert curve.worst_apcer.tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    "presented",
    [
        [shown("bona fide", 0, A, 3.0)],
        [shown("print", 0, A, 3.0)],
        [shown("bona fide", 0, A, peak_log_ratio=None), shown("print", 0, R, peak_log_ratio=None)],
    ],
)
def test_there_is_no_curve_of_one_side_or_of_what_was_not_watched(presented) -> None:  # noqa: ANN001
    assert pad_curve(presented) is None


def test_a_cue_that_tells_apart_and_one_that_says_nothing() -> None:
    def one(species: str, k: int, landmarks: float):  # noqa: ANN202
        cues = {Cue.LANDMARKS: LogRatio(flat=landmarks), Cue.STILLNESS: LogRatio()}
        return shown(species, k, R, cues=cues)

    presented = [one("bona fide", k, 1.0 + k) for k in range(9)] + [one("bona fide", 9, -1.0)]
    presented += [one("print", k, -2.0 - k) for k in range(9)] + [one("print", 9, 5.5)]
    presented += [shown("stuck", 0, R)]  # without any cue
    rows = {(row.cue, row.species): row for row in cue_rates(presented)}
    assert {cue for cue, _ in rows} == {Cue.LANDMARKS, Cue.STILLNESS}
    people, prints = rows[Cue.LANDMARKS, "bona fide"], rows[Cue.LANDMARKS, "print"]
    assert (people.wrong.count, people.wrong.of, people.auc) == (1, 10, None)
    assert (prints.wrong.count, prints.wrong.of) == (1, 10)
    # 10 x 10 pairs: all right but those of the one attack above five people and the one below it.
    assert prints.auc == pytest.approx((90 + 4) / 100)
    silent = rows[Cue.STILLNESS, "print"]
    assert (silent.silent.count, silent.wrong.count, silent.auc) == (10, 0, 0.5)
    assert rows[Cue.LANDMARKS, "stuck"].silent.share == 1.0
