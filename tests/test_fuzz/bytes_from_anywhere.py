"""Bytes that somebody else wrote: valid ones, bent in many small ways, and plain noise."""

from collections.abc import Sequence

from hypothesis import strategies as st

MOST_BYTES = 4_000
LONGEST_BENT = 100_000


@st.composite
def bent(draw: st.DrawFn, seeds: Sequence[bytes], words: Sequence[bytes]) -> bytes:
    """Draw a seed and bend it: bytes changed, cut out, doubled, or a word of the format put in.

    Args:
        draw: Hypothesis'.
        seeds: What the reader accepts.
        words: What means something to it.
    """
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        end = min(len(data), at + draw(st.integers(0, 40)))
        put = draw(
            st.sampled_from([*words, b""])
            | st.binary(max_size=8)
            | st.just(data[at:end] * 2)
            | st.builds(lambda word, often: word * often, st.sampled_from([*words, b"["]), _OFTEN)
        )
        data = data[:at] + put + data[end if draw(st.booleans()) else at :]
    data = data[:LONGEST_BENT]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 5)) == 0 else data


_OFTEN = st.sampled_from([2, 100, 3_000])


def from_anywhere(seeds: Sequence[bytes], words: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Bent seeds, mostly, and noise."""
    return st.one_of(bent(seeds, words), bent(seeds, words), st.binary(max_size=MOST_BYTES))
