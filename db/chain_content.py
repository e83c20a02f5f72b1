"""Holds what an entry is about against what the entry committed to: pure.

The public part of a visit's row is held against the entry's digest, then each hidden part against
its
own: so a finding names what was changed.
"""

from collections.abc import Iterator
from functools import lru_cache

from db import chain
from db.audit import admin_content, details_digest
from db.chain import Kind
from db.chain_erasure import ERASED
from db.chain_excuses import Excuses
from db.chain_findings import Finding, Tally, Wrong
from db.chain_rows import Entry, Visit, Visitor
from db.names import folded

_folded = lru_cache(maxsize=50_000)(folded)


def check_shape(entry: Entry, *, is_pruned: bool) -> Iterator[Finding]:
    """Check that an entry has values just where its kind has some: only those are chained."""
    hides = entry.salt is not None or entry.commitments != chain.NOTHING
    is_about = entry.kind in {Kind.EVENT.value, Kind.ADMIN.value}
    says = not (is_about or is_pruned)
    if (entry.statement is not None) != says or (hides and (is_pruned or not is_about)):
        words = f"Entry {entry.number} ({entry.kind}) holds what it cannot have held."
        yield Finding(Wrong.EDITED, words, entry.number, entry.at)


def check_statement(entry: Entry) -> Iterator[Finding]:
    """Hold an entry that is about itself against its digest."""
    if entry.statement is not None and chain.statement_content(entry.statement) != entry.content:
        words = f"What entry {entry.number} ({entry.kind}) says was changed."
        yield Finding(Wrong.EDITED, words, entry.number, entry.at)


def check_act(entry: Entry, excuses: Excuses, tally: Tally) -> Iterator[Finding]:
    """Hold an admin's act against its entry."""
    act, told = entry.act, entry.commitments
    if act is None:
        yield _gone(entry, f"The admin's act {entry.subject}")
        return
    tally.acts += 1
    if admin_content(act.id, act.at, act.actor, act.action, told) != entry.content:
        yield _changed(entry, f"The admin's act {act.id}")
    elif entry.salt is not None:
        if details_digest(entry.salt, act.subject, act.before, act.after) != told.details:
            yield _changed(entry, f"What the admin's act {act.id} was about")
    elif act.id in excuses.acts and (act.subject, act.before, act.after) == (ERASED, "", ""):
        tally.erased += 1
    else:
        yield _changed(entry, f"What the admin's act {act.id} was about")


def is_public_part_right(entry: Entry, visit: Visit) -> bool:
    """Return whether the open columns of a visit are those that were chained."""
    return chain.event_content(visit.values, entry.commitments) == entry.content


def check_hidden_parts(
    entry: Entry, visit: Visit, excuses: Excuses, tally: Tally
) -> Iterator[Finding]:
    """Hold a visit's visitor, picture and evidence against their digests."""
    name = f"of visit {entry.subject}"
    if entry.salt is not None and entry.commitments == chain.NOTHING:
        yield _changed(entry, f"The salt {name}")
    if visit.values["has_thumbnail"] != (visit.picture is not None):
        yield _changed(entry, f"Whether there is a picture {name}")
    if visit.visitor and visit.visitor.name_folded != _expected_folded(visit.visitor):
        yield _changed(entry, f"The name {name} by which it is searched for")
    if entry.salt is None and entry.commitments != chain.NOTHING:
        yield from _check_erased(entry, visit, excuses, tally)
        return
    salt = entry.salt or b""  # none where there is nothing to hide
    if _who(salt, visit) != entry.commitments.who:
        yield _changed(entry, f"The person {name}")
    number = visit.values["id"]
    picture = excuses.new_pictures.get(number, entry.commitments.picture)
    evidence = excuses.new_evidence.get(number, entry.commitments.evidence)
    for what, stored, digest, digest_of in (
        ("picture", visit.picture, picture, chain.picture_digest),
        ("evidence", visit.evidence, evidence, chain.evidence_digest),
    ):
        if stored is None:
            if digest is not None and not excuses.excuse_picture(entry.number, entry.at, number):
                yield _gone(entry, f"The {what} {name}")
        elif digest is None:
            words = f"The {what} {name} was added later."
            yield Finding(Wrong.INSERTED, words, entry.number, entry.at)
        elif digest_of(salt, stored) != digest:
            yield _changed(entry, f"The {what} {name}")


def _check_erased(entry: Entry, visit: Visit, excuses: Excuses, tally: Tally) -> Iterator[Finding]:
    """Hold a visit whose digests say nothing any more against what was said to be erased."""
    visitor = visit.visitor
    pseudonym = excuses.visitors.get(visitor.id) if visitor else None
    if visitor is None or pseudonym is None:
        yield _changed(entry, f"What hides the person of visit {entry.subject}")
        return
    if (visitor.name, visitor.person_id) != (pseudonym, None):
        yield _changed(entry, f"The person of visit {entry.subject}")
    tally.erased += 1
    if visit.picture is not None or visit.evidence is not None:
        words = f"Visit {entry.subject} shows somebody who was erased."
        yield Finding(Wrong.INSERTED, words, entry.number, entry.at)


def _expected_folded(visitor: Visitor) -> str | None:
    return None if visitor.name is None else _folded(visitor.name)


def _who(salt: bytes, visit: Visit) -> bytes | None:
    visitor = visit.visitor
    return None if visitor is None else chain.who_digest(salt, visitor.person_id, visitor.name)


def _gone(entry: Entry, what: str) -> Finding:
    return Finding(Wrong.DELETED, f"{what} was deleted.", entry.number, entry.at)


def _changed(entry: Entry, what: str) -> Finding:
    return Finding(Wrong.EDITED, f"{what} was changed.", entry.number, entry.at)
