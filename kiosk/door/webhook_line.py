"""A line to a relay that takes signed web requests.

Each order is the JSON body of a POST (`kiosk/door/order.py`), signed with a secret that both know:

    X-Janus-Timestamp: <seconds since 1970>
    X-Janus-Nonce:     <random>
    X-Janus-Signature: sha256=<HMAC-SHA256 of "timestamp.nonce.body", RFC 2104, in hexadecimal>

Any answer of success (2xx) confirms it. Redirections are not followed: they would take a signed
order elsewhere.
"""

import hashlib
import hmac
import ssl
import urllib.error
import urllib.request
from email.message import Message
from typing import IO
from urllib.parse import urlsplit

from typing_extensions import override

from kiosk.clock import Clock
from kiosk.door.order import Order, new_order
from kiosk.errors import KioskError

TIMEOUT_S = 2.0


class WebhookLine:
    """See the module.

    Args:
        door: The door's name.
        url: Where to.
        secret: Signs the orders.
        clock: Tells the time of day.
        ca_file: Certificates to trust beside the system's own, "" for none.
        timeout_s: How long to wait for each part of an answer.

    Raises:
        KioskError: The certificates cannot be read.
    """

    def __init__(
        self,
        door: str,
        url: str,
        secret: str,
        clock: Clock,
        *,
        ca_file: str = "",
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._door = door
        self._url = url
        self._secret = secret.encode()
        self._clock = clock
        self._timeout_s = timeout_s
        self._fault: KioskError | None = None
        self._is_released = False
        try:
            context = ssl.create_default_context()
            if ca_file:
                context.load_verify_locations(ca_file)
        except OSError as error:
            raise KioskError(
                f"The certificates in {ca_file} cannot be read ({error.strerror or error}).",
                "Check door.webhook.ca_file in janus.toml.",
            ) from error
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context),
            _NoRedirect,
        )

    def release(self, hold_s: float) -> None:
        """Post the order to unlock.

        Raises:
            KioskError: It was not confirmed.
        """
        self._is_released = True  # from now on nobody knows
        self._send(new_order(self._door, hold_s, self._clock))

    def lock(self) -> None:
        """Post the order to lock.

        Raises:
            KioskError: It was not confirmed.
        """
        self._send(new_order(self._door, None, self._clock))
        self._is_released = False

    def may_be_released(self) -> bool:
        """Return whether it was released, and not locked since."""
        return self._is_released

    def fault(self) -> KioskError | None:
        """Return why the last order was not confirmed; None where it was."""
        return self._fault

    def beat(self) -> None:
        """Nothing: the relay measures the hold time itself."""

    def close(self) -> None:
        """Lock, where it may be released."""
        if self._is_released:
            self._is_released = False
            try:
                self.lock()
            except KioskError as error:
                self._fault = error  # the relay's own time ends all the same

    def _send(self, order: Order) -> None:
        request = urllib.request.Request(  # noqa: S310 - the configuration lets http(s) in only
            self._url, order.body(), signed_headers(order, self._secret), method="POST"
        )
        try:
            with self._opener.open(request, timeout=self._timeout_s):
                self._fault = None
        except (OSError, ValueError, urllib.error.URLError) as error:
            host = urlsplit(self._url).hostname  # the rest may hold a secret
            self._fault = KioskError(
                f"The lock at {host} did not confirm: {_why(error)}.",
                "Check the relay, its network and [door.webhook] in janus.toml.",
            )
            raise self._fault from None


def signed_headers(order: Order, secret: bytes) -> dict[str, str]:
    """Return the headers of an order."""
    sent = str(order.sent_s)
    signed = f"{sent}.{order.nonce}.".encode() + order.body()
    return {
        "Content-Type": "application/json",
        "X-Janus-Timestamp": sent,
        "X-Janus-Nonce": order.nonce,
        "X-Janus-Signature": "sha256=" + hmac.new(secret, signed, hashlib.sha256).hexdigest(),
    }


def _why(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"it answers {error.code}"
    reason = getattr(error, "reason", error)
    if isinstance(reason, ssl.SSLError):
        return "its certificate is not trusted"
    return "it gives no answer" if isinstance(reason, TimeoutError) else type(reason).__name__


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Takes a redirection as an answer of failure."""

    @override
    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Follow nothing."""
