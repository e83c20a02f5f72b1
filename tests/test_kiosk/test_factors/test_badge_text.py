"""The text of a badge: read back as it was signed, and nothing else is taken for one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.factors.badge_text import (
    LONGEST_TEXT,
    MOST_DOORS,
    PREFIX,
    Claims,
    door_tag,
    is_badge,
    read_claims,
    signed_text,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
moments = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001 - given its zone below
    datetime(2106, 1, 1),  # noqa: DTZ001
).map(lambda naive: naive.replace(microsecond=0, tzinfo=UTC))
claims = st.builds(
    Claims,
    st.binary(min_size=8, max_size=8).map(bytes.hex),
    st.uuids(),
    moments,
    moments,
    st.lists(st.text(max_size=20).map(door_tag), max_size=MOST_DOORS).map(tuple),
)
SAMPLE = Claims(
    "00112233aabbccdd",
    UUID(int=5),
    datetime(2026, 5, 1, tzinfo=UTC),
    datetime(2026, 5, 2, tzinfo=UTC),
    (door_tag("Main entrance"),),
)


@given(claims)
def test_a_badge_reads_back_as_it_was_signed(one: Claims) -> None:
    text = signed_text(one, KEY)
    assert len(text) <= LONGEST_TEXT
    assert read_claims(text, PUBLIC) == one


@given(st.data())
def test_a_changed_character_is_no_badge(data: st.DataObject) -> None:
    text = signed_text(SAMPLE, KEY)
    # The last character holds bits that no byte needs; whoever changes those changes nothing.
    at = data.draw(st.integers(len(PREFIX), len(text) - 2))
    other = data.draw(st.sampled_from([c for c in LETTERS if c != text[at]]))
    assert read_claims(text[:at] + other + text[at + 1 :], PUBLIC) is None


@given(st.text() | st.text(LETTERS + "=018", max_size=500).map(PREFIX.__add__))
def test_rubbish_is_no_badge_and_no_crash(text: str) -> None:
    assert read_claims(text, PUBLIC) is None


@pytest.mark.parametrize("cut", [1, 8, 50, 100])
def test_a_badge_that_is_cut_off_is_none(cut: int) -> None:
    text = signed_text(SAMPLE, KEY)
    assert read_claims(text[:-cut], PUBLIC) is None
    assert read_claims(text + "A" * cut, PUBLIC) is None


def test_the_badge_of_another_house_is_none() -> None:
    assert read_claims(signed_text(SAMPLE, Ed25519PrivateKey.generate()), PUBLIC) is None


@pytest.mark.parametrize("text", ["https://example.org", "", "janus1:AAAA", "WIFI:S:x;;"])
def test_other_codes_are_nobodys_business(text: str) -> None:
    assert not is_badge(text)
