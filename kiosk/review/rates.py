"""How often the door was wrong, as far as reviewed visits tell. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from scipy.special import betaincinv  # type: ignore[import-untyped]

from db.review_records import ReviewedVisit, Verdict
from kiosk.review.verdicts import is_about_liveness

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Proportion:
    """So many of so many."""

    errors: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, 0..1; None of nothing."""
        return self.errors / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The bounds of what the share may really be, 0..1, with `CONFIDENCE`."""
        return clopper_pearson(self.errors, self.of)


@dataclass(frozen=True, slots=True)
class MeasuredRates:
    """Error rates of reviewed visits.

    Attributes:
        false_matches: Of the visits in which the door recognised somebody, those that were not
            them. This is no FMR as a calibration has it: see `kiosk.review.rate_words`.
        false_non_matches: Of the visits of people who were enrolled, those in which the door did
            not recognise them: the FNMR in operation.
        left_out: Reviewed visits that say nothing of either.
    """

    false_matches: Proportion
    false_non_matches: Proportion
    left_out: int


def clopper_pearson(
    errors: int, trials: int, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return bounds that hold the true share with at least `confidence`.

    The exact interval of Clopper & Pearson, "The use of confidence or fiducial limits illustrated
    in the case of the binomial", Biometrika 26 (1934): quantiles of beta distributions. Each side
    leaves out half of the rest.

    Raises:
        ValueError: There are more errors than trials, or fewer than none.
    """
    if not 0 <= errors <= trials:
        raise ValueError(f"{errors} errors in {trials} trials")
    tail = (1 - confidence) / 2
    low = float(betaincinv(errors, trials - errors + 1, tail)) if errors else 0.0
    high = float(betaincinv(errors + 1, trials - errors, 1 - tail)) if errors < trials else 1.0
    return low, high


def measured(visits: Iterable[ReviewedVisit]) -> MeasuredRates:
    """Return the error rates of reviewed visits."""
    matched = wrong = genuine = missed = left_out = 0
    for visit in visits:
        best = visit.best_similarity
        if best is None or is_about_liveness(visit.reason):
            left_out += 1
            continue
        # Who gave a PIN or a badge is named, though the face may not have been recognised.
        is_match = visit.names_somebody and best >= visit.threshold
        is_enrolled = visit.verdict in {Verdict.WAS_THEM, Verdict.SOMEBODY}
        is_right = is_match and visit.verdict is Verdict.WAS_THEM
        matched += is_match
        wrong += is_match and not is_right
        genuine += is_enrolled
        missed += is_enrolled and not is_right
        left_out += not (is_match or is_enrolled)
    return MeasuredRates(Proportion(wrong, matched), Proportion(missed, genuine), left_out)
