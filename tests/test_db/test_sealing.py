"""What is sealed opens for whom it belongs to, as what it is, and for nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import StoreError
from db.sealing import SEAL_BYTES, WRAPPED_BYTES, MasterKey

MASTER, OTHER = MasterKey(bytes(32)), MasterKey(bytes([1]) * 32)


@given(content=st.binary(max_size=200), what=st.text(max_size=20))
def test_it_opens_as_it_was(content: bytes, what: str) -> None:
    key, wrapped = MASTER.new_data_key("person:ada")
    sealed = key.seal(content, what)
    assert MASTER.data_key(wrapped, "person:ada").unseal(sealed, what) == content
    assert (len(sealed), len(wrapped)) == (len(content) + SEAL_BYTES, WRAPPED_BYTES)


@given(content=st.binary(min_size=1, max_size=50), place=st.integers(min_value=0))
def test_one_changed_bit_is_noticed(content: bytes, place: int) -> None:
    key, _ = MASTER.new_data_key("person:ada")
    sealed = bytearray(key.seal(content, "photo"))
    sealed[place % len(sealed)] ^= 1 << place % 8
    with pytest.raises(StoreError, match="stored photo cannot be opened"):
        key.unseal(bytes(sealed), "photo")


@pytest.mark.parametrize("sealed", [b"", bytes(SEAL_BYTES - 1)])
def test_what_is_too_short_is_noticed(sealed: bytes) -> None:
    key, _ = MASTER.new_data_key("person:ada")
    with pytest.raises(StoreError):
        key.unseal(sealed, "photo")


def test_nothing_opens_as_another_thing_or_under_another_person() -> None:
    key, wrapped = MASTER.new_data_key("person:ada")
    sealed = key.seal(b"face", "photo")
    with pytest.raises(StoreError):
        key.unseal(sealed, "thumbnail")
    with pytest.raises(StoreError, match="data key"):
        MASTER.data_key(wrapped, "person:bob")
    with pytest.raises(StoreError, match="data key"):
        OTHER.data_key(wrapped, "person:ada")


def test_the_same_thing_is_never_sealed_alike() -> None:
    key, _ = MASTER.new_data_key("person:ada")
    assert len({key.seal(b"face", "photo")[:12] for _ in range(1000)}) == 1000


def test_a_wrapped_key_wrapped_anew_needs_the_new_master() -> None:
    key, wrapped = MASTER.new_data_key("person:ada")
    sealed = key.seal(b"face", "photo")
    anew = MASTER.rewrap(wrapped, "person:ada", OTHER)
    assert OTHER.data_key(anew, "person:ada").unseal(sealed, "photo") == b"face"
    with pytest.raises(StoreError):
        MASTER.data_key(anew, "person:ada")


def test_a_key_does_not_tell_itself() -> None:
    secret = bytes(range(32))
    told = repr(MasterKey(secret)) + MasterKey(secret).key_id.hex()
    assert secret.hex()[:16] not in told
    with pytest.raises(ValueError, match="32 bytes"):
        MasterKey(b"short")
