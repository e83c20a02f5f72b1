"""What a person may be asked to do before the camera."""

from enum import StrEnum


class Step(StrEnum):
    """One movement.

    Left and right are the person's own: left moves the nose to the picture's right.
    """

    LEFT = "turn left"
    RIGHT = "turn right"
    UP = "look up"
    CLOSER = "come closer"
