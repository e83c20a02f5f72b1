"""How many living people are let in without having to do anything, by how they came."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.liveness.presented import Presented, Response
from training.evaluation.pad_rates import Rate, Seconds, unasked_of


@dataclass(frozen=True, slots=True)
class MannerRates:
    """What became of the living people who came in one way.

    Attributes:
        manner: In which way.
        unasked: Those who were let in without having been asked for a movement.
        rested: Of these, from when they had come to stand before the door to the response; None
            where nobody was.
        rejected: Those who were taken for an attack, or not shown to be live.
    """

    manner: str
    unasked: Rate
    rested: Seconds | None
    rejected: Rate


def manner_rates(presented: Sequence[Presented]) -> tuple[MannerRates, ...]:
    """Count living people by how they came; () where that is known of none."""
    people = [one for one in presented if one.is_bona_fide and one.manner]
    return tuple(
        _counted(manner, [one for one in people if one.manner == manner])
        for manner in sorted({one.manner for one in people})
    )


def _counted(manner: str, people: Sequence[Presented]) -> MannerRates:
    unasked, rested = unasked_of(people)
    rejected = sum(one.response is Response.REJECTED for one in people)
    return MannerRates(
        manner=manner,
        unasked=unasked,
        rested=rested,
        rejected=Rate(rejected, len(people)),
    )
