"""Keeps the screen calm: a detector that wavers must not make the words flicker."""

from kiosk.entry.sentences import Words
from kiosk.entry.view import EntryState

HOLD_S = 0.25
_AT_ONCE = (EntryState.CHECKING, EntryState.CHALLENGE, EntryState.KEYPAD)


class Steady:
    """Lets guiding words through once they have lasted for a moment.

    "One moment, please" comes at once: whoever is being looked at should know. So does what a
    challenge asks for, as the time to answer runs from then on; and each key that was pressed.
    """

    def __init__(self) -> None:
        self._shown: Words | None = None
        self._next: Words | None = None
        self._next_since_s = 0.0

    def reset(self) -> None:
        """Let the next words through at once, since something else was shown."""
        self._shown = self._next = None

    def settle(self, words: Words, now_s: float) -> Words:
        """Return what to show now.

        Args:
            words: What the present frame says.
            now_s: Its time.
        """
        if words != self._next:
            self._next, self._next_since_s = words, now_s
        lasted = now_s - self._next_since_s >= HOLD_S
        if self._shown is None or words.state in _AT_ONCE or lasted:
            self._shown = words
        return self._shown
