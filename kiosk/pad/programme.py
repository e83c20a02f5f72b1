"""Which simulated presentations are measured: every species, and living people."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.errors import KioskError
from kiosk.pad.clip_window import windows_of
from kiosk.pad.playable import Playable
from kiosk.pad.simulated import simulated
from kiosk.scene.portraits import Portrait
from kiosk.scene.presentation import Clip, Species, Split, draw_plans, part


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """What is to be played.

    Attributes:
        presentations: In the order in which they are reported.
        left_out: Species that cannot be shown with so few people.
        people: How many people the presentations show.
        clips: How many stretches of real clips are among the living people.
    """

    presentations: tuple[Playable, ...]
    left_out: tuple[str, ...]
    people: int
    clips: int


def programme(
    people: Mapping[str, Portrait],
    clips: Mapping[str, Clip],
    *,
    per_species: int,
    bona_fide: int,
    seed: int,
) -> Programme:
    """Draw the presentations of the split to report; nothing of it was used to choose anything.

    Args:
        people: Portraits by key; every second one is of this split.
        clips: Clips by name; the same. All of their stretches count as living people.
        per_species: Presentations of each species of attack.
        bona_fide: Living people, stretches of clips included; more where there are more of these.
        seed: Draws everything.

    Raises:
        KioskError: There are too few people.
    """
    split = Split.REPORT
    mine = part(people, split)
    if not mine:
        raise KioskError(
            "There are too few people to measure with.", "Give photos of two people or more."
        )
    windows = windows_of({name: clips[name] for name in part(clips, split)})
    counts = dict.fromkeys(Species, per_species)
    counts[Species.BONA_FIDE] = max(0, bona_fide - len(windows))
    shown: list[Playable] = list(windows)
    left_out = []
    for species, count in counts.items():
        try:
            plans = draw_plans(split, species, count, seed, people, clips)
        except ValueError:  # it shows two people at once, and this split has only one
            left_out.append(species.value)
            continue
        shown += [simulated(plan, people, clips) for plan in plans]
    return Programme(tuple(shown), tuple(left_out), len(mine), len(windows))
