"""What a network's scores say of a visit: monotone, capped, and never more for looking longer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.liveness.likelihood import NOTHING
from models.liveness.network_cue import (
    CAP,
    FRAMES,
    GAP_S,
    Line,
    NetworkLooks,
    network_ratio,
    visit_score,
)
from models.types import Box, Frame, RgbImage

_BOX = Box(10, 10, 50, 60)
_SCORES = st.lists(st.floats(0, 1), max_size=20)


class _Reads:
    """A network that sees the brightness of the first pixel, and counts its looks."""

    def __init__(self) -> None:
        self.looks = 0

    def live_probability(self, image: RgbImage, box: Box) -> float:
        assert box == _BOX
        self.looks += 1
        return float(image[0, 0, 0]) / 255


def _frame(at_s: float, score: float) -> Frame:
    return Frame(np.full((80, 80, 3), round(255 * score), dtype=np.uint8), at_s, 0)


def test_too_few_frames_say_nothing() -> None:
    assert network_ratio([]) == NOTHING
    assert network_ratio([1.0] * (FRAMES - 1)) == NOTHING
    assert network_ratio([1.0] * FRAMES) != NOTHING


def test_one_odd_frame_does_not_count() -> None:
    assert visit_score([0.9, 0.0, 0.8]) == pytest.approx(0.8)
    assert visit_score([0.1, 1.0, 0.2]) == pytest.approx(0.2)


def test_a_picture_raised_mid_visit_does_not_live_on_the_face_before_it() -> None:
    face, picture = [0.99] * 6, [0.02] * FRAMES
    assert network_ratio(face).screen > 0 > network_ratio([*face, *picture]).screen


def test_living_faces_and_screens_come_out_on_their_sides() -> None:
    living, screen = network_ratio([0.99] * FRAMES), network_ratio([0.01] * FRAMES)
    assert living.flat > 0 > screen.flat
    assert living.screen > 0 > screen.screen
    assert living.frozen == screen.frozen == 0.0


@given(scores=_SCORES, more=_SCORES)
def test_looking_longer_wins_an_attack_nothing(scores: list[float], more: list[float]) -> None:
    before, after = network_ratio(scores), network_ratio([*scores, *more])
    if before != NOTHING:
        assert after.flat <= before.flat
        assert after.screen <= before.screen


@given(st.floats(0, 1), st.floats(0, 1), st.floats(-5, 5), st.floats(0, 3))
def test_a_line_rises_within_its_cap(one: float, other: float, offset: float, slope: float) -> None:
    line = Line(offset=offset, slope=slope)
    low, high = line.at(min(one, other)), line.at(max(one, other))
    assert -CAP <= low <= high <= CAP


def test_looks_at_frames_that_lie_apart() -> None:
    network = _Reads()
    looks = NetworkLooks(network)
    for tick in range(65):
        looks = looks.with_frame(_frame(tick / 100, 1.0), _BOX)
    assert network.looks == len(looks.scores) == 1 + int(0.64 / GAP_S)
    assert looks.log_ratio == network_ratio([1.0] * FRAMES)


def test_without_a_network_nothing_is_said() -> None:
    looks = NetworkLooks(None)
    for tick in range(10):
        looks = looks.with_frame(_frame(tick, 0.0), _BOX)
    assert looks.log_ratio == NOTHING
