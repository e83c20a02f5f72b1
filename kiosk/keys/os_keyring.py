"""The master key in the keyring of the operating system (Secret Service, Keychain, Windows)."""

from collections.abc import Sequence
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.keys.place import parsed, spelled

SERVICE = "janus-kiosk"


class KeyInKeyring:
    """An entry of the keyring, one for each folder of a kiosk.

    Args:
        data_dir: The kiosk's folder.
    """

    can_write = True
    where = "the keyring of the operating system"

    def __init__(self, data_dir: Path) -> None:
        self._name = f"master key of {data_dir.expanduser().resolve()}"

    def read(self) -> tuple[bytes, ...]:
        """See `KeyPlace`."""
        import keyring
        from keyring.errors import KeyringError

        try:
            return parsed(keyring.get_password(SERVICE, self._name) or "", self.where)
        except KeyringError as error:
            raise _unusable(error) from error

    def write(self, keys: Sequence[bytes]) -> None:
        """See `KeyPlace`."""
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.set_password(SERVICE, self._name, spelled(keys).strip())
        except KeyringError as error:
            raise _unusable(error) from error

    def begin(self, key: bytes) -> None:
        """See `KeyPlace`."""
        if self.read():
            raise KioskError(
                f"There is a master key in {self.where} already.", "Start Janus once more."
            )
        self.write([key])


def _unusable(error: Exception) -> KioskError:
    return KioskError(
        f"The keyring of the operating system cannot be used: {type(error).__name__}.",
        'Log in to a session that has one, or keep the key in a file: key = "file" in [storage].',
    )
