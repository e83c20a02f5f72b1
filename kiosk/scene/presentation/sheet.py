"""A flat thing in space, or one bent around a cylinder: where its points are seen, exactly.

Points of a sheet are metres from its middle, s to its right, t down. Before the camera x is to the
right, y down, z away, as everywhere in the scene.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk.scene.pose import Lens, Pose, rotation

_Field = NDArray[np.float32]

_AWAY = np.array([1.0, 1.0, -1.0])  # a pose's z points to the camera, a lens's away from it
_FLAT_PER_M = 1e-3  # a weaker bend is none
_NOWHERE = 1e6  # metres; where a ray misses the sheet


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet at one moment.

    Attributes:
        pose: Where its middle is, and how it is turned.
        width_m: Its width.
        height_m: Its height.
        bend_per_m: Curvature; 0 is flat, positive bulges towards the camera.
        bend_axis_deg: Direction of the cylinder's axis, 0 upright.
    """

    pose: Pose
    width_m: float
    height_m: float
    bend_per_m: float = 0.0
    bend_axis_deg: float = 0.0

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (..., 3) metres before the camera of (..., 2) points of the sheet."""
        across, along = np.moveaxis(points @ self._axes(), -1, 0)
        height = np.zeros_like(across)
        if self._is_bent():
            angle = across * self.bend_per_m
            across, height = np.sin(angle) / self.bend_per_m, (np.cos(angle) - 1) / self.bend_per_m
        plane = np.stack([across, along], axis=-1) @ self._axes().T
        local = np.concatenate([plane, height[..., None]], axis=-1)
        return np.asarray((local @ self._turned().T) * _AWAY + self._middle())

    def edge_grid(self, count: int = 13) -> NDArray[np.float64]:
        """Return (count, count, 2) points that cover it from edge to edge."""
        s = np.linspace(-0.5, 0.5, count) * self.width_m
        t = np.linspace(-0.5, 0.5, count) * self.height_m
        return np.asarray(np.stack(np.meshgrid(s, t), axis=-1))

    def seen_at(self, pixels: NDArray[np.float64], lens: Lens) -> _Field:
        """Return which of its points is seen at each pixel.

        Args:
            pixels: (..., 2).
            lens: The camera's lens.

        Returns:
            (..., 2) float32 metres; far outside the sheet where a pixel's ray misses it.
        """
        rays = np.concatenate(
            [(pixels - lens.centre_px) / lens.focal_px, np.ones((*pixels.shape[:-1], 1))], axis=-1
        )
        turned = self._turned()
        start = (-self._middle() * _AWAY) @ turned
        rays = (rays * _AWAY) @ turned
        if not self._is_bent():
            up = rays[..., 2]
            hits = np.abs(up) > 1e-9
            reach = -start[2] / np.where(hits, up, 1.0)
            found = start[:2] + reach[..., None] * rays[..., :2]
            return np.asarray(np.where(hits[..., None], found, _NOWHERE), dtype=np.float32)
        return self._seen_on_cylinder(start, rays)

    def _seen_on_cylinder(self, start: NDArray[np.float64], rays: NDArray[np.float64]) -> _Field:
        radius = 1.0 / self.bend_per_m
        axes = self._axes()
        from_across, from_along = start[:2] @ axes
        go_across, go_along = np.moveaxis(rays[..., :2] @ axes, -1, 0)
        go_up, from_up = rays[..., 2], start[2] + radius
        # |from + reach go|² = radius², in the plane across the axis.
        a = go_across**2 + go_up**2
        b = from_across * go_across + from_up * go_up
        c = from_across**2 + from_up**2 - radius**2
        inside = b**2 - a * c
        root = np.sqrt(np.maximum(inside, 0.0))
        # A bulge is met from outside, first hit; a hollow from inside, second hit.
        reach = (-b - np.sign(radius) * root) / a
        angle = np.arctan2(
            (from_across + reach * go_across) / radius, (from_up + reach * go_up) / radius
        )
        found = np.stack([angle * radius, from_along + reach * go_along], axis=-1) @ axes.T
        return np.where((inside > 0.0)[..., None], found, _NOWHERE).astype(np.float32)

    def normals(self, points: _Field) -> _Field:
        """Return where it faces at (..., 2) points: (..., 3), unit, z towards the camera."""
        up = np.zeros((*points.shape[:-1], 3))
        angle = (points @ self._axes())[..., 0] * (self.bend_per_m if self._is_bent() else 0.0)
        up[..., :2] = np.sin(angle)[..., None] * self._axes()[:, 0]
        up[..., 2] = np.cos(angle)
        return np.asarray(up @ self._turned().T, dtype=np.float32)

    @property
    def normal(self) -> NDArray[np.float64]:
        """Where its middle faces: unit, before the camera."""
        return np.asarray(self._turned() @ np.array([0.0, 0.0, 1.0]) * _AWAY)

    def _is_bent(self) -> bool:
        return abs(self.bend_per_m) > _FLAT_PER_M

    def _axes(self) -> NDArray[np.float64]:
        """Return the directions across and along the cylinder's axis, as columns."""
        angle = np.radians(self.bend_axis_deg)
        return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def _turned(self) -> NDArray[np.float64]:
        pose = self.pose
        return rotation(pose.yaw_deg, pose.pitch_deg, pose.roll_deg).astype(np.float64)

    def _middle(self) -> NDArray[np.float64]:
        return np.array([self.pose.x_m, self.pose.y_m, self.pose.z_m])
