"""Looks at everything a kiosk needs; changes nothing, and never fails itself."""

import contextlib
import functools
import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.clock import SystemClock
from kiosk.config import FILE_NAME, Config, load_config
from kiosk.config_place import naming
from kiosk.display import has_display, named_display
from kiosk.doctor.door import door
from kiosk.doctor.factors import factors
from kiosk.doctor.findings import Check, Finding, Health
from kiosk.doctor.liveness import NETWORK_SET, liveness
from kiosk.doctor.witness import of_witness
from kiosk.entry.decision import LOOKS
from kiosk.errors import KioskError
from kiosk.tally import counted

if TYPE_CHECKING:
    from db.engine import Database

_PACKAGES = (
    "torch", "torchvision", "facenet-pytorch", "face-recognition-models", "opencv-python",
    "numpy", "SQLAlchemy", "PySide6-Essentials", "pydantic", "argon2-cffi",
)  # fmt: skip
_LOGIN = re.compile(r"://[^\s\"'/@]*:[^\s\"']*@")  # of an address: //user:password@
_WEBCAM_TO_DO = (
    "Connect it, allow camera access for this account (on Linux: the group `video`), or set "
    "camera.source to another."
)
_DISK_LOW_BYTES = 2_000_000_000
_DISK_FULL_BYTES = 100_000_000


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
    yield "door", functools.partial(door, config.door)
    yield "liveness", functools.partial(liveness, config)
    yield "weights", functools.partial(_weights, config)
    yield "calibration", functools.partial(_calibration, config)
    yield "second factor", functools.partial(_factors, config)
    yield "gpu", functools.partial(_gpu, config)
    yield "database", functools.partial(_database, config)
    yield "webcams", _camera_devices
    yield "camera", functools.partial(_camera, config)
    if (witness := config.witness) is not None:
        yield "infrared camera", lambda: of_witness(_camera(witness))


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
    file = data_dir / FILE_NAME
    try:
        load_config(data_dir)
    except KioskError as error:
        yield Finding("configuration", Health.WRONG, error.problem, error.remedy)
        return
    found = str(file) if file.exists() else f"{file} is not there: the defaults hold"
    yield Finding("configuration", Health.OK, found)
    # Windows keeps no such bits.
    if sys.platform != "win32" and file.exists() and file.stat().st_mode & 0o044:
        if _LOGIN.search(file.read_text(encoding="utf-8")):
            found = f"{file} holds a password, and others on this computer may read it"
            yield Finding("configuration", Health.WARN, found, f"chmod 600 {file}")


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
    name = named_display(environment)
    if has_display(environment):
        yield Finding("display", Health.OK, name or sys.platform)
    else:
        found = f"{name} does not answer" if name else "none"
        to_do = "Log in on the screen itself, or run janus kiosk --headless."
        yield Finding("display", Health.WARN, f"{found}: no window can be shown", to_do)


def _weights(config: Config) -> Iterator[Finding]:
    from models.weights import WeightsState, WeightsStore

    store = WeightsStore(config.weights_dir)
    needed = _model_id(config)
    if needed not in (spec.model_id for spec in store.specs()):
        yield Finding("weights", Health.OK, f"{config.encoder.name}: trained here, {needed}")
    for spec in store.specs():
        if spec.set_name == NETWORK_SET:
            continue  # not of an encoder, see `liveness`
        status = store.status(spec.model_id)
        if status.error is None:
            found = f"{spec.title}: {status.path}, sha256 {status.digest} is right"
            yield Finding("weights", Health.OK, found)
            continue
        is_optional = spec.model_id != needed
        if is_optional and status.state is WeightsState.ABSENT:
            found = f"{spec.title}: not installed, and not in use"
            yield Finding("weights", Health.OK, found, status.error.remedy)
        else:
            health = Health.WARN if is_optional else Health.MISSING
            yield Finding("weights", health, status.error.problem, status.error.remedy)


def _calibration(config: Config) -> Iterator[Finding]:
    from kiosk.recognition import calibration_for
    from models.calibration import operating_point

    calibration = calibration_for(config, _model_id(config))
    point = operating_point(
        calibration, one_in=config.decision.one_in, gallery_size=_people(config), looks=LOOKS
    )
    if point.kept:
        yield Finding("calibration", Health.OK, f"{calibration.id}. {point.sentence}")
    else:
        to_do = "Set decision.one_in lower, or calibrate on more people."
        yield Finding("calibration", Health.WARN, f"{calibration.id}. {point.sentence}", to_do)


def _factors(config: Config) -> Iterator[Finding]:
    from kiosk.recognition import calibration_for

    calibration = calibration_for(config, _model_id(config))
    with _database_as_it_is(config) as database:
        yield from factors(config, database, calibration, _people(config))


def _model_id(config: Config) -> str:
    """Return the model of the configured encoder.

    Raises:
        ModelError: There is no such encoder, or one trained here is damaged.
    """
    from models.encoders.catalogue import model_id_of
    from models.weights import WeightsStore

    with naming(config, "encoder.name"):
        return model_id_of(config.encoder.name, WeightsStore(config.weights_dir))


def _gpu(config: Config) -> Iterator[Finding]:
    import torch

    from models.device import choose_device

    device = choose_device(config.encoder.device)
    if torch.cuda.is_available():
        found = f"{torch.cuda.get_device_name()}; the network runs on {device.type}"
    else:
        found = f"none: the network runs on {torch.get_num_threads()} CPU threads"
    yield Finding("gpu", Health.OK, found)


@contextlib.contextmanager
def _database_as_it_is(config: Config) -> Iterator["Database | None"]:
    """Give the database to look at, None where there is none yet."""
    from db.engine import Database

    with naming(config, "storage.database"):
        database = Database.look(config.database_location)
    try:
        yield database
    finally:
        if database is not None:
            database.close()


def _people(config: Config) -> int:
    """Return how many people are enrolled."""
    from db.gallery import Gallery

    with _database_as_it_is(config) as database:
        return 0 if database is None else Gallery(database).count()


def _database(config: Config) -> Iterator[Finding]:
    from db.access_log import AccessLog
    from db.accounts import AccountStore
    from kiosk.doctor.care import care_findings

    location = config.database_location
    where = location if isinstance(location, Path) else "the database of the configuration"
    with _database_as_it_is(config) as database:
        if database is None:
            found = f"{where} is not there: it is made at the first start"
            yield Finding("database", Health.OK, found)
            return
        newest = AccessLog(database).page(limit=1)
        is_protected = not AccountStore(database).is_empty()
        cared = tuple(care_findings(database, config.people, SystemClock().now()))
    rows = newest[0].id if newest else 0  # rows are only ever added
    people = _people(config)
    found = f"{where}: {counted(people, 'person', 'people')}, {counted(rows, 'visit')} in the log"
    yield Finding("database", Health.OK, found)
    if people == 0:
        to_do = 'Enrol somebody: janus enroll PHOTO --name "Ada Lovelace" --consent'
        yield Finding("people", Health.WARN, "nobody is enrolled: everybody is a stranger", to_do)
    yield from cared
    if not is_protected:
        to_do = "Become it at the first start of janus kiosk, or: janus admin add NAME --role owner"
        yield Finding("admin", Health.WARN, "the door has no owner yet", to_do)


def _camera(config: Config) -> Iterator[Finding]:
    from kiosk.app import configured_source
    from kiosk.camera.choose import identity_of
    from kiosk.camera.identity import delivering
    from kiosk.doctor.camera_agreement import agreement

    source = configured_source(config, SystemClock())
    try:
        source.open()
        frame = source.read()
        camera = identity_of(source)
    except KioskError as error:
        named = config.camera.source.strip()
        if not _is_connected(named):
            to_do = _WEBCAM_TO_DO if _is_webcam(named) else error.remedy
            yield Finding("camera", Health.MISSING, error.problem, to_do)
            return
        found = f"{source.description} is there, but delivers nothing: another program may use it"
        to_do = "Nothing, where that is the kiosk itself; else close the other program."
        yield Finding("camera", Health.WARN, found, to_do)
        return
    finally:
        source.close()
    if frame is None:
        raise KioskError(
            f"The camera {source.description} delivers no frame.", "Set camera.source to another."
        )
    found = f"{source.description}: {frame.width_px} by {frame.height_px} pixels"
    yield Finding("camera", Health.OK, found)
    if camera is not None:
        with _database_as_it_is(config) as database:
            yield agreement(config, delivering(camera, frame), database)


def _is_webcam(camera: str) -> bool:
    return camera.isdecimal() or camera.startswith("/dev/")


def _is_connected(camera: str) -> bool:
    """Return whether Linux shows the device of a webcam, which only one program may read."""
    return Path(f"/dev/video{camera}" if camera.isdecimal() else camera).is_char_device()


def _camera_devices() -> Iterator[Finding]:
    """List what Linux calls cameras; other systems give no list without opening each."""
    if not sys.platform.startswith("linux"):
        return
    devices = sorted(Path("/sys/class/video4linux").glob("video*"))
    names = [f"{device.name[5:]} ({_device_name(device)})" for device in devices]
    yield Finding("webcams", Health.OK, ", ".join(names) or "none connected")


def _device_name(device: Path) -> str:
    file = device / "name"
    return file.read_text(encoding="utf-8", errors="replace").strip() if file.exists() else "?"
