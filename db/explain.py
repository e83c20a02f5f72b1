"""The database library's errors, in sentences."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from db.errors import StoreError

_log = logging.getLogger(__name__)

_DAMAGED = "The file is damaged: restore it from a backup."
# The first of these that the library's own words contain names the remedy.
_REMEDIES = (
    ("full", "Free some space on the disk, then try again."),
    ("locked", "Close the other program that holds the database, then try again."),
    ("malformed", _DAMAGED),
    ("not a database", _DAMAGED),
    ("decode", _DAMAGED),
    ("readonly", "Give the account that runs Janus the right to write the file and its folder."),
    ("unable to open", "Give the account that runs Janus the right to write to that folder."),
    ("i/o error", "Check the disk: it may be failing, full or unplugged."),
    ("connection", "Check that the database server runs and that its address is right."),
)
_OTHERWISE = "Check the disk and the database, then try again."


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the library raises inside the block into a StoreError.

    Raises:
        StoreError: With what went wrong and what to do. What was being written was not stored.
    """
    try:
        yield
    except IntegrityError as error:
        raise StoreError(
            f"The database refused a change that breaks its rules: {_words(error)}.",
            "Nothing was stored. Please check the values, such as valid-from before valid-until.",
        ) from error
    except DBAPIError as error:
        words = _words(error)
        # Whoever shows or logs the StoreError does so aloud; this is for the technical log.
        _log.info("The database failed: %s", words)
        raise StoreError(f"The database failed: {words}.", _remedy(words)) from error
    except StatementError as error:  # a value that its column refuses
        raise StoreError(
            f"The database refused a value: {_words(error)}.",
            "Nothing was stored. Please report this: Janus should not have tried.",
        ) from error
    except SQLAlchemyError as error:
        _log.info("The database failed", exc_info=error)
        raise StoreError(f"The database failed: {_words(error)}.", _OTHERWISE) from error
    except (LookupError, TypeError, ValueError) as error:
        if not _is_stored(error):
            raise
        _log.info("The database holds what cannot be read", exc_info=error)
        raise StoreError("The database holds a value that cannot be read.", _DAMAGED) from error


def _is_stored(error: Exception) -> bool:
    """Return whether a stored value is to blame: the library lets its readers' errors through.

    These are raised where it reads rows, and not in the caller's own code, whose bugs stay bugs.
    SQLite's own words may quote what is damaged, and are then no text.
    """
    if isinstance(error, UnicodeDecodeError):
        return True
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    return str(frame.f_globals.get("__name__")).startswith(("sqlalchemy.", "uuid"))


def _words(error: SQLAlchemyError) -> str:
    """Return the cause's first line: the next ones of PostgreSQL may quote people's data."""
    cause = getattr(error, "orig", None) or error
    lines = str(cause).strip().splitlines() or [type(cause).__name__]
    return lines[0].rstrip(".")


def _remedy(words: str) -> str:
    return next((remedy for sign, remedy in _REMEDIES if sign in words.lower()), _OTHERWISE)
