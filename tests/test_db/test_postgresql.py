"""Nothing but `db/sqlite.py` is SQLite's own: every table and statement is PostgreSQL's too."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import ClauseElement, TextClause, event, make_url
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import db
from db import log_queries
from db.access_log import AccessLog
from db.account_logins import LoginStore
from db.account_records import Role
from db.accounts import AccountStore
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.postgresql import connect_arguments
from db.records import LogFilter, Outcome, PersonStatus
from db.tables import Base
from tests.test_db.account_samples import add_owner, fail_login
from tests.test_db.door_samples import use_the_door
from tests.test_db.factor_samples import use_the_factors
from tests.test_db.review_samples import use_the_reviews
from tests.test_db.rule_samples import use_the_rules
from tests.test_db.samples import MODEL, NOON, STRANGER, patron, unit, visit

DIALECT = postgresql.dialect()


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table(table: object) -> None:
    sql = str(CreateTable(table).compile(dialect=DIALECT))  # type: ignore[arg-type]
    assert "CREATE TABLE" in sql
    assert "AUTOINCREMENT" not in sql
    assert "DATETIME" not in sql
    for index in table.indexes:  # type: ignore[attr-defined]
        assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=DIALECT))


def test_the_types_that_must_not_differ() -> None:
    people = str(CreateTable(Base.metadata.tables["people"]).compile(dialect=DIALECT))
    assert "id UUID" in people
    assert "enrolled_at TIMESTAMP WITH TIME ZONE" in people
    templates = str(CreateTable(Base.metadata.tables["templates"]).compile(dialect=DIALECT))
    assert "vector BYTEA" in templates


@pytest.fixture
def statements(database: Database) -> Iterator[list[ClauseElement]]:
    """Every statement that the storage makes while the test runs."""
    seen: list[ClauseElement] = []

    def executing(_connection: object, statement: ClauseElement, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database._engine, "before_execute", executing)
    try:
        yield seen
    finally:
        event.remove(database._engine, "before_execute", executing)


@pytest.mark.parametrize("few_rows", [0, 5_000], ids=["walking", "gathering"])
def test_every_statement(
    database: Database,
    statements: list[ClauseElement],
    few_rows: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_queries, "FEW_ROWS", few_rows)
    use_the_gallery(Gallery(database))
    use_the_log(Gallery(database), AccessLog(database))
    use_the_accounts(database)
    use_the_rules(database)
    use_the_factors(database)
    use_the_reviews(database)
    use_the_door(database)
    for statement in statements:
        assert not isinstance(statement, TextClause)
        sql = str(statement.compile(dialect=DIALECT))
        assert sql.split()[0] in {"SELECT", "INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE"}
    assert len(statements) > 40
    assert any("FOR UPDATE" in str(each.compile(dialect=DIALECT)) for each in statements)


def use_the_gallery(gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    gallery.people(search="a_", status=PersonStatus.ACTIVE, offset=1)
    gallery.count(search="a_", status=PersonStatus.ACTIVE)
    gallery.rename(ada.id, "Ada King", NOON, by="ada")
    gallery.revoke(ada.id, NOON, by="ada")
    gallery.restore(ada.id, NOON, by="ada")
    gallery.set_validity(ada.id, None, NOON, NOON, by="ada")
    gallery.photo(ada.id)
    gallery.thumbnail(ada.id)
    gallery.find_photo("0" * 64)
    gallery.put_template(ada.id, MODEL, unit())
    gallery.put_templates(MODEL, {ada.id: unit()})
    gallery.roster(MODEL)
    gallery.revision()
    gallery.missing_templates(MODEL)


def use_the_log(gallery: Gallery, log: AccessLog) -> None:
    bob = gallery.add(patron("Bobby"), NOON, by="ada")
    for person in (bob, gallery.add(patron("Bobine"), NOON, by="ada")):
        log.append(visit(person))
    event = log.append(STRANGER, at_revision=gallery.revision())
    where = LogFilter(None, "bob", Outcome.GRANTED, "Main entrance", NOON, NOON)
    for filtered in (
        LogFilter(),
        where,
        LogFilter(person_id=bob.id),
        LogFilter(name_contains="bob"),
    ):
        log.page(filtered, before_id=event.id)
    log.thumbnail(event.id)
    log.doors()


def use_the_accounts(database: Database) -> None:
    store, logins = AccountStore(database), LoginStore(database, "Main entrance")
    ada, bob = add_owner(database), store.add("Bob", Role.OWNER, "hash", NOON, "ada")
    store.set_role(ada.id, Role.GUARD, NOON, "bob")
    store.set_password(ada.id, "other", NOON, "bob")
    store.set_code(ada.id, b"sealed", ["0" * 64], NOON, "bob", used_step=7)
    store.disable(ada.id, NOON, "bob")
    store.enable(ada.id, NOON, "bob")
    store.accounts()
    store.named("bob")
    store.is_empty()
    fail_login(logins)
    logins.failures("ada", NOON)
    logins.credentials("ada")
    logins.use_step(ada.id, 8)
    logins.use_recovery_code(ada.id, "0" * 64)
    logins.record_login(bob.id, NOON, proof="password")
    logins.record_leave(bob.id, NOON, timed_out=True)


def test_sqlite_is_named_in_one_file_only() -> None:
    """Its switches, and anything else that is written as SQL rather than built."""
    for file in Path(db.__file__).parent.rglob("*.py"):
        if file.name == "sqlite.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "PRAGMA " not in node.value, file
            assert not (isinstance(node, ast.Attribute) and node.attr == "exec_driver_sql"), file


def test_a_server_that_hangs_cannot_hold_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the driver is told; the real server is in test_real_postgresql.py."""
    asked: dict[str, object] = {}

    def connect(**arguments: object) -> object:
        asked.update(arguments)
        raise psycopg.OperationalError("connection refused")

    psycopg = pytest.importorskip("psycopg")
    monkeypatch.setattr(psycopg, "connect", connect)
    monkeypatch.setattr(psycopg.Connection, "connect", connect)
    with pytest.raises(StoreError, match="server runs"):
        Database.open("postgresql+psycopg://janus@host/janus?options=-c%20search_path%3Ddoor")
    assert asked["connect_timeout"] == 5
    assert "statement_timeout=" in str(asked["options"])
    assert "lock_timeout=" in str(asked["options"])
    assert "search_path=door" in str(asked["options"])
    assert asked["tcp_user_timeout"]


def test_a_look_has_the_server_refuse_changes() -> None:
    url = make_url("postgresql+psycopg://janus@host/janus")
    assert "read_only=on" in str(connect_arguments(url, read_only=True)["options"])
    assert "read_only" not in str(connect_arguments(url)["options"])


@pytest.mark.parametrize(
    ("driver", "package"), [("psycopg", "psycopg[binary]"), ("psycopg2", "psycopg2-binary")]
)
def test_a_driver_that_is_not_installed_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch, driver: str, package: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(StoreError) as caught:
        Database.open(f"postgresql+{driver}://janus:secret@nowhere/janus")
    assert f"needs {driver}" in caught.value.problem
    assert caught.value.remedy == f"Install it: pip install '{package}'"
    assert "secret" not in caught.value.user_message()
