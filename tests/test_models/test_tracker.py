from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.detector import MtcnnDetector
from models.tracker import FaceTracker
from models.types import Box, DetectedFace, Frame, RgbImage, TrackedFace
from tests.test_models.faces import face_at

BLANK = np.zeros((8, 8, 3), dtype=np.uint8)


class ScriptedDetector:
    """Plays a script: for each frame, the faces that are there."""

    def __init__(self, script: list[list[DetectedFace]]) -> None:
        self._script = script
        self.now = -1
        self.calls: list[str] = []
        self.lost: set[int] = set()  # frames on which following fails

    def detect(self, image: RgbImage) -> tuple[DetectedFace, ...]:
        self.calls.append("detect")
        return tuple(sorted(self._script[self.now], key=lambda face: -face.box.area_px))

    def follow(self, image: RgbImage, box: Box) -> DetectedFace | None:
        self.calls.append("follow")
        if self.now in self.lost:
            return None
        near = [face for face in self._script[self.now] if face.box.overlap(box) > 0]
        return max(near, key=lambda face: face.box.overlap(box), default=None)


class Stage:
    """A tracker, its detector and the frames between them."""

    def __init__(self, script: list[list[DetectedFace]], detect_every: int = 100) -> None:
        self.detector = ScriptedDetector(script)
        self.tracker = FaceTracker(self.detector, detect_every=detect_every)

    def step(self, frame_s: float = 1 / 30, at_s: float | None = None) -> tuple[TrackedFace, ...]:
        self.detector.now += 1
        now = self.detector.now
        captured_s = now * frame_s if at_s is None else at_s
        return self.tracker.update(Frame(BLANK, captured_s=captured_s, index=now))

    def ids(self, count: int) -> list[list[int]]:
        return [[track.track_id for track in self.step()] for _ in range(count)]


def walk(count: int, step_px: float = 5.0, left: float = 0.0) -> list[list[DetectedFace]]:
    return [[face_at(left + step_px * i, 0)] for i in range(count)]


def test_one_face_keeps_its_number_and_costs_one_search() -> None:
    stage = Stage(walk(20))
    assert stage.ids(20) == [[1]] * 20
    assert stage.detector.calls == ["detect"] + ["follow"] * 19


def test_the_whole_frame_is_searched_every_few_frames() -> None:
    stage = Stage(walk(9), detect_every=4)
    stage.ids(9)
    assert stage.detector.calls == (["detect"] + ["follow"] * 3) * 2 + ["detect"]


def test_detect_every_one_never_follows() -> None:
    stage = Stage(walk(5), detect_every=1)
    assert stage.ids(5) == [[1]] * 5
    assert stage.detector.calls == ["detect"] * 5


def test_while_nobody_is_there_each_frame_is_searched() -> None:
    stage = Stage([[], [], [face_at(0, 0)]])
    assert stage.ids(3) == [[], [], [1]]
    assert stage.detector.calls == ["detect"] * 3


def test_where_following_fails_the_same_frame_is_searched() -> None:
    stage = Stage(walk(4))
    stage.detector.lost = {2}
    assert stage.ids(4) == [[1]] * 4  # the search found the face just where it had been
    assert stage.detector.calls == ["detect", "follow", "follow", "detect", "follow"]


def test_a_face_that_leaves_ends_its_track_and_its_number_is_not_used_again() -> None:
    stage = Stage([[face_at(0, 0)], [], [face_at(0, 0)], [face_at(0, 0)]])
    assert stage.ids(4) == [[1], [], [2], [2]]


def test_a_newcomer_is_seen_at_the_next_search() -> None:
    both = [face_at(0, 0), face_at(300, 0, side=80)]
    stage = Stage([[face_at(0, 0)], both, both, both], detect_every=3)
    assert stage.ids(4) == [[1], [1], [1], [1, 2]]


def test_a_jump_is_another_face() -> None:
    stage = Stage([[face_at(0, 0)], [face_at(80, 0)], [face_at(80, 0)]])
    assert stage.ids(3) == [[1], [2], [2]]


@pytest.mark.parametrize("detect_every", [1, 3, 100])
def test_one_who_walks_in_quickly_gets_a_second_number_and_keeps_it(detect_every: int) -> None:
    """The first step is too long to be beyond doubt; from then on the next one is expected."""
    there = [*(70.0 * i for i in range(6)), 350.0, 350.0]  # and stops all at once
    stage = Stage([[face_at(left, 0)] for left in there], detect_every=detect_every)
    assert stage.ids(len(there)) == [[1]] + [[2]] * (len(there) - 1)


def test_a_dropped_frame_makes_a_longer_step_of_the_same_motion() -> None:
    stage = Stage([[face_at(left, 0)] for left in (0, 40, 80, 160, 200)])
    times_s = (0.0, 0.05, 0.1, 0.2, 0.25)
    seen = [[t.track_id for t in stage.step(at_s=at_s)] for at_s in times_s]
    assert seen == [[1]] * 5


def test_who_comes_against_the_motion_is_another() -> None:
    """It left to the right; what is there at the next look did not come along."""
    stage = Stage([[face_at(left, 0)] for left in (0, 40, 80, 0)])
    assert stage.ids(4) == [[1], [1], [1], [2]]


def test_somebody_where_the_motion_leads_makes_doubt() -> None:
    """Two faces, one where the track was and one where it was going: neither is beyond doubt."""
    stage = Stage(
        [[face_at(0, 0)], [face_at(50, 0)], [face_at(45, 0), face_at(110, 0)]], detect_every=1
    )
    assert stage.ids(3) == [[1], [2], [3, 4]]


def test_a_search_that_finds_it_elsewhere_starts_another_track() -> None:
    stage = Stage([[face_at(0, 0)], [face_at(60, 0)]], detect_every=1)
    assert stage.ids(2) == [[1], [2]]


def test_two_people_who_cross_are_never_joined() -> None:
    script = [[face_at(10 * i, 0), face_at(300 - 10 * i, 20)] for i in range(30)]
    stage = Stage(script, detect_every=5)
    seen = [{t.track_id: t.face.box.left for t in stage.step()} for _ in script]
    for before, after in pairwise(seen):
        for number in before.keys() & after.keys():
            assert abs(after[number] - before[number]) == pytest.approx(10)
    # Once apart again, neither has the number it had before the other was in question.
    assert not seen[0].keys() & seen[-1].keys()


def test_one_who_steps_in_front_of_another_gets_a_new_number() -> None:
    behind = face_at(0, 0)
    stage = Stage([[behind], [behind, face_at(20, 10)], [face_at(20, 10)]], detect_every=1)
    first, second, third = stage.ids(3)
    assert first == [1]
    assert 1 not in second
    assert 1 not in third


def test_two_tracks_that_run_into_one_face_both_end() -> None:
    apart = [face_at(0, 0), face_at(60, 0)]
    stage = Stage([apart, [face_at(30, 0)]])
    assert stage.ids(2) == [[1, 2], [3]]
    assert stage.detector.calls == ["detect", "follow", "follow", "detect"]


def test_a_gap_in_time_ends_all_tracks() -> None:
    stage = Stage(walk(3, step_px=0))
    numbers = [[t.track_id for t in stage.step(at_s=at_s)] for at_s in (0.0, 0.5, 1.01)]
    assert numbers == [[1], [1], [2]]


def test_a_source_that_starts_again_ends_all_tracks() -> None:
    stage = Stage(walk(2, step_px=0))
    stage.step()
    again = stage.tracker.update(Frame(BLANK, captured_s=0.01, index=0))
    assert [track.track_id for track in again] == [2]


def test_after_a_reset_numbers_go_on() -> None:
    stage = Stage(walk(2, step_px=0))
    stage.step()
    stage.tracker.reset()
    assert [track.track_id for track in stage.step()] == [2]


def test_the_largest_comes_first() -> None:
    faces = [face_at(0, 0, side=80), face_at(200, 0, side=120), face_at(400, 0, side=100)]
    stage = Stage([faces] * 2)
    for _ in range(2):
        assert [t.face.box.width_px for t in stage.step()] == [120, 100, 80]


def test_settings_that_make_no_sense_are_refused() -> None:
    detector = ScriptedDetector([])
    with pytest.raises(ValueError, match="detect_every"):
        FaceTracker(detector, detect_every=0)
    with pytest.raises(ValueError, match="max_gap_s"):
        FaceTracker(detector, detect_every=1, max_gap_s=0)


@pytest.mark.data
@pytest.mark.parametrize(
    ("clip", "people"),
    [
        ("webcam-desk.mp4", 1),
        ("head-turn-a.mp4", 1),
        ("head-turn-b.mp4", 1),
        ("facing-yes.mkv", 1),
        ("facing-book.mkv", 1),
        ("three-people-walk-up.mp4", 3),
    ],
)
def test_a_person_in_a_real_clip_keeps_one_number(data_dir: Path, clip: str, people: int) -> None:
    tracker = FaceTracker(MtcnnDetector(torch.device("cpu"), min_face_px=40), detect_every=10)
    reader = cv2.VideoCapture(str(data_dir / "video" / clip))
    numbers: set[int] = set()
    try:
        for index in range(120):
            read, bgr = reader.read()
            if not read:
                break
            image = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
            tracks = tracker.update(Frame(image, captured_s=index / 30, index=index))
            assert tracks, f"nobody found in frame {index}"
            numbers.update(track.track_id for track in tracks)
    finally:
        reader.release()
    assert len(numbers) == people
