"""The empty doorway: how it is learnt, and who is believed before it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.liveness.backdrop import Backdrop, in_its_light
from models.liveness.backdrop_cue import BackdropLooks
from models.liveness.likelihood import NOTHING, Cue, LogRatio
from models.liveness.observer import Glimpse, Observer, Unwatched
from models.types import Box, DetectedFace, Frame, RgbImage
from tests.test_models.doorway_pictures import (
    LANDMARKS,
    Painted,
    before_a_face,
    cut_out,
    doorway,
    filling,
    learnt,
    long_haired,
    oval,
    person,
    phone,
    seen,
    tight,
    visit,
    wall,
)

ROOM = doorway()
BACKDROP = learnt(ROOM)
MOST = 3.0


def says(
    backdrop: Backdrop,
    painted: Painted,
    room: RgbImage = ROOM,
    gain: tuple[float, ...] | float = 1.0,
) -> LogRatio:
    looks = BackdropLooks(backdrop)
    for image, at_s in visit(room, painted, gain):
        looks = looks.with_face(image, LANDMARKS, at_s)
    return looks.log_ratio


def on(backdrop: Backdrop, scene: RgbImage, from_s: float, to_s: float, step_s: float) -> Backdrop:
    """Return what is learnt from a scene without a face that is watched for a while."""
    for number, at_s in enumerate(np.arange(from_s, to_s, step_s)):
        backdrop = backdrop.with_doorway(seen(scene, number), float(at_s), is_empty=True)
    return backdrop


@pytest.mark.parametrize("room", [ROOM, doorway(1), wall()], ids=["room", "another", "wall"])
def test_a_head_before_the_known_doorway_is_believed(room: RgbImage) -> None:
    found = says(learnt(room), person, room)
    assert found.flat == found.screen == MOST
    assert found.frozen == 0.0


@pytest.mark.parametrize("room", [ROOM, wall()], ids=["room", "wall"])
@pytest.mark.parametrize(
    "shown", [phone, tight, oval, before_a_face, filling, cut_out, long_haired]
)
def test_what_has_another_surround_is_not_and_hair_is_no_fault(
    shown: Painted, room: RgbImage
) -> None:
    found = says(learnt(room), shown, room)
    assert -0.1 <= found.screen <= 0.0
    assert -0.1 <= found.flat <= 0.0


NEAR = ROOM[:335]  # the picture ends 2.7 eye distances below the eyes


def test_a_head_so_near_that_its_shoulders_are_cut_off_is_believed() -> None:
    assert says(learnt(NEAR), person, NEAR).screen == MOST


@pytest.mark.parametrize("shown", [phone, tight, oval, before_a_face, filling, cut_out])
def test_what_has_another_surround_is_not_believed_for_being_near(shown: Painted) -> None:
    assert says(learnt(NEAR), shown, NEAR).screen <= 0.0


@pytest.mark.parametrize("gain", [0.85, 1.15, (1.03, 1.0, 0.97), (0.88, 0.85, 0.83)])
def test_the_exposure_may_change_when_somebody_comes(gain: tuple[float, ...] | float) -> None:
    assert says(BACKDROP, person, gain=gain).screen == MOST
    assert says(BACKDROP, phone, gain=gain).screen <= 0.0


def test_another_room_or_a_changed_one_says_nothing_for_a_head() -> None:
    assert says(BACKDROP, person, doorway(2)).screen <= 0.0
    assert says(learnt(wall()), person, wall() // 2).screen <= 0.0  # the lamp is out


@pytest.mark.parametrize("off", [(9, 9, -9), (-8, 8, 0), (12, 0, 0)])
def test_a_picture_before_a_plain_wall_must_have_its_very_colour(off: tuple[int, ...]) -> None:
    def almost(picture: RgbImage) -> None:
        picture[60:440, 200:440] = wall()[60:440, 200:440] + np.array(off)
        person(picture)

    assert says(learnt(wall()), almost, wall()).screen <= 0.0


def test_it_says_nothing_before_it_is_learnt_and_once_nobody_has_confirmed_it_for_long() -> None:
    assert says(Backdrop(), person) == NOTHING
    assert says(on(Backdrop(), ROOM, -9.0, -8.0, 0.05), person) == NOTHING  # many, in one second
    assert says(on(Backdrop(), ROOM, -9.0, 0.0, 2.0), person) == NOTHING  # few, over many
    assert says(learnt(ROOM, until_s=-3600.0), person) == NOTHING
    other_size = learnt(np.ascontiguousarray(ROOM[:360]))
    assert says(other_size, person) == NOTHING


def test_one_look_is_not_enough() -> None:
    looks = BackdropLooks(BACKDROP)
    for image, _ in visit(ROOM, person):
        looks = looks.with_face(image, LANDMARKS, 0.0)
    assert looks.log_ratio == NOTHING


def test_a_face_teaches_nothing_nor_what_is_seen_soon_after() -> None:
    scene = ROOM.copy()
    phone(scene)
    backdrop = BACKDROP
    for number in range(40):
        at_s = 0.2 * number
        is_empty = number % 8 != 0  # the tracker loses the face again and again
        backdrop = backdrop.with_doorway(seen(scene, number), at_s, is_empty=is_empty)
    assert backdrop.mean is BACKDROP.mean
    assert backdrop.frames == BACKDROP.frames


def test_what_is_put_before_the_door_is_distrusted_for_ten_minutes() -> None:
    poster = ROOM.copy()
    poster[80:400, 180:460] = 200
    soon = on(BACKDROP, poster, 0.0, 590.0, 20.0)
    assert soon.mean is BACKDROP.mean  # what is held before it is still compared with the room
    later = on(on(soon, poster, 590.0, 606.0, 5.0), poster, 606.0, 609.0, 0.2)
    assert later.known(610.0) is not None
    assert later.mean is not None
    assert abs(float(later.mean[100, 160].mean()) - 200.0) < 3.0


def test_somebody_who_passes_by_is_forgotten() -> None:
    scene = ROOM.copy()
    scene[100:480, 80:240] = 40  # without a face
    passed = on(on(BACKDROP, scene, 0.0, 30.0, 0.5), ROOM, 30.0, 31.0, 0.25)
    assert passed.changed_s is None
    again = on(on(passed, scene, 31.0, 595.0, 20.0), ROOM, 595.0, 596.0, 0.25)
    assert again.frames > passed.frames > BACKDROP.frames  # never started over


def test_the_light_of_the_day_is_followed() -> None:
    backdrop = BACKDROP
    for step in range(150):
        scene = np.clip(ROOM * (1.0 - 0.003 * step), 0, 255).astype(np.uint8)
        backdrop = backdrop.with_doorway(seen(scene, step), 2.0 * step, is_empty=True)
    assert backdrop.changed_s is None
    evening = np.clip(ROOM * 0.55, 0, 255).astype(np.uint8)
    looks = BackdropLooks(backdrop)
    for image, at_s in visit(evening, person):
        looks = looks.with_face(image, LANDMARKS, 300.0 + at_s)
    assert looks.log_ratio.screen == MOST


@settings(max_examples=25, deadline=None)
@given(
    exposure=st.floats(0.76, 1.3),
    colour=st.tuples(*[st.floats(0.97, 1.03)] * 3),
    hidden=st.floats(0.0, 0.45),
    seed=st.integers(0, 99),
)
def test_the_light_is_found_whatever_hides_less_than_half_of_the_view(
    exposure: float, colour: tuple[float, float, float], hidden: float, seed: int
) -> None:
    room = doorway(seed)[::2, ::2].astype(np.float32)
    gains = exposure * np.array(colour)
    scene = np.clip(room * gains, 0, 255)
    scene[:, : round(hidden * scene.shape[1])] = np.random.default_rng(seed).integers(20, 235, 3)
    found = in_its_light(room, scene.astype(np.float32))
    assert found is not None
    kept = room.min(axis=2) > 10
    assert (found / room)[kept].mean(axis=0) == pytest.approx(gains, rel=0.012)


@given(st.lists(st.floats(0.0, 1.0), max_size=8), st.floats(0.0, 1.0))
def test_it_never_says_more_than_was_measured_and_more_rays_never_say_less(
    shares: list[float], more: float
) -> None:
    found = BackdropLooks(BACKDROP, seen=tuple(shares)).log_ratio
    better = tuple(min(1.0, share + more) for share in shares)
    assert -0.1 <= found.screen <= MOST
    assert found.screen <= BackdropLooks(BACKDROP, seen=better).log_ratio.screen
    assert found.frozen == 0.0


def glimpse(image: RgbImage, at_s: float) -> Glimpse:
    face = DetectedFace(Box(250, 110, 390, 300), LANDMARKS, 0.99)
    return Glimpse(Frame(image, at_s, 0), face)


@pytest.mark.parametrize(("painted", "most"), [(person, MOST), (phone, 0.0)])
def test_an_observer_brings_the_doorway_into_each_visit(painted: Painted, most: float) -> None:
    unseen = Observer()
    for number in range(16):
        frame = Frame(seen(ROOM, number), 0.2 * (number - 16), number)
        unseen = unseen.with_doorway(frame, is_empty=True)
    assert unseen.evidence[Cue.BACKDROP] == NOTHING
    watched = unseen
    for image, at_s in visit(ROOM, painted):
        watched = watched.with_glimpse(glimpse(image, at_s))
    assert watched.evidence[Cue.BACKDROP].screen == pytest.approx(most, abs=0.1)
    assert replace(unseen).evidence[Cue.BACKDROP] == NOTHING
    assert Unwatched().with_doorway(glimpse(ROOM, 0.0).frame, is_empty=True).backdrop.seen == ()
