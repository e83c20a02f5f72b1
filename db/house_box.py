"""Closes the kiosk's own small secrets: with a key of the house, which the master key wraps."""

from db.engine import Database
from db.vault import vault_of


class HouseBox:
    """Seals and unseals with the house's key for one purpose; made when it is first needed.

    Args:
        database: Where the wrapped key lies.
        purpose: What the key is for; another purpose has another key.
    """

    def __init__(self, database: Database, purpose: str) -> None:
        self._database = database
        self._purpose = purpose

    def seal(self, secret: bytes, about: str) -> bytes:
        """Return a secret, closed; it opens for the same `about` only.

        Raises:
            StoreError: The database was opened without its master key.
        """
        with self._database.writing() as session:
            return vault_of(session).house(session, self._purpose).seal(secret, about)

    def open(self, sealed: bytes, about: str) -> bytes:
        """Return a secret again.

        Raises:
            StoreError: The database was opened without its master key, or the secret was changed
                or belongs to something else.
        """
        with self._database.reading() as session:
            return vault_of(session).house(session, self._purpose).unseal(sealed, about)
