"""What was found out about liveness, in words for whoever reads the log: pure.

The weight of evidence is named as Kass and Raftery do (Bayes Factors, JASA 90, 1995): a natural log
ratio below 1 is worth no more than a mention, and from 3 on it is strong.
"""

import math
from dataclasses import dataclass

from db.records import LivenessRecord, Reason

_WORTH_A_WORD = 1.0
_STRONG = 3.0
_ATTACKS = (Reason.FLAT_SURFACE, Reason.SCREEN, Reason.FROZEN)  # as they stand in a cue's figures


@dataclass(frozen=True, slots=True)
class CueLine:
    """What one cue says.

    Attributes:
        log_ratio: For a living head and against an attack, natural.
        words: The cue's name, what it says and which attack is meant:
            "relief: speaks strongly for a living head, not a flat surface (+5.1)".
    """

    log_ratio: float
    words: str


def cue_lines(reason: Reason, liveness: LivenessRecord) -> tuple[CueLine, ...]:
    """Return what each cue says, loudest first.

    Where the door named an attack, that is the one meant; or else, cue by cue, the one of which it
    says most.

    Args:
        reason: Why the door did what it did.
        liveness: What it knew.
    """
    lines = [_line(cue, three, reason) for cue, three in liveness.cues.items()]
    return tuple(sorted(lines, key=lambda line: (-abs(line.log_ratio), line.words)))


def together(liveness: LivenessRecord) -> str:
    """Return what all evidence says together, and what was needed, in a sentence."""
    needed = signed(math.log(liveness.one_in))
    return (
        f"All evidence together {_says(liveness.log_ratio, 'picture')}; {needed} was needed to let "
        f"in at most one picture in {liveness.one_in:,}."
    )


def signed(log_ratio: float) -> str:
    """Return a log ratio with its sign and one decimal; "0.0" for nothing."""
    text = f"{log_ratio:+.1f}"
    return "0.0" if text in {"+0.0", "-0.0"} else text


def _line(cue: str, ratios: tuple[float, float, float], reason: Reason) -> CueLine:
    of_attack = dict(zip(_ATTACKS, ratios, strict=True))
    attack = reason if reason.is_attack else max(_ATTACKS, key=lambda each: abs(of_attack[each]))
    return CueLine(of_attack[attack], f"{cue}: {_says(of_attack[attack], attack)}")


def _says(log_ratio: float, otherwise: str) -> str:
    """Return how strongly evidence speaks, and whether for a living head or `otherwise`."""
    figure = f"({signed(log_ratio)})"
    if abs(log_ratio) < _WORTH_A_WORD:
        return f"says little {figure}"
    strongly = "strongly " if abs(log_ratio) >= _STRONG else ""
    what = f"living head, not a {otherwise}" if log_ratio > 0 else otherwise
    return f"speaks {strongly}for a {what} {figure}"
