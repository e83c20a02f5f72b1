"""Looks at everything a kiosk needs; changes nothing, and never fails itself."""

import functools
import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.config import FILE_NAME, Config, load_config
from kiosk.findings import Check, Finding, Health

_PACKAGES = (
    "torch", "torchvision", "facenet-pytorch", "face-recognition-models", "opencv-python",
    "numpy", "SQLAlchemy", "PySide6-Essentials", "pydantic", "argon2-cffi",
)  # fmt: skip
_DISK_LOW_BYTES = 2_000_000_000
_DISK_FULL_BYTES = 100_000_000
_NEWEST_PYTHON_FLOOR = (3, 11)


def checks(data_dir: Path) -> Iterator[tuple[str, Check]]:
    """Yield every check with the name of its part, the cheap ones first.

    With a configuration that cannot be read, the rest is looked at with the defaults.
    """
    yield "python", _python
    yield "packages", _packages
    yield "configuration", functools.partial(_configuration, data_dir)
    try:
        config = load_config(data_dir)
    except Exception:  # noqa: BLE001 - the check above says what is wrong
        config = Config(data_dir=data_dir)
    yield "disk", functools.partial(_disk, config)
    yield "display", functools.partial(_display, os.environ)
    yield "door", functools.partial(_door, config)
    yield "weights", functools.partial(_weights, config)
    yield "calibration", functools.partial(_calibration, config)
    yield "gpu", functools.partial(_gpu, config)
    yield "database", functools.partial(_database, config)
    yield "camera", functools.partial(_camera, config)


def has_display(environment: Mapping[str, str], system: str = sys.platform) -> bool:
    """Return whether a window can be shown: always on Windows and macOS, else by its variables."""
    if system in ("win32", "darwin"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _python() -> Iterator[Finding]:
    found = f"{platform.python_version()} on {platform.platform(terse=True)}"
    yield Finding("python", Health.OK, found)


def _packages() -> Iterator[Finding]:
    versions, absent = [], []
    for name in _PACKAGES:
        try:
            versions.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            absent.append(name)
    if absent:
        to_do = f"Install them: pip install {' '.join(absent)}"
        yield Finding("packages", Health.MISSING, f"not installed: {', '.join(absent)}", to_do)
    if versions:
        yield Finding("packages", Health.OK, ", ".join(versions))


def _configuration(data_dir: Path) -> Iterator[Finding]:
    load_config(data_dir)
    file = data_dir / FILE_NAME
    found = str(file) if file.exists() else f"{file} is not there: the defaults hold"
    yield Finding("configuration", Health.OK, found)


def _disk(config: Config) -> Iterator[Finding]:
    folder = next(p for p in (config.data_dir, *config.data_dir.absolute().parents) if p.exists())
    free = shutil.disk_usage(folder).free
    found = f"{free / 1e9:.1f} GB free in {folder}"
    if not os.access(folder, os.W_OK):
        yield Finding(
            "disk", Health.MISSING, f"{folder} cannot be written to", "Choose another --data-dir."
        )
    elif free < _DISK_FULL_BYTES:
        to_do = "Make room: the door stays shut when a visit cannot be recorded."
        yield Finding("disk", Health.MISSING, found, to_do)
    elif free < _DISK_LOW_BYTES:
        to_do = "Make room soon: a visit that cannot be recorded keeps the door shut."
        yield Finding("disk", Health.WARN, found, to_do)
    else:
        yield Finding("disk", Health.OK, found)


def _display(environment: Mapping[str, str]) -> Iterator[Finding]:
    if has_display(environment):
        name = environment.get("WAYLAND_DISPLAY") or environment.get("DISPLAY") or sys.platform
        yield Finding("display", Health.OK, name)
    else:
        to_do = "Log in on the screen itself, or use --headless."
        yield Finding("display", Health.WARN, "none: no window can be shown", to_do)


def _door(config: Config) -> Iterator[Finding]:
    door = config.door
    if door.kind == "simulated":
        to_do = 'Set door.kind = "command" to open a real one.'
        yield Finding("door", Health.WARN, f"{door.name}: simulated, no lock is moved", to_do)
    elif program := shutil.which(door.command[0]):
        yield Finding("door", Health.OK, f"{door.name}: runs {program}")
    else:
        to_do = "Correct door.command in the configuration."
        yield Finding("door", Health.MISSING, f"no program {door.command[0]}", to_do)


def _weights(config: Config) -> Iterator[Finding]:
    from kiosk.recognition import weights_of
    from models.weights import MANIFEST, WeightsStore

    store, needed = WeightsStore(config.weights_dir), weights_of(config.encoder.name)
    for model_id in MANIFEST:
        status = store.status(model_id)
        yield weights_finding(model_id, status, is_needed=model_id == needed)


def _calibration(config: Config) -> Iterator[Finding]:
    from kiosk.recognition import weights_of
    from models.calibration import operating_point, shipped_calibration

    calibration = shipped_calibration(weights_of(config.encoder.name))
    point = operating_point(calibration, one_in=config.decision.one_in, gallery_size=1)
    yield Finding("calibration", Health.OK, f"{calibration.id}. {point.sentence}")
