"""Issues badges, and says whether one that was shown may open a door."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from db.badge_records import Badge
from db.badges import BadgeStore
from db.records import Reason
from kiosk.errors import KioskError
from kiosk.factors.badge_text import MOST_DOORS, claims_of, read_claims, signed_text

_ID_BYTES = 8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BadgeResult:
    """What came of a badge that was shown.

    Attributes:
        badge: The badge; None where it is not one of ours.
        refusal: Why it opens nothing; None where it does.
    """

    badge: Badge | None
    refusal: Reason | None


def draw_badge_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(_ID_BYTES)


def issue(
    store: BadgeStore, key: Ed25519PrivateKey, badge: Badge, *, now: datetime
) -> tuple[Badge, str]:
    """Store a badge, and return it as it is stored and the text of its QR code.

    Raises:
        KioskError: It would hold never or not any more, or names too many doors.
        StoreError: It cannot be stored.
    """
    if not badge.not_before < badge.not_after or badge.not_after <= now:
        raise KioskError(
            "This badge would never open a door: its end is past, or before its beginning.",
            "Choose another --from or --until.",
        )
    if len(badge.doors) > MOST_DOORS:
        raise KioskError(
            f"A badge names {MOST_DOORS} doors at most.", "Name fewer, or none for all doors."
        )
    badge = replace(
        badge,
        not_before=badge.not_before.replace(microsecond=0),
        not_after=_whole_second_from(badge.not_after),
    )
    store.add(badge)
    return badge, signed_text(claims_of(badge), key)


def refusal_of(badge: Badge, door: str, now: datetime) -> Reason | None:
    """Return why a badge of ours opens nothing; None where it does: pure.

    Args:
        badge: As it is stored.
        door: The door's name.
        now: This moment.
    """
    if badge.revoked_at is not None:
        return Reason.BADGE_REVOKED
    if not badge.not_before <= now < badge.not_after:
        return Reason.BADGE_NOT_VALID
    if badge.doors and door not in badge.doors:
        return Reason.BADGE_ELSEWHERE
    if badge.single_use and badge.used_at is not None:
        return Reason.BADGE_USED
    return None


class BadgeDesk:
    """Checks badges at one door.

    Args:
        store: What is known of badges.
        key: Returns the key that they are checked with. Asked for each badge: the first one may be
            issued while the kiosk runs.
        door: The door's name.
    """

    def __init__(self, store: BadgeStore, key: Callable[[], Ed25519PublicKey], door: str) -> None:
        self._store = store
        self._key = key
        self._door = door

    def check(self, text: str, now: datetime) -> BadgeResult:
        """Check a badge by the text of its QR code.

        Raises:
            StoreError: The database cannot be read.
        """
        try:
            claims = read_claims(text, self._key())
        except KioskError as error:
            # Else whoever shows a text that begins like a badge could put the door out of service.
            _log.warning("A badge was shown. %s", error.user_message())
            claims = None
        badge = None if claims is None else self._store.get(claims.badge_id)
        if badge is None or claims != claims_of(badge):
            return BadgeResult(None, Reason.BADGE_FORGED)
        return BadgeResult(badge, refusal_of(badge, self._door, now))

    def use(self, badge: Badge, now: datetime) -> Reason | None:
        """Use a badge up, right before it opens the door; return why it must not, if so.

        Raises:
            StoreError: The database cannot be written.
        """
        if self._store.use(badge.id, now):
            return None
        now_stored = self._store.get(badge.id) or badge
        return refusal_of(now_stored, self._door, now) or Reason.BADGE_USED

    def give_back(self, badge: Badge) -> None:
        """Take the use of a badge back: the door did not open for it.

        Raises:
            StoreError: The database cannot be written.
        """
        if badge.single_use:
            self._store.give_back(badge.id)


def _whole_second_from(moment: datetime) -> datetime:
    """Return a moment without a part of a second, never an earlier one."""
    whole = moment.replace(microsecond=0)
    return whole if whole == moment else whole + timedelta(seconds=1)
