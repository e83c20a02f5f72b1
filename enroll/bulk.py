"""Many people, one after another: a bad photo never stops the rest."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from db.records import Person, PersonStatus
from enroll.errors import EnrollError
from enroll.photo import Photo, read_photo
from enroll.rules import clean_name, same_name
from enroll.service import Draft, EnrolmentService
from enroll.sheet import Entry


class BulkOutcome(StrEnum):
    """What became of one entry."""

    ENROLLED = "enrolled"
    ALREADY = "enrolled already"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BulkResult:
    """One entry, done with.

    Attributes:
        entry: The entry.
        outcome: What became of it.
        person: Who is enrolled now; None where the entry was refused.
        error: Why it was refused; None where it was not.
        namesakes: Other people of that name, where somebody was enrolled.
    """

    entry: Entry
    outcome: BulkOutcome
    person: Person | None
    error: EnrollError | None
    namesakes: tuple[Person, ...] = ()


def _unseen(entry: Entry, shown: Draft | Photo, error: EnrollError) -> None:
    """Show a refused photo to nobody."""


def enrol_all(
    service: EnrolmentService,
    entries: Iterable[Entry],
    *,
    by: str,
    accept_look_alike: bool = False,
    has_agreed: bool = False,
    on_refused: Callable[[Entry, Draft | Photo, EnrollError], None] = _unseen,
) -> Iterator[BulkResult]:
    """Enrol people one by one.

    Whoever is enrolled already under that name, and not revoked, counts as done: the same folder
    can be given again after its bad photos have been replaced. Where the entry gives other dates
    than theirs it is refused: nobody's right to enter changes in passing, or seems to have changed.

    Args:
        service: Enrols.
        entries: Whom.
        by: Who enrols them.
        accept_look_alike: Enrol people although their faces are near somebody else's.
        has_agreed: Whether those people agreed of whom the entry does not say it.
        on_refused: Called with each photo that is refused, so that somebody can look at it: with
            the draft where there is one, else with the photo alone. Neither is kept, for the photos
            of a long list would not fit into memory.

    Yields:
        A result for each entry, in their order.

    Raises:
        StoreError: The database fails: not the fault of one photo, so the rest would fail as well.
    """
    for entry in entries:
        shown: Draft | Photo | None = None
        try:
            name, shown = _read(entry)
            shown = service.draft(shown, name)
            agreed = has_agreed if entry.has_agreed is None else entry.has_agreed
            result = _enrol(
                service, entry, shown, by=by, accept_look_alike=accept_look_alike, has_agreed=agreed
            )
        except EnrollError as error:
            if shown is not None:
                on_refused(entry, shown, error)
            result = BulkResult(entry, BulkOutcome.REFUSED, None, error)
        yield result


def _read(entry: Entry) -> tuple[str, Photo]:
    if entry.problem is not None:
        raise entry.problem
    return clean_name(entry.name), read_photo(entry.photo)


def _enrol(
    service: EnrolmentService,
    entry: Entry,
    draft: Draft,
    *,
    by: str,
    accept_look_alike: bool,
    has_agreed: bool,
) -> BulkResult:
    standing = draft.already
    if (
        standing is not None
        and standing.status is PersonStatus.ACTIVE
        and same_name(standing.name, draft.name)
    ):
        _check_same_validity(entry, standing)
        return BulkResult(entry, BulkOutcome.ALREADY, standing, None)
    person = service.commit(
        draft,
        by=by,
        accept_look_alike=accept_look_alike,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        consent=service.consent_text if has_agreed else None,
    )
    return BulkResult(entry, BulkOutcome.ENROLLED, person, None, draft.namesakes)


def _check_same_validity(entry: Entry, standing: Person) -> None:
    pairs = (
        (entry.valid_from, standing.valid_from),
        (entry.valid_until, standing.valid_until),
    )
    if any(given is not None and given != stored for given, stored in pairs):
        raise EnrollError(
            f"{standing.name} is enrolled already, with other dates; they stay as they are.",
            "Change them with `janus people validity`, or leave the dates out here.",
        )
