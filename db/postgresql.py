"""All that is true of PostgreSQL alone: how long to wait for it, and who may migrate."""

import importlib.util

from sqlalchemy import URL, Connection, func, select, true

from db.errors import StoreError

DRIVERS = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary"}
"""Those built on libpq, whose connections can be told what is below, and what pip calls them."""

_MIGRATION_LOCK = 0x4A616E7573  # "Janus": any number will do that other programs do not use
_CONNECT_S = 5
_STATEMENT_MS = 10_000
_LOCK_MS = 5_000  # as long as a writer waits on SQLite
_SILENCE_MS = 10_000


def check_driver(url: URL) -> None:
    """Check that the driver of an address is installed.

    Raises:
        StoreError: It is not; says how to install it.
    """
    driver = url.get_driver_name()
    if importlib.util.find_spec(driver) is None:
        raise StoreError(
            f"The database address needs {driver}, the driver for PostgreSQL, and it is not "
            "installed.",
            f"Install it: pip install '{DRIVERS[driver]}'",
        )


def connect_arguments(url: URL, *, read_only: bool = False) -> dict[str, str | int]:
    """Return what keeps a server that hangs, or has gone, from holding the door for ever.

    Args:
        url: The address; server options in it are kept, and win.
        read_only: Have the server refuse every change.
    """
    options = f"-c statement_timeout={_STATEMENT_MS} -c lock_timeout={_LOCK_MS}"
    theirs = url.query.get("options", "")
    if theirs:
        options = f"{options} {theirs if isinstance(theirs, str) else ' '.join(theirs)}"
    if read_only:
        options += " -c default_transaction_read_only=on"
    return {
        "connect_timeout": _CONNECT_S,
        "options": options,
        # The server cannot end a statement once the network is gone: the connection must notice.
        "tcp_user_timeout": _SILENCE_MS,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }


def migrate_alone(connection: Connection) -> None:
    """Wait until no other process migrates this database, and take the time that a step needs.

    Both hold until the transaction ends. On SQLite its BEGIN IMMEDIATE does the same.
    """
    for setting in ("statement_timeout", "lock_timeout"):
        connection.execute(select(func.set_config(setting, "0", true())))
    connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
