"""Sets PINs, and says whether one that was typed is right."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from db.pin_records import PinRecord
from db.pins import PinStore
from kiosk.errors import KioskError
from kiosk.factors.weak_pins import check_pins

NUMBER_DIGITS = 5
_FIRST_NUMBER, _LAST_NUMBER = 10_000, 99_999
_NOBODY = UUID(int=0)


class PinAnswer(Enum):
    """What came of a PIN."""

    RIGHT = auto()
    DURESS = auto()
    WRONG = auto()


@dataclass(frozen=True, slots=True)
class PinResult:
    """Whose PIN was tried, and what came of it.

    Attributes:
        person_id: Whose; None for a number that nobody has.
        answer: What came of it.
    """

    person_id: UUID | None
    answer: PinAnswer


def draw_number() -> int:
    """Return a person's number, which nobody can tell from another's."""
    return random.SystemRandom().randint(_FIRST_NUMBER, _LAST_NUMBER)


class PinDesk:
    """Hashes PINs with argon2id (RFC 9106) and checks them.

    Each check costs two verifications, whoever's and whatever the PIN: neither that there is a
    duress PIN, nor that it was the one, nor that nobody has a number, shows in the time it takes.

    Args:
        store: Where the hashes are kept.
        hasher: Another cost, for tests.
    """

    def __init__(self, store: PinStore, *, hasher: PasswordHasher | None = None) -> None:
        self._store = store
        # The least that OWASP's Password Storage Cheat Sheet asks for. Somebody stands at the door
        # while it works, and the longest wait would not save four digits from a stolen database.
        self._hasher = hasher or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobodys = self._hasher.hash("of nobody")

    def set(
        self,
        person_id: UUID,
        pin: str,
        duress_pin: str | None,
        *,
        at: datetime,
        by: str,
        draw: Callable[[], int] = draw_number,
    ) -> PinRecord:
        """Set somebody's PIN.

        Args:
            person_id: Whose.
            pin: The PIN.
            duress_pin: The one that opens just the same and calls for help; None for none.
            at: Now.
            by: Who sets it.
            draw: Draws their number, where they have none yet.

        Raises:
            KioskError: A PIN cannot be used, or is weak.
            StoreError: It cannot be stored.
        """
        check_pins(pin, duress_pin)
        duress_hash = None if duress_pin is None else self._hash(person_id, duress_pin)
        return self._store.put(
            person_id,
            self._hash(person_id, pin),
            duress_hash,
            at=at,
            by=by,
            draw_number=draw,
        )

    def has_pin(self, person_id: UUID) -> bool:
        """Return whether somebody has a PIN.

        Raises:
            StoreError: The database cannot be read.
        """
        return self._store.of(person_id) is not None

    def owner_of(self, number: int) -> UUID | None:
        """Return whose number it is; None where it is nobody's.

        Raises:
            StoreError: The database cannot be read.
        """
        record = self._store.by_number(number)
        return None if record is None else record.person_id

    def check(self, person_id: UUID | None, pin: str) -> PinResult:
        """Check a PIN that was typed.

        Args:
            person_id: Whose it must be; None for a number that nobody has.
            pin: What was typed.

        Raises:
            StoreError: The database cannot be read.
            KioskError: What is stored is damaged.
        """
        record = None if person_id is None else self._store.of(person_id)
        holder = _NOBODY if record is None else record.person_id
        is_pin = self._matches(record.pin_hash if record else None, holder, pin)
        is_duress = self._matches(record.duress_hash if record else None, holder, pin)
        if is_duress:
            return PinResult(person_id, PinAnswer.DURESS)
        return PinResult(person_id, PinAnswer.RIGHT if is_pin else PinAnswer.WRONG)

    def _hash(self, person_id: UUID, pin: str) -> str:
        return self._hasher.hash(_bound(person_id, pin))

    def _matches(self, stored: str | None, person_id: UUID, pin: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobodys, _bound(person_id, pin))
        except VerifyMismatchError:
            return False
        except InvalidHashError as error:
            raise KioskError(
                "A stored PIN is damaged.", "Set it anew with `janus people pin PERSON`."
            ) from error
        return stored is not None


def _bound(person_id: UUID, pin: str) -> str:
    """Return what is hashed: with its owner, so that no hash counts in another person's row."""
    return f"{person_id.hex}:{pin}"
