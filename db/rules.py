"""The rules of the house, kept; each change is audited and raises their revision.

Each method is one transaction. `at` is now, and `by` who does it, as the audit names them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction, person_subject
from db.canonical import Plain
from db.engine import Database
from db.errors import RulesChangedError, StoreError
from db.gallery_rows import found
from db.names import checked_name
from db.rule_checks import check_visitor
from db.rule_records import DoorRules, Mode, Rule, RuleBook, VisitorPass
from db.rule_rows import count_rules_change, read_book
from db.rule_shelves import SHELVES
from db.rule_tables import MemberRow, RuleStateRow, VisitorPassRow
from db.rule_told import told
from db.tables import PersonRow


@dataclass(frozen=True, slots=True)
class _Act:
    """What is being done: by whom, what, to what; and what the audit is to say of a book."""

    at: datetime
    by: str
    action: str
    subject: str
    tell: Callable[[RuleBook], Mapping[str, Plain]]


class RuleStore:
    """The rules of the house.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """Return a number that every change of the rules raises, whoever made it.

        Raises:
            StoreError: It cannot be read.
        """
        with self._database.connection() as connection:
            return connection.execute(select(RuleStateRow.revision)).scalar_one()

    def book(self) -> RuleBook:
        """Return all rules, as they stand now.

        Raises:
            StoreError: They cannot be read.
        """
        with self._database.reading() as session:
            return read_book(session)

    def member_names(self, group: str, *, limit: int) -> tuple[str, ...]:
        """Return the first people of a group, by name.

        Raises:
            StoreError: They cannot be read.
        """
        query = (
            select(PersonRow.name)
            .join(MemberRow, MemberRow.person_id == PersonRow.id)
            .where(MemberRow.group == group)
            .order_by(PersonRow.name_folded, PersonRow.id)
            .limit(limit)
        )
        with self._database.reading() as session:
            return tuple(session.scalars(query))

    def set_mode(self, mode: Mode, *, at: datetime, by: str) -> None:
        """Lock the house down, evacuate it, or end that.

        Raises:
            StoreError: It cannot be written.
        """
        act = _Act(at, by, "mode set", "house", lambda book: {"mode": book.mode.value})
        with self._acting(act) as (session, _):
            session.get_one(RuleStateRow, 1).mode = mode

    def put(self, rule: Rule, *, at: datetime, by: str, at_revision: int | None = None) -> None:
        """Keep a rule, new or in place of the one of that name; a group's members stay.

        Args:
            rule: The rule.
            at: Now.
            by: Who does it.
            at_revision: The revision that was looked at before; None where none was.

        Raises:
            RulesChangedError: The rules have another revision now.
            StoreError: Its name or a figure cannot be used, or something that it names is not
                there; nothing was changed.
        """
        shelf, name = SHELVES[type(rule)], rule.name
        if not isinstance(rule, DoorRules) and name != checked_name(name):
            raise StoreError(f"The name “{name}” has spaces too many.", "Write it without them.")
        act = _Act(
            at,
            by,
            f"{shelf.what} set",
            f"{shelf.what}:{name}",
            lambda b: told(shelf.of(b).get(name)),
        )
        with self._acting(act, at_revision) as (session, book):
            shelf.write(session, rule, book)

    def remove(self, kind: type[Rule], name: str, *, at: datetime, by: str) -> None:
        """Remove a rule; a door without rules lets everybody valid in.

        Raises:
            StoreError: There is none of that name, or something still rests on it.
        """
        shelf = SHELVES[kind]
        act = _Act(
            at,
            by,
            f"{shelf.what} removed",
            f"{shelf.what}:{name}",
            lambda b: told(shelf.of(b).get(name)),
        )
        with self._acting(act) as (session, book):
            _check_there(shelf.what, name, shelf.of(book))
            if uses := sorted(set(shelf.uses(book, name))):
                raise StoreError(
                    f"The {shelf.what} “{name}” is still used by {', '.join(uses[:5])}.",
                    "Nothing was removed. Change those first.",
                )
            shelf.remove(session, name)

    def add_member(self, group: str, person_id: UUID, *, at: datetime, by: str) -> None:
        """Put somebody into a group. Twice is as good as once.

        Raises:
            StoreError: The group or the person is not there.
        """
        act = _membership(at, by, "group joined", group, person_id)
        with self._acting(act) as (session, book):
            _check_there("group", group, book.groups)
            found(session, person_id)
            session.merge(MemberRow(group=group, person_id=person_id))

    def remove_member(self, group: str, person_id: UUID, *, at: datetime, by: str) -> None:
        """Take somebody out of a group.

        Raises:
            StoreError: The group is not there, or they are not in it.
        """
        act = _membership(at, by, "group left", group, person_id)
        with self._acting(act) as (session, book):
            _check_there("group", group, book.groups)
            row = session.get(MemberRow, (group, person_id))
            if row is None:
                raise StoreError(
                    f"They are not in the group “{group}”.", "There was nothing to do."
                )
            session.delete(row)

    def put_visitor(self, visitor: VisitorPass, *, at: datetime, by: str) -> None:
        """Make somebody a visitor, or give them another pass; entries are counted anew.

        Raises:
            StoreError: Nobody has this id, or a figure or the escorts cannot be used.
        """
        who = visitor.person_id
        with self._acting(_visiting(at, by, "visitor pass given", who)) as (session, book):
            check_visitor(visitor, book)
            found(session, who)
            values = {"until": visitor.until, "entries": visitor.entries}
            session.merge(
                VisitorPassRow(person_id=who, escorts=visitor.escorts, entries_used=0, **values)
            )

    def remove_visitor(self, person_id: UUID, *, at: datetime, by: str) -> None:
        """Take a visitor's pass away: they are held to none of its limits any more.

        Raises:
            StoreError: They have no pass.
        """
        with self._acting(_visiting(at, by, "visitor pass ended", person_id)) as (session, _):
            row = session.get(VisitorPassRow, person_id)
            if row is None:
                raise StoreError("They have no visitor's pass.", "There was nothing to do.")
            session.delete(row)

    @contextmanager
    def _acting(
        self, act: _Act, at_revision: int | None = None
    ) -> Iterator[tuple[Session, RuleBook]]:
        """Give a transaction that changes the rules, and the rules before; audit it at the end."""
        with self._database.writing() as session:
            count_rules_change(session)  # first: it keeps every other change waiting
            before = read_book(session)
            if at_revision is not None and before.revision != at_revision + 1:
                raise RulesChangedError
            yield session, before
            session.flush()
            after = act.tell(read_book(session))
            audit.record(
                session,
                AdminAction(act.at, act.by, act.action, act.subject, act.tell(before), after),
            )


def _membership(at: datetime, by: str, action: str, group: str, person_id: UUID) -> _Act:
    def tell(book: RuleBook) -> Mapping[str, Plain]:
        is_in = group in book.groups and person_id in book.groups[group].members
        return {"group": group} if is_in else {}

    return _Act(at, by, action, person_subject(person_id), tell)


def _visiting(at: datetime, by: str, action: str, person_id: UUID) -> _Act:
    return _Act(
        at, by, action, person_subject(person_id), lambda book: told(book.visitors.get(person_id))
    )


def _check_there(what: str, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise StoreError(f"There is no {what} “{name}”.", "`janus rules show` lists what there is.")
