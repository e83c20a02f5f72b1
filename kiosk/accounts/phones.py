"""Binding a phone to an account: offered with a QR code, taken once it shows the right digits."""

from dataclasses import dataclass, field

from db.account_records import Account
from db.accounts import AccountStore
from kiosk.accounts.phone_code import (
    Entropy,
    address_of,
    new_recovery_codes,
    new_secret,
    recovery_sha256,
    step_of,
)
from kiosk.accounts.secret_box import SecretBox, about_account
from kiosk.clock import Clock
from kiosk.errors import KioskError


@dataclass(frozen=True, slots=True)
class PhoneOffer:
    """What a phone is shown, before it is bound. Secret: never in a `repr`.

    Attributes:
        secret: The secret, base32, to be typed where no camera reads the QR code.
        address: What the QR code holds.
        recovery_codes: What stands in for the phone if it is lost, each once; shown once only.
    """

    secret: str = field(repr=False)
    address: str = field(repr=False)
    recovery_codes: tuple[str, ...] = field(repr=False)


class Phones:
    """Offers, binds and unbinds phones.

    Args:
        store: The accounts.
        box: Closes the secrets away.
        clock: The time, which the digits follow.
        entropy: Gives random bytes.
        issuer: Whose code it is, as the phone names it.
    """

    def __init__(
        self, store: AccountStore, box: SecretBox, clock: Clock, entropy: Entropy, issuer: str
    ) -> None:
        self._store = store
        self._box = box
        self._clock = clock
        self._entropy = entropy
        self._issuer = issuer

    def offer(self, name: str) -> PhoneOffer:
        """Return what a phone needs to know to give codes for an account; nothing is kept yet."""
        secret = new_secret(self._entropy)
        return PhoneOffer(
            secret, address_of(secret, name, self._issuer), new_recovery_codes(self._entropy)
        )

    def bind(self, account_id: int, offer: PhoneOffer, code: str, by: str) -> Account:
        """Ask for this phone's code from now on; another phone's no longer count.

        Args:
            account_id: Whose phone it is.
            offer: What the phone was shown.
            code: What it shows now: proof that it was read, and that its clock is right.
            by: Who does it.

        Raises:
            KioskError: The code is not right; nothing was changed.
            StoreError: The database cannot be written, or there is no such account.
        """
        now = self._clock.now()
        step = step_of(offer.secret, code, now, None)
        if step is None:
            raise KioskError(
                "This code is not right.",
                "Type the six digits that the phone shows now, and check that its time is set "
                "by the network.",
            )
        digests = [digest for c in offer.recovery_codes if (digest := recovery_sha256(c))]
        sealed = self._box.seal(offer.secret.encode(), about_account(account_id))
        return self._store.set_code(account_id, sealed, digests, now, by, used_step=step)

    def unbind(self, account_id: int, by: str) -> Account:
        """Ask an account for its password only, e.g. because the phone is lost.

        Raises:
            StoreError: The database cannot be written, or there is no such account.
        """
        return self._store.set_code(account_id, None, (), self._clock.now(), by)
