"""What the plots of the log draw: axes and bars. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from db.records import Reason
from kiosk.review.reason_words import headed

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its label.

    Attributes:
        label: What it counts.
        count: How long it is.
        is_attack: Whether it counts attacks, which are drawn otherwise.
    """

    label: str
    count: int
    is_attack: bool = False


def axis(highest: int, most: int = 4) -> tuple[int, ...]:
    """Return the numbers beside an axis: from 0 in even, round steps to `highest` or just above.

    Args:
        highest: The highest bar, 0 or more.
        most: How many steps at most, 1 or more.
    """
    rough = max(highest, 1) / most
    scale = 10 ** math.floor(math.log10(rough)) if rough > 1 else 1
    step = next(s * scale for s in _STEPS if s * scale >= rough)
    return tuple(range(0, step * (max(1, math.ceil(highest / step)) + 1), step))


def denial_bars(denials: Mapping[Reason, int], most: int = 8) -> tuple[Bar, ...]:
    """Return a bar for each reason, the most frequent first.

    Args:
        denials: How many visits were denied for each reason.
        most: How many bars at most, 2 or more; what is rarer shares the last one.
    """
    order = sorted(denials.items(), key=lambda item: (-item[1], item[0].value))
    shown = order if len(order) <= most else order[: most - 1]
    bars = [Bar(headed(reason), count, reason.is_attack) for reason, count in shown]
    rest = order[len(shown) :]
    if rest:
        bars.append(Bar(f"{len(rest)} other reasons", sum(count for _, count in rest)))
    return tuple(bars)
