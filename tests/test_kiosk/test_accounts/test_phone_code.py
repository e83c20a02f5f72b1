"""The digits of a phone, against the tables of RFC 4226 and RFC 6238, and what stands in for it."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.accounts.phone_code import (
    STEP_S,
    address_of,
    new_recovery_codes,
    new_secret,
    recovery_sha256,
    step_of,
)

RFC_SECRET = b32encode(b"12345678901234567890").decode()
# RFC 4226, appendix D: the first ten codes of that secret.
RFC_CODES = (
    "755224", "287082", "359152", "969429", "338314",
    "254676", "287922", "162583", "399871", "520489",
)  # fmt: skip
# RFC 6238, appendix B, SHA-1: the last six of its eight digits.
RFC_TIMES = (
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize(("seconds", "code"), RFC_TIMES)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert step_of(RFC_SECRET, code, moment(seconds), None) == seconds // STEP_S


@pytest.mark.parametrize("step", range(10))
def test_a_code_is_good_one_step_early_and_late_and_no_more(step: int) -> None:
    now = moment(4.5 * STEP_S)
    found = step_of(RFC_SECRET, RFC_CODES[step], now, None)
    assert found == (step if step in (3, 4, 5) else None)


def test_no_code_is_taken_twice_nor_an_older_one_after_it() -> None:
    now = moment(4.5 * STEP_S)
    assert step_of(RFC_SECRET, RFC_CODES[4], now, 4) is None
    assert step_of(RFC_SECRET, RFC_CODES[3], now, 4) is None
    assert step_of(RFC_SECRET, RFC_CODES[5], now, 4) == 5


@pytest.mark.parametrize(
    "typed", ["", "33831", "3383144", "338 31x", "٣٣٨٣١٤", "-38314", "338314;", "³³⁸³¹⁴"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert step_of(RFC_SECRET, typed, moment(4.5 * STEP_S), None) is None


def test_spaces_are_passed_over_as_phones_show_them() -> None:
    assert step_of(RFC_SECRET, " 338 314 ", moment(4.5 * STEP_S), None) == 4


def test_before_1970_there_is_no_code_and_no_crash() -> None:
    assert step_of(RFC_SECRET, RFC_CODES[0], moment(0) - timedelta(days=1), None) is None


@given(st.binary(min_size=20, max_size=20), st.integers(10**9, 2 * 10**9), st.integers(0, 999_999))
def test_at_most_three_codes_of_a_million_are_right(raw: bytes, seconds: int, guess: int) -> None:
    secret = new_secret(lambda n: raw[:n])
    step = step_of(secret, f"{guess:06}", moment(seconds), None)
    assert step is None or abs(step - seconds // STEP_S) <= 1


@given(st.text(min_size=1, max_size=40))
def test_the_address_holds_secret_and_name_whatever_the_name(name: str) -> None:
    address = urlsplit(address_of(RFC_SECRET, name, "Janus Main entrance"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert parse_qs(address.query)["secret"] == [RFC_SECRET]
    assert unquote(address.path).endswith(name)


def test_recovery_codes_differ_and_are_known_however_they_are_typed() -> None:
    blocks = iter(range(100))
    codes = new_recovery_codes(lambda n: bytes([next(blocks)] * n))
    digests = {recovery_sha256(code) for code in codes}
    assert len(digests) == len(codes) == 8
    for typed in (codes[0].lower(), codes[0].replace("-", ""), codes[0].replace("-", " ")):
        assert recovery_sha256(typed) == recovery_sha256(codes[0])


@pytest.mark.parametrize("typed", ["", "123456", "GEZD-GNBV-GY3T", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"])
def test_what_is_no_recovery_code_is_none(typed: str) -> None:
    assert recovery_sha256(typed) is None
