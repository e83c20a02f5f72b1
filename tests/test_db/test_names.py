"""Names: many scripts, two patrons of one name, and what cannot be a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import StoreError
from db.gallery import Gallery
from db.names import FOLDED_LENGTH, NAME_LENGTH, checked_name, folded
from tests.test_db.samples import NOON, patron

FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"


@pytest.mark.parametrize(
    "name",
    [
        "Ada Lovelace",
        "X",
        "Łucja O'Brien-Ñúñez",
        "مريم ميرزاخاني",
        "רחל",
        "陳省身",
        f"Ada {FAMILY}",
    ],
)
def test_names_are_kept_as_they_are_and_found(gallery: Gallery, name: str) -> None:
    ada = gallery.add(patron(name), NOON, by="ada")
    assert gallery.get(ada.id).name == name
    assert gallery.people(search=name.upper()) == (ada,)


def test_white_space_is_tidied() -> None:
    assert checked_name("  Ada   Lovelace\n") == "Ada Lovelace"


def test_letters_are_composed_so_that_one_name_is_written_one_way() -> None:
    assert checked_name("Zoe\u0308") == "Zo\u00eb"
    assert folded("ZOE\u0308") == folded("zo\u00eb")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "empty"),
        (" \t\n ", "empty"),
        ("A" * 121, "121 characters"),
        ("Ada\x00", "control"),
        ("Ada\nLovelace", "control"),
        ("Ada\tLovelace", "control"),
        ("\x1b[31mAda", "control"),
        ("Ada\u2028Lovelace", "control"),
        ("Ada\u202eecalevoL", "control"),
        ("Ada \ud800", "control"),
    ],
)
def test_what_is_no_name_is_refused_and_nothing_is_stored(
    gallery: Gallery, name: str, word: str
) -> None:
    with pytest.raises(StoreError, match=word):
        gallery.add(patron(name), NOON, by="ada")
    assert gallery.count() == 0
    ada = gallery.add(patron(), NOON, by="ada")
    with pytest.raises(StoreError, match=word):
        gallery.rename(ada.id, name, NOON, by="ada")
    assert gallery.get(ada.id) == ada


def test_the_longest_name(gallery: Gallery) -> None:
    assert len(gallery.add(patron("ΐ" * NAME_LENGTH), NOON, by="ada").name) == NAME_LENGTH


def test_two_patrons_may_share_a_name(gallery: Gallery) -> None:
    one, other = gallery.add(patron(), NOON, by="ada"), gallery.add(patron(), NOON, by="ada")
    assert one.id != other.id
    assert {p.id for p in gallery.people(search="lovelace")} == {one.id, other.id}


@given(st.text(max_size=200))
def test_every_text_is_a_name_or_refused(text: str) -> None:
    try:
        name = checked_name(text)
    except StoreError:
        return
    assert 1 <= len(name) <= NAME_LENGTH
    assert checked_name(name) == name
    assert len(folded(name)) <= FOLDED_LENGTH
    assert name.isprintable() or any(not c.isascii() for c in name)
