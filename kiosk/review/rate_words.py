"""Measured error rates in words, with what they cannot tell. Pure."""

from kiosk.review.rates import CONFIDENCE, MeasuredRates, Proportion
from kiosk.tally import counted

WHAT_IS_COUNTED = (
    "Only visits that somebody reviewed are counted. Who looks at the odd ones first finds more "
    "errors than there are: review visits as they come, too."
)
WHAT_IS_NOT_KNOWN = (
    "Nobody knows who the strangers were that were turned away, or how many came. So false matches "
    "are given of all who were recognised; this is not the FMR that a calibration promises, which "
    "is of comparisons with strangers, and the two cannot be compared."
)


def rate_sentences(rates: MeasuredRates) -> tuple[str, ...]:
    """Return what is known, a sentence for each rate, and one for what was left out."""
    said = [
        _sentence(
            rates.false_matches,
            "False matches",
            "visit in which somebody was recognised has been reviewed",
            "reviewed visits, the door took somebody for a person that they were not",
        ),
        _sentence(
            rates.false_non_matches,
            "False non-matches (FNMR)",
            "visit of a person who is enrolled has been reviewed",
            "reviewed visits of people who are enrolled, the door did not recognise them",
        ),
    ]
    if rates.left_out:
        said.append(f"{counted(rates.left_out, 'reviewed visit')} told nothing of either.")
    return tuple(said)


def percent(share: float) -> str:
    """Return a share, 0..1, in percent, with two figures that say something."""
    return f"{100 * share:.2g} %" if 0 < share < 0.0995 else f"{100 * share:.0f} %"


def _sentence(found: Proportion, name: str, none: str, what: str) -> str:
    if found.share is None:
        return f"{name}: not known. No {none}."
    low, high = found.bounds
    return (
        f"{name}: {percent(found.share)}, between {percent(low)} and {percent(high)} with "
        f"{percent(CONFIDENCE)} confidence. In {found.errors} of {found.of} {what}."
    )
