"""Asks the rules of the house about each grant, just before it is written down.

That is after a living head was shown, not before (docs/adr/0020): a picture is written down as a
picture whatever the hour, and what is said of a rule is said to the person themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from db.presence_records import Facts
from db.records import AccessEvent, NewAccessEvent, Outcome, Reason
from db.rule_records import LONGEST_COMPANY_S, UNENROLLED, RuleBook
from kiosk.log_evidence import with_ruling
from kiosk.rules.kept import kept_of, written
from kiosk.rules.passage import passage_of
from kiosk.rules.question import Question, Waiting
from kiosk.rules.ruling import ruling

_GRANTS_OF = timedelta(days=2)  # no opening of a schedule has lasted longer
_LONGEST_COMPANY = timedelta(seconds=LONGEST_COMPANY_S)


class RuleSource(Protocol):
    """What is needed of the kept rules."""

    def revision(self) -> int:
        """Return a number that every change of the rules raises."""
        ...

    def book(self) -> RuleBook:
        """Return all rules."""
        ...


class Whereabouts(Protocol):
    """What is needed of the presence."""

    def facts(
        self, door: str, people: Collection[UUID], at: datetime, *, granted_since: datetime
    ) -> Facts:
        """Return what a ruling rests on."""
        ...


@dataclass(frozen=True, slots=True)
class _Company:
    """Who waits for company, and the gallery's revision at which they were valid."""

    waiting: tuple[Waiting, ...]
    revision: int


class HouseRules:
    """The rules, as one door asks them; used by one thread only.

    Args:
        rules: Where the rules are kept.
        whereabouts: Where it is kept who is where.
        hold_s: How long the lock stays released.
    """

    def __init__(self, rules: RuleSource, whereabouts: Whereabouts, *, hold_s: float) -> None:
        self._rules = rules
        self._whereabouts = whereabouts
        self._hold_s = hold_s
        self._book: RuleBook | None = None
        self._company = _Company((), 0)

    def apply(self, row: NewAccessEvent, revision: int) -> NewAccessEvent:
        """Return a row as the rules leave it: a grant with what it changes, or a denial.

        A grant so returned may be written only with its passage, which holds it to these very
        rules and whereabouts.

        Args:
            row: What was decided; a denial is returned as it is. One of nobody enrolled is of
                somebody who holds a badge.
            revision: The gallery's revision that it rests on.

        Raises:
            StoreError: Rules or whereabouts cannot be read; nobody may be let in.
        """
        if row.outcome is not Outcome.GRANTED:
            return row
        book, waiting = self._current(), self._waiting(row.at, revision)
        who = row.person_id or UNENROLLED
        people = [who, *(one.person_id for one in waiting)]
        since = row.at - _GRANTS_OF
        facts = self._whereabouts.facts(row.door, people, row.at, granted_since=since)
        question = Question(who, row.door, row.at, facts, waiting)
        ruled = ruling(question, book)
        if row.evidence:  # none where no face was looked at
            asked = written(kept_of(question, book))
            row = replace(row, evidence=with_ruling(row.evidence, asked))
        if ruled.outcome is not Outcome.GRANTED:
            return replace(row, outcome=ruled.outcome, reason=ruled.reason, rule=ruled.words)
        passage = passage_of(question, book, ruled, hold_s=self._hold_s)
        return replace(row, rule=ruled.words, passage=passage)

    def written(self, event: AccessEvent, revision: int) -> None:
        """Remember, once their row is in the log, who waits for company, or that it has come.

        Args:
            event: The row.
            revision: The gallery's revision that it rests on.
        """
        waiting = self._waiting(event.at, revision)
        if event.reason is Reason.COMPANY_NEEDED and event.person_id is not None:
            others = tuple(one for one in waiting if one.person_id != event.person_id)
            waiting = (*others, Waiting(event.person_id, event.id, event.at))
        elif event.outcome is Outcome.GRANTED:
            waiting = ()
        self._company = _Company(waiting, revision)

    def _current(self) -> RuleBook:
        if self._book is None or self._book.revision != self._rules.revision():
            self._book = self._rules.book()
        return self._book

    def _waiting(self, at: datetime, revision: int) -> tuple[Waiting, ...]:
        """Return who still waits: nobody once the gallery has changed, as they may be revoked."""
        if self._company.revision != revision:
            return ()
        return tuple(one for one in self._company.waiting if at - one.at <= _LONGEST_COMPANY)
