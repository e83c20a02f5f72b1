"""The scene as a camera: deterministic, 30 a second, at its own pace where it must be."""

import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.scene import DEFAULT_SCRIPT, Chapter, Label, SceneSource
from kiosk.scene.lobby import HEIGHT_PX, WIDTH_PX
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
    means = [at(0, second).mean() for second in (1.0, 8.8, 20.2, 30.5, 43.0)]
    assert max(means) - min(means) > 5.0
    assert all(90.0 < mean < 200.0 for mean in means)
