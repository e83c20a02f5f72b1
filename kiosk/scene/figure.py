"""A person with depth: a cut-out portrait over a relief of head, neck and shoulders.

Coordinates: eye distances from the middle between the eyes, x to the picture's right, y down, z
towards the camera.

The relief is one unbroken surface, so turning the head tears nothing: each point turns by its own
share of the head's angles, all of it on the head, none on the chest, softly in between. Its slope
is kept below 1.7, since a surface seen from the front and turned by an angle folds over itself
where its slope passes the cotangent of that angle: 2.1 at 25 degrees.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.cutout import Cutout, cut_out
from kiosk.scene.portraits import Portrait

_Field = NDArray[np.float32]

_GRID_PX = 8  # texture pixels per grid step
# The ridge's height over the cheeks; with the curvature of the face the nose's tip stands about
# 0.45 eye distances (28 mm) over the plane of eyes and mouth, as real ones do.
_NOSE_HEIGHT, _NOSE_HALF_WIDTH = 0.24, 0.17
_SOCKET_DEPTH, _SOCKET_RADIUS = 0.06, 0.2
_NECK_ED = 0.65  # length over which the head's turn fades out, in units of the head's radii
_CHEST_Z = -0.9
HEAD_PIVOT = (0.0, 1.7, -1.15)  # in the neck: on the axis about which a head turns


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A textured surface that can be placed before the camera.

    Attributes:
        texture: What is painted on it, with opacity.
        points: (rows, columns, 3) float32, the surface at each grid point.
        normals: (rows, columns, 3) float32, unit, z towards the camera.
        head_share: (rows, columns) float32, 0..1, the part of the head's turn that a point takes.
        grid_px: Texture pixels per grid step; grid point (i, j) lies at texture pixel (j, i) times
            this.
        landmarks: (5, 3) float32, the five landmarks on the surface.
    """

    texture: Cutout
    points: _Field
    normals: _Field
    head_share: _Field
    grid_px: int
    landmarks: _Field


def make_figure(portrait: Portrait) -> Figure:
    """Return the person of a portrait, with depth."""
    texture = cut_out(portrait)
    height, width = texture.rgba.shape[:2]
    columns = np.arange(0, width + _GRID_PX, _GRID_PX, dtype=np.float32)
    rows = np.arange(0, height + _GRID_PX, _GRID_PX, dtype=np.float32)
    grid = np.stack(np.meshgrid(columns, rows), axis=-1) - np.array(texture.origin_px)
    x, y = np.moveaxis((grid / texture.px_per_ed).astype(np.float32), -1, 0)
    marks = (portrait.landmarks - np.array(portrait.origin_px)) / portrait.eye_distance_px
    share = _head_share(portrait, x, y)
    z = share * _head_relief(portrait, marks, x, y) + (1.0 - share) * _chest_relief(x, y)
    points = np.dstack([x, y, z]).astype(np.float32)
    mark_share = _head_share(portrait, marks[:, 0], marks[:, 1])
    mark_z = mark_share * _head_relief(portrait, marks, marks[:, 0], marks[:, 1])
    return Figure(
        texture=texture,
        points=points,
        normals=_normals(z, _GRID_PX / texture.px_per_ed),
        head_share=share.astype(np.float32),
        grid_px=_GRID_PX,
        landmarks=np.column_stack([marks, mark_z]).astype(np.float32),
    )


def _head_share(portrait: Portrait, x: _Field, y: _Field) -> _Field:
    centre, radii = portrait.head_centre_ed, portrait.head_radii_ed
    outwards = np.hypot((x - centre[0]) / radii[0], (y - centre[1]) / radii[1])
    t = np.clip((outwards - 1.0) / _NECK_ED, 0.0, 1.0)
    return np.asarray(1.0 - t * t * (3.0 - 2.0 * t), dtype=np.float32)


def _head_relief(portrait: Portrait, marks: _Field, x: _Field, y: _Field) -> _Field:
    """Return the height of skull, sockets and nose."""
    round_at = 0.82 * portrait.head_radii_ed[0]
    z = _bulge(x, round_at, 1.55 * round_at) + _bulge(y - 0.6, 1.5, 0.9)
    for eye in marks[:2]:
        away = np.hypot(x - eye[0], y - eye[1]) / _SOCKET_RADIUS
        z = z - _SOCKET_DEPTH * np.exp(-(away**2))
    # The ridge rises from between the eyes to the tip and ends quickly below it.
    tip = marks[2]
    along = np.clip(y / tip[1], 0.0, 1.0)
    sideways = (x - tip[0] * along) / (_NOSE_HALF_WIDTH * (0.6 + 0.4 * along))
    under = np.where(y > tip[1], np.exp(-(((y - tip[1]) / 0.13) ** 2)), 1.0)
    rise = along * along * (3.0 - 2.0 * along)
    lips = 0.06 * np.exp(-((x / 0.35) ** 2) - (((y - 1.12) / 0.18) ** 2))
    nose = _NOSE_HEIGHT * rise * under * np.exp(-(sideways**2))
    return np.asarray(z + nose + lips, dtype=np.float32)


def _bulge(t: _Field, round_at: float, depth: float) -> _Field:
    """Return a hyperbola's branch: round at its top, its slope never past depth / round_at."""
    return np.asarray(depth * (1.0 - np.sqrt(1.0 + (t / round_at) ** 2)), dtype=np.float32)


def _chest_relief(x: _Field, y: _Field) -> _Field:
    forwards = np.clip((y - 2.0) / 4.0, 0.0, 1.0)
    return np.asarray(_CHEST_Z + 0.5 * forwards + _bulge(x, 3.0, 1.5), dtype=np.float32)


def _normals(z: _Field, step: float) -> _Field:
    down, across = np.gradient(z, step)
    normals = np.dstack([-across, -down, np.ones_like(z)])
    # A soft relief shades softly; the photo's own shading carries the detail.
    normals = cv2.GaussianBlur(normals.astype(np.float32), (0, 0), 1.5)
    return np.asarray(normals / np.linalg.norm(normals, axis=2, keepdims=True), dtype=np.float32)
