"""Changing the settings with a line in the log: who, what it was before, what it is now."""

from collections.abc import Mapping
from pathlib import Path

from db.acts import ActLog
from db.audit import AdminAction
from db.canonical import Plain
from kiosk.camera.address import without_login
from kiosk.clock import Clock
from kiosk.config import FILE_NAME, Config, load_config, save_settings
from kiosk.whole_file import whole_file

_NOT_SHOWN = "not shown"
_MAY_HOLD_SECRETS = frozenset({"door.command"})  # such as the token of a lock that is on the net


class SettingsSaver:
    """Saves settings; either they are saved and in the log, or neither.

    Args:
        data_dir: The kiosk's folder.
        acts: The log.
        clock: Dates the act.
    """

    def __init__(self, data_dir: Path, acts: ActLog, clock: Clock) -> None:
        self._data_dir = data_dir
        self._acts = acts
        self._clock = clock

    def save(self, changes: Mapping[str, object], by: str) -> Config:
        """Change settings, and return what holds from the next start.

        Args:
            changes: New values by dotted key, e.g. `{"camera.source": "1"}`.
            by: Who does it.

        Raises:
            KioskError: A change is wrong, or the file cannot be written; it is as it was.
            StoreError: The log cannot be written; the file is as it was.
        """
        old = load_config(self._data_dir)
        action = AdminAction(
            self._clock.now(),
            by,
            "settings changed",
            f"file:{FILE_NAME}",
            before={key: _shown(key, _value(old, key)) for key in changes},
            after={key: _shown(key, value) for key, value in changes.items()},
        )
        file = self._data_dir / FILE_NAME
        was = file.read_bytes() if file.exists() else None
        try:
            with self._acts.recording(action):
                return save_settings(self._data_dir, changes)
        except BaseException:
            _put_back(file, was)
            raise


def _value(config: Config, key: str) -> object:
    section, _, name = key.partition(".")
    return getattr(getattr(config, section, None), name, None)


def _shown(key: str, value: object) -> Plain:
    if key in _MAY_HOLD_SECRETS:
        return _NOT_SHOWN
    if isinstance(value, str):
        return without_login(value)
    return value if isinstance(value, bool | int) else str(value)


def _put_back(file: Path, was: bytes | None) -> None:
    if was is None:
        file.unlink(missing_ok=True)
    elif file.read_bytes() != was:
        with whole_file(file) as out:
            out.write(was)
