"""What a ruling rested on, small enough to be kept with each visit, and nobody's name in it: pure.

Of a house's rules only those are kept that bear on the question: a door's own, the hours and areas
that it names, the groups of whoever asks. People are numbered in the order of their ids, whoever
asks among them; so nothing in it must be erased when somebody else is, and the rules, which ask
only who is the same, say of it what they said of them.
"""

from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from db.presence_records import Facts, Stay
from db.rule_records import UNENROLLED, Calendar, Group, Mode, RuleBook, Schedule
from kiosk.rules.others import escorts_of
from kiosk.rules.permits import groups_of
from kiosk.rules.question import Question, Waiting

_Rule = TypeVar("_Rule")
_DAYS_AROUND = timedelta(days=3)  # holidays further away open or shut nothing now


@dataclass(frozen=True, slots=True)
class KeptRuling:
    """A question and the rules it was asked of; the attributes are those of `Question`, `Facts`.

    Attributes:
        book: The rules that bear on it.
    """

    person_id: UUID
    door: str
    at: datetime
    book: RuleBook
    waiting: tuple[Waiting, ...] = ()
    stays: tuple[Stay, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    grants: tuple[tuple[UUID, datetime], ...] = ()
    entries_used: tuple[tuple[UUID, int], ...] = ()
    open_doors: tuple[str, ...] = ()

    @property
    def question(self) -> Question:
        """The question as it can be asked again."""
        facts = Facts(
            stays={(stay.person_id, stay.area): stay for stay in self.stays},
            counts=dict(self.counts),
            grants=dict(self.grants),
            entries_used=dict(self.entries_used),
            open_doors=frozenset(self.open_doors),
        )
        return Question(self.person_id, self.door, self.at, facts, self.waiting)


_FORM = TypeAdapter(KeptRuling)


def kept_of(question: Question, book: RuleBook) -> KeptRuling:
    """Return what is to be kept of a question and all rules."""
    door, facts = question.rules_of_door(book), question.facts
    asked = {question.person_id, *(one.person_id for one in question.waiting)}
    looked_for = {door.opened_by, *(name for one in asked for name in escorts_of(one, book))}
    groups = _groups(asked, looked_for, book)
    came = _came_last(_found(looked_for, book.groups).values(), asked, question)
    numbers = _numbered(asked | came)
    schedules = _found((permit.schedule for permit in door.permits), book.schedules)
    areas = _found((door.into, door.out_of), book.areas)
    beyond = {door.into, door.out_of}
    return KeptRuling(
        person_id=numbers[question.person_id],
        door=question.door,
        at=question.at,
        book=RuleBook(
            revision=book.revision,
            mode=book.mode,
            groups={group.name: _with(group, numbers) for group in groups},
            schedules=schedules,
            calendars=_calendars(schedules, question.at, book),
            areas=areas,
            doors={door.name: door} if door.name in book.doors else {},
            visitors={
                numbers[one]: replace(book.visitors[one], person_id=numbers[one])
                for one in asked & book.visitors.keys()
            },
        ),
        waiting=tuple(replace(w, person_id=numbers[w.person_id]) for w in question.waiting),
        stays=tuple(
            replace(stay, person_id=numbers[stay.person_id])
            for stay in facts.stays.values()
            if stay.person_id in asked and stay.area in beyond
        ),
        counts=tuple((area, count) for area, count in facts.counts.items() if area in beyond),
        grants=tuple((numbers[one], at) for one, at in facts.grants.items() if one in numbers),
        entries_used=tuple(
            (numbers[one], used) for one, used in facts.entries_used.items() if one in asked
        ),
        open_doors=tuple(sorted(facts.open_doors & door.interlocked)),
    )


def written(kept: KeptRuling) -> str:
    """Return the JSON to keep."""
    return _FORM.dump_json(kept, exclude_defaults=True).decode()


def read(text: str) -> KeptRuling:
    """Return what was kept.

    Raises:
        ValueError: It is none.
    """
    try:
        return _FORM.validate_json(text)
    except ValidationError as error:
        raise ValueError("no ruling") from error


def _groups(
    asked: Collection[UUID], looked_for: Collection[str | None], book: RuleBook
) -> list[Group]:
    """Return the groups that those who ask are in, and those whose members are looked for."""
    theirs = {group.name for one in asked for group in groups_of(one, book)}
    named = {
        group.name
        for group in book.groups.values()
        if book.mode is Mode.LOCKDOWN and group.in_lockdown
    }
    return list(_found({*theirs, *looked_for, *named}, book.groups).values())


def _came_last(groups: Iterable[Group], asked: Set[UUID], question: Question) -> set[UUID]:
    """Return of each group who came last: whether anybody came since some moment, they tell."""
    grants, last = question.facts.grants, set()
    for group in groups:
        others = (group.members & grants.keys()) - asked
        if came := [one for one in others if grants[one] <= question.at]:
            last.add(max(came, key=lambda one: grants[one]))
    return last


def _numbered(people: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return a number for each, in their order; whoever is not enrolled stays nobody."""
    enrolled = sorted(set(people) - {UNENROLLED})
    return {UNENROLLED: UNENROLLED} | {one: UUID(int=n) for n, one in enumerate(enrolled, start=1)}


def _with(group: Group, numbers: Mapping[UUID, UUID]) -> Group:
    return replace(
        group, members=frozenset(numbers[one] for one in group.members & frozenset(numbers))
    )


def _calendars(
    schedules: Mapping[str, Schedule], at: datetime, book: RuleBook
) -> dict[str, Calendar]:
    around = {(at + _DAYS_AROUND * part).date() for part in (-1, 1)}
    first, last = min(around), max(around)
    used = _found((schedule.calendar for schedule in schedules.values()), book.calendars)
    return {
        name: Calendar(
            name, {day: words for day, words in one.days.items() if first <= day <= last}
        )
        for name, one in used.items()
    }


def _found(names: Iterable[str | None], among: Mapping[str, _Rule]) -> dict[str, _Rule]:
    """Return what stands under some names, always in the same order."""
    return {name: among[name] for name in sorted(filter(None, set(names))) if name in among}
