"""What was asked of the one before the camera so far, and how far each ask is being followed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.scene.presentation.plan import Answer
from models.liveness.step import Step


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked, None for nothing any more, and since when."""

    step: Step | None
    since_s: float


class Asks:
    """Remembers the asks, so that a movement begun is brought to its end."""

    def __init__(self) -> None:
        self._asks: tuple[Ask, ...] = ()

    def heard(self, at_s: float, step: Step | None, since_s: float) -> tuple[Ask, ...]:
        """Take note of what is asked at a moment, and return all asks up to then.

        Args:
            at_s: The moment; going back in time forgets what came later.
            step: What is asked.
            since_s: Since when; counts only where something is asked.
        """
        self._asks = tuple(ask for ask in self._asks if ask.since_s <= at_s)
        last = self._asks[-1] if self._asks else Ask(None, 0.0)
        now = Ask(step, since_s if step is not None else at_s)
        is_new = now != last if step is not None else last.step is not None
        if is_new:
            self._asks = (*self._asks, now)
        return self._asks


def followed(asks: Sequence[Ask], at_s: float, answer: Answer) -> Mapping[Step, float]:
    """Return how far each step is being done at a moment, 0..1.

    An ask is followed after the reaction time, held, and let go: by itself, or after the reaction
    to the next ask.
    """
    shares = dict.fromkeys(Step, 0.0)
    for i, ask in enumerate(asks):
        if ask.step is None:
            continue
        begins_s = ask.since_s + answer.reaction_s
        ends_s = begins_s + answer.move_s + answer.hold_s
        if i + 1 < len(asks):
            ends_s = min(ends_s, asks[i + 1].since_s + answer.reaction_s)
        rise = eased((at_s - begins_s) / answer.move_s)
        reached = eased((ends_s - begins_s) / answer.move_s)
        fall = eased((at_s - ends_s) / answer.move_s)
        shares[ask.step] += min(rise, reached) * (1.0 - fall)
    return MappingProxyType(shares)


def eased(t: float) -> float:
    """Return 0 before 0, 1 after 1, and a soft rise in between."""
    t = min(max(t, 0.0), 1.0)
    return t * t * (3.0 - 2.0 * t)
