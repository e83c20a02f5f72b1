"""What is said to a lock over a network: canonical, dated, and never twice the same.

A receiver carries out each nonce once, and none that is older than a few seconds: what was recorded
on the way, or waited in a queue, opens no door later.
"""

import json
import secrets
from dataclasses import dataclass
from typing import Literal

from kiosk.clock import Clock

Action = Literal["unlock", "lock"]


@dataclass(frozen=True, slots=True)
class Order:
    """An order to a lock.

    Attributes:
        door: The door's name.
        action: What to do.
        hold_ms: After how many milliseconds to lock again; 0 with "lock".
        sent_s: When it was given, in whole seconds since 1970 (UTC).
        nonce: A random text that names this order.
    """

    door: str
    action: Action
    hold_ms: int
    sent_s: int
    nonce: str

    def body(self) -> bytes:
        """Return it as JSON."""
        told = {
            "action": self.action,
            "door": self.door,
            "hold_ms": self.hold_ms,
            "nonce": self.nonce,
            "sent": self.sent_s,
        }
        return json.dumps(told).encode()


def new_order(door: str, hold_s: float | None, clock: Clock) -> Order:
    """Return an order given now.

    Args:
        door: The door's name.
        hold_s: How long to release the lock; None to lock.
        clock: Tells the time of day.
    """
    action: Action = "lock" if hold_s is None else "unlock"
    hold_ms = 0 if hold_s is None else round(hold_s * 1000)
    return Order(door, action, hold_ms, int(clock.now().timestamp()), secrets.token_hex(16))
