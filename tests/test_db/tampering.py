"""Somebody with a database tool: changes to a log that go past the program, drawn by Hypothesis."""
# ruff: noqa: S608 - whoever does this writes SQL by hand

from datetime import datetime
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Table,
    Uuid,
    text,
)
from sqlalchemy.exc import IntegrityError

from db.column_types import UTCDateTime
from db.tables import Base

TABLES = tuple(
    Base.metadata.tables[name]
    for name in (
        "access_events",
        "visitors",
        "probe_thumbnails",
        "event_evidence",
        "admin_actions",
        "door_events",
        "chain_entries",
        "chain_heads",
    )
)


def edit(connection: Connection, draw: st.DataObject) -> str:
    """Change one value."""
    table = draw.draw(st.sampled_from(TABLES), "table")
    row = _row(connection, table, draw)
    column = draw.draw(st.sampled_from(tuple(table.columns)), "column")
    old = row[column.name]
    new = draw.draw(_values(column).filter(lambda value: value != old), "value")
    _run(connection, f"UPDATE {table.name} SET {column.name} = :new WHERE {_key(table)} = :key",
         new=new, key=_at(table, row))  # fmt: skip
    return f"{table.name}.{column.name}"


def spoil(connection: Connection, draw: st.DataObject) -> str:
    """Put something into a column that is no value of its kind."""
    table = draw.draw(st.sampled_from(TABLES), "table")
    row = _row(connection, table, draw)
    column = draw.draw(st.sampled_from(tuple(table.columns)), "column")
    assume(not isinstance(column.type, Boolean) and not column.primary_key)
    new = draw.draw(st.sampled_from(["\x00nonsense", b"\xff\xfe", -7.25]), "value")
    _run(connection, f"UPDATE {table.name} SET {column.name} = :new WHERE {_key(table)} = :key",
         new=new, key=_at(table, row))  # fmt: skip
    return f"{table.name}.{column.name}"


def delete(connection: Connection, draw: st.DataObject) -> str:
    """Remove one row."""
    table = draw.draw(st.sampled_from(TABLES), "table")
    row = _row(connection, table, draw)
    _run(connection, f"DELETE FROM {table.name} WHERE {_key(table)} = :key", key=_at(table, row))
    return table.name


def insert(connection: Connection, draw: st.DataObject) -> str:
    """Add the copy of a row under a number that is free, or in between, moving those after it."""
    table = draw.draw(st.sampled_from(TABLES), "table")
    row = dict(_row(connection, table, draw))
    key = _key(table)
    if draw.draw(st.booleans(), "in between"):
        number = draw.draw(st.sampled_from(_keys(connection, table)), "place")
        _run(connection, f"UPDATE {table.name} SET {key} = -{key} WHERE {key} >= :n", n=number)
        _run(connection, f"UPDATE {table.name} SET {key} = 1 - {key} WHERE {key} < 0")
    else:
        number = max(_keys(connection, table)) + draw.draw(st.integers(1, 9), "further")
    row[key] = number
    if table.name == "chain_entries" and row["subject"] is not None:
        row["subject"] += 1000
    if table.name == "visitors":
        row["name"] = f"{row['name']} too"
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    _run(connection, f"INSERT INTO {table.name} ({names}) VALUES ({marks})", **row)
    return table.name


def reorder(connection: Connection, draw: st.DataObject) -> str:
    """Let two rows change places."""
    table = draw.draw(st.sampled_from(TABLES), "table")
    keys = _keys(connection, table)
    assume(len(keys) > 1)
    one, other = draw.draw(st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True))
    key = _key(table)
    one_row, other_row = _by_key(connection, table, one), _by_key(connection, table, other)
    assume({**one_row, key: 0} != {**other_row, key: 0})
    for old, new in ((one, -1), (other, one), (-1, other)):
        _run(connection, f"UPDATE {table.name} SET {key} = :new WHERE {key} = :old",
             old=old, new=new)  # fmt: skip
    return table.name


def truncate(connection: Connection, draw: st.DataObject) -> str:
    """Cut the end of the log off, so that what is left is whole."""
    entries = _keys(connection, Base.metadata.tables["chain_entries"])
    last = draw.draw(st.sampled_from(entries[:-1]), "last")
    of = "SELECT subject FROM chain_entries WHERE number > :last AND kind ="
    for table, column, kind in (
        ("probe_thumbnails", "event_id", "event"),
        ("event_evidence", "event_id", "event"),
        ("access_events", "id", "event"),
        ("admin_actions", "id", "admin"),
    ):
        _run(connection, f"DELETE FROM {table} WHERE {column} IN ({of} '{kind}')", last=last)
    _run(connection, "DELETE FROM visitors WHERE id NOT IN "
         "(SELECT visitor_id FROM access_events WHERE visitor_id IS NOT NULL)")  # fmt: skip
    _run(connection, "DELETE FROM chain_heads WHERE number > :last", last=last)
    _run(connection, "DELETE FROM chain_entries WHERE number > :last", last=last)
    return f"after {last}"


def _values(column: Column[Any]) -> st.SearchStrategy[object]:
    kind = column.type
    nothing = st.none() if column.nullable else st.nothing()
    if isinstance(kind, Boolean):
        return st.sampled_from([0, 1])
    if isinstance(kind, Uuid):
        return st.uuids().map(lambda value: value.hex) | nothing
    if isinstance(kind, Enum):
        return st.sampled_from(kind.enums)
    if isinstance(kind, UTCDateTime):
        moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))  # noqa: DTZ001 - as stored
        return moments.map(lambda m: m.strftime("%Y-%m-%d %H:%M:%S.%f")) | nothing
    if isinstance(kind, Integer):
        return st.integers(1, 99) | nothing
    if isinstance(kind, Float):
        return st.floats(-2, 2, allow_nan=False).map(lambda f: f + 0.0) | nothing
    if isinstance(kind, LargeBinary):
        return st.binary(min_size=1, max_size=64) | nothing
    return st.text("abc{}\"'é", max_size=12) | nothing


def _row(connection: Connection, table: Table, draw: st.DataObject) -> dict[str, Any]:
    keys = _keys(connection, table)
    assume(keys)
    return _by_key(connection, table, draw.draw(st.sampled_from(keys), "row"))


def _by_key(connection: Connection, table: Table, key: int) -> dict[str, Any]:
    query = text(f"SELECT * FROM {table.name} WHERE {_key(table)} = :key")
    return dict(connection.execute(query, {"key": key}).mappings().one())


def _keys(connection: Connection, table: Table) -> list[int]:
    query = text(f"SELECT {_key(table)} FROM {table.name} ORDER BY 1")
    return list(connection.execute(query).scalars())


def _key(table: Table) -> str:
    (column,) = table.primary_key.columns
    return column.name


def _at(table: Table, row: dict[str, Any]) -> int:
    return int(row[_key(table)])


def _run(connection: Connection, statement: str, /, **values: object) -> None:
    try:
        connection.execute(text(statement), values)
    except IntegrityError:  # the database itself refuses it
        assume(False)
