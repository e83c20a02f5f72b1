"""Whatever is done to a log past the program is found; a log that was left alone is not accused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.orm import Session

from db import chain
from db.chain import Commitments, Kind, NewEntry
from db.chain_checkpoints import append_signed
from db.chain_findings import Finding, Wrong
from db.chain_tables import ChainEntryRow, ChainHeadRow
from db.chain_verify import Verification
from db.engine import Database
from db.errors import StoreError
from db.heads import SignedHead, head_of
from db.signing import KeySigner
from db.tables import AccessEventRow
from tests.test_db import tampering
from tests.test_db.chained import HOUR, KEYS, findings, rich_log
from tests.test_db.samples import NOON

Tamper = Callable[[Connection, st.DataObject], str]
EXAMPLES = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Log:
    file: Path
    head: SignedHead

    @contextmanager
    def as_it_is(self) -> Iterator[Connection]:
        """Give the file as a database tool does: with no rule but its CHECKs, and put it back."""
        engine = create_engine(f"sqlite:///{self.file}")
        try:
            with engine.connect() as connection:
                yield connection
                connection.rollback()
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Log:
    file = tmp_path_factory.mktemp("log") / "janus.sqlite3"
    return Log(file, rich_log(file))


def found(connection: Connection, *kept: SignedHead) -> list[Finding]:
    return list(Verification(Session(connection), KEYS, kept).findings())


def test_a_log_left_alone_is_not_accused(written: Log) -> None:
    with written.as_it_is() as connection:
        check = Verification(Session(connection), KEYS, [written.head])
        assert list(check.findings()) == []
    tally = check.tally
    # Two visits and an event of a door were pruned.
    assert (tally.visits, tally.acts, tally.pruned, tally.erased) == (7, 5, 3, 4)
    assert tally.signed_through == tally.entries == written.head.number


@pytest.mark.parametrize(
    "tamper",
    [tampering.edit, tampering.spoil, tampering.delete, tampering.insert, tampering.reorder,
     tampering.truncate],
)  # fmt: skip
@given(draw=st.data())
@EXAMPLES
def test_whatever_is_done_is_found(written: Log, tamper: Tamper, draw: st.DataObject) -> None:
    with written.as_it_is() as connection:
        what = tamper(connection, draw)
        assert found(connection, written.head), what


@given(draw=st.data())
@EXAMPLES
def test_an_end_cut_off_with_its_heads_is_seen_by_kept_heads_only(
    written: Log, draw: st.DataObject
) -> None:
    with written.as_it_is() as connection:
        tampering.truncate(connection, draw)
        seen = {finding.wrong for finding in found(connection, written.head)}
        assert Wrong.TRUNCATED in seen


def test_a_chain_written_anew_is_found_by_the_heads(written: Log) -> None:
    with written.as_it_is() as connection:
        session = Session(connection)
        first = session.get_one(ChainHeadRow, 1)
        row = session.get_one(AccessEventRow, 4)
        row.latency_ms += 1
        session.flush()
        _write_anew(session)
        (finding, *more) = found(connection)
        assert finding.wrong is Wrong.REWRITTEN
        assert f"after entry {first.number} " in finding.words
        assert {other.wrong for other in more} <= {Wrong.REWRITTEN, Wrong.NOT_SIGNED}


def _write_anew(session: Session) -> None:
    """Do what somebody without the key can: make every digest right again."""
    line = chain.START
    for entry in session.scalars(select(ChainEntryRow).order_by(ChainEntryRow.number)):
        row = session.get(AccessEventRow, entry.subject) if entry.kind == "event" else None
        if row is not None:
            told = Commitments(entry.who, entry.picture, entry.evidence)
            entry.content = chain.event_content(vars(row), told)
        entry.line = chain.line_digest(line, entry.kind, entry.at, entry.subject, entry.content)
        line = entry.line
    session.flush()


@pytest.mark.parametrize("kind", [Kind.PRUNED, Kind.ERASED, Kind.RESEALED])
def test_an_excuse_that_another_key_signed_excuses_nothing(written: Log, kind: Kind) -> None:
    forger = KeySigner(Ed25519PrivateKey.generate())
    with written.as_it_is() as connection:
        append_signed(
            Session(connection), kind, NOON, {"visits_before": "2030-01-01T00:00:00Z"}, forger
        )
        (finding,) = found(connection)
        assert finding.wrong is Wrong.NOT_SIGNED
        assert "not known" in finding.words


def test_an_excuse_is_of_its_own_log_and_place(written: Log, tmp_path: Path) -> None:
    """A signed entry, copied from another log or to another place, excuses nothing."""
    other = tmp_path / "other.sqlite3"
    rich_log(other)
    with Log(other, written.head).as_it_is() as theirs:
        session = Session(theirs)
        (pruned, *_) = session.scalars(select(ChainEntryRow).filter_by(kind="pruned")).all()
        said, at = pruned.statement, pruned.at
    with written.as_it_is() as connection:
        content = chain.statement_content(said or "")
        chain.append(Session(connection), NewEntry(Kind.PRUNED, at, content, statement=said))
        assert [f.wrong for f in found(connection)] == [Wrong.NOT_SIGNED]


@pytest.mark.parametrize(
    ("statement", "wrong", "words"),
    [
        ("UPDATE access_events SET door = 'B' WHERE id = 5", Wrong.EDITED, "Visit 5 was changed."),
        ("UPDATE visitors SET name = 'Eve', name_folded = 'eve' WHERE name = 'Ben'",
         Wrong.EDITED, "The person of visit 4 was changed."),
        ("DELETE FROM access_events WHERE id = 7", Wrong.DELETED, "Visit 7 was deleted."),
        ("DELETE FROM chain_entries WHERE number = 5", Wrong.DELETED,
         "Entry 5 is gone from the chain."),
        ("UPDATE probe_thumbnails SET jpeg = x'00' WHERE event_id = 7", Wrong.EDITED,
         "The picture of visit 7 was changed."),
        ("DELETE FROM event_evidence WHERE event_id = 6", Wrong.DELETED,
         "The evidence of visit 6 was deleted."),
        ("DELETE FROM chain_heads WHERE id = 2", Wrong.DELETED,
         "Signed heads 2 to 2 are gone from the database."),
        ("INSERT INTO probe_thumbnails VALUES (8, x'ff')", Wrong.INSERTED,
         "The picture of visit 8 was added later."),
    ],
)  # fmt: skip
def test_it_is_named(written: Log, statement: str, wrong: Wrong, words: str) -> None:
    with written.as_it_is() as connection:
        assert connection.exec_driver_sql(statement).rowcount >= 1
        named = [(finding.wrong, finding.words) for finding in found(connection)]
        assert (wrong, words) in named, named


def test_swapped_rows_and_entries_are_named_as_such(written: Log) -> None:
    for table, key in (("access_events", "id"), ("chain_entries", "number")):
        with written.as_it_is() as connection:
            for old, new in ((6, -1), (7, 6), (-1, 7)):
                move = f"UPDATE {table} SET {key} = {new} WHERE {key} = {old}"  # noqa: S608
                connection.exec_driver_sql(move)
            named = {f.wrong for f in found(connection)}
            assert Wrong.REORDERED in named
            assert Wrong.DELETED not in named


def test_an_entry_put_in_between_is_named(written: Log) -> None:
    with written.as_it_is() as connection:
        session = Session(connection)
        before = session.get_one(ChainEntryRow, 5)
        content = chain.statement_content("{}")
        line = chain.line_digest(before.line, "admin", NOON, 77, content)
        connection.exec_driver_sql("UPDATE chain_entries SET number = -number WHERE number > 5")
        connection.exec_driver_sql("UPDATE chain_entries SET number = 1 - number WHERE number < 0")
        forged = ChainEntryRow(
            number=6, kind="admin", at=NOON, subject=77, content=content, line=line
        )
        session.add(forged)
        session.flush()
        inserted = [f for f in found(connection) if f.wrong is Wrong.INSERTED]
        assert [f.entry for f in inserted] == [6]


def test_a_database_without_a_chain_says_so(database: Database) -> None:
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM chain_entries")
    with pytest.raises(StoreError, match="no chain"):
        findings(database)


def test_a_head_survives_being_written_down(written: Log) -> None:
    for text in (written.head.text(), written.head.code(), f" {written.head.code()}\n"):
        again = head_of(text)
        assert again == written.head
        assert again.is_signed


@given(st.text() | st.text("ABCD234567=").map("JANUS:".__add__))
def test_whatever_is_read_is_a_head_or_refused(text: str) -> None:
    with suppress(StoreError):
        assert head_of(text).at.tzinfo is not None


@pytest.mark.parametrize(
    "text", ["", "{}", "[1]", "null", '{"id":"x"}', "x" * 10_000, "JANUS:", "JANUS:AAAA"]
)
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="no signed head"):
        head_of(text)


def test_a_head_of_an_hour_that_did_not_happen(written: Log) -> None:
    """A kept head whose text was changed is not believed, and not taken for a cut."""
    forged = head_of(written.head.text().replace(f'"number":{written.head.number}', '"number":99'))
    with written.as_it_is() as connection:
        assert [f.wrong for f in found(connection, forged)] == [Wrong.NOT_SIGNED]
    assert forged.at == NOON + 5 * HOUR
