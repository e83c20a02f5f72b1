"""Whose face counts: pure.

A person who wants to enter stands before the camera: near it, and in the middle. Somebody who walks
past, far off or along the edge of the picture, has not asked to enter, and the door must not open
for them.

One number holds both, the prominence of a face: its height times how central it is. The most
prominent of the near faces is chosen; another one nearly as prominent means that two people are in
front, and neither is let in until one steps back. Somebody behind or aside is no rival.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.types import TrackedFace

RIVAL_SHARE = 0.6  # of the chosen face's prominence
NOTICED_SHARE = 0.4  # of the size that is near; smaller faces are background
IN_FRONT = 0.65  # of the way from the middle of the picture to its edge


class Standing(StrEnum):
    """How people stand before the door."""

    NOBODY = "nobody"
    FAR = "far"
    CROWDED = "crowded"
    ASIDE = "aside"
    IN_FRONT = "in front"


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Who is before the door.

    Attributes:
        chosen: The face that counts; None where there is nobody.
        standing: How they stand; only somebody in front is looked at.
    """

    chosen: TrackedFace | None
    standing: Standing


def choose_face(
    faces: Sequence[TrackedFace], *, width_px: int, height_px: int, near_share: float
) -> Choice:
    """Choose the face that counts.

    Args:
        faces: All faces of a frame, in any order.
        width_px: Width of the frame.
        height_px: Height of the frame.
        near_share: Distance between the eyes from which a face is near, as a share of the frame's
            height.
    """
    near_px = near_share * height_px
    near = [face for face in faces if face.face.eye_distance_px >= near_px]
    noticed = [face for face in faces if face.face.eye_distance_px >= NOTICED_SHARE * near_px]
    ranked = sorted(near or noticed, key=lambda face: -prominence(face, width_px))
    if not ranked:
        return Choice(None, Standing.NOBODY)
    chosen, *others = ranked
    least = RIVAL_SHARE * prominence(chosen, width_px)
    if not near:
        return Choice(chosen, Standing.FAR)
    if others and prominence(others[0], width_px) >= least:
        return Choice(chosen, Standing.CROWDED)
    if _aside(chosen, width_px) > IN_FRONT:
        return Choice(chosen, Standing.ASIDE)
    return Choice(chosen, Standing.IN_FRONT)


def prominence(face: TrackedFace, width_px: int) -> float:
    """Return the face's height, pixels, times 1 in the middle of the frame down to 0.2 at its edge.

    Only the way across counts: tall and short people stand equally well before a door.
    """
    return face.face.box.height_px * (1.0 - 0.8 * _aside(face, width_px))


def _aside(face: TrackedFace, width_px: int) -> float:
    """Return how far from the middle a face is: 0 there, 1 at the edge."""
    x, _ = face.face.box.centre
    return min(abs(2.0 * x / width_px - 1.0), 1.0)
