"""The master key in an environment variable, put there by whoever starts Janus."""

from collections.abc import Mapping, Sequence

from kiosk.errors import KioskError
from kiosk.keys.place import parsed

VARIABLE = "JANUS_MASTER_KEY"


class KeyInEnvironment:
    """A variable: Janus reads it and can not change it.

    Args:
        environment: Such as `os.environ`.
    """

    can_write = False
    where = f"the environment variable {VARIABLE}"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def read(self) -> tuple[bytes, ...]:
        """See `KeyPlace`."""
        return parsed(self._environment.get(VARIABLE, ""), self.where)

    def write(self, keys: Sequence[bytes]) -> None:
        """Refuse.

        Raises:
            KioskError: Always.
        """
        raise KioskError(
            f"Janus cannot change {self.where}.",
            "Make a key with `janus keys new` and put it there, after the old one and a comma "
            "where the old one is still needed.",
        )

    def begin(self, key: bytes) -> None:
        """Refuse, see `write`.

        Raises:
            KioskError: Always.
        """
        self.write([key])
