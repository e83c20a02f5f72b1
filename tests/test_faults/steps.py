"""The steps of a visit, counted as they are reached, and the one at which the program dies."""

import os
import signal
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection, event

from db import sqlite
from db.engine import Database

Given = ParamSpec("Given")
Done = TypeVar("Done")


class Steps:
    """Counts steps; at the fatal one it sends its own process SIGKILL, which nothing survives.

    Args:
        fatal: The number of that step, from 1; 0 for none.
    """

    def __init__(self, fatal: int = 0) -> None:
        self.names: list[str] = []
        self._fatal = fatal

    def reach(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self._fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, act: Callable[Given, Done]) -> Callable[Given, Done]:
        """Return the act with a step before it and one after it."""

        def acting(*given: Given.args, **named: Given.kwargs) -> Done:
            self.reach(f"before {name}")
            done = act(*given, **named)
            self.reach(f"after {name}")
            return done

        return acting

    def watch(self, database: Database) -> None:
        """Count each statement of each writing transaction, before and after it."""
        engine = database._engine

        def statement(when: str) -> Callable[..., None]:
            def reached(connection: Connection, _: object, sql: str, *_rest: object) -> None:
                if connection.get_execution_options().get(sqlite.WRITES):
                    self.reach(f"{when} {' '.join(sql.split()[:3])}")

            return reached

        event.listen(engine, "before_cursor_execute", statement("before"))
        event.listen(engine, "after_cursor_execute", statement("after"))
        event.listen(engine, "commit", lambda _: self.reach("before COMMIT"))
