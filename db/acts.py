"""Acts whose effect lies outside the database, such as a changed file: written into the log too."""

from collections.abc import Iterator
from contextlib import contextmanager

from db import audit
from db.audit import AdminAction
from db.engine import Database


class ActLog:
    """Writes down what an admin does elsewhere than in the database.

    Args:
        database: Where the log is.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def recording(self, action: AdminAction) -> Iterator[None]:
        """Do the act in the block: it is written down if the block ends, and not if it raises.

        Raises:
            StoreError: It cannot be written down; before the block, or at its very end, when a disk
                fills up meanwhile: whoever acts must then undo.
        """
        with self._database.writing() as session:
            audit.record(session, action)
            yield

    def record(self, action: AdminAction) -> None:
        """Write an act down before it begins: one that changes nothing, and may take long.

        Raises:
            StoreError: It cannot be written down; then it must not be done.
        """
        with self.recording(action):
            pass
