"""Plans are drawn the same each time, and the two worlds share nothing."""

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest

from kiosk.pad.playable import manner_of
from kiosk.pad.simulated import Simulated
from kiosk.scene.presentation import Clip, Plan, Species, Split, draw_clip_plans, draw_plans, part
from kiosk.scene.presentation.worlds import WORLDS

PEOPLE = [f"person {k:02}" for k in range(8)]
ONE_NUMBER = (
    "dropped_share", "noise_sigma", "blur_px", "defocus_px", "gain", "warmth", "gamma",
    "azimuth_deg", "display_gamma", "display_brightness", "display_black", "blueness", "glare",
    "phone_bezel_mm", "tablet_bezel_mm", "fill", "flicker", "contrast", "saturation", "gloss",
    "border_mm", "bend_radius_mm", "field_deg", "exposure_before",
)  # fmt: skip
ONE_OF = (
    "resolutions_px", "frames_per_s", "jpeg_quality", "phones_mm", "tablets_mm",
    "phone_px_per_mm", "tablet_px_per_mm", "refresh_hz", "papers_mm",
)  # fmt: skip


def clip(name: str, frame_count: int, eye_distance_px: float) -> Clip:
    return Clip(Path(name), 640, 480, 25.0, frame_count, (320.0, 200.0), eye_distance_px)


CLIPS: Mapping[str, Clip] = {
    "a": clip("a", 20, 30.0), "b": clip("b", 190, 84.0), "c": clip("c", 160, 60.0)
}  # fmt: skip


def plans(split: Split, species: Species, count: int = 12) -> list[Plan]:
    return draw_plans(split, species, count, 5, PEOPLE, CLIPS)


@pytest.mark.parametrize("species", list(Species))
def test_the_same_seed_draws_the_same_plans(species: Species) -> None:
    assert plans(Split.CHOOSE, species) == plans(Split.CHOOSE, species)
    assert plans(Split.CHOOSE, species, 3) == plans(Split.CHOOSE, species)[:3]
    other = draw_plans(Split.CHOOSE, species, 12, 6, PEOPLE, CLIPS)
    assert not set(map(repr, other)) & set(map(repr, plans(Split.CHOOSE, species)))


@pytest.mark.parametrize("species", list(Species))
def test_the_splits_share_nobody_and_no_seed(species: Species) -> None:
    choose, report = plans(Split.CHOOSE, species, 40), plans(Split.REPORT, species, 40)

    def shown(drawn: list[Plan]) -> set[str | None]:
        clips = {plan.window.clip for plan in drawn if plan.window is not None}
        return {plan.person for plan in drawn} | {plan.impostor for plan in drawn} | clips

    assert shown(choose) & shown(report) <= {None}
    assert not {p.seed for p in choose} & {p.seed for p in report}
    assert not {p.room.seed for p in choose} & {p.room.seed for p in report}
    assert not {p.camera for p in choose} & {p.camera for p in report}
    assert not {p.display for p in choose if p.display} & {p.display for p in report if p.display}


def test_no_band_of_one_world_touches_the_other() -> None:
    choose, report = WORLDS[Split.CHOOSE], WORLDS[Split.REPORT]
    for name in ONE_NUMBER:
        bands = sorted([*getattr(choose, name), *getattr(report, name)])
        for (_, end), (start, _) in pairwise(bands):
            assert start > end, name
    for name in ONE_OF:
        assert not set(getattr(choose, name)) & set(getattr(report, name)), name


def test_every_field_of_a_world_is_compared() -> None:
    assert set(WORLDS[Split.CHOOSE].__dataclass_fields__) == {*ONE_NUMBER, *ONE_OF}


@pytest.mark.parametrize("split", list(Split))
def test_a_face_is_about_as_large_as_at_a_door(split: Split) -> None:
    for species in Species:
        for plan in plans(split, species, 30):
            if plan.hold is not None and plan.paper is not None:
                size_mm, z_m = plan.paper.eye_distance_mm, plan.hold.z_m
            elif plan.hold is not None and plan.display is not None:
                size_mm, z_m = plan.display.eye_distance_mm, plan.hold.z_m
            else:
                assert plan.body is not None
                size_mm, z_m = 63.0, plan.body.z_m
            face_px = plan.camera.focal_px * 2.35 * size_mm / 1000.0 / z_m
            assert 0.10 < face_px / plan.camera.height_px < 0.55
            assert face_px > 80.0


def test_most_people_look_where_they_go_and_turn_to_the_camera_as_they_arrive() -> None:
    people = plans(Split.CHOOSE, Species.BONA_FIDE, 300)
    bodies = [plan.body for plan in people if plan.body is not None]
    turning = [body for body in bodies if body.faces_way]
    assert 0.6 < len(turning) / len(bodies) < 0.73
    for body in turning:
        assert body.glance_yaw_deg * body.enters_from_m < 0  # away from the side they come from
        assert 12.0 <= abs(body.glance_yaw_deg) <= 27.0
        assert -0.4 <= body.glance_s - body.walks_s <= 0.3
    came = {manner_of(Simulated(plan, {}, {})) for plan in people}
    assert len(came) == 4  # and before a doorway that has changed, or not
    attack = plans(Split.CHOOSE, Species.FACE_SWAP, 1)[0]
    assert Simulated(attack, {}, {}).coming is None


def test_people_are_parted_evenly() -> None:
    choose, report = part(PEOPLE, Split.CHOOSE), part(PEOPLE, Split.REPORT)
    assert sorted([*choose, *report]) == PEOPLE
    assert len(choose) == len(report)


def test_too_few_people_are_refused() -> None:
    with pytest.raises(ValueError, match="nobody in it"):
        draw_plans(Split.REPORT, Species.PRINT_STILL, 1, 0, ["one"], {})
    with pytest.raises(ValueError, match="shows two people"):
        draw_plans(Split.REPORT, Species.FACE_SWAP, 1, 0, ["one", "two"], {})


def test_clip_plans_cover_every_frame_once() -> None:
    for split in Split:
        drawn = draw_clip_plans(split, 3, CLIPS, copies=2)
        for name in part(CLIPS, split):
            windows = [p.window for p in drawn if p.window is not None and p.window.clip == name]
            recorded = [window for window in windows if window.as_recorded]
            frames = [
                k for w in recorded for k in range(w.start_frame, w.start_frame + w.frame_count)
            ]
            assert frames == list(range(CLIPS[name].frame_count))
            assert len(windows) == 3 * len(recorded)
    assert {p.species for p in draw_clip_plans(Split.CHOOSE, 3, CLIPS)} == {Species.BONA_FIDE}
