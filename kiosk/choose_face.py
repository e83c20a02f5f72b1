"""Whose face counts: pure.

A person who wants to enter stands before the camera, near it and near the middle. One number holds
both, the prominence of a face: its height times how central it is. The most prominent face is
chosen; another one nearly as prominent means two people are in front, and neither is let in
until one steps back. Somebody far behind or at the edge is no rival.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from models.types import TrackedFace

RIVAL_SHARE = 0.6  # of the chosen face's prominence


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """Who is in front of the door.

    Attributes:
        chosen: The face that counts; None where there is none.
        has_rival: Whether another face is nearly as prominent.
    """

    chosen: TrackedFace | None
    has_rival: bool


def choose_face(faces: Sequence[TrackedFace], width_px: int) -> Choice:
    """Choose the face that counts.

    Args:
        faces: All faces of a frame, in any order.
        width_px: Width of the frame.
    """
    ranked = sorted(faces, key=lambda face: -prominence(face, width_px))
    if not ranked:
        return Choice(chosen=None, has_rival=False)
    least = RIVAL_SHARE * prominence(ranked[0], width_px)
    has_rival = len(ranked) > 1 and prominence(ranked[1], width_px) >= least
    return Choice(chosen=ranked[0], has_rival=has_rival)


def prominence(face: TrackedFace, width_px: int) -> float:
    """Return the face's height, pixels, times 1 in the middle of the frame down to 0.2 at its edge.

    Only the way across counts: tall and short people stand equally well before a door.
    """
    x, _ = face.face.box.centre
    aside = min(abs(2.0 * x / width_px - 1.0), 1.0)
    return face.face.box.height_px * (1.0 - 0.8 * aside)
