"""Whether somebody came into view, told on pictures whose truth is known."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.liveness.arrival import Arrival
from models.liveness.likelihood import NOTHING
from models.types import RgbImage

_SIZE = (160, 240, 3)
_CAME, _CUT = 1.5, -1.5


def doorway(seed: int = 1) -> RgbImage:
    """An empty room with something in it."""
    rng = np.random.default_rng(seed)
    rough = rng.integers(40, 200, (8, 12, 3)).astype(np.uint8)
    return cv2.resize(rough, (_SIZE[1], _SIZE[0]), interpolation=cv2.INTER_CUBIC)


ROOM = doorway()


def with_person(left_px: float, *, gain: float = 1.0, seed: int = 0) -> RgbImage:
    """The room with somebody in it whose left side is there; beyond 240 nobody."""
    picture = ROOM.copy()
    left = round(left_px)
    cv2.rectangle(picture, (left, 30), (left + 80, 160), (225, 190, 20), cv2.FILLED)
    noise = np.random.default_rng((seed, left + 999)).normal(0.0, 2.0, _SIZE)
    return np.clip(picture * gain + noise, 0, 255).astype(np.uint8)


def seen(
    pictures: Iterable[RgbImage], *, empty: int = 10, every_s: float = 0.05, gap_s: float = 0.0
) -> float:
    """What is said once a face is seen in the last picture."""
    arrival = Arrival()
    at_s = 100.0
    for _ in range(empty):
        arrival = arrival.with_doorway(
            with_person(999, seed=round(at_s * 100)), at_s, is_empty=True
        )
        at_s += 0.2
    at_s += gap_s
    for picture in pictures:
        arrival = arrival.with_doorway(picture, at_s, is_empty=False)
        at_s += every_s
    judged = arrival.with_face()
    assert judged.copies == ()
    assert judged.log_ratio.flat == judged.log_ratio.screen == 0.0
    return judged.log_ratio.frozen


def walking(speed_px: float, *, gain: float = 1.0) -> list[RgbImage]:
    """Somebody who comes in from the right side, by so much in each picture."""
    return [
        with_person(left, gain=gain, seed=k)
        for k, left in enumerate(np.arange(240.0, 80.0, -speed_px))
    ]


@pytest.mark.parametrize("speed_px", [2.0, 6.0, 12.0, 20.0])
@pytest.mark.parametrize("gain", [0.8, 1.0, 1.2])
def test_who_walks_into_the_picture_has_come(speed_px: float, gain: float) -> None:
    assert seen(walking(speed_px, gain=gain)) == _CAME


def test_who_grows_from_afar_has_come() -> None:
    def picture(share: float) -> RgbImage:
        picture = ROOM.copy()
        half, top = round(40 * share), round(150 - 120 * share)
        cv2.rectangle(picture, (120 - half, top), (120 + half, 150), (225, 190, 20), cv2.FILLED)
        return picture

    assert seen([picture(share) for share in np.linspace(0.1, 1.0, 25)]) == _CAME


@given(st.integers(0, 150), st.integers(1, 20), st.floats(0.85, 1.15))
@settings(deadline=None, max_examples=25)
def test_who_is_there_from_one_picture_to_the_next_is_cut_in(
    left_px: int, stays: int, gain: float
) -> None:
    assert seen([with_person(left_px, gain=gain, seed=k) for k in range(stays)]) == _CUT


def test_who_is_cut_in_and_comes_nearer_is_cut_in() -> None:
    """The longer a face is not usable at first, the less of the end is the cut."""

    def picture(half: int) -> RgbImage:
        picture = ROOM.copy()
        cv2.rectangle(picture, (120 - half, 30), (120 + half, 160), (225, 190, 20), cv2.FILLED)
        return picture

    assert seen([picture(round(half)) for half in np.linspace(30, 60, 100)]) == _CUT


def test_a_large_step_of_somebody_who_comes_says_nothing() -> None:
    assert seen([with_person(180), *[with_person(165, seed=k) for k in range(9)]]) == 0.0


def test_what_was_not_seen_says_nothing() -> None:
    standing = [with_person(80, seed=k) for k in range(5)]
    assert seen(standing, empty=0) == 0.0  # there from the beginning
    assert seen(standing, gap_s=1.0) == 0.0  # who knows what happened in between
    assert seen(walking(12.0), every_s=0.5) == 0.0
    assert seen([with_person(999)] * 5) == 0.0  # nobody is there to be seen
    assert Arrival().with_face().log_ratio == NOTHING


def test_a_doorway_that_was_never_empty_says_nothing() -> None:
    arrival = Arrival()
    for k in range(20):
        arrival = arrival.with_doorway(with_person(80, seed=k), 5.0 + k * 0.1, is_empty=False)
    assert arrival.with_face().log_ratio == NOTHING


def test_another_size_of_pictures_says_nothing() -> None:
    arrival = Arrival().with_doorway(ROOM, 1.0, is_empty=True)
    arrival = arrival.with_doorway(ROOM[:, :200].copy(), 1.1, is_empty=False)
    assert arrival.with_face().log_ratio == NOTHING


def test_only_the_last_seconds_are_kept_and_what_was_judged_stays() -> None:
    arrival = Arrival()
    for k in range(200):
        arrival = arrival.with_doorway(ROOM, k * 0.1, is_empty=True)
    assert 55 <= len(arrival.copies) <= 62
    judged = Arrival(log_ratio=arrival.log_ratio)
    assert judged.with_face() is judged
