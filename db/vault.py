"""Where the data keys of people and visits come from, in the transaction that needs them.

A database has one of three vaults. `OpenVault` holds the master key. `ShutVault` belongs to a
sealed database whose key was not given: names and times can be read, pictures and templates can
neither be read nor added. `NoVault` belongs to a database that was never sealed.
"""

from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.errors import StoreError
from db.sealing import DataKey, MasterKey
from db.sealing_tables import HouseKeyRow, PersonKeyRow, SealingRow, VisitKeyRow

VAULT = "vault"
"""Under this name a session knows its vault."""


class Key(Protocol):
    """Seals and unseals, see `DataKey`."""

    def seal(self, content: bytes, what: str) -> bytes:
        """Return a thing as it is stored."""
        ...

    def unseal(self, sealed: bytes, what: str) -> bytes:
        """Return a stored thing."""
        ...


class Vault(Protocol):
    """Gives the keys of people and visits."""

    @property
    def seals(self) -> bool:
        """Whether what it stores is sealed."""
        ...

    def new_person(self, session: Session, person_id: UUID) -> Key:
        """Make the key of a person whose row is there; it goes when the person is erased."""
        ...

    def person(self, session: Session, person_id: UUID) -> Key:
        """Return the key of a person."""
        ...

    def people(self, session: Session) -> Callable[[UUID], Key]:
        """Return the keys of everybody, read at once."""
        ...

    def visit(self, session: Session, event_id: int) -> Key:
        """Return the key of a visit; made where it has none yet."""
        ...

    def house(self, session: Session, purpose: str) -> Key:
        """Return the kiosk's key for a purpose; made where it has none yet."""
        ...


def vault_of(session: Session) -> Vault:
    """Return the vault of a session of `Database`."""
    vault: Vault = session.info[VAULT]
    return vault


def person_owner(person_id: UUID) -> str:
    """Return whose a person's key is, in the associated data."""
    return f"person:{person_id}"


def visit_owner(event_id: int) -> str:
    """Return whose a visit's key is."""
    return f"visit:{event_id}"


def house_owner(purpose: str) -> str:
    """Return whose a key of the kiosk is."""
    return f"house:{purpose}"


class OpenVault:
    """The keys of a sealed database.

    Args:
        master: Wraps them.
    """

    seals = True

    def __init__(self, master: MasterKey) -> None:
        self._master = master

    def new_person(self, session: Session, person_id: UUID) -> Key:
        """See `Vault.new_person`."""
        key, wrapped = self._new(session, person_owner(person_id))
        session.add(PersonKeyRow(person_id=person_id, wrapped=wrapped))
        return key

    def person(self, session: Session, person_id: UUID) -> Key:
        """Return the key of a person.

        Raises:
            StoreError: They have none, or it was changed.
        """
        row = session.get(PersonKeyRow, person_id)
        if row is None:
            raise _no_key()
        return self._master.data_key(row.wrapped, person_owner(person_id))

    def people(self, session: Session) -> Callable[[UUID], Key]:
        """Return the keys of everybody, read at once; each is unwrapped when it is asked for."""
        rows = session.execute(select(PersonKeyRow.person_id, PersonKeyRow.wrapped))
        wrapped: dict[UUID, bytes] = {row.person_id: row.wrapped for row in rows}

        def key_of(person_id: UUID) -> Key:
            if person_id not in wrapped:
                raise _no_key()
            return self._master.data_key(wrapped[person_id], person_owner(person_id))

        return key_of

    def visit(self, session: Session, event_id: int) -> Key:
        """See `Vault.visit`."""
        row = session.get(VisitKeyRow, event_id)
        if row is not None:
            return self._master.data_key(row.wrapped, visit_owner(event_id))
        key, wrapped = self._new(session, visit_owner(event_id))
        session.add(VisitKeyRow(event_id=event_id, wrapped=wrapped))
        return key

    def house(self, session: Session, purpose: str) -> Key:
        """See `Vault.house`."""
        row = session.get(HouseKeyRow, purpose)
        if row is not None:
            return self._master.data_key(row.wrapped, house_owner(purpose))
        key, wrapped = self._new(session, house_owner(purpose))
        session.add(HouseKeyRow(purpose=purpose, wrapped=wrapped))
        return key

    def _new(self, session: Session, owner: str) -> tuple[DataKey, bytes]:
        """Return a new data key and the same wrapped.

        Raises:
            StoreError: Somebody rotated the master key: wrapped with the old one, it would be lost.
        """
        row = session.get(SealingRow, 1)
        if row is None or row.key_id != self._master.key_id:
            raise StoreError(
                "The master key was rotated since Janus was started here.", "Start Janus anew."
            )
        return self._master.new_data_key(owner)


class _PlainKey:
    """No key: things are stored as they are."""

    def seal(self, content: bytes, what: str) -> bytes:
        return content

    def unseal(self, sealed: object, what: str) -> bytes:
        if not isinstance(sealed, bytes):  # SQLite keeps whatever it is given
            raise StoreError(
                f"The stored {what} is a {type(sealed).__name__}, and should be bytes.",
                "Somebody or something has changed the database: restore it from a backup.",
            )
        return sealed


class NoVault:
    """Of a database that is not sealed."""

    seals = False

    def new_person(self, session: Session, person_id: UUID) -> Key:
        """See `Vault`."""
        return _PlainKey()

    person = new_person

    def people(self, session: Session) -> Callable[[UUID], Key]:
        """See `Vault`."""
        return lambda _person_id: _PlainKey()

    def visit(self, session: Session, event_id: int) -> Key:
        """See `Vault`."""
        return _PlainKey()

    def house(self, session: Session, purpose: str) -> Key:
        """Refuse: what asks for such a key is a secret.

        Raises:
            StoreError: Always.
        """
        raise _shut()


class ShutVault:
    """Of a sealed database that was opened without its key: every method refuses."""

    seals = True

    def new_person(self, session: Session, person_id: UUID) -> Key:
        """Refuse.

        Raises:
            StoreError: Always.
        """
        raise _shut()

    person = new_person

    def people(self, session: Session) -> Callable[[UUID], Key]:
        """Refuse.

        Raises:
            StoreError: Always.
        """
        raise _shut()

    def visit(self, session: Session, event_id: int) -> Key:
        """Refuse.

        Raises:
            StoreError: Always.
        """
        raise _shut()

    def house(self, session: Session, purpose: str) -> Key:
        """Refuse.

        Raises:
            StoreError: Always.
        """
        raise _shut()


def _shut() -> StoreError:
    return StoreError(
        "The pictures and templates in this database are sealed, and its key was not given.",
        "Start Janus with the kiosk's master key: see docs/people-data.md.",
    )


def _no_key() -> StoreError:
    return StoreError(
        "The data key of a person is missing from the database.",
        "Somebody or something has changed the database: restore it from a backup.",
    )
