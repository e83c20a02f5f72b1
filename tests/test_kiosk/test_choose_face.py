"""Whose face counts, by table and by property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.choose_face import choose_face, prominence
from models.types import Box, DetectedFace, TrackedFace

WIDTH_PX = 1280


def face(track_id: int, x: float, height_px: float) -> TrackedFace:
    half = height_px * 0.4
    box = Box(x - half, 300.0, x + half, 300.0 + height_px)
    return TrackedFace(track_id, DetectedFace(box, np.zeros((5, 2), np.float32), 0.99))


@pytest.mark.parametrize(
    ("faces", "chosen", "has_rival"),
    [
        ([], None, False),
        ([face(1, 640, 200)], 1, False),
        ([face(1, 40, 90)], 1, False),  # alone, even at the edge
        ([face(1, 560, 200), face(2, 760, 190)], 1, True),  # side by side
        ([face(1, 600, 220), face(2, 760, 90)], 1, False),  # one far behind
        ([face(1, 100, 200), face(2, 640, 200)], 2, False),  # one waiting aside
        ([face(1, 640, 100), face(2, 700, 220), face(3, 300, 90)], 2, False),
        ([face(1, 640, 100), face(2, 700, 220), face(3, 560, 210)], 2, True),
    ],
)
def test_who_counts(faces: list[TrackedFace], chosen: int | None, has_rival: bool) -> None:
    choice = choose_face(faces, WIDTH_PX)
    assert (choice.chosen.track_id if choice.chosen else None) == chosen
    assert choice.has_rival == has_rival


places = st.tuples(st.floats(-100, WIDTH_PX + 100), st.floats(30, 700))


@given(st.lists(places, min_size=1, max_size=6))
def test_order_does_not_matter_and_the_most_prominent_is_chosen(
    where: list[tuple[float, float]],
) -> None:
    faces = [face(i, x, h) for i, (x, h) in enumerate(where)]
    choice, reverse = choose_face(faces, WIDTH_PX), choose_face(faces[::-1], WIDTH_PX)
    assert choice.chosen is not None
    assert reverse.chosen is not None
    best = max(prominence(f, WIDTH_PX) for f in faces)
    assert prominence(choice.chosen, WIDTH_PX) == best
    assert prominence(reverse.chosen, WIDTH_PX) == best
    assert choice.has_rival == reverse.has_rival
