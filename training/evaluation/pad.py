"""An evaluation of presentation-attack detection: what was presented, and all its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.liveness.presented import Presented
from training.evaluation.pad_cues import CueRates, cue_rates
from training.evaluation.pad_curve import PadCurve, pad_curve
from training.evaluation.pad_manners import MannerRates, manner_rates
from training.evaluation.pad_rates import PadRates, pad_rates


@dataclass(frozen=True, slots=True)
class PadSubject:
    """What was measured, and how.

    Attributes:
        title: What was presented, e.g. "simulated presentations".
        is_simulated: Whether the attacks were drawn by a computer.
        made_at: When, aware.
        one_in: At most one picture in so many may be accepted: what the door was set to.
        through_the_door: Whether the whole door decided, and not the liveness part alone.
        seed: Of everything that was drawn; None for recordings.
        conditions: Name and value of whatever else a reader must know.
    """

    title: str
    is_simulated: bool
    made_at: datetime
    one_in: int
    through_the_door: bool
    seed: int | None = None
    conditions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PadEvaluation:
    """All figures.

    Attributes:
        subject: What was measured.
        presented: What came of each presentation.
        rates: Error rates of each species.
        manners: What became of living people by how they came; () where that is not known.
        cues: Those of each cue alone.
        curve: Those at other thresholds; None where the evidence was not watched to the deadline.
    """

    subject: PadSubject
    presented: tuple[Presented, ...]
    rates: PadRates
    manners: tuple[MannerRates, ...]
    cues: tuple[CueRates, ...]
    curve: PadCurve | None


def evaluate_pad(presented: Sequence[Presented], subject: PadSubject) -> PadEvaluation:
    """Count everything.

    Raises:
        TrainingError: Nothing was presented.
    """
    return PadEvaluation(
        subject=subject,
        presented=tuple(presented),
        rates=pad_rates(presented),
        manners=manner_rates(presented),
        cues=cue_rates(presented),
        curve=pad_curve(presented),
    )


def disclaimer(subject: PadSubject) -> str:
    """Return what must stand above every figure."""
    terms = (
        "The terms are those of ISO/IEC 30107-3; no conformance with ISO/IEC 30107 is claimed, and"
        " nobody but the maker has tested this."
    )
    if subject.is_simulated:
        return (
            "The attacks are simulated: drawn by a computer as a door camera would see them. A real"
            f" print, phone or tablet may do better or worse. {terms}"
        )
    return (
        "The figures hold for these recordings, this camera and this light; what was labelled an"
        f" attack is taken at its word. {terms}"
    )
