"""What reviewers said, in words. Pure."""

from collections.abc import Sequence

from db.review_records import ReviewMark, Verdict


def mark_sentence(mark: ReviewMark) -> str:
    """Return what somebody said of a visit, without who and when."""
    if mark.verdict is Verdict.SOMEBODY:
        return f"It was {mark.person_name or 'somebody who has been erased'}."
    return {
        Verdict.WAS_THEM: "It was this person.",
        Verdict.NOT_THEM: "It was not this person.",
        Verdict.WITHDRAWN: "What was said was taken back.",
    }[mark.verdict]


def holding(marks: Sequence[ReviewMark]) -> ReviewMark | None:
    """Return the mark that holds; None where none does.

    Args:
        marks: Of one visit, newest first.
    """
    newest = next(iter(marks), None)
    return None if newest is None or newest.verdict is Verdict.WITHDRAWN else newest
