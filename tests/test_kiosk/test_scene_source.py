"""The scene as a camera: deterministic, 30 a second, at its own pace where it must be."""

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.scene import DEFAULT_SCRIPT, GRACE_HOPPER, Chapter, Label, SceneSource
from kiosk.scene.figure import make_figure
from kiosk.scene.lobby import HEIGHT_PX, WIDTH_PX
from kiosk.scene.portraits import load_portrait
from kiosk.scene.pose import Pose
from kiosk.scene.script import Keyframe, Visitor
from kiosk.scene.source import Stage
from models.liveness.step import Step
from models.types import Frame, RgbImage
from tests.test_kiosk.fakes import FakeClock

EMPTY = (Chapter(Label.NOBODY, 0.0, 0.2),)


def played(source: SceneSource, most: int) -> list[Frame]:
    source.open()
    try:
        frames = [source.read() for _ in range(most)]
    finally:
        source.close()
    return [frame for frame in frames if frame is not None]


def at(seed: int, at_s: float) -> RgbImage:
    """Return the picture of one moment of the default scene."""
    start = next(c for c in DEFAULT_SCRIPT if c.start_s <= at_s < c.end_s)
    rest = Chapter(start.label, 0.0, start.end_s - start.start_s, start.visitors)
    source = SceneSource(seed, script=(rest,))
    source.open()
    assert source._stage is not None
    return source._stage.picture(round((at_s - start.start_s) * 30))


def test_frames_are_720p_at_thirty_a_second() -> None:
    frames = played(SceneSource(script=EMPTY), 4)
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert [frame.captured_s for frame in frames] == pytest.approx([0, 1 / 30, 2 / 30, 3 / 30])
    assert all((frame.width_px, frame.height_px) == (WIDTH_PX, HEIGHT_PX) for frame in frames)
    assert (WIDTH_PX, HEIGHT_PX) == (1280, 720)


def test_the_same_seed_gives_the_same_pictures_and_another_seed_others() -> None:
    first, again, other = at(3, 12.0), at(3, 12.0), at(4, 12.0)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_no_two_frames_are_the_same_even_of_an_empty_room() -> None:
    """A stuck camera delivers the same picture again; a living one never does."""
    frames = played(SceneSource(script=EMPTY), 6)
    pictures = {frame.image.tobytes() for frame in frames}
    assert len(pictures) == 6


def test_it_ends_where_the_script_ends() -> None:
    source = SceneSource(script=EMPTY)
    assert source.frame_count == 6
    assert len(played(source, 9)) == 6


def test_a_loop_begins_again_and_time_goes_on() -> None:
    frames = played(SceneSource(script=EMPTY, loop=True), 8)
    assert np.array_equal(frames[6].image, frames[0].image)
    assert frames[7].captured_s == pytest.approx(7 / 30)
    assert frames[7].index == 7


GRACE = Visitor(GRACE_HOPPER, (Keyframe(0.0, Pose()), Keyframe(9.0, Pose(x_m=0.01))), (0.0, 9.0))
STANDING = (Chapter(Label.FIRST_VISIT, 0.0, 1.5, (GRACE,)),)


def after_asking(step: Step | None, source: SceneSource) -> RgbImage:
    """Return the picture of a second after an ask, which is heard with the tenth frame."""
    source.open()
    for frame in iter(source.read, None):
        if frame.index == 10:
            source.hear(step, frame.captured_s)
        if frame.index == 40:
            return frame.image
    raise AssertionError("The scene has ended.")


def test_whoever_is_asked_turns_and_asking_the_same_gives_the_same_pictures() -> None:
    unasked, left = (after_asking(step, SceneSource(script=STANDING)) for step in (None, Step.LEFT))
    assert not np.array_equal(unasked, left)
    assert np.array_equal(left, after_asking(Step.LEFT, SceneSource(script=STANDING)))
    right = after_asking(Step.RIGHT, SceneSource(script=STANDING))
    assert not np.array_equal(left, right)


def test_what_was_asked_is_forgotten_when_the_scene_is_opened_again() -> None:
    source = SceneSource(script=STANDING)
    unasked = after_asking(None, source)
    after_asking(Step.LEFT, source)
    assert np.array_equal(unasked, after_asking(None, source))


def test_what_a_looping_scene_is_asked_is_done_in_its_present_round() -> None:
    source = SceneSource(script=STANDING, loop=True)
    source.open()
    shown = {}
    for frame in iter(source.read, None):
        if frame.index in {10, 45 + 10}:
            source.hear(Step.LEFT if frame.index > 45 else None, frame.captured_s)
        if frame.index in {40, 45 + 40}:
            shown[frame.index] = frame.image
        if frame.index == 45 + 40:
            break
    assert np.array_equal(shown[40], after_asking(None, SceneSource(script=STANDING)))
    assert np.array_equal(shown[85], after_asking(Step.LEFT, SceneSource(script=STANDING)))


def test_a_paced_scene_counts_an_ask_from_when_its_frame_was_shown() -> None:
    clock = FakeClock()
    clock.s = 7000.0
    source = SceneSource(script=STANDING, paced=True, clock=clock)
    source.open()
    shown = None
    for index in range(41):
        clock.s = 7000.0 + (index + 0.5) / 30
        shown = source.read()
        assert shown is not None
        if index == 10:
            source.hear(Step.LEFT, shown.captured_s)
    assert shown is not None
    assert np.array_equal(shown.image, after_asking(Step.LEFT, SceneSource(script=STANDING)))


def test_a_face_is_never_quite_at_rest() -> None:
    """A stiff mask is a picture; here only jaw, mouth, cheeks and brows move, and noise is off."""
    stage = Stage(0, STANDING)
    figure = make_figure(load_portrait(GRACE_HOPPER))
    moved = [stage._faces[GRACE_HOPPER].at(at_s) for at_s in (0.0, 0.5)]
    assert moved[0].shape == figure.points.shape
    assert 0.002 < np.abs(moved[1] - moved[0]).max() < 0.05


def test_opening_again_begins_at_the_beginning() -> None:
    source = SceneSource(script=EMPTY)
    first, second = played(source, 2), played(source, 2)
    assert [frame.index for frame in second] == [0, 1]
    assert np.array_equal(first[0].image, second[0].image)


def test_a_paced_scene_leaves_out_what_the_reader_was_too_slow_for() -> None:
    clock = FakeClock()
    source = SceneSource(script=EMPTY, paced=True, loop=True, clock=clock)
    assert source.is_live
    source.open()
    first = source.read()
    clock.s += 3.5 / 30
    late = source.read()
    source.close()
    assert first is not None
    assert late is not None
    assert late.captured_s - first.captured_s == pytest.approx(3 / 30)
    assert late.index == 1


def test_a_paced_scene_waits_for_the_next_frame() -> None:
    clock = FakeClock()
    source = SceneSource(script=EMPTY, paced=True, clock=clock)
    waited: list[float] = []

    def wait(timeout_s: float) -> bool:
        waited.append(timeout_s)
        clock.s += timeout_s
        return False

    source._wait.wait = wait  # type: ignore[method-assign, assignment]
    source.open()
    source.read()
    source.read()
    source.close()
    assert sum(waited) == pytest.approx(1 / 30)


def test_a_scene_that_is_not_open_is_refused() -> None:
    source = SceneSource(script=EMPTY)
    with pytest.raises(KioskError, match="not open"):
        source.read()
    source.open()
    source.close()
    source.close()
    with pytest.raises(KioskError, match="not open"):
        source.read()


def test_a_scene_without_chapters_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a chapter"):
        SceneSource(script=())


def test_its_light_changes_and_its_pictures_are_well_exposed() -> None:
    means = [at(0, second).mean() for second in (1.0, 8.8, 21.9, 32.5, 45.0)]
    assert max(means) - min(means) > 5.0
    assert all(90.0 < mean < 200.0 for mean in means)
