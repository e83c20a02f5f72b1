"""A stored template that is none: no roster, in two sentences, whatever SQLite was given."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.errors import StoreError
from db.gallery import Gallery
from tests.test_db.samples import MODEL, NOON, patron
from tests.test_db.test_sealing_at_rest import MASTER, opened, seal

SEALED = pytest.mark.parametrize("is_sealed", [True, False], ids=["sealed", "plain"])


def house(file: Path, *, is_sealed: bool) -> None:
    with opened(file, None) as database:
        if is_sealed:
            seal(database)
    with opened(file, MASTER if is_sealed else None) as database:
        for name in ("Ada", "Bob"):
            Gallery(database).add(patron(name), NOON, by="ada")


def change(file: Path, words: str) -> None:
    """Change what is stored past Janus, and past the rules of the schema."""
    with closing(sqlite3.connect(file)) as other, other:
        other.execute("PRAGMA ignore_check_constraints = 1")
        assert other.execute(words).rowcount > 0


@SEALED
@pytest.mark.parametrize(
    "stored",
    [
        "'text'",
        "'a text that is longer than any nonce and tag are'",
        "12345678",
        "1.5",
        "x''",
        "x'0011'",
        "x'0000c07f0000c07f0000c07f0000c07f'",  # NaN
        "x'00000000000000000000000000000000'",  # of length 0
        "x'0000803f'",  # of length 1, in one dimension
        "x'ffff7f7fffff7f7fffff7f7fffff7f7f'",  # so long that its length overflows
    ],
)
def test_one_damaged_template_hides_nobody(file: Path, stored: str, *, is_sealed: bool) -> None:
    house(file, is_sealed=is_sealed)
    change(
        file,
        f"UPDATE templates SET vector = {stored} WHERE person_id IN "  # noqa: S608 - of this test
        "(SELECT id FROM people WHERE name = 'Bob')",
    )
    with opened(file, MASTER if is_sealed else None) as database:
        with pytest.raises(StoreError) as caught:
            Gallery(database).roster(MODEL)
        assert caught.value.remedy.endswith("restore it from a backup.")
        assert MODEL in caught.value.problem or "damaged" in caught.value.problem
        names = [person.name for person in Gallery(database).people()]
        assert names == ["Ada", "Bob"], "their names can still be read"


@pytest.mark.parametrize("stored", ["'x'", f"'{'x' * 60}'", "7", "x''"])
def test_a_key_that_is_none(file: Path, stored: str) -> None:
    house(file, is_sealed=True)
    change(file, f"UPDATE person_keys SET wrapped = {stored}")  # noqa: S608 - of this test
    with opened(file) as database:
        (ada, _) = Gallery(database).people()
        for read in (
            lambda: Gallery(database).roster(MODEL),
            lambda: Gallery(database).photo(ada.id),
        ):
            with pytest.raises(StoreError, match="cannot be opened"):
                read()


@SEALED
@pytest.mark.parametrize("stored", ["'a text that is longer than any nonce and tag are'", "7"])
def test_a_photo_that_is_none(file: Path, stored: str, *, is_sealed: bool) -> None:
    house(file, is_sealed=is_sealed)
    change(file, f"UPDATE enrolment_photos SET jpeg = {stored}")  # noqa: S608 - of this test
    with opened(file, MASTER if is_sealed else None) as database:
        (ada, _) = Gallery(database).people()
        with pytest.raises(StoreError, match="The stored photo"):
            Gallery(database).photo(ada.id)
