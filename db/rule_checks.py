"""What may stand in the rule book; each refusal says what is wrong and what to do."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from db.errors import StoreError
from db.names import NAME_LENGTH
from db.rule_records import LONGEST_COMPANY_S, Area, DoorRules, RuleBook, Schedule, VisitorPass

MOST_PEOPLE = 10
LONGEST_S = 7 * 86_400.0


def check_schedule(schedule: Schedule, book: RuleBook) -> None:
    """Check that a schedule can be kept.

    Raises:
        StoreError: Its time zone or calendar is not there, or it has no hours.
    """
    try:
        ZoneInfo(schedule.zone)
    except (KeyError, ValueError, OSError):  # what it raises for “Europe”, “../x” and “Nowhere”
        raise StoreError(
            f"There is no time zone “{schedule.zone}”.", "Write it as Europe/Berlin or UTC."
        ) from None
    if not schedule.spans:
        raise StoreError("The schedule has no hours.", "Give at least one span, or remove it.")
    if schedule.calendar is not None:
        _check_known("calendar", [schedule.calendar], book.calendars)


def check_group(escorts: str | None, book: RuleBook) -> None:
    """Check that the group that escorts is there.

    Raises:
        StoreError: It is not.
    """
    if escorts is not None:
        _check_known("group", [escorts], book.groups)


def check_area(area: Area) -> None:
    """Check that an area's figures can be kept.

    Raises:
        StoreError: They cannot.
    """
    if not 0 <= area.passback_s <= LONGEST_S:
        raise StoreError(
            "The time of the anti-passback is not between 0 s and a week.", "Choose another."
        )
    if area.limit is not None and not 0 <= area.limit < 2**31:
        raise StoreError("The limit is no number of people.", "Give 0 or more, or none.")


def check_door(door: DoorRules, book: RuleBook) -> None:
    """Check that all that a door names is there, and that its figures can be kept.

    Raises:
        StoreError: They cannot.
    """
    if not 0 < len(door.name) <= NAME_LENGTH:
        raise StoreError(
            f"A door's name has 1 to {NAME_LENGTH} characters.", "Write it as the log shows it."
        )
    _check_known("group", (permit.group for permit in door.permits), book.groups)
    schedules = (permit.schedule for permit in door.permits if permit.schedule)
    _check_known("schedule", schedules, book.schedules)
    _check_known("area", filter(None, (door.into, door.out_of)), book.areas)
    check_group(door.opened_by, book)
    if not 1 <= door.people <= MOST_PEOPLE or not 0 < door.people_within_s <= LONGEST_COMPANY_S:
        raise StoreError(
            f"{door.people} people within {door.people_within_s:g} s cannot be asked for.",
            f"Ask for 1 to {MOST_PEOPLE} people, within {LONGEST_COMPANY_S:g} s at most.",
        )
    if door.name in door.interlocked:
        raise StoreError("A door cannot be interlocked with itself.", "Name another door.")


def _check_known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    there = set(known)
    for name in names:
        if name not in there:
            raise StoreError(
                f"There is no {what} “{name}”.",
                f"Add it first; `janus rules show` lists each {what}.",
            )


def check_visitor(visitor: VisitorPass, book: RuleBook) -> None:
    """Check that a visitor's pass can be kept.

    Raises:
        StoreError: It allows no entry, or its escorts are not there.
    """
    check_group(visitor.escorts, book)
    if visitor.entries is not None and not 1 <= visitor.entries < 2**31:
        raise StoreError("A visitor needs at least one entry.", "Give 1 or more, or none at all.")
