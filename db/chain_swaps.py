"""Visits whose rows do not fit their entries: changed, or each other's: pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.chain import Commitments, event_content
from db.chain_findings import Finding, Wrong


@dataclass(frozen=True, slots=True)
class Misfit:
    """A visit whose row is not what its entry committed to.

    Attributes:
        number: The entry's number, and below what it holds.
        values: The columns of the row that stands there now.
    """

    number: int
    at: datetime
    content: bytes
    commitments: Commitments
    values: Mapping[str, Any]

    @property
    def visit(self) -> int:
        """The visit's number."""
        return int(self.values["id"])


def sort_swaps(misfits: Collection[Misfit]) -> Iterator[Finding]:
    """Yield what was done to each: its row stands elsewhere, or nowhere any more."""
    for misfit in misfits:
        place = next((other.visit for other in misfits if _holds(other, misfit)), None)
        if place is None:
            words = f"Visit {misfit.visit} was changed."
            yield Finding(Wrong.EDITED, words, misfit.number, misfit.at)
        else:
            words = f"What was visit {misfit.visit} stands as visit {place}."
            yield Finding(Wrong.REORDERED, words, misfit.number, misfit.at)


def _holds(other: Misfit, misfit: Misfit) -> bool:
    """Return whether `other`'s row is the one that was chained as `misfit`."""
    values = {**other.values, "id": misfit.visit}
    return event_content(values, misfit.commitments) == misfit.content
