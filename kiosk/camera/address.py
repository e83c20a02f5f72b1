"""Addresses of network cameras: what may be shown of them."""

import re

_LOGIN = re.compile(r"^(\w+:/+)?.*@", re.DOTALL)


def without_login(address: str) -> str:
    """Return an address without its user name and password.

    Everything up to the last `@` goes, whatever it is: a password may hold `@` and `/` itself, and
    the address may be misspelt.
    """
    return _LOGIN.sub(r"\1", address)
