"""Errors of this room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the command line catches these errors, and must start at once
    from models.types import DetectedFace


class EnrollError(Exception):
    """A photo or a name cannot become a patron.

    Args:
        problem: What is wrong, as a sentence.
        remedy: What to do about it, as a sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy

    def user_message(self) -> str:
        """Return what is wrong and what to do, in two sentences."""
        return f"{self.problem} {self.remedy}"


class LookAlikeError(EnrollError):
    """The face is near somebody else's, and nobody has said that they are two people."""


class NoConsentError(EnrollError):
    """Nobody has said that the person agreed."""


class FaceCountError(EnrollError):
    """A photo shows no face, or several of comparable size.

    Args:
        problem: What is wrong, as a sentence.
        remedy: What to do about it, as a sentence.
        faces: Those of comparable size.
    """

    def __init__(self, problem: str, remedy: str, faces: Sequence[DetectedFace]) -> None:
        super().__init__(problem, remedy)
        self.faces = tuple(faces)
