"""A flat thing is flat: all its points move as one plane; a bent one follows its cylinder."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kiosk.scene.pose import Lens, Pose
from kiosk.scene.presentation import Species, Split, draw_plans
from kiosk.scene.presentation.hand_motion import HandMotion
from kiosk.scene.presentation.pixel_grid import grid_light
from kiosk.scene.presentation.plan import Camera, Display
from kiosk.scene.presentation.sheet import Sheet
from kiosk.scene.presentation.sheet_view import view
from models.liveness.step import Step

LENS = Lens(900.0, (640.0, 330.0))
PEOPLE = ["a", "b", "c", "d"]
FLAT = [Species.PRINT_STILL, Species.PRINT_WAVED, Species.PRINT_TILTED]


def pixels(sheet: Sheet, points: NDArray[np.float64]) -> NDArray[np.float64]:
    return LENS.project(sheet.place(points).astype(np.float32)).astype(np.float64)


def off_plane_px(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return by how far points are from the homography of the four corners."""
    corners = [(0, 0), (0, -1), (-1, 0), (-1, -1)]
    source, target = (
        np.array([grid[corner] for corner in corners], np.float32) for grid in (before, after)
    )
    homography = cv2.getPerspectiveTransform(source, target)
    moved = cv2.perspectiveTransform(before.reshape(1, -1, 2), homography)
    return float(np.abs(moved.reshape(before.shape) - after).max())


@pytest.mark.parametrize("species", FLAT)
def test_all_points_of_a_flat_print_move_by_one_homography(species: Species) -> None:
    for plan in draw_plans(Split.CHOOSE, species, 6, 1, PEOPLE, {}):
        assert plan.hold is not None
        motion = HandMotion(plan.hold, plan.answer, np.random.default_rng(plan.seed))
        sheets = [Sheet(motion.pose(at_s, ()), 0.2, 0.28) for at_s in np.linspace(1.0, 4.0, 7)]
        grid = sheets[0].edge_grid()
        first = pixels(sheets[0], grid)
        assert max(off_plane_px(first, pixels(sheet, grid)) for sheet in sheets) < 0.02


def test_a_bent_print_leaves_the_plane() -> None:
    flat, bent = (Sheet(Pose(z_m=0.6), 0.2, 0.28, bend_per_m=bend) for bend in (0.0, 6.0))
    turned = Sheet(Pose(z_m=0.6, yaw_deg=15.0), 0.2, 0.28, bend_per_m=6.0)
    grid = flat.edge_grid()
    assert off_plane_px(pixels(bent, grid), pixels(turned, grid)) > 3.0


@settings(max_examples=60, deadline=None)
@given(
    yaw=st.floats(-35, 35), pitch=st.floats(-35, 35), roll=st.floats(-20, 20),
    bend=st.one_of(st.just(0.0), st.floats(-5, 5)), axis=st.floats(-90, 90),
)  # fmt: skip
def test_each_pixel_sees_the_point_that_falls_on_it(
    yaw: float, pitch: float, roll: float, bend: float, axis: float
) -> None:
    pose = Pose(x_m=0.03, y_m=-0.02, z_m=0.6, yaw_deg=yaw, pitch_deg=pitch, roll_deg=roll)
    sheet = Sheet(pose, 0.16, 0.2, bend, axis)
    points = sheet.edge_grid(7)
    seen = sheet.seen_at(pixels(sheet, points), LENS)
    normals = sheet.normals(points.astype(np.float32))
    away = sheet.place(points) * (1.0, 1.0, -1.0)
    faces = -(normals * away).sum(axis=2) > 0.02  # a side that is turned away is not seen
    if bend < 0:  # nor is what lies behind the nearer edge of a hollow
        faces &= np.hypot(*np.moveaxis(points, -1, 0)) < 0.06
    assert np.abs(seen - points)[faces].max(initial=0.0) < 1e-4


def test_tremor_is_small_and_drift_is_slow() -> None:
    plan = draw_plans(Split.REPORT, Species.TABLET_STILL, 1, 2, PEOPLE, {})[0]
    assert plan.hold is not None
    motion = HandMotion(plan.hold, plan.answer, np.random.default_rng(0))
    x_mm = np.array([motion.pose(2.0 + k / 100.0, ()).x_m * 1000.0 for k in range(800)])
    power = np.abs(np.fft.rfft((x_mm - x_mm.mean()) * np.hanning(800))) ** 2
    hz = np.fft.rfftfreq(800, 0.01)
    assert power[hz > 14.0].sum() < 1e-3 * power.sum()
    assert power[(hz > 0.1) & (hz < 3.0)].sum() > 0.5 * power.sum()
    assert np.abs(x_mm - x_mm.mean()).max() < plan.hold.drift_mm + plan.hold.tremor_mm + 1.0


CAMERA = Camera(640, 480, 520.0, 30.0, 0.0, 0.0, 0.3, 0.5, 0.0, 0.3, None)


def display(px_per_mm: float) -> Display:
    return Display(
        width_mm=100.0, height_mm=100.0, bezel_mm=8.0, px_per_mm=px_per_mm, fill_across=0.7,
        fill_down=0.8, gamma=2.2, brightness=1.0, black=0.0, blueness=0.0, glare=0.0,
        refresh_hz=60.0, flicker=0.0, eye_distance_mm=40.0,
    )  # fmt: skip


@pytest.mark.parametrize("px_per_mm", [1.1, 1.5, 1.9, 2.25])
def test_the_grid_is_what_a_sensor_would_integrate(px_per_mm: float) -> None:
    """Against brute force: the lit stripes sampled 100 x 100 times within each sensor pixel."""
    shown, sheet = display(px_per_mm), Sheet(Pose(z_m=0.4, roll_deg=4.0, yaw_deg=6.0), 0.1, 0.1)
    seen = view(sheet, CAMERA)
    assert seen is not None
    fine = seen.fine()
    got = grid_light(shown, fine, 1e-3, (0.0, 0.0))
    assert got is not None
    count, rows, columns = 100, slice(60, 72), slice(60, 72)
    offsets = (np.arange(count) + 0.5) / count - 0.5
    x = seen.window.left + np.arange(columns.start, columns.stop)
    y = seen.window.top + np.arange(rows.start, rows.stop)
    dense = np.stack(
        np.meshgrid((x[:, None] + offsets).ravel(), (y[:, None] + offsets).ravel()), axis=-1
    )
    cells = sheet.seen_at(dense, CAMERA.lens) * 1000.0 * px_per_mm
    down_lit = np.abs((cells[..., 1] + 0.5) % 1.0 - 0.5) < shown.fill_down / 2
    for channel, stripe in enumerate((-1 / 3, 0.0, 1 / 3)):
        across = np.abs((cells[..., 0] - stripe + 0.5) % 1.0 - 0.5) < shown.fill_across / 6
        lit = (across & down_lit) / (shown.fill_across / 3 * shown.fill_down)
        wanted = lit.reshape(12, count, 12, count).mean(axis=(1, 3))
        error = got[rows, columns, channel] - wanted
        assert wanted.std() > 0.03  # there is moiré to compare
        assert error.std() < 0.12 * wanted.std() + 0.01
        assert abs(error.mean()) < 0.02


def test_a_fine_display_shows_no_grid() -> None:
    seen = view(Sheet(Pose(z_m=0.4), 0.1, 0.1), CAMERA)
    assert seen is not None
    assert grid_light(display(18.1), seen.fine(), 0.6, (0.0, 0.0)) is None


def test_a_print_is_turned_the_way_that_is_asked() -> None:
    from kiosk.scene.presentation.asks import Ask

    plan = draw_plans(Split.REPORT, Species.PRINT_STILL, 1, 2, PEOPLE, {})[0]
    assert plan.hold is not None
    motion = HandMotion(plan.hold, plan.answer, np.random.default_rng(0))
    still, asked = motion.pose(4.5, ()), {s: motion.pose(4.5, (Ask(s, 2.9),)) for s in Step}
    assert asked[Step.LEFT].yaw_deg > still.yaw_deg + 5.0
    assert asked[Step.RIGHT].yaw_deg < still.yaw_deg - 5.0
    assert asked[Step.UP].pitch_deg < still.pitch_deg - 5.0
    assert asked[Step.CLOSER].z_m < 0.95 * still.z_m
