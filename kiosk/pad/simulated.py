"""A presentation of `kiosk.scene.presentation`, ready to be played."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kiosk.pad.playable import Asked, Coming
from kiosk.scene.portraits import Portrait
from kiosk.scene.presentation import Clip, Plan, Presentation, Species
from models.types import Frame, RgbImage


@dataclass(frozen=True, slots=True, eq=False)
class Simulated:
    """A plan, with the people and clips that it names.

    Attributes:
        plan: What is presented.
        people: Portraits by key.
        clips: Clips by name.
    """

    plan: Plan
    people: Mapping[str, Portrait]
    clips: Mapping[str, Clip]

    @property
    def name(self) -> str:
        """The species, the person and the seed, which draw the rest."""
        plan = self.plan
        return f"{plan.species.value}, {plan.person}, {plan.split.value} {plan.seed}"

    @property
    def species(self) -> str:
        """The species."""
        return self.plan.species.value

    @property
    def is_bona_fide(self) -> bool:
        """Whether it is a living person."""
        return self.plan.species is Species.BONA_FIDE

    @property
    def can_answer(self) -> bool:
        """Whether it reacts to asks; a person in a clip cannot, and an attack always may."""
        return not (self.is_bona_fide and self.plan.window is not None)

    @property
    def counts_from_s(self) -> float:
        """When the face that counts is there; before, somebody else stands before the door.

        Of somebody who is seen coming, before time 0, each frame counts.
        """
        plan = self.plan
        if plan.hold is None and plan.swap_s is None:
            return -math.inf
        return (plan.swap_s or 0.0) + (plan.hold.arrives_s if plan.hold else 0.0)

    @property
    def coming(self) -> Coming | None:
        """How a rendered person walks up; None of attacks and of people in clips."""
        body = self.plan.body
        if not self.is_bona_fide or body is None:
            return None
        looks = (
            "turns to the camera on arriving" if body.faces_way else "faces the camera on the way"
        )
        after = ", a thing was just taken away behind" if self.plan.before.box else ""
        return Coming(body.walks_s, looks + after)

    def empty_frames(self) -> Iterator[Frame]:
        """Yield pictures of the room while nobody is there yet."""
        return Presentation(self.plan, self.people, self.clips).empty_frames()

    def frames(self, asked: Asked) -> Iterator[Frame]:
        """Yield its pictures."""
        return Presentation(self.plan, self.people, self.clips).frames(asked)

    def photo(self) -> RgbImage:
        """Return a photo of whoever is shown: the portrait, or a picture from the clip's middle.

        Raises:
            KioskError: The clip cannot be read.
        """
        window = self.plan.window
        if window is None:
            return self.people[self.plan.person].image
        clip = self.clips[window.clip]
        (middle,) = clip.frames(window.start_frame + window.frame_count // 2, 1)
        return middle


def simulated(plan: Plan, people: Mapping[str, Portrait], clips: Mapping[str, Clip]) -> Simulated:
    """Return a plan with those of the people and clips that it names: it travels to a process."""
    names = {plan.person, plan.impostor}
    clip = plan.window.clip if plan.window else None
    return Simulated(
        plan,
        {name: portrait for name, portrait in people.items() if name in names},
        {name: one for name, one in clips.items() if name == clip},
    )
