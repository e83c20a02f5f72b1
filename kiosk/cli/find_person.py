"""A person as somebody at the keyboard names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from db.records import Person
from enroll.rules import same_name
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from db.gallery import Gallery

SHORT_ID = 8  # hex digits of an id that tables show
_ID_PREFIX = re.compile(r"[0-9a-f]{4,32}")
_PAGE = 500


def find_person(gallery: Gallery, text: str) -> Person:
    """Return the one person with this name, or with an id that begins so.

    Args:
        gallery: Where to look.
        text: The whole name, in any case, or at least four digits of the id.

    Raises:
        KioskError: There is nobody, or there are several.
    """
    wanted = " ".join(unicodedata.normalize("NFC", text).split())
    found = [person for person in everybody(gallery, wanted) if same_name(person.name, wanted)]
    prefix = wanted.replace("-", "").casefold()
    if not found and _ID_PREFIX.fullmatch(prefix):
        found = [person for person in everybody(gallery) if person.id.hex.startswith(prefix)]
    if not found:
        raise KioskError(
            f"Nobody with the name or id “{wanted}” is enrolled.",
            "`janus people search` finds people by a part of their name.",
        )
    if len(found) > 1:
        ids = ", ".join(str(person.id) for person in found)
        raise KioskError(f"{len(found)} people match “{wanted}”: {ids}.", "Name one by its id.")
    return found[0]


def everybody(gallery: Gallery, search: str = "") -> Iterator[Person]:
    """Yield people by name, page by page.

    Args:
        gallery: Where to look.
        search: A part of the name; "" for all.
    """
    offset = 0
    while page := gallery.people(search=search, offset=offset, limit=_PAGE):
        yield from page
        offset += len(page)
