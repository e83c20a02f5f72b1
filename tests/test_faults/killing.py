"""Kills doors one after the other, and looks after each death whether anything is amiss.

The program that calls this forks: it must have no threads and no open database.
"""

import functools
import os
import random
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import text

from db.access_log import AccessLog
from db.engine import Database
from db.errors import StoreError
from db.gallery import Gallery
from db.records import Outcome
from kiosk.entry.view import EntryState
from tests.test_db.chained import findings
from tests.test_db.samples import NOON, patron
from tests.test_faults.death import LIVES_S, Death, checkpoint_often, lived
from tests.test_faults.mortal_door import MortalDoor
from tests.test_faults.steps import Steps
from tests.test_kiosk.fakes import ADA, MODEL

_VISITS = 2
_A_LIFE_S = 1_000.0
_MOST_ROWS = 100_000


@dataclass(slots=True)
class Toll:
    """What was done, and what came of it.

    Attributes:
        kills: Deaths by kind.
        steps: Deaths by the step at which they came.
        survived: Lives that came to their end, as the moment drawn came after it.
        rows: Committed rows that were told before a death.
        unlocks: Unlockings before a death.
        amiss: Whatever was wrong afterwards, in words.
    """

    kills: Counter[str] = field(default_factory=Counter)
    steps: Counter[str] = field(default_factory=Counter)
    survived: int = 0
    rows: int = 0
    unlocks: int = 0
    amiss: list[str] = field(default_factory=list)


class Killing:
    """One house, whose door dies again and again.

    Args:
        folder: An empty folder for its database and the lock's notes.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "janus.sqlite3"
        self._unlocks = folder / "unlocks"
        self._unlocks.touch()
        self._lives = 0  # no two at the same time of the clock
        self._told: set[int] = set()
        self.toll = Toll()
        with closing(Database.open(self._file)) as database:
            ada = replace(patron("Ada"), model_id=MODEL, vector=ADA.vector)
            Gallery(database).add(ada, NOON, by="ada")
        self._live(Steps(), self._hear)  # the very first visit has steps of its own
        rehearsal = Steps()
        self._live(rehearsal, self._hear)
        self.steps = tuple(rehearsal.names)

    def kill(self, dying: Iterable[Death]) -> None:
        """Let doors live and die, and note in `toll` what comes of it."""
        for death in dying:
            self._lives += 1
            told, signal_number = lived(functools.partial(self._live_once, death), death)
            if signal_number:
                self.toll.kills[death.kind] += 1
                self.toll.steps[self.steps[death.step - 1] if death.step else death.kind] += 1
            else:
                self.toll.survived += 1
            for line in told.splitlines():
                self._hear(line)
            self.toll.amiss += [f"{death}: {what}" for what in self._amiss()]

    def _hear(self, told: str) -> None:
        self._told.add(int(told.split()[0]))

    def _live_once(self, death: Death, pipe: int) -> None:
        def tell(told: str) -> None:
            os.write(pipe, told.encode())

        self._live(Steps(death.step), tell, checkpoint_pages=death.checkpoint_pages)

    def _live(
        self, steps: Steps, tell: Callable[[str], None], *, checkpoint_pages: int = 1_000
    ) -> None:
        """Open the database, let Ada in twice and sign the head, as a door does."""
        with closing(Database.open(self._file)) as database:
            checkpoint_often(database, checkpoint_pages)
            steps.watch(database)
            door = self._door(database, steps, tell)
            for _ in range(_VISITS):
                door.visit()
                door.sign()

    def _door(self, database: Database, steps: Steps, tell: Callable[[str], None]) -> MortalDoor:
        starts_s = self._lives * _A_LIFE_S
        return MortalDoor(database, self._unlocks, tell, steps, starts_s=starts_s)

    def _amiss(self) -> list[str]:
        """Return what is wrong now, after looking as a guard, an auditor and a visitor would."""
        wrong = []
        with closing(Database.open(self._file)) as database:
            with database.reading() as session:
                check = session.execute(text("PRAGMA integrity_check")).scalars().all()
                strays = session.execute(text("PRAGMA foreign_key_check")).all()
            if check != ["ok"] or strays:
                wrong.append(f"the database is damaged: {check} {strays}")
            wrong += [f"chain: {finding.words}" for finding in findings(database)]
            rows = AccessLog(database).page(limit=_MOST_ROWS)
            granted = {row.id for row in rows if row.outcome is Outcome.GRANTED}
            if lost := self._told - {row.id for row in rows}:
                wrong.append(f"committed rows are lost: {lost}")
            noted = [int(line) for line in self._unlocks.read_text().splitlines()]
            if len(set(noted)) < len(noted) or set(noted) - granted:
                wrong.append(f"unlocked without a row of its own: {sorted(noted)[-5:]}")
            self.toll.rows, self.toll.unlocks = len(self._told), len(noted)
            wrong += self._next_visitor(database)
        return wrong

    def _next_visitor(self, database: Database) -> list[str]:
        self._lives += 1
        state = self._door(database, Steps(), self._hear).visit()
        return [] if state is EntryState.WELCOME else [f"the next visitor was told: {state}"]


def births(folder: Path, count: int, seed: int) -> list[str]:
    """Kill doors at their very first start, while their database is made; return what is amiss."""
    draws, wrong = random.Random(seed), []  # noqa: S311
    for number in range(count):
        file = folder / f"{number}.sqlite3"
        death = Death(after_s=draws.uniform(0.0, LIVES_S))
        lived(lambda _, file=file: Database.open(file).close(), death)  # type: ignore[misc]
        try:
            with closing(Database.open(file)) as database:
                wrong += [f"{death}: {finding.words}" for finding in findings(database)]
        except StoreError as error:
            wrong.append(f"{death}: {error.user_message()}")
    return wrong
