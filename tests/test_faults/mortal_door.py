"""A door that may die at any moment: the real way from face to lock, over a real database.

Tracker, embedder and camera are scripted; everything that writes, decides and unlocks is not. Two
things outlive it: a pipe, through which each committed row is told, and a file in which the lock
notes each unlocking, fsynced, as a real lock would have moved by then.
"""

import os
from collections.abc import Callable
from pathlib import Path

from db.access_log import AccessLog
from db.engine import Database
from db.gallery import Gallery
from db.heads import HeadStore
from db.presence import PresenceStore
from db.records import AccessEvent, NewAccessEvent, Outcome
from db.rules import RuleStore
from kiosk.entry.view import EntryState
from models.types import RgbImage
from tests.test_db.chained import SIGNER
from tests.test_faults.steps import Steps
from tests.test_kiosk.door_rig import DoorRig, black
from tests.test_kiosk.fakes import ADA

_BETWEEN_VISITS_S = 20.0


class MortalDoor(DoorRig):
    """The flow of the rig, whose stand-ins pass on to real parts.

    Args:
        database: Holds Ada.
        unlocks: Where the lock notes the row that it was unlocked for.
        tell: Told each committed row.
        steps: Counts.
        starts_s: The clock's start: no two doors live at the same time.
    """

    def __init__(
        self,
        database: Database,
        unlocks: Path,
        tell: Callable[[str], None],
        steps: Steps,
        *,
        starts_s: float,
    ) -> None:
        super().__init__()
        self.clock.s += starts_s
        self.steps = steps
        self.tell = tell
        self._unlocks = unlocks
        self._last_row = 0
        self._tracks = 0
        self._heads = HeadStore(database)
        self._real_log = AccessLog(database)
        gallery, rules = Gallery(database), RuleStore(database)
        setattr(self.gallery, "revision", gallery.revision)  # noqa: B010 - a method is replaced
        setattr(self.gallery, "roster", gallery.roster)  # noqa: B010
        setattr(self.house, "revision", rules.revision)  # noqa: B010
        setattr(self.house, "book", rules.book)  # noqa: B010
        setattr(self.house, "facts", PresenceStore(database).facts)  # noqa: B010
        setattr(self.log, "append", steps.around("the row", self._append))  # noqa: B010
        moves = steps.around("the lock", self._note)
        setattr(self.door, "unlock", self._unlocking(moves, self.door.unlock))  # noqa: B010
        self.picture = self._seen

    def visit(self) -> EntryState:
        """Let Ada come, be let in and go; return what the screen said to her last."""
        self._tracks += 1
        views = self.person(ADA, 3, track=self._tracks)
        self.clock.s += _BETWEEN_VISITS_S
        self.people([], 2)
        return views[-1].state

    def sign(self) -> None:
        """Sign the log's head, as its keeper does now and then."""
        self._heads.sign(self.clock.now(), SIGNER)
        self.steps.reach("after the head")

    def _seen(self, index: int) -> RgbImage:
        self.steps.reach("a frame")
        return black(index)

    def _append(self, new: NewAccessEvent, *, at_revision: int | None = None) -> AccessEvent:
        event = self._real_log.append(new, at_revision=at_revision)
        self.tell(f"{event.id} {event.outcome}\n")
        if event.outcome is Outcome.GRANTED:
            self._last_row = event.id
        return event

    def _note(self) -> None:
        with self._unlocks.open("ab", buffering=0) as file:
            file.write(b"%d\n" % self._last_row)
            self.steps.reach("lock moved, not yet noted for good")
            os.fsync(file.fileno())

    @staticmethod
    def _unlocking(
        moves: Callable[[], None], counts: Callable[[float], None]
    ) -> Callable[[float], None]:
        def unlock(hold_s: float) -> None:
            moves()
            counts(hold_s)

        return unlock
