"""Holds a relay, and lets go of it in time: what the process beside Janus does, free of pipes.

It locks when the hold time is over; when the door program has given no sign of life for
`PATIENCE_S`, though it should have; and when anything fails.
"""

from kiosk.door.relay import Relay

PATIENCE_S = 5.0  # as long as the window waits for a view before it says "out of service"


class Holder:
    """See the module. Times are seconds on a clock that never goes back.

    Args:
        relay: At rest now.
        patience_s: How long to hold without a sign of life.
    """

    def __init__(self, relay: Relay, patience_s: float = PATIENCE_S) -> None:
        self._relay = relay
        self._patience_s = patience_s
        self._until_s: float | None = None
        self._beat_s = 0.0

    def do(self, command: str, now_s: float) -> None:
        """Carry out one command: `release <seconds>`, `lock` or `beat`.

        Raises:
            ValueError: There is no such command.
            Exception: Whatever the relay raises.
        """
        match command.split():
            case ["release", hold_s]:
                until_s = now_s + float(hold_s)
                self._relay.energise()
                self._until_s, self._beat_s = until_s, now_s
            case ["lock"]:
                self._rest()
            case ["beat"]:
                self._beat_s = now_s
            case _:
                raise ValueError(f"There is no command {command!r}.")

    def turn(self, now_s: float) -> None:
        """Lock where the time is over.

        Raises:
            Exception: Whatever the relay raises.
        """
        if self.rests_in_s(now_s) == 0.0:
            self._rest()

    def rests_in_s(self, now_s: float) -> float | None:
        """Return after how long to call `turn`; None while the relay rests."""
        if self._until_s is None:
            return None
        return max(0.0, min(self._until_s, self._beat_s + self._patience_s) - now_s)

    def close(self) -> None:
        """Lock, and let go of the relay.

        Raises:
            Exception: Whatever the relay raises.
        """
        self._until_s = None
        self._relay.close()

    def _rest(self) -> None:
        self._relay.rest()
        self._until_s = None
