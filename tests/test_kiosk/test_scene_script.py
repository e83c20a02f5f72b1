"""The script says what is to be seen, and what is to be seen follows it."""

import itertools

import numpy as np
import pytest

from kiosk.scene import DEFAULT_SCRIPT, EILEEN_COLLINS, GRACE_HOPPER, Chapter, Label, chapter_at
from kiosk.scene.figure import make_figure
from kiosk.scene.lobby import LENS, WIDTH_PX
from kiosk.scene.motion import FRAME_S, moment_of
from kiosk.scene.portraits import load_portrait
from kiosk.scene.pose import Pose
from kiosk.scene.presentation.asks import Ask
from kiosk.scene.render import FigurePainter
from kiosk.scene.script import Keyframe, Visitor
from models.liveness.step import Step
from models.quality import DOOR_LIMITS

PHASES = np.linspace(0.0, 5.0, 7)
MTCNN_BOX_ED = 2.05  # width of MTCNN's box of a face seen from the front, eye distances


@pytest.fixture(scope="module")
def painters() -> dict[str, FigurePainter]:
    return {
        name: FigurePainter(make_figure(load_portrait(name)), LENS)
        for name in (GRACE_HOPPER, EILEEN_COLLINS)
    }


def visits() -> list[tuple[Chapter, Visitor]]:
    return [(chapter, visitor) for chapter in DEFAULT_SCRIPT for visitor in chapter.visitors]


def test_it_tells_everything_that_a_door_must_meet() -> None:
    told = [(chapter.label, chapter.names) for chapter in DEFAULT_SCRIPT]
    assert (Label.NOBODY, ()) in told
    assert (Label.TOO_FAR, (GRACE_HOPPER,)) in told
    assert (Label.FIRST_VISIT, (GRACE_HOPPER,)) in told
    assert told.index((Label.OTHER_VISIT, (EILEEN_COLLINS,))) < told.index(
        (Label.RETURN_VISIT, (EILEEN_COLLINS,))
    )
    both = next(names for label, names in told if label is Label.TWO_AT_ONCE)
    assert set(both) == {GRACE_HOPPER, EILEEN_COLLINS}


@pytest.mark.parametrize("label", [Label.PRINT, Label.PHONE, Label.TABLET])
def test_pictures_of_somebody_enrolled_come_last_and_nobody_else_is_there(label: Label) -> None:
    labels = [chapter.label for chapter in DEFAULT_SCRIPT]
    at = labels.index(label)
    chapter = DEFAULT_SCRIPT[at]
    assert at > labels.index(Label.RETURN_VISIT)
    assert labels[at - 1] is labels[at + 1] is Label.NOBODY
    assert chapter.names == ()
    assert chapter.held is not None
    assert chapter.held.person == GRACE_HOPPER
    assert chapter.held.hold is not None
    assert chapter.held.hold.lowered_s is not None
    assert chapter.held.hold.lowered_s < chapter.end_s - chapter.start_s


def test_chapters_follow_without_gap_and_last_about_a_minute_and_a_half() -> None:
    assert DEFAULT_SCRIPT[0].start_s == 0.0
    for before, after in itertools.pairwise(DEFAULT_SCRIPT):
        assert before.end_s == after.start_s
    assert 75.0 <= DEFAULT_SCRIPT[-1].end_s <= 100.0
    for chapter, visitor in visits():
        assert visitor.keys[-1].at_s <= chapter.end_s - chapter.start_s


def test_the_chapter_of_a_moment_is_found() -> None:
    assert chapter_at(DEFAULT_SCRIPT, 0.0) is DEFAULT_SCRIPT[0]
    assert chapter_at(DEFAULT_SCRIPT, DEFAULT_SCRIPT[1].start_s) is DEFAULT_SCRIPT[1]
    assert chapter_at(DEFAULT_SCRIPT, DEFAULT_SCRIPT[-1].end_s) is None


def test_whoever_stays_away_stays_too_small_for_the_door(
    painters: dict[str, FigurePainter],
) -> None:
    chapter = next(c for c in DEFAULT_SCRIPT if c.label is Label.TOO_FAR)
    (visitor,) = chapter.visitors
    assert visitor.stands_s is None
    sizes = [
        np.linalg.norm(np.diff(painters[visitor.name].landmarks_px(moment.pose)[:2], axis=0))
        for at_s in np.arange(0.0, chapter.end_s - chapter.start_s, 0.1)
        if (moment := moment_of(visitor, float(at_s), PHASES, LENS))
    ]
    assert len(sizes) > 30
    assert max(sizes) < DOOR_LIMITS.min_eye_distance_px


@pytest.mark.parametrize(
    ("chapter", "visitor"),
    [v for v in visits() if v[1].stands_s],
    ids=lambda x: getattr(x, "label", ""),
)
def test_whoever_stands_is_near_inside_the_picture_and_looks_ahead(
    chapter: Chapter, visitor: Visitor, painters: dict[str, FigurePainter]
) -> None:
    assert visitor.stands_s is not None
    low_px = 150.0 if chapter.label is Label.TWO_AT_ONCE else 170.0
    for at_s in np.linspace(*visitor.stands_s, 9):
        moment = moment_of(visitor, float(at_s), PHASES, LENS)
        assert moment is not None
        marks = painters[visitor.name].landmarks_px(moment.pose)
        box_px = MTCNN_BOX_ED * float(np.linalg.norm(marks[1] - marks[0]))
        assert low_px < box_px < 260.0
        assert marks[:, 0].min() > 0.5 * box_px
        assert marks[:, 0].max() < WIDTH_PX - 0.5 * box_px
        assert abs(moment.pose.yaw_deg + moment.pose.body_yaw_deg) < 5.0
        assert abs(moment.pose.pitch_deg) < 5.0


@pytest.mark.parametrize("visitor", [v for _, v in visits() if v.stands_s], ids=lambda v: v.name)
def test_a_visit_begins_and_ends_with_the_face_out_of_sight_or_far_away(
    visitor: Visitor, painters: dict[str, FigurePainter]
) -> None:
    for key in (visitor.keys[0], visitor.keys[-1]):
        marks = painters[visitor.name].landmarks_px(key.pose)
        outside = marks[:, 0].max() < 0 or marks[:, 0].min() > WIDTH_PX
        far = np.linalg.norm(marks[1] - marks[0]) < DOOR_LIMITS.min_eye_distance_px
        assert outside or far


@pytest.mark.parametrize("visitor", [v for _, v in visits()], ids=lambda v: v.name)
def test_nobody_jumps_and_nobody_turns_too_far(visitor: Visitor) -> None:
    times = np.arange(visitor.keys[0].at_s, visitor.keys[-1].at_s, FRAME_S)
    poses = [m.pose for t in times if (m := moment_of(visitor, float(t), PHASES, LENS))]
    places = np.array([(p.x_m, p.y_m, p.z_m) for p in poses])
    yaws = np.array([p.yaw_deg for p in poses])
    assert np.linalg.norm(np.diff(places, axis=0), axis=1).max() < 3.0 * FRAME_S  # metres
    assert np.abs(np.diff(yaws)).max() < 90.0 * FRAME_S  # degrees
    whole = np.array([p.yaw_deg + p.body_yaw_deg for p in poses])
    assert np.abs(whole).max() < 30.0
    assert np.ptp(yaws) > 10.0  # and everybody looks around


def test_walking_bobs_and_blurs_and_standing_does_neither() -> None:
    there = Visitor(
        GRACE_HOPPER,
        (
            Keyframe(0.0, Pose(x_m=-1.5, z_m=1.0)),
            Keyframe(2.0, Pose(x_m=0.5, z_m=1.0)),
            Keyframe(6.0, Pose(x_m=0.5, z_m=1.0001)),
        ),
    )
    still = np.zeros(7)
    walking = [moment_of(there, t, still, LENS) for t in np.arange(0.6, 1.4, FRAME_S)]
    standing = [moment_of(there, t, still, LENS) for t in np.arange(4.0, 4.8, FRAME_S)]
    bob, rest = (np.ptp([m.pose.y_m for m in each if m]) for each in (walking, standing))
    assert bob > 3 * rest
    moving, idle = (max(m.softness.across_px for m in each if m) for each in (walking, standing))
    assert moving > idle + 1.0


def test_whoever_stands_does_what_is_asked_and_a_passer_by_does_not() -> None:
    poses = (Pose(), Pose(x_m=0.01))
    keys = tuple(Keyframe(6.0 * i, pose) for i, pose in enumerate(poses))
    asks = (Ask(Step.LEFT, 1.0), Ask(Step.UP, 3.0), Ask(None, 4.6))
    still = np.zeros(7)

    def pose(visitor: Visitor, at_s: float) -> Pose:
        moment = moment_of(visitor, at_s, still, LENS, asks)
        assert moment is not None
        return moment.pose

    stands, passes = Visitor(GRACE_HOPPER, keys, stands_s=(0.0, 6.0)), Visitor(GRACE_HOPPER, keys)
    assert abs(pose(stands, 1.2).yaw_deg) < 3.0  # nobody answers before having read it
    assert pose(stands, 2.2).yaw_deg > 20.0  # a person's own left is the picture's right
    assert pose(stands, 4.2).pitch_deg < -15.0
    assert abs(pose(stands, 4.4).yaw_deg) < 3.0
    assert abs(pose(stands, 5.9).pitch_deg) < 3.0
    assert abs(pose(passes, 2.2).yaw_deg) < 3.0


def test_a_visitor_is_there_only_between_the_first_and_the_last_keyframe() -> None:
    visitor = Visitor(GRACE_HOPPER, (Keyframe(1.0, Pose()), Keyframe(2.0, Pose(x_m=0.1))))
    assert moment_of(visitor, 0.9, PHASES, LENS) is None
    assert moment_of(visitor, 1.5, PHASES, LENS) is not None
    assert moment_of(visitor, 2.1, PHASES, LENS) is None


@pytest.mark.parametrize("times", [(1.0,), (2.0, 1.0), (1.0, 1.0)])
def test_keyframes_out_of_order_are_refused(times: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="in order of time"):
        Visitor(GRACE_HOPPER, tuple(Keyframe(t, Pose()) for t in times))


def test_a_chapter_that_ends_before_it_began_is_refused() -> None:
    with pytest.raises(ValueError, match="end after it began"):
        Chapter(Label.NOBODY, 2.0, 1.0)
