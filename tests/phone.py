"""A phone with an authenticator app: reads the address of the QR code, and shows digits."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp

from kiosk.accounts.phones import PhoneOffer
from kiosk.clock import Clock


class Phone:
    """Knows of the offer what a QR code tells, and nothing more."""

    def __init__(self, offer: PhoneOffer, clock: Clock) -> None:
        self.offer = offer
        self._clock = clock
        self._totp = pyotp.TOTP(parse_qs(urlsplit(offer.address).query)["secret"][0])

    def code(self, *, off_s: float = 0.0) -> str:
        """What it shows now, its clock being off by so much."""
        return self._totp.at(self._clock.now() + timedelta(seconds=off_s))
