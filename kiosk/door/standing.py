"""Whether a door counts as open for the doors that are interlocked with it: pure.

Open at once, shut only once it has been shut for a while: so a contact that chatters says "open"
once, instead of troubling every ruling in the house with each of its changes.
"""

from dataclasses import dataclass

SHUT_S = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """See the module.

    Attributes:
        is_open: What counts.
        shut_since_s: Since when the contact says "shut", where the door still counts as open.
    """

    is_open: bool
    shut_since_s: float | None = None

    def after(self, is_open: bool, now_s: float) -> "Standing":  # noqa: FBT001 - see `Settled`
        """Return what counts once the settled contact said this."""
        if is_open or not self.is_open:
            return Standing(is_open)
        since_s = now_s if self.shut_since_s is None else self.shut_since_s
        return Standing(now_s - since_s < SHUT_S, since_s)
