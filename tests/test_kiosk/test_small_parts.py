"""Stopwatch, replay clock, probe picture, decision line."""

import io

import numpy as np
import pytest
from PIL import Image

from db.records import AccessEvent, NewAccessEvent
from kiosk.clock import SystemClock
from kiosk.entry.probe_picture import head_crop_jpeg
from kiosk.recognition import network_threads
from kiosk.replay_clock import ReplayClock
from kiosk.tally import Tally, counted, decision_line
from models.types import Box, Frame
from tests.test_kiosk.fakes import NOON, FakeClock
from tests.test_kiosk.test_visit import GRANTED, row


def event(new: NewAccessEvent) -> AccessEvent:
    both = set(NewAccessEvent.__slots__) & set(AccessEvent.__slots__)
    known = {name: getattr(new, name) for name in both}
    return AccessEvent(id=1, has_thumbnail=True, **known)


def frame(at_s: float) -> Frame:
    return Frame(np.zeros((4, 4, 3), np.uint8), at_s, 0)


def test_a_replay_clock_runs_with_the_frames_and_never_back() -> None:
    clock = ReplayClock(FakeClock())
    assert clock.monotonic() == 0.0
    clock.show(frame(2.5))
    clock.show(frame(1.0))
    assert clock.monotonic() == 2.5
    assert clock.now() == NOON


def test_the_system_clock_is_aware_and_never_goes_back() -> None:
    clock = SystemClock()
    offset = clock.now().utcoffset()
    assert offset is not None
    assert offset.total_seconds() == 0
    assert clock.monotonic() <= clock.monotonic()


@pytest.mark.parametrize(
    "box", [Box(100, 80, 160, 160), Box(-30, -20, 60, 80), Box(0, 0, 320, 240)]
)
def test_the_probe_picture_shows_the_head(box: Box) -> None:
    image = np.zeros((240, 320, 3), np.uint8)
    image[max(0, int(box.top)) : int(box.bottom), max(0, int(box.left)) : int(box.right)] = 200
    picture = Image.open(io.BytesIO(head_crop_jpeg(image, box)))
    assert picture.format == "JPEG"
    assert max(picture.size) <= 192
    middle = np.asarray(picture)[picture.height // 2, picture.width // 2]
    assert middle == pytest.approx(200, abs=12)


def test_a_face_outside_the_picture_is_an_error() -> None:
    with pytest.raises(ValueError, match="outside"):
        head_crop_jpeg(np.zeros((240, 320, 3), np.uint8), Box(900, 900, 950, 950))


def test_a_decision_line_holds_outcome_who_why_and_how_long() -> None:
    line = decision_line(event(row()))
    assert line.split() == ["DENIED", "stranger", "not", "recognised", "1", "ms"]


def test_the_tally() -> None:
    tally = Tally()
    assert tally.summary(3) == "3 frames, 0 decisions: 0 granted, 0 denied."
    tally.add(event(GRANTED))
    assert tally.summary(9) == "9 frames, 1 decision: 1 granted, 0 denied."


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (4, 3), (64, 4)])
def test_a_core_is_left_to_camera_and_screen(cores: int, threads: int) -> None:
    assert network_threads(cores) == threads


@pytest.mark.parametrize(
    ("number", "nouns", "said"),
    [
        (1, ("photo",), "1 photo"),
        (0, ("photo",), "0 photos"),
        (1, ("person", "people"), "1 person"),
        (2, ("person", "people"), "2 people"),
    ],
)
def test_numbers_with_their_noun(number: int, nouns: tuple[str, ...], said: str) -> None:
    assert counted(number, *nouns) == said
