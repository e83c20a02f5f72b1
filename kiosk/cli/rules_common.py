"""What the commands of `janus rules` share."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, TypeVar

import typer

from kiosk.cli.actor import actor
from kiosk.cli.context import config_of, open_database, plain
from kiosk.clock import SystemClock
from kiosk.config import Config
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.engine import Database
    from db.rule_records import RuleBook
    from db.rules import RuleStore

T = TypeVar("T")

DoorOption = Annotated[
    str | None, typer.Option("--door", help="The door's name. Default: this kiosk's own.")
]


class Act(TypedDict):
    """When something is done, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class House:
    """The opened rules of a kiosk."""

    config: Config
    database: Database
    rules: RuleStore
    book: RuleBook

    def door(self, name: str | None) -> str:
        """Return the door that is meant; say so on stderr where the log has never heard of it.

        A mistyped name would leave the real door without the rule.
        """
        from db.access_log import AccessLog

        own = self.config.door.name
        door = own if name is None else name
        if door != own and door not in self.book.doors:
            doors = AccessLog(self.database).doors()
            if door not in doors:
                known = ", ".join(f"“{plain(one)}”" for one in sorted({own, *doors}))
                typer.echo(
                    f"Note: no visit was ever at “{plain(door)}”. Known doors: {known}.", err=True
                )
        return door


@contextlib.contextmanager
def opened(data_dir: Path | None) -> Iterator[House]:
    """Open the rules of a kiosk.

    Raises:
        KioskError: There is none.
        StoreError: They cannot be read.
    """
    from db.rules import RuleStore

    config = config_of(data_dir)
    with open_database(config) as database:
        rules = RuleStore(database)
        yield House(config, database, rules, rules.book())


def now_by() -> Act:
    """Return who is at the command line, and when."""
    return {"at": SystemClock().now(), "by": actor()}


def known(what: str, name: str, some: Mapping[str, T]) -> T:
    """Return the rule of a name.

    Raises:
        KioskError: There is none.
    """
    if name not in some:
        there = ", ".join(sorted(some)) or "none"
        raise KioskError(f"There is no {what} “{name}”.", f"There is: {there}.")
    return some[name]
