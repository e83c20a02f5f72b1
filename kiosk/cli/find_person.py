"""A person as somebody at the keyboard names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

import typer

from db.records import Person, PersonStatus
from enroll.rules import same_name
from kiosk.cli.context import plain
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from db.gallery import Gallery

SHORT_ID = 8  # hex digits of an id that tables show
_LEAST_DIGITS = 4  # fewer would name somebody by chance
_ID_PREFIX = re.compile(rf"[0-9a-f]{{{_LEAST_DIGITS},32}}")
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
            f"`janus people search` finds people by a part of their name; the start of an id needs "
            f"{_LEAST_DIGITS} characters.",
        )
    if len(found) > 1:
        ids = ", ".join(str(person.id) for person in found)
        raise KioskError(f"{len(found)} people match “{wanted}”: {ids}.", "Name one by its id.")
    return found[0]


def namesakes_of(gallery: Gallery, person: Person) -> tuple[Person, ...]:
    """Return everybody else of the same name."""
    return tuple(
        other
        for other in everybody(gallery, person.name)
        if same_name(other.name, person.name) and other.id != person.id
    )


def point_out(name: str, namesakes: Collection[Person]) -> None:
    """Warn, on stderr, of other people of the same name; the screen and the log show names only."""
    if not namesakes:
        return
    ids = ", ".join(
        person.id.hex[:SHORT_ID] + (" (revoked)" if person.status is PersonStatus.REVOKED else "")
        for person in namesakes
    )
    typer.echo(
        f"Note: somebody else is called {plain(name)} as well, id {ids}. If they are one person, "
        "revoke one of the two; if not, tell them apart with `janus people rename ID NAME`.",
        err=True,
    )


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
