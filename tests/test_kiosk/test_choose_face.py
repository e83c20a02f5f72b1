"""Whose face counts, by table and by property."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.entry.choose_face import Choice, Standing, choose_face, prominence
from models.types import Box, DetectedFace, TrackedFace

WIDTH_PX, HEIGHT_PX = 1280, 720
NEAR_SHARE = 0.05  # 36 pixels between the eyes: a face 90 pixels high


def face(track_id: int, x: float, height_px: float) -> TrackedFace:
    half = height_px * 0.4
    box = Box(x - half, 300.0, x + half, 300.0 + height_px)
    landmarks = np.zeros((5, 2), np.float32)
    landmarks[1, 0] = 0.4 * height_px
    return TrackedFace(track_id, DetectedFace(box, landmarks, 0.99))


def choose(faces: list[TrackedFace]) -> Choice:
    return choose_face(faces, width_px=WIDTH_PX, height_px=HEIGHT_PX, near_share=NEAR_SHARE)


@pytest.mark.parametrize(
    ("faces", "chosen", "standing"),
    [
        ([], None, Standing.NOBODY),
        ([face(1, 640, 30)], None, Standing.NOBODY),  # somebody at the far end of the lobby
        ([face(1, 640, 60)], 1, Standing.FAR),
        ([face(1, 640, 60), face(2, 660, 60)], 1, Standing.FAR),
        ([face(1, 640, 200)], 1, Standing.IN_FRONT),
        ([face(1, 640, 91)], 1, Standing.IN_FRONT),
        ([face(1, 300, 200)], 1, Standing.IN_FRONT),
        ([face(1, 140, 200)], 1, Standing.ASIDE),
        ([face(1, 1200, 200)], 1, Standing.ASIDE),
        ([face(1, 560, 200), face(2, 760, 190)], 1, Standing.CROWDED),
        ([face(1, 600, 220), face(2, 760, 90)], 1, Standing.IN_FRONT),  # one behind
        ([face(1, 100, 200), face(2, 640, 200)], 2, Standing.IN_FRONT),  # one waiting aside
        ([face(1, 60, 200), face(2, 640, 60)], 1, Standing.ASIDE),  # the other one is far
        ([face(1, 640, 100), face(2, 700, 220), face(3, 300, 90)], 2, Standing.IN_FRONT),
        ([face(1, 640, 100), face(2, 700, 220), face(3, 560, 210)], 2, Standing.CROWDED),
    ],
)
def test_who_counts(faces: list[TrackedFace], chosen: int | None, standing: Standing) -> None:
    choice = choose(faces)
    assert (choice.chosen.track_id if choice.chosen else None) == chosen
    assert choice.standing is standing


places = st.tuples(st.floats(-100, WIDTH_PX + 100), st.floats(90.1, 700))


@given(st.lists(places, min_size=1, max_size=6))
def test_order_does_not_matter_and_the_most_prominent_is_chosen(
    where: list[tuple[float, float]],
) -> None:
    faces = [face(i, x, h) for i, (x, h) in enumerate(where)]
    choice, reverse = choose(faces), choose(faces[::-1])
    assert choice.chosen is not None
    assert reverse.chosen is not None
    best = max(prominence(f, WIDTH_PX) for f in faces)
    assert prominence(choice.chosen, WIDTH_PX) == best
    assert prominence(reverse.chosen, WIDTH_PX) == best
    assert choice.standing is reverse.standing
