"""What the store of badges takes in and hands out: frozen, free of SQLAlchemy."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Badge:
    """A QR badge. Whoever shows it, or a picture of it, is its bearer.

    Attributes:
        id: 16 hex digits.
        holder_id: Whose it is: the patron's id, or one made for this visitor.
        person_id: The patron; None for a visitor who is not enrolled.
        name: Their name when it was issued, for the log and the greeting.
        not_before: From when it opens, aware UTC.
        not_after: Until when, not included.
        doors: The doors it opens, by name; empty for all.
        single_use: Whether it opens once only.
        issued_at: When.
        issued_by: By whom.
        revoked_at: When it was taken back; None while it holds.
        used_at: When it first opened a door; None before.
    """

    id: str
    holder_id: UUID
    person_id: UUID | None
    name: str
    not_before: datetime
    not_after: datetime
    doors: tuple[str, ...]
    single_use: bool
    issued_at: datetime
    issued_by: str
    revoked_at: datetime | None = None
    used_at: datetime | None = None
