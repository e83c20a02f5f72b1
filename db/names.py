"""A patron's name: what may be stored, and how two spellings are held against each other."""

import re
import unicodedata

from db.errors import StoreError

NAME_LENGTH = 120
FOLDED_LENGTH = 3 * NAME_LENGTH  # a lower-case letter may take up to three characters

# They turn the text that follows them around, so that a log line could read as another one.
# Right-to-left letters need none of them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def checked_name(name: str) -> str:
    """Return a name as it is stored: composed (NFC), trimmed, single spaces.

    Raises:
        StoreError: It is empty, too long, or holds characters that cannot be shown.
    """
    name = re.sub(" +", " ", unicodedata.normalize("NFC", name.strip()))
    if not name:
        raise StoreError("The name is empty.", "Please give the name that the door should greet.")
    if len(name) > NAME_LENGTH:
        raise StoreError(
            f"The name has {len(name)} characters; {NAME_LENGTH} is the most.", "Please shorten it."
        )
    if any(c in _TURNING or unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} for c in name):
        raise StoreError(
            "The name holds invisible control characters.",
            "Please type it anew instead of pasting it.",
        )
    return name


def folded(text: str) -> str:
    """Return `text` as searches see it: composed, without case, by Python's rules.

    SQL's own `lower` knows only ASCII on SQLite, and follows the server's locale on PostgreSQL.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
