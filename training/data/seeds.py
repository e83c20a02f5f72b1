"""Every random thing follows from one seed, what it is for, and its number.

Nothing is drawn from a global state, so item 1,000 is the same whether or not the 999 before it
were drawn, by which process, and in which order: resume, workers and several GPUs change nothing.
"""

import zlib

import numpy as np


def generator(seed: int, purpose: str, *numbers: int) -> np.random.Generator:
    """Return a generator of its own for one purpose.

    Args:
        seed: Of the whole training, 0 or more.
        purpose: What is drawn, in words; different words draw independently.
        numbers: E.g. epoch and item, each 0 or more.
    """
    words = (seed, zlib.crc32(purpose.encode()), *numbers)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def view_seed(random: np.random.Generator) -> int:
    """Draw a seed for a `View`."""
    return int(random.integers(2**62))
