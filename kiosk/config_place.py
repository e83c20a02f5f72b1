"""Where a setting is written, for what is found wrong with it only when it is put to use."""

import contextlib
import tomllib
from collections.abc import Iterator

from db.errors import GalleryChangedError, StoreError
from kiosk.config import FILE_NAME, Config
from kiosk.config_problems import key_lines
from kiosk.errors import KioskError
from models.errors import ModelError


@contextlib.contextmanager
def naming(config: Config, key: str) -> Iterator[None]:
    """Have an error within the block begin with the line of the setting that led to it.

    Args:
        config: The configuration in use.
        key: The setting, dotted, e.g. `encoder.name`.
    """
    try:
        yield
    except (ModelError, StoreError, KioskError) as error:
        if not isinstance(error, GalleryChangedError) and (where := _place(config, key)):
            error.problem = f"{where}: {error.problem}"
        raise


def _place(config: Config, key: str) -> str:
    """Return file, line and key; "" where the value is not the file's but a default or an option's.

    What is read here may have changed since the start: then it is no longer what went wrong.
    """
    table, _, name = key.partition(".")
    file = config.data_dir / FILE_NAME
    try:
        text = file.read_text(encoding="utf-8")
        written = tomllib.loads(text).get(table, {}).get(name)
    except (OSError, ValueError, AttributeError):
        return ""
    if written is None or written != getattr(getattr(config, table), name):
        return ""
    line = key_lines(text).get((table, name))
    return f"{file}, line {line}, {key}" if line else f"{file}, {key}"
