"""What an operator may set: one TOML file, checked as a whole before anything starts.

The file is `<data_dir>/janus.toml`; a missing one means the defaults. Each key is explained in
`docs/configuration.md`. Where the file is wrong, the message names the line and the remedy.
"""

import io
import tomllib
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
import tomlkit
from pydantic import Field, ValidationError, model_validator

from db.account_records import Role
from kiosk.config_door import DoorConfig as DoorConfig
from kiosk.config_problems import describe_problems, describe_syntax
from kiosk.config_section import Section as _Section
from kiosk.config_section import Text as _Text
from kiosk.errors import KioskError
from kiosk.whole_file import whole_file

FILE_NAME = "janus.toml"
_LONGEST_BYTES = 1024 * 1024  # a hundred times what anybody writes
_REMEDY = "See docs/configuration.md for every key and its values."


def _device(source: str) -> str:
    """Return a webcam's number as the path that it means; anything else as it is."""
    source = source.strip()
    return f"/dev/video{source}" if source.isdecimal() else source


class CameraConfig(_Section):
    """`[camera]`: where frames come from."""

    source: _Text = "0"
    width_px: int = Field(default=1280, ge=320, le=7680)
    height_px: int = Field(default=720, ge=240, le=4320)
    infrared: Literal["optional", "required", "witness"] = "optional"
    infrared_source: str = Field(default="", max_length=200)  # of the witness

    @property
    def must_be_infrared(self) -> bool:
        """Whether a camera that delivers colour is refused."""
        return self.infrared == "required"

    @model_validator(mode="after")
    def _witness_is_named(self) -> "CameraConfig":
        witness = _device(self.infrared_source)
        if self.infrared != "witness":
            if witness:
                raise ValueError(
                    'infrared_source is used with infrared = "witness" only: set that, or remove it'
                )
        elif not witness.startswith("/dev/"):
            raise ValueError(
                'infrared = "witness" needs an infrared camera of this computer, e.g. '
                'infrared_source = "/dev/video2"; `janus camera list` names it'
            )
        elif witness == _device(self.source):
            raise ValueError("infrared_source must be another camera than source")
        return self


class DecisionConfig(_Section):
    """`[decision]`: how sure the door must be, and how long things last."""

    one_in: int = Field(default=1000, ge=10, le=10_000_000)
    near_share: float = Field(default=0.055, ge=0.02, le=0.3)
    visit_gap_s: float = Field(default=2.0, ge=0.5, le=30.0)
    refused_s: float = Field(default=4.0, ge=1.0, le=30.0)
    calibration: str = ""  # a file that `janus calibrate` wrote
    step_up_one_in: int = Field(default=0, ge=0, le=10_000_000)

    @model_validator(mode="after")
    def _stepping_up_is_stricter(self) -> "DecisionConfig":
        if 0 < self.step_up_one_in <= self.one_in:
            raise ValueError(
                f"step_up_one_in must be greater than one_in, which is {self.one_in}; 0 asks for "
                "no PIN"
            )
        return self


class LivenessConfig(_Section):
    """`[liveness]`: what shows that a living head, and no picture, is before the camera."""

    required: bool = True
    one_in: int = Field(default=30, ge=2, le=1_000_000)
    challenge: Literal["never", "undecided", "always"] = "undecided"
    passive_s: float = Field(default=1.0, ge=0.5, le=10.0)
    network: Literal["auto", "never"] = "auto"


class EncoderConfig(_Section):
    """`[encoder]`: the network that knows faces, and where it runs."""

    name: _Text = "resnet29"
    device: Literal["auto", "cpu", "cuda"] = "auto"


class ScreenConfig(_Section):
    """`[screen]`: the door-entry screen."""

    full_screen: bool = True
    sound: bool = False
    reception: Annotated[str, Field(min_length=1, max_length=16)] = "reception"


class AdminConfig(_Section):
    """`[admin]`: who uses the admin area, and for how long."""

    idle_s: float = Field(default=180.0, ge=30.0, le=3600.0)
    totp_required_for: list[Literal["owner", "enroller", "guard", "auditor"]] = Field(
        default_factory=list
    )

    @property
    def roles_with_phone(self) -> frozenset[Role]:
        """The roles that need a phone beside the password."""
        return frozenset(map(Role, self.totp_required_for))


class StorageConfig(_Section):
    """`[storage]`: where the gallery and the log are kept, and the key that seals them."""

    database: str = Field(default="", repr=False)  # a URL may hold a password
    key: Literal["file", "keyring", "environment"] = "file"
    key_file: str = "master.key"


class PeopleConfig(_Section):
    """`[people]`: what people agree to, and how long they are kept."""

    consent: Literal["required", "off"] = "required"
    keep_days: int = Field(default=0, ge=0, le=36_500)  # after the last entry; 0: for ever


class LogConfig(_Section):
    """`[log]`: how long it is kept, and where its signed heads go."""

    keep_days: int = Field(default=0, ge=0, le=36_500)  # 0: for ever
    keep_pictures_days: int = Field(default=0, ge=0, le=36_500)
    head_every_s: float = Field(default=3600.0, ge=10.0, le=86_400.0)
    head_file: str = ""
    head_webhook: str = Field(default="", repr=False, pattern=r"^(https?://[^/\s]+.*)?$")
    head_mqtt: str = Field(default="", repr=False, pattern=r"^(mqtts?://[^/\s]+/[^#+\s]+)?$")


class AlarmsConfig(_Section):
    """`[alarms]`: who is told of an alarm, beside the log screen."""

    webhook: str = Field(default="", repr=False, pattern=r"^(https?://[^/\s]+.*)?$")
    mqtt: str = Field(default="", repr=False, pattern=r"^(mqtts?://[^/\s]+/[^#+\s]+)?$")


class Config(_Section):
    """The whole configuration.

    Attributes:
        data_dir: The folder of this kiosk: configuration, database, weights and technical log.
        camera: Where frames come from.
        door: The lock.
        decision: How sure the door must be.
        liveness: What shows a living head.
        encoder: The network.
        screen: The door-entry screen.
        admin: The admin area.
        storage: The database.
        people: What people agree to, and how long they are kept.
        log: How long the log is kept, and where its signed heads go.
        alarms: Who is told of an alarm.
    """

    data_dir: Path
    camera: CameraConfig = CameraConfig()
    door: DoorConfig = DoorConfig()
    decision: DecisionConfig = DecisionConfig()
    liveness: LivenessConfig = LivenessConfig()
    encoder: EncoderConfig = EncoderConfig()
    screen: ScreenConfig = ScreenConfig()
    admin: AdminConfig = AdminConfig()
    storage: StorageConfig = StorageConfig()
    people: PeopleConfig = PeopleConfig()
    log: LogConfig = LogConfig()
    alarms: AlarmsConfig = AlarmsConfig()

    @property
    def witness(self) -> "Config | None":
        """The same kiosk with the infrared camera beside the door's as its only one.

        It is bound to the door under a name of its own, see docs/adr/0019. None without one.
        """
        if self.camera.infrared != "witness":
            return None
        camera = {"source": self.camera.infrared_source, "infrared": "required"}
        door = {"name": self.door.name_as("infrared")}
        return self.model_copy(
            update={
                "camera": self.camera.model_copy(update={**camera, "infrared_source": ""}),
                "door": self.door.model_copy(update=door),
            }
        )

    @property
    def calibration_file(self) -> Path | None:
        """The operator's own calibration; None for the one that comes with Janus."""
        file = self.decision.calibration
        return self.data_dir / Path(file).expanduser() if file else None

    @property
    def database_location(self) -> Path | str:
        """The database: a file in `data_dir`, or the URL that the file names."""
        return self.storage.database or self.data_dir / "janus.sqlite3"

    @property
    def key_file(self) -> Path:
        """The file of the master key, where it lies in one."""
        return self.data_dir / Path(self.storage.key_file).expanduser()

    @property
    def weights_dir(self) -> Path:
        """The folder of installed weights."""
        return self.data_dir / "weights"


def default_data_dir() -> Path:
    """Return the folder that the operating system gives to Janus."""
    return platformdirs.user_data_path("janus", appauthor=False)


def with_choices(config: Config, *, source: str | None = None, windowed: bool = False) -> Config:
    """Return the configuration with what was chosen on the command line for this run only."""
    camera = (
        config.camera if source is None else config.camera.model_copy(update={"source": source})
    )
    screen = config.screen.model_copy(update={"full_screen": False}) if windowed else config.screen
    return config.model_copy(update={"camera": camera, "screen": screen})


def load_config(data_dir: Path) -> Config:
    """Read `<data_dir>/janus.toml`; a missing file means the defaults.

    Raises:
        KioskError: The file cannot be read, is not TOML, or a key or value is wrong; the message
            names the line.
    """
    return _parse(_text_of(data_dir / FILE_NAME), data_dir)


def save_settings(data_dir: Path, changes: Mapping[str, object]) -> Config:
    """Change some settings in the file, and keep its comments and order.

    Args:
        data_dir: The kiosk's folder; made if it is not there.
        changes: New values by dotted key, e.g. `{"camera.source": "1"}`.

    Returns:
        The configuration as it now is; it holds from the next start.

    Raises:
        KioskError: The file or a change is wrong, or it cannot be written; the file then is as it
            was.
    """
    load_config(data_dir)
    file = data_dir / FILE_NAME
    document = tomlkit.parse(_text_of(file))
    for key, value in changes.items():
        section, _, name = key.partition(".")
        if not name:
            raise KioskError(
                f'The setting "{key}" names no table.', 'Write it as "table.key", e.g. "door.name".'
            )
        table = document.get(section)
        if not isinstance(table, MutableMapping):
            document[section] = table = tomlkit.table()
        table[name] = value
    text = tomlkit.dumps(document)
    config = _parse(text, data_dir)
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KioskError(
            f"The folder {data_dir} cannot be made: {error.strerror or error}.",
            "Choose another one with --data-dir.",
        ) from error
    with whole_file(file) as out:
        out.write(text.encode())
    return config


def _text_of(file: Path) -> str:
    """Return what a file says, "" where there is none; read no further than it may be long."""
    try:
        with file.open("rb") as source:
            content = source.read(_LONGEST_BYTES + 1)
        if len(content) <= _LONGEST_BYTES:
            return io.StringIO(content.decode(), newline=None).read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise KioskError(
            f"The configuration {file} cannot be read: {error}.",
            "Make it a readable text file in UTF-8, or remove it to use the defaults.",
        ) from error
    raise KioskError(
        f"The configuration {file} is larger than 1 MiB.",
        "Put a shorter one there, or remove it to use the defaults.",
    )


def _parse(text: str, data_dir: Path) -> Config:
    file = data_dir / FILE_NAME
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KioskError(describe_syntax(file, error), "Correct that line, or remove it.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits; thousands of brackets
        raise KioskError(
            f"{file}: a value in it is too long, or nested too deeply.", "Correct it, or remove it."
        ) from None
    if "data_dir" in values:
        raise KioskError(
            f"{file}: data_dir cannot be set in the file.", "Use --data-dir on the command line."
        )
    try:
        return Config.model_validate({**values, "data_dir": data_dir})
    except ValidationError as error:
        raise KioskError(describe_problems(file, text, error, Config), _REMEDY) from None
