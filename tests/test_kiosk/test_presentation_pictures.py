"""What the door's camera sees of presentations: the same each time, and what it should be."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.scene import EILEEN_COLLINS, GRACE_HOPPER
from kiosk.scene.photo_portrait import portrait_from_photo
from kiosk.scene.portraits import Portrait, load_portrait
from kiosk.scene.presentation import (
    Clip,
    Plan,
    Presentation,
    Species,
    Split,
    draw_clip_plans,
    draw_plans,
    open_clip,
)
from kiosk.scene.presentation.plan import Before
from models.head_pose import head_pose
from models.liveness.step import Step
from models.pipeline import FacePipeline
from models.types import RgbImage

NO_CLIPS: Mapping[str, Clip] = {}


@pytest.fixture(scope="module")
def people() -> Mapping[str, Portrait]:
    """Grace is in the split to report, Eileen in the one to choose, each under two keys."""
    grace, eileen = load_portrait(GRACE_HOPPER), load_portrait(EILEEN_COLLINS)
    return {"a": eileen, "b": grace, "c": eileen, "d": grace}


def a_plan(
    species: Species, people: Mapping[str, Portrait], seed: int = 3, split: Split = Split.REPORT
) -> Plan:
    plan = draw_plans(split, species, 1, seed, people, NO_CLIPS)[0]
    # A small camera keeps the tests quick.
    shrink = 480.0 / plan.camera.width_px
    camera = replace(
        plan.camera,
        width_px=480,
        height_px=2 * round(plan.camera.height_px * shrink / 2),
        focal_px=plan.camera.focal_px * shrink,
    )
    return replace(plan, camera=camera)


@pytest.mark.parametrize("species", list(Species))
def test_the_same_plan_shows_the_same_pictures(
    species: Species, people: Mapping[str, Portrait]
) -> None:
    plan = a_plan(species, people)
    first, second = (Presentation(plan, people, NO_CLIPS) for _ in range(2))
    assert first.times() == second.times()
    second.picture(5.0)  # what was looked at before changes nothing
    pictures = [p.picture(3.0) for p in (first, second)]
    assert (pictures[0] == pictures[1]).all()
    assert pictures[0].shape == (plan.camera.height_px, plan.camera.width_px, 3)
    assert pictures[0].dtype == np.uint8


@pytest.mark.parametrize("species", list(Species))
def test_the_detector_finds_the_face_that_is_presented(
    species: Species, people: Mapping[str, Portrait], real_pipeline: FacePipeline
) -> None:
    found = 0
    for plan in draw_plans(Split.REPORT, species, 2, 4, people, NO_CLIPS):
        picture = Presentation(plan, people, NO_CLIPS).picture(4.0)
        found += any(
            0.1 < face.box.height_px / plan.camera.height_px < 0.7
            for face in real_pipeline.detect(picture)
        )
    assert found == 2


def test_times_leave_out_dropped_frames(people: Mapping[str, Portrait]) -> None:
    plan = a_plan(Species.PRINT_STILL, people)
    dropping = replace(plan, camera=replace(plan.camera, dropped_share=0.3))
    times = Presentation(dropping, people, NO_CLIPS).times()
    whole = plan.duration_s * plan.camera.frames_per_s
    assert 0.55 * whole < len(times) < 0.85 * whole
    ticks = np.array(times) * plan.camera.frames_per_s
    assert np.abs(ticks - np.rint(ticks)).max() < 1e-6


def test_frames_hear_what_is_asked(people: Mapping[str, Portrait]) -> None:
    show = Presentation(a_plan(Species.BONA_FIDE, people), people, NO_CLIPS)
    heard: list[float] = []

    def asked(at_s: float) -> tuple[Step | None, float]:
        heard.append(at_s)
        return None, 0.0

    frames = [frame for frame, _ in zip(show.frames(asked), range(3), strict=False)]
    assert [frame.captured_s for frame in frames] == list(show.times()[:3]) == heard[:3]


@pytest.mark.parametrize("exposure", [0.88, 1.0, 1.1])
def test_before_a_visit_the_room_is_empty_and_seen_by_the_same_sensor(
    exposure: float, people: Mapping[str, Portrait]
) -> None:
    plan = a_plan(Species.PRINT_WAVED, people)
    show = Presentation(replace(plan, before=Before(exposure=exposure)), people, NO_CLIPS)
    frames = list(show.empty_frames())
    assert [f.captured_s for f in frames] == sorted(f.captured_s for f in frames)
    assert frames[-1].captured_s - frames[0].captured_s > 2.0
    assert frames[-1].captured_s < 0.0
    assert frames[0].image.shape == show.picture(0.0).shape
    assert (frames[0].image != frames[1].image).mean() > 0.2  # noise
    corner = np.s_[:40, :40]  # where nobody ever is
    before = np.mean([frame.image[corner] for frame in frames])
    assert before / show.picture(4.0)[corner].mean() == pytest.approx(exposure, abs=0.03)
    boxed = replace(plan, before=Before(exposure, (0.4, 0.3, 0.2, 0.4), (250, 20, 20)))
    with_box = next(Presentation(boxed, people, NO_CLIPS).empty_frames()).image.astype(float)
    apart = np.abs(with_box - frames[0].image).mean(axis=2) > 40
    assert apart.mean() == pytest.approx(0.08, abs=0.02)


def test_a_stuck_camera_shows_one_picture(people: Mapping[str, Portrait]) -> None:
    plan = a_plan(Species.STUCK, people)
    assert plan.fault is not None
    exact = Presentation(
        replace(plan, fault=replace(plan.fault, re_encoded=False)), people, NO_CLIPS
    )
    assert (exact.picture(1.0) == exact.picture(1.4, Step.LEFT, 0.2)).all()
    noisy = Presentation(
        replace(plan, fault=replace(plan.fault, re_encoded=True)), people, NO_CLIPS
    )
    apart = noisy.picture(1.0).astype(float) - noisy.picture(1.4)
    assert 0.0 < np.abs(apart).mean() < 3.0


def test_a_loop_repeats_to_the_pixel(people: Mapping[str, Portrait]) -> None:
    plan = a_plan(Species.LOOP, people)
    assert plan.fault is not None
    fps = plan.camera.frames_per_s
    show = Presentation(replace(plan, fault=replace(plan.fault, re_encoded=False)), people, {})
    period = max(1, round(plan.fault.length_s * fps))
    assert (show.picture(3 / fps) == show.picture((3 + 2 * period) / fps)).all()
    assert (show.picture(3 / fps) != show.picture((3 + period // 2) / fps)).any()


def test_a_living_person_turns_the_way_that_is_asked(
    people: Mapping[str, Portrait], real_pipeline: FacePipeline
) -> None:
    plan = draw_plans(Split.REPORT, Species.BONA_FIDE, 1, 3, people, NO_CLIPS)[0]
    assert plan.body is not None
    since_s = plan.body.walks_s + 2.0
    at_s = since_s + plan.answer.reaction_s + plan.answer.move_s + 0.2
    noses = {}
    for step in (None, Step.LEFT, Step.RIGHT):
        picture = Presentation(plan, people, NO_CLIPS).picture(at_s, step, since_s)
        noses[step] = head_pose(real_pipeline.detect(picture)[0].landmarks).yaw_deg
    eyes = {}
    for step in (None, Step.CLOSER):
        picture = Presentation(plan, people, NO_CLIPS).picture(at_s, step, since_s)
        marks = real_pipeline.detect(picture)[0].landmarks
        eyes[step] = float(np.linalg.norm(marks[1] - marks[0]))
    # A person's own left is the picture's right, whither yaw is positive.
    assert noses[Step.LEFT] > noses[None] + 6.0
    assert noses[Step.RIGHT] < noses[None] - 6.0
    assert eyes[Step.CLOSER] > 1.08 * eyes[None]


def test_a_movement_goes_on_smoothly_when_the_next_is_asked(
    people: Mapping[str, Portrait],
) -> None:
    from kiosk.scene.presentation.asks import Asks
    from kiosk.scene.presentation.body_motion import BodyMotion

    plan = a_plan(Species.BONA_FIDE, people)
    assert plan.body is not None
    motion = BodyMotion(plan.body, plan.answer, np.random.default_rng(1))
    asks, yaws = Asks(), []
    for k in range(600):
        at_s = k / 100.0
        step, since_s = (None, 0.0) if at_s < 3 else (Step.LEFT, 3.0)
        if at_s > 4.0:
            step, since_s = Step.RIGHT, 4.0
        if at_s > 5.2:
            step, since_s = None, 0.0
        yaws.append(motion.pose(at_s, asks.heard(at_s, step, since_s)).yaw_deg)
    assert max(yaws[300:]) > 8.0
    assert min(yaws[300:]) < -8.0
    assert np.abs(np.diff(yaws)).max() < 1.5  # 150 degrees a second is more than a head does


def test_a_replay_answers_nothing(people: Mapping[str, Portrait]) -> None:
    plan = a_plan(Species.TABLET_REPLAY, people)
    assert plan.hold is not None
    still = replace(plan.hold, tremor_mm=0.0, drift_mm=0.0, drift_deg=0.0)
    deaf = replace(plan.answer, turn_deg=0.0)  # nor does its holder turn it
    shows = [Presentation(replace(plan, hold=still, answer=deaf), people, {}) for _ in range(2)]
    assert (shows[0].picture(4.0) == shows[1].picture(4.0, Step.LEFT, 2.0)).all()


def test_a_swap_shows_the_living_face_first(
    people: Mapping[str, Portrait],
) -> None:
    plan = a_plan(Species.FACE_SWAP, people)
    assert plan.swap_s is not None
    alone = Presentation(replace(plan, swap_s=99.0), people, NO_CLIPS)
    swap = Presentation(plan, people, NO_CLIPS)
    before, after = plan.swap_s - 0.1, plan.swap_s + 1.0
    assert (swap.picture(before) == alone.picture(before)).all()
    assert np.abs(swap.picture(after).astype(float) - alone.picture(after)).mean() > 5.0


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A short video of Grace, sliding."""
    path = tmp_path_factory.mktemp("clips") / "grace.avi"
    photo = cv2.cvtColor(load_portrait(GRACE_HOPPER).image, cv2.COLOR_RGB2BGR)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 25.0, (400, 400))
    for k in range(60):
        writer.write(photo[k : k + 400, 60:460].copy())
    writer.release()
    return open_clip(path, (204.0, 160.0), 88.0)


def test_a_clip_is_a_visit_as_recorded(clip: Clip) -> None:
    clips = {"x": clip}
    plan = next(p for p in draw_clip_plans(Split.CHOOSE, 1, clips, copies=1))
    show = Presentation(plan, {}, clips)
    assert len(show.times()) == clip.frame_count
    assert (show.picture(7 / 25.0) == clip.frames(7, 1)[0]).all()
    again = Presentation(draw_clip_plans(Split.CHOOSE, 1, clips, copies=1)[1], {}, clips)
    apart = np.abs(again.picture(7 / 25.0).astype(float) - clip.frames(7, 1)[0]).mean()
    assert 1.0 < apart < 60.0


def test_a_clip_is_replayed_on_a_screen(clip: Clip, people: Mapping[str, Portrait]) -> None:
    clips = {"x": clip}
    drawn = draw_plans(Split.CHOOSE, Species.PHONE_REPLAY, 12, 1, people, clips)
    plan = next(plan for plan in drawn if plan.window is not None)
    assert plan.person == "x"  # not one of the portraits
    show = Presentation(plan, people, clips)
    assert (show.picture(2.0) != show.picture(2.5)).any()


def test_a_clip_that_is_none_is_refused(tmp_path: Path, clip: Clip) -> None:
    (tmp_path / "no.mp4").write_bytes(b"no video")
    with pytest.raises(KioskError, match=r"no\.mp4 is no video"):
        open_clip(tmp_path / "no.mp4", (0.0, 0.0), 1.0)
    with pytest.raises(KioskError, match="ends before its frame 62"):
        clip.frames(58, 4)


@pytest.mark.parametrize("name", [GRACE_HOPPER, EILEEN_COLLINS])
def test_an_outline_found_by_itself_agrees_with_the_one_by_hand(name: str) -> None:
    known = load_portrait(name)
    y = known.origin_px[1]
    plain = _before_a_plain_wall(known)
    found = portrait_from_photo("who", plain, known.landmarks)
    masks = []
    for portrait in (known, found):
        mask = np.zeros(plain.shape[:2], np.uint8)
        cv2.fillPoly(mask, [portrait.outline], 1)
        masks.append(mask[: round(y + 1.7 * known.eye_distance_px)])  # the head
    both, either = (masks[0] & masks[1]).sum(), (masks[0] | masks[1]).sum()
    assert both / either > 0.9
    assert abs(found.head_radii_ed[1] - known.head_radii_ed[1]) < 0.35


def test_a_face_outside_its_photo_is_refused() -> None:
    known = load_portrait(GRACE_HOPPER)
    with pytest.raises(KioskError, match="No person was found in the photo of nobody"):
        portrait_from_photo("nobody", known.image, known.landmarks + 400.0)


def _before_a_plain_wall(portrait: Portrait) -> RgbImage:
    mask = np.zeros(portrait.image.shape[:2], np.float32)
    cv2.fillPoly(mask, [portrait.outline], 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), 1.0)[..., None]
    grain = np.random.default_rng(0).normal(0.0, 3.0, portrait.image.shape)
    wall = np.array([70.0, 150.0, 95.0]) + grain
    return np.clip(portrait.image * soft + wall * (1.0 - soft), 0, 255).astype(np.uint8)
