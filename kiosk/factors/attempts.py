"""The limits of attempts at one door, as the database remembers them."""

from uuid import UUID

from db.attempts import AttemptStore
from kiosk.clock import Clock
from kiosk.factors.lockout import (
    DOOR_WINDOW,
    PERSON_MEMORY,
    door_locked_for_s,
    person_locked_for_s,
)


class AttemptLimits:
    """Knows who may try, and remembers what was wrong.

    Args:
        store: Where failures are kept.
        clock: The time of day, by which failures are dated, so that a restart changes nothing.
        door: This door's name.
    """

    def __init__(self, store: AttemptStore, clock: Clock, door: str) -> None:
        self._store = store
        self._clock = clock
        self._door = door

    def locked_for_s(self, person_id: UUID | None) -> float:
        """Return for how long no try is heard at this door, or of this person anywhere.

        Args:
            person_id: Whose PIN; None for a badge, or a number that nobody has.

        Raises:
            StoreError: The database cannot be read.
        """
        now = self._clock.now()
        at_door = self._store.at_door(self._door, now - DOOR_WINDOW, now)
        locked_s = door_locked_for_s(at_door, now)
        if person_id is not None:
            failures = self._store.of_person(person_id, now - PERSON_MEMORY, now)
            locked_s = max(locked_s, person_locked_for_s(failures, now))
        return locked_s

    def failed(self, person_id: UUID | None) -> None:
        """Remember a wrong PIN or a bad badge.

        Raises:
            StoreError: It cannot be written.
        """
        now = self._clock.now()
        self._store.record(now, self._door, person_id)
        self._store.prune(now - PERSON_MEMORY)

    def succeeded(self, person_id: UUID) -> None:
        """Forget a person's failures, after their right PIN.

        Raises:
            StoreError: It cannot be written.
        """
        self._store.forgive(person_id)
