"""Brings keys from the screen's thread to the entry thread."""

import contextlib
import queue

from kiosk.factors.keypad import Key

_MOST = 32  # more than anybody types between two frames


class KeyChannel:
    """A short queue of keys. Safe from any thread; neither end ever waits."""

    def __init__(self) -> None:
        self._keys: queue.Queue[Key] = queue.Queue(_MOST)

    def press(self, key: Key) -> None:
        """Hand a key over; where nobody takes them, further ones are dropped."""
        with contextlib.suppress(queue.Full):
            self._keys.put_nowait(key)

    def take(self) -> tuple[Key, ...]:
        """Return the keys pressed since the last call, in order."""
        keys: list[Key] = []
        with contextlib.suppress(queue.Empty):
            while True:
                keys.append(self._keys.get_nowait())
        return tuple(keys)
