"""The chain grows with each visit and act, in their transaction, over bytes that never change."""

from uuid import uuid4

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from db import audit, chain
from db.access_log import AccessLog
from db.audit import AdminAction, AuditLog
from db.canonical import Plain, canonical, digest, salted_digest
from db.chain_tables import ChainEntryRow
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.gallery_rows import found
from tests.test_db.samples import NOON, STRANGER, patron, visit

WHOLE = 2**53 - 1  # the largest integer that RFC 8785 takes
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126))
VALUES: st.SearchStrategy[Plain] = st.recursive(
    st.none() | st.booleans() | st.integers(-WHOLE, WHOLE) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ASCII, inner),
    max_leaves=10,
)


def entries(database: Database) -> list[ChainEntryRow]:
    with database.reading() as session:
        return list(session.scalars(select(ChainEntryRow).order_by(ChainEntryRow.number)))


@given(VALUES)
def test_our_bytes_are_those_of_the_standard(value: Plain) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_a_digest_of_one_thing_is_none_of_another() -> None:
    digests = {digest(domain, b"x") for domain in ("line", "event", "admin", "statement")}
    digests |= {salted_digest(domain, b"salt", b"x") for domain in ("who", "picture")}
    assert len(digests) == 6


def test_the_first_entry_is_there_before_any_visit(database: Database) -> None:
    (genesis,) = entries(database)
    assert (genesis.number, genesis.kind, genesis.subject) == (1, "genesis", None)
    assert '"visits_before":0' in (genesis.statement or "")


def test_each_visit_and_act_adds_its_entry(
    database: Database, gallery: Gallery, log: AccessLog
) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    known, stranger = log.append(visit(ada)), log.append(STRANGER)
    with database.writing() as session:
        act = audit.record(
            session, AdminAction(NOON, "console:root", "door renamed", "door:A", {}, {"name": "B"})
        )
    enrolled, *added = entries(database)[1:]
    assert (enrolled.kind, enrolled.subject) == ("admin", 1)
    assert [(e.kind, e.subject) for e in added] == [
        ("event", known.id), ("event", stranger.id), ("admin", act),
    ]  # fmt: skip
    assert added[0].who is not None
    assert added[1].who is None
    assert added[0].picture not in {None, added[1].picture}  # the same bytes, but another salt
    kept, _enrolled = AuditLog(database).newest()
    assert (kept.actor, kept.subject, kept.after) == ("console:root", "door:A", '{"name":"B"}')


def test_each_line_follows_from_the_one_before(database: Database, log: AccessLog) -> None:
    for _ in range(3):
        log.append(STRANGER)
    before = chain.START
    for entry in entries(database):
        line = chain.line_digest(before, entry.kind, entry.at, entry.subject, entry.content)
        assert entry.line == line
        before = line


def test_nothing_chained_holds_a_name(database: Database, gallery: Gallery, log: AccessLog) -> None:
    ada = gallery.add(patron("Ada Lovelace"), NOON, by="ada")
    log.append(visit(ada))
    for entry in entries(database):
        told = repr({k: v for k, v in vars(entry).items() if k != "_sa_instance_state"})
        assert "Ada" not in told
        assert ada.id.hex not in told


def test_an_act_that_fails_leaves_no_entry(database: Database) -> None:
    def act() -> None:
        with database.writing() as session:
            audit.record(session, AdminAction(NOON, "a", "b", "c"))
            found(session, uuid4())

    with pytest.raises(StoreError):
        act()
    assert len(entries(database)) == 1
    assert AuditLog(database).newest() == ()
