"""A figure has depth: its nose leaves the plane of eyes and mouth when the head turns."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.scene.cutout import cut_out
from kiosk.scene.figure import Figure, make_figure
from kiosk.scene.lobby import HEIGHT_PX, LENS, WIDTH_PX
from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER, load_portrait, sample_photos
from kiosk.scene.pose import Pose, place
from kiosk.scene.render import FigurePainter
from kiosk.scene.warp import STEP_PX, Window, invert, sample

PEOPLE = [GRACE_HOPPER, EILEEN_COLLINS]
IN_PLANE = [0, 1, 3, 4]
BACKDROP = (40, 200, 90)


@pytest.fixture(scope="module", params=PEOPLE)
def figure(request: pytest.FixtureRequest) -> Figure:
    return make_figure(load_portrait(request.param))


def nose_offset(points: NDArray[np.float32], before: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return by how far the nose left the plane that eyes and mouth move as, eye-mouth distances.

    A plane, however it is turned, moves all its points by one homography; at a head's size against
    its distance an affine map says nearly the same. So: fit it to eyes and mouth, ask for the nose.
    """
    known = np.column_stack([before[IN_PLANE], np.ones(4)])
    affine = np.linalg.lstsq(known, points[IN_PLANE], rcond=None)[0]
    expected = np.append(before[2], 1.0) @ affine
    eyes, mouth = points[:2].mean(axis=0), points[3:].mean(axis=0)
    return (points[2] - expected) / np.linalg.norm(mouth - eyes)


def test_the_nose_stands_out_as_real_noses_do(figure: Figure) -> None:
    marks = figure.landmarks
    plane = np.linalg.lstsq(
        np.column_stack([marks[IN_PLANE, :2], np.ones(4)]), marks[IN_PLANE, 2], rcond=None
    )[0]
    height_ed = marks[2, 2] - np.append(marks[2, :2], 1.0) @ plane
    assert 0.35 < height_ed < 0.55  # 22 to 35 mm


def test_a_turn_moves_the_nose_against_eyes_and_mouth(figure: Figure) -> None:
    painter = FigurePainter(figure, LENS)
    straight = painter.landmarks_px(Pose(z_m=0.7))
    right = nose_offset(painter.landmarks_px(Pose(z_m=0.7, yaw_deg=18.0)), straight)
    left = nose_offset(painter.landmarks_px(Pose(z_m=0.7, yaw_deg=-18.0)), straight)
    down = nose_offset(painter.landmarks_px(Pose(z_m=0.7, pitch_deg=12.0)), straight)
    tilted = nose_offset(painter.landmarks_px(Pose(z_m=0.7, roll_deg=12.0)), straight)
    assert right[0] > 0.10
    assert left[0] < -0.10
    assert down[1] > 0.05
    assert np.abs(tilted).max() < 0.02  # a tilt in the picture's plane tells nothing of depth


def test_coming_nearer_moves_the_nose_outwards(figure: Figure) -> None:
    painter = FigurePainter(figure, LENS)
    aside = nose_offset(
        painter.landmarks_px(Pose(x_m=0.2, z_m=0.6)), painter.landmarks_px(Pose(x_m=0.6, z_m=1.8))
    )
    assert abs(aside[0]) < 0.02  # the same line of sight
    near = painter.landmarks_px(Pose(y_m=0.2, z_m=0.6))
    far = painter.landmarks_px(Pose(y_m=0.2, z_m=2.4))
    assert nose_offset(near, far)[1] > 0.05  # seen from above, as it passes under the camera


@pytest.mark.parametrize("yaw", [-25.0, 0.0, 25.0])
@pytest.mark.parametrize("pitch", [-10.0, 0.0, 10.0])
def test_the_surface_never_folds_over_itself(figure: Figure, yaw: float, pitch: float) -> None:
    pose = Pose(z_m=0.66, yaw_deg=yaw, pitch_deg=pitch, roll_deg=3.0)
    pixels = LENS.project(place(figure.points, figure.head_share, pose))
    across, down = np.diff(pixels[:-1], axis=1), np.diff(pixels[:, :-1], axis=0)
    turn = across[..., 0] * down[..., 1] - across[..., 1] * down[..., 0]
    opaque = cv2.resize(figure.texture.rgba[..., 3], turn.shape[::-1], interpolation=cv2.INTER_AREA)
    assert turn[opaque > 0].min() > 0.0


@pytest.mark.parametrize("yaw", [-22.0, 8.0, 22.0])
def test_the_inverse_map_finds_back(figure: Figure, yaw: float) -> None:
    pose = Pose(z_m=0.7, yaw_deg=yaw, pitch_deg=6.0)
    pixels = LENS.project(place(figure.points, figure.head_share, pose))
    head = figure.head_share > 0.05
    window = Window(520, 200, 760, 440)  # on the face
    at = invert(pixels, np.ones_like(head), window)
    assert at.shape == (240 // STEP_PX, 240 // STEP_PX, 2)
    there = sample(pixels, at)
    middle = np.arange(240 // STEP_PX) * STEP_PX + (STEP_PX - 1) / 2
    wanted = np.stack(np.meshgrid(middle + 520, middle + 200), axis=-1)
    away_px = np.abs(there - wanted).max(axis=2)
    # OpenCV looks up a 32nd of a grid step at best, which is a quarter of a pixel here.
    assert np.percentile(away_px, 95) < 0.25
    assert away_px.max() < 0.75


def test_what_is_painted_lies_where_the_landmarks_say(figure: Figure) -> None:
    """The photo's own pixel is seen at each landmark, under any turn."""
    painter = FigurePainter(figure, LENS)
    texture = figure.texture
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), BACKDROP, np.uint8)
    pose = Pose(z_m=0.7, yaw_deg=12.0, pitch_deg=-4.0)
    painter.paint(picture, pose)
    soft = cv2.GaussianBlur(picture, (0, 0), 3.0).astype(float)
    source = cv2.GaussianBlur(texture.rgba[..., :3], (0, 0), 3.0).astype(float)
    for mark, (x, y) in zip(figure.landmarks, painter.landmarks_px(pose), strict=True):
        u, v = np.rint(mark[:2] * texture.px_per_ed + texture.origin_px).astype(int)
        seen, painted = soft[round(float(y)), round(float(x))], source[v, u]
        assert np.abs(seen / seen.sum() - painted / painted.sum()).max() < 0.04


def test_nothing_of_the_photos_backdrop_comes_along() -> None:
    """Grace's flag and Eileen's shuttle stay behind: beside the heads nothing is painted."""
    grace, eileen = (cut_out(load_portrait(name)) for name in PEOPLE)
    assert grace.rgba[100, 8 : 8 + 120, 3].max() == 0  # the flag
    assert grace.rgba[250, 8 + 400 : 8 + 500, 3].max() == 0  # the blue screen
    assert eileen.rgba[2 * 200, 8 + 2 * 370 : 8 + 2 * 470, 3].max() == 0  # the shuttle
    for cutout in (grace, eileen):
        x, y = (round(value) for value in cutout.origin_px)
        assert cutout.rgba[y, x, 3] == 255


def test_light_from_a_side_brightens_that_side(figure: Figure) -> None:
    painter = FigurePainter(figure, LENS)
    means = []
    for side in (-0.8, 0.8):
        picture = np.full((HEIGHT_PX, WIDTH_PX, 3), BACKDROP, np.uint8)
        painter.paint(picture, Pose(z_m=0.7), (side, -0.2, float(np.sqrt(1 - 0.68))))
        cheek = painter.landmarks_px(Pose(z_m=0.7))[[3, 4]].astype(int)
        means.append([picture[y - 15 : y + 5, x - 8 : x + 8].mean() for x, y in cheek])
    (left_lit_left, left_lit_right), (right_lit_left, right_lit_right) = means
    assert left_lit_left > right_lit_left
    assert left_lit_right < right_lit_right


def test_a_figure_out_of_the_picture_changes_nothing(figure: Figure) -> None:
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), BACKDROP, np.uint8)
    FigurePainter(figure, LENS).paint(picture, Pose(x_m=-5.0, z_m=0.8))
    FigurePainter(figure, LENS).paint(picture, Pose(y_m=5.0, z_m=0.8))
    assert (picture == BACKDROP).all()


def test_sample_photos_are_the_people_of_the_scene() -> None:
    photos = sample_photos()
    assert sorted(photos) == sorted(PEOPLE)
    for photo in photos.values():
        assert photo.dtype == np.uint8
        assert photo.shape[2] == 3


def test_somebody_unknown_is_refused() -> None:
    with pytest.raises(KioskError, match="nobody called Ada"):
        load_portrait("Ada")


def test_a_portrait_that_is_not_shipped_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.scene.portraits.find_spec", lambda _package: None)
    with pytest.raises(KioskError, match=r"grace_hopper\.jpg of the package matplotlib"):
        sample_photos()
