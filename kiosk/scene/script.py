"""What happens in the scene, and when: the truth that tests and the demo may rely on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.scene.pictures import PHONE, PRINT, TABLET
from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER
from kiosk.scene.pose import Pose
from kiosk.scene.presentation.plan import Plan


class Label(StrEnum):
    """What a chapter shows."""

    NOBODY = "nobody"
    TOO_FAR = "too far away"
    FIRST_VISIT = "first visit"
    OTHER_VISIT = "somebody else"
    TWO_AT_ONCE = "two at once"
    RETURN_VISIT = "somebody else again"
    PRINT = "a print"
    PHONE = "a photo on a phone"
    TABLET = "a video on a tablet"


@dataclass(frozen=True, slots=True)
class Keyframe:
    """Where a visitor is at one moment; in between, the way there is smooth.

    Attributes:
        at_s: Seconds since the chapter began.
        pose: Where, and how turned.
    """

    at_s: float
    pose: Pose


@dataclass(frozen=True, slots=True)
class Visitor:
    """One person's way through a chapter; out of the picture before the first and after the last.

    Attributes:
        name: Whose portrait it is.
        keys: At least two, in order of time.
        stands_s: From when to when the face is near, still and nearly frontal, seconds since the
            chapter began; None where that never happens.
    """

    name: str
    keys: tuple[Keyframe, ...]
    stands_s: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        times = [key.at_s for key in self.keys]
        if len(times) < 2 or times != sorted(set(times)):
            raise ValueError("A visitor needs two keyframes or more, in order of time.")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A stretch of the scene.

    Attributes:
        label: What it shows.
        start_s: When it begins, seconds of scene time.
        end_s: When it ends.
        visitors: Who is in it.
        held: The picture that is held before the camera; None where none is. Its times count from
            the chapter's beginning.
    """

    label: Label
    start_s: float
    end_s: float
    visitors: tuple[Visitor, ...] = ()
    held: Plan | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.start_s < self.end_s:
            raise ValueError(f"A chapter must end after it began, not {self}.")

    @property
    def names(self) -> tuple[str, ...]:
        """Who is in it."""
        return tuple(visitor.name for visitor in self.visitors)


def chapter_at(script: Sequence[Chapter], at_s: float) -> Chapter | None:
    """Return the chapter that is running at a moment of scene time; None outside all."""
    return next((c for c in script if c.start_s <= at_s < c.end_s), None)


def stand_and_look(
    name: str, come_from: Pose, stand: Pose, leave_to: Pose, *, arrive_s: float, ahead_s: float
) -> Visitor:
    """Return somebody who walks up, looks straight ahead, looks around a little, and leaves.

    Args:
        name: Whose portrait it is.
        come_from: Where the visitor is at first, better out of the picture or far away.
        stand: Where the visitor stops.
        leave_to: Where the visitor goes.
        arrive_s: How long the walk up takes.
        ahead_s: How long the visitor looks ahead, and does what is asked.
    """
    moves = (
        # Seconds from then on, yaw, pitch, roll: a glance to one side, to the other, and a nod.
        (0.00, 1.0, 0.5, 0.5),
        (0.52, -17.0, 1.0, -2.0),
        (0.76, -17.0, 1.0, -2.0),
        (1.40, 16.0, -1.0, 2.0),
        (1.62, 16.0, -1.0, 2.0),
        (2.04, 0.0, 2.0, 0.0),
        (2.40, 0.0, 9.0, 0.0),
        (2.90, 0.0, 0.0, 0.0),
    )
    around_s = arrive_s + ahead_s
    looks = tuple(
        Keyframe(around_s + after_s, _turned(stand, yaw, pitch, roll))
        for after_s, yaw, pitch, roll in moves
    )
    there = Keyframe(arrive_s, _turned(stand, 0.0, 0.0, 0.0))
    gone = Keyframe(looks[-1].at_s + 1.3, leave_to)
    return Visitor(
        name=name,
        keys=(Keyframe(0.0, come_from), there, *looks, gone),
        stands_s=(arrive_s, around_s),
    )


def _turned(pose: Pose, yaw_deg: float, pitch_deg: float, roll_deg: float) -> Pose:
    return Pose(
        pose.x_m, pose.y_m, pose.z_m, pose.yaw_deg + yaw_deg, pitch_deg, roll_deg, pose.body_yaw_deg
    )


_FAR_DOOR = Pose(x_m=-0.35, y_m=0.02, z_m=5.2)
_OUT_LEFT = Pose(x_m=-1.15, y_m=-0.02, z_m=0.80, yaw_deg=-14.0, body_yaw_deg=-10.0)
_OUT_RIGHT = Pose(x_m=1.25, y_m=-0.02, z_m=0.80, yaw_deg=14.0, body_yaw_deg=10.0)
_FROM_LEFT = Pose(x_m=-1.9, y_m=0.0, z_m=1.7, yaw_deg=16.0, body_yaw_deg=8.0)
_FROM_RIGHT = Pose(x_m=2.1, y_m=0.0, z_m=2.0, yaw_deg=-16.0, body_yaw_deg=-8.0)

_PASSER_BY = Visitor(
    name=GRACE_HOPPER,
    keys=(
        Keyframe(0.0, Pose(x_m=-2.4, y_m=0.02, z_m=3.2, yaw_deg=15.0, body_yaw_deg=12.0)),
        Keyframe(2.4, Pose(x_m=-0.25, y_m=0.02, z_m=2.9)),
        Keyframe(3.6, Pose(x_m=-0.22, y_m=0.02, z_m=2.9)),
        Keyframe(6.0, Pose(x_m=2.5, y_m=0.02, z_m=3.3, yaw_deg=15.0, body_yaw_deg=12.0)),
    ),
)
_GRACE_ALONE = stand_and_look(
    GRACE_HOPPER, _FAR_DOOR, Pose(0.0, -0.03, 0.68), _OUT_RIGHT, arrive_s=3.2, ahead_s=5.0
)
_EILEEN_ALONE = stand_and_look(
    EILEEN_COLLINS, _FROM_LEFT, Pose(0.03, -0.03, 0.66), _OUT_LEFT, arrive_s=2.2, ahead_s=2.4
)
_EILEEN_BACK = stand_and_look(
    EILEEN_COLLINS, _FAR_DOOR, Pose(-0.02, -0.02, 0.70), _OUT_RIGHT, arrive_s=3.2, ahead_s=5.0
)
_SIDE_BY_SIDE = (
    stand_and_look(
        EILEEN_COLLINS, _FROM_RIGHT, Pose(0.19, -0.03, 0.82), _OUT_RIGHT, arrive_s=2.6, ahead_s=1.5
    ),
    stand_and_look(
        GRACE_HOPPER, _FROM_LEFT, Pose(-0.20, 0.0, 0.80), _OUT_LEFT, arrive_s=2.3, ahead_s=1.9
    ),
)

DEFAULT_SCRIPT: tuple[Chapter, ...] = (
    Chapter(Label.NOBODY, 0.0, 2.0),
    Chapter(Label.TOO_FAR, 2.0, 9.0, (_PASSER_BY,)),
    Chapter(Label.FIRST_VISIT, 9.0, 22.0, (_GRACE_ALONE,)),
    Chapter(Label.OTHER_VISIT, 22.0, 33.0, (_EILEEN_ALONE,)),
    Chapter(Label.TWO_AT_ONCE, 33.0, 43.0, _SIDE_BY_SIDE),
    Chapter(Label.NOBODY, 43.0, 46.0),
    Chapter(Label.RETURN_VISIT, 46.0, 59.0, (_EILEEN_BACK,)),
    Chapter(Label.NOBODY, 59.0, 62.0),
    Chapter(Label.PRINT, 62.0, 70.0, held=PRINT),
    Chapter(Label.NOBODY, 70.0, 73.0),
    Chapter(Label.PHONE, 73.0, 81.0, held=PHONE),
    Chapter(Label.NOBODY, 81.0, 84.0),
    Chapter(Label.TABLET, 84.0, 92.0, held=TABLET),
    Chapter(Label.NOBODY, 92.0, 94.0),
)
