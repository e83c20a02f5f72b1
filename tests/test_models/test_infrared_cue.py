"""What a face in an infrared picture, or its absence, says of a visit."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.liveness.infrared import (
    FEWEST,
    GAP_S,
    KEPT,
    LEAST_FLAT,
    LEAST_SCREEN,
    MOST_SCREEN,
    InfraredLooks,
    Look,
    infrared_ratio,
    look_at,
)
from models.liveness.likelihood import NOTHING
from models.types import Box, DetectedFace, Frame, GreyImage, RgbImage

WIDTH, HEIGHT = 640, 480
BOX = Box(280, 170, 360, 270)  # of the colour picture's face, near its middle
LOOKS = st.integers(0, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def face(box: Box) -> DetectedFace:
    return DetectedFace(box, np.zeros((5, 2), np.float32), 0.99)


def moved(box: Box, *, right: float = 0.0, down: float = 0.0, times: float = 1.0) -> Box:
    (x, y), half_x, half_y = box.centre, times * box.width_px / 2, times * box.height_px / 2
    return Box(x + right - half_x, y + down - half_y, x + right + half_x, y + down + half_y)


def finding(*boxes: Box) -> Callable[[RgbImage], Sequence[DetectedFace]]:
    return lambda _image: [face(box) for box in boxes]


def lit() -> GreyImage:
    """A room whose two halves differ, as anything lit does."""
    picture = np.full((HEIGHT, WIDTH), 60, np.uint8)
    picture[:, WIDTH // 2 :] = 150
    return picture


def even(level: int) -> GreyImage:
    return np.full((HEIGHT, WIDTH), level, np.uint8)


@pytest.mark.parametrize(
    ("infrared", "boxes", "says"),
    [
        (lit(), [BOX], Look.FOUND),
        (lit(), [], Look.ABSENT),
        (lit(), [moved(BOX, right=0.24 * WIDTH)], Look.FOUND),
        (lit(), [moved(BOX, right=0.26 * WIDTH)], Look.ABSENT),
        (lit(), [moved(BOX, down=-0.2 * WIDTH)], Look.FOUND),
        (lit(), [moved(BOX, times=1.9)], Look.FOUND),
        (lit(), [moved(BOX, times=2.1)], Look.ABSENT),
        (lit(), [moved(BOX, times=0.6)], Look.FOUND),
        (lit(), [moved(BOX, times=0.4)], Look.ABSENT),
        (lit(), [BOX, moved(BOX, right=200, times=0.3)], Look.FOUND),  # a small one far behind
        (lit(), [BOX, moved(BOX, right=200)], Look.UNCLEAR),  # which of the two?
        (even(90), [BOX], Look.FOUND),
        (even(90), [], Look.UNCLEAR),  # nothing at all is to be seen
        (even(255), [], Look.UNCLEAR),
        (np.where(lit() > 100, 255, 200).astype(np.uint8), [], Look.ABSENT),
    ],
)
def test_what_one_picture_tells(infrared: GreyImage, boxes: list[Box], says: Look) -> None:
    assert look_at(infrared, BOX, (WIDTH, HEIGHT), finding(*boxes)) is says


def test_a_head_alone_in_the_dark_tells_no_absence() -> None:
    """Structure where the face would be is no proof that anything else is exposed."""
    picture = even(30)
    picture[170:270, 280:360] = 120
    assert look_at(picture, BOX, (WIDTH, HEIGHT), finding()) is Look.UNCLEAR


@pytest.mark.parametrize("shape", [(240, 320), (960, 1280), (640, 640), (300, 640)])
def test_pictures_of_other_sizes_meet_in_their_middles(shape: tuple[int, int]) -> None:
    """A face in the middle of one is in the middle of the other, and as wide a share of it."""
    middle = Box(WIDTH / 2 - 40, HEIGHT / 2 - 50, WIDTH / 2 + 40, HEIGHT / 2 + 50)
    seen: list[tuple[int, ...]] = []

    def find(image: RgbImage) -> list[DetectedFace]:
        seen.append(image.shape)
        high = image.shape[0]
        return [face(Box(280, high / 2 - 50, 360, high / 2 + 50))]

    infrared = np.zeros(shape, np.uint8)
    assert look_at(infrared, middle, (WIDTH, HEIGHT), find) is Look.FOUND
    assert seen == [(round(shape[0] * WIDTH / shape[1]), WIDTH, 3)]


def test_a_living_head_and_a_screen_come_out_on_their_sides() -> None:
    head, screen = infrared_ratio(4, 4), infrared_ratio(0, 4)
    assert head.screen == MOST_SCREEN
    assert screen.screen == LEAST_SCREEN
    assert (head.flat, screen.flat) == (0.0, LEAST_FLAT)  # of a print a face there says nothing
    assert head.frozen == screen.frozen == 0.0


@given(LOOKS)
def test_no_more_is_said_than_the_caps_and_nothing_of_too_few(counts: tuple[int, int]) -> None:
    found, looks = counts
    said = infrared_ratio(found, looks)
    assert LEAST_SCREEN <= said.screen <= MOST_SCREEN
    assert LEAST_FLAT <= said.flat <= 0.0
    assert said.frozen == 0.0
    if looks < FEWEST:
        assert said == NOTHING


@given(LOOKS)
def test_a_face_found_once_more_never_speaks_against_a_head(counts: tuple[int, int]) -> None:
    found, looks = counts
    before, after = infrared_ratio(found, looks), infrared_ratio(found + 1, looks + 1)
    missed = infrared_ratio(found, looks + 1)
    if looks >= FEWEST:
        assert after.screen >= before.screen >= missed.screen
        assert after.flat >= before.flat >= missed.flat


def watched(
    pictures: Sequence[GreyImage | None], boxes: list[Box], *, fps: float
) -> tuple[InfraredLooks, int]:
    """Watch a face with an infrared picture of each frame; count in how many it was sought."""
    searched = 0

    def find(image: RgbImage) -> list[DetectedFace]:
        nonlocal searched
        searched += 1
        return [face(box) for box in boxes if image.max() > 20]  # none in the dark

    looks = InfraredLooks(find)
    colour = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for index, infrared in enumerate(pictures):
        looks = looks.with_frame(Frame(colour, index / fps, index, infrared), BOX)
    return looks, searched


def test_it_looks_now_and_then_only() -> None:
    looks, searched = watched([lit()] * 30, [BOX], fps=30.0)
    assert searched == len(looks.found) == 4  # every eighth frame
    assert looks.log_ratio.screen == MOST_SCREEN


def test_without_an_infrared_picture_nothing_is_said() -> None:
    looks, searched = watched([None] * 30, [BOX], fps=10.0)
    assert (searched, looks.log_ratio) == (0, NOTHING)
    blind = InfraredLooks(None)
    frame = Frame(np.zeros((HEIGHT, WIDTH, 3), np.uint8), 0.0, 0, lit())
    assert blind.with_frame(frame, BOX) is blind


def test_a_covered_lens_says_nothing() -> None:
    looks, searched = watched([even(0)] * 30, [], fps=10.0)
    assert (searched, looks.log_ratio) == (0, NOTHING)


def test_a_lamp_that_lights_every_second_picture_is_waited_for() -> None:
    """At this rate every look would fall on a dark picture, were those looked at."""
    looks, _ = watched([even(4), lit()] * 16, [BOX], fps=2 / GAP_S)
    assert len(looks.found) >= FEWEST
    assert looks.log_ratio.screen == MOST_SCREEN


def test_a_screen_raised_mid_visit_does_not_live_on_the_face_before_it() -> None:
    looks, _ = watched([lit()] * 3, [BOX], fps=2.0)
    assert looks.log_ratio.screen > 0.0
    looks = InfraredLooks(finding(), looks.found, looks.looked_s)
    colour = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for index in range(3, 3 + KEPT):
        looks = looks.with_frame(Frame(colour, index / 2, index, lit()), BOX)
    assert looks.log_ratio.screen == LEAST_SCREEN
