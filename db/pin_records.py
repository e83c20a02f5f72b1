"""What the store of PINs hands out: frozen, free of SQLAlchemy."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PinRecord:
    """A patron's PIN.

    Attributes:
        person_id: Whose.
        number: By which they name themselves at the keypad; no secret.
        pin_hash: argon2id.
        duress_hash: Of the PIN that opens and calls for help; None where there is none.
        set_at: When, aware UTC.
    """

    person_id: UUID
    number: int
    pin_hash: str = field(repr=False)
    duress_hash: str | None = field(repr=False)
    set_at: datetime
