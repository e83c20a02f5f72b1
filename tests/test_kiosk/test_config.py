"""The configuration file: defaults, what is wrong with it, and changing it."""

import json
import os
import re
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from kiosk.config import FILE_NAME, Config, load_config, save_settings, with_choices
from kiosk.config_door import DoorConfig
from kiosk.errors import KioskError

DOCS = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"


WITNESS = "[camera]\nsource = '0'\ninfrared = 'witness'\n"


def write(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert config == Config(data_dir=tmp_path)
    assert config.database_location == tmp_path / "janus.sqlite3"
    assert not list(tmp_path.iterdir())


def test_values_of_the_file(tmp_path: Path) -> None:
    text = '[door]\nname = "Lab"\nhold_s = 3\n[storage]\ndatabase = "postgresql://db/janus"\n'
    config = load_config(write(tmp_path, text))
    assert (config.door.name, config.door.hold_s) == ("Lab", 3.0)
    assert config.database_location == "postgresql://db/janus"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[camera]\n\nsorce = '1'\n", r'line 3: .*"camera.sorce".* Did you mean "camera.source"'),
        ("[dor]\nname = 'x'\n", r'line 1: .*"dor".* Did you mean "door"'),
        ("[door]\nhold = 3\n", r'line 2: .* Did you mean "door.hold_s"'),
        ("[camera]\nsource = 0\n", r"line 2: camera.source = 0 .* text in quotes"),
        ("[door]\n# soon\nhold_s = 900\n", r"line 3: .* at most 60"),
        ("door.hold_s = 0.1\n", r"line 1: .* at least 0.5"),
        ("[door]\nhold_s = nan\n", r"line 2: "),
        ("[decision]\none_in = 12.5\n", r"line 2: .* whole number"),
        ("[screen]\nsound = 'yes'\n", r"line 2: .* true or false"),
        ("[door]\nkind = 'relay'\n", r"line 2: .*'simulated', 'command', 'gpio'"),
        ("[storage]\ndatabase = 5\n", r'line 2: .* text in quotes, e.g. "postgresql://'),
        ("[door]\nname = 5\n", r"line 2: .* text in quotes\. "),
        ("[door]\nkind = 'command'\n", r"line 1: .* needs the program to run"),
        ("[door]\nkind = 'gpio'\n", r"line 1: .* needs pin in the table \[door.gpio\]"),
        ("[door.gpoi]\npin = '1'\n", r'line 1: .*"door.gpoi".* Did you mean "door.gpio"'),
        ("[door.gpio]\npn = '17'\n", r'line 2: .* Did you mean "door.gpio.pin"'),
        ("[door.serial]\n\nbaud = 1\n", r"line 3: door.serial.baud = 1 .* at least 300"),
        ("[door.serial]\non = 'A0'\n", r"on and off belong together"),
        ("[door.serial]\non = 'A0'\noff = 'a0'\n", r"must be different"),
        ("[door.webhook]\nurl = 'http://door/'\n", r"line 2: .* begin with https"),
        (f"[door]\nname = '{'x' * 121}'\n", r"door.name .* at most 120 characters"),
        ("[door.webhook]\nsecret = 'short'\n", r"line 2: .* at least 16 characters"),
        ("[door.mqtt]\nurl = 'mqtt://broker/topic'\n", r"line 2: .* must be mqtt://HOST"),
        ("[door.osdp]\nkey = '12'\n", r"line 2: .* 32 digits"),
        ("[door.contact]\nkind = 'gpio'\n", r"line 1: .* contact of kind \"gpio\" needs pin"),
        ("[door.contact]\nkind = 'mqtt'\ntopic = 'hall'\n", r"needs url in .*\[door.mqtt\]"),
        ("[camera]\ninfrared = 'witness'\n", r"line 1: .* `janus camera list` names it"),
        ("[camera]\ninfrared_source = '2'\n", r"line 1: .* set that, or remove it"),
        (f"{WITNESS}infrared_source = 'rtsp://door/ir'\n", r"an infrared camera of this computer"),
        (f"{WITNESS}infrared_source = '0'\n", r"must be another camera than source"),
        (f"{WITNESS}infrared_source = '/dev/video0'\n", r"must be another camera than source"),
        ("[door]\nname = ''\n", r"line 2: .* must not be empty"),
        ("camera = 3\n", r"line 1: camera must be a table"),
        ("[camera\n", r"not valid TOML: .*line 1"),
        ("[door]\nname = 'a'\nname = 'b'\n", r"not valid TOML: .*line 3"),
        ("data_dir = '/'\n", r"data_dir cannot be set in the file"),
    ],
)
def test_wrong_files_are_named_with_line_and_remedy(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(KioskError) as caught:
        load_config(write(tmp_path, text))
    message = caught.value.user_message()
    assert re.search(says, message), message
    assert FILE_NAME in message
    assert caught.value.remedy


def test_every_problem_is_named(tmp_path: Path) -> None:
    with pytest.raises(KioskError) as caught:
        load_config(write(tmp_path, "[door]\nhold_s = 0\n[camera]\nwidth_px = 1\n"))
    message = caught.value.user_message()
    assert message.index("line 2") < message.index("line 4")


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(KioskError, match="UTF-8"):
        load_config(tmp_path)


@pytest.mark.parametrize("longer_by", [0, 1, 64 * 1024 * 1024])
def test_a_file_is_read_up_to_one_mebibyte(tmp_path: Path, longer_by: int) -> None:
    file = tmp_path / FILE_NAME
    text = b'[door]\nname = "Lab"\n#'
    file.write_bytes(text + b"x" * (2**20 - len(text)))
    os.truncate(file, 2**20 + longer_by)  # zeros, that take no room on the disk
    tracemalloc.start()
    try:
        if longer_by == 0:
            assert load_config(tmp_path).door.name == "Lab"
        else:
            for read in (load_config, lambda folder: save_settings(folder, {"door.hold_s": 3.0})):
                with pytest.raises(KioskError, match="larger than 1 MiB"):
                    read(tmp_path)
            assert tracemalloc.get_traced_memory()[1] < 2**23, "the rest was never read"
    finally:
        tracemalloc.stop()


def test_line_ends_of_any_system(tmp_path: Path) -> None:
    for end in ("\n", "\r\n", "\r"):
        text = f"[door]{end}name = 'Lab'{end}hold_s = 3.0{end}"
        (tmp_path / FILE_NAME).write_bytes(text.encode())
        assert load_config(tmp_path).door.name == "Lab"
        assert save_settings(tmp_path, {"door.hold_s": 4.0}).door.hold_s == 4.0


def test_saving_keeps_comments_and_order(tmp_path: Path) -> None:
    write(tmp_path, "# ours\n[camera]  # the one over the door\nsource = '0'  # built in\n")
    config = save_settings(tmp_path, {"camera.source": "1", "door.hold_s": 3.0})
    assert load_config(tmp_path) == config
    assert (config.camera.source, config.door.hold_s) == ("1", 3.0)
    text = (tmp_path / FILE_NAME).read_text(encoding="utf-8")
    assert "# ours" in text
    assert "# the one over the door" in text
    assert "# built in" in text


def test_saving_makes_folder_and_file_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    save_settings(folder, {"decision.one_in": 500})
    assert load_config(folder).decision.one_in == 500
    assert (folder / FILE_NAME).stat().st_mode & 0o077 == 0
    assert [file.name for file in folder.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize(
    "change", [{"door.hold_s": 900.0}, {"door.colour": "red"}, {"hold_s": 3.0}, {"data_dir": "/"}]
)
def test_a_wrong_change_leaves_the_file_as_it_was(
    tmp_path: Path, change: dict[str, object]
) -> None:
    before = "[door]\nname = 'Lab'\n"
    write(tmp_path, before)
    with pytest.raises(KioskError):
        save_settings(tmp_path, change)
    assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == before


def test_choices_of_one_run(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    assert with_choices(config) == config
    chosen = with_choices(config, source="scene", windowed=True)
    assert (chosen.camera.source, chosen.screen.full_screen) == ("scene", False)


def test_an_infrared_witness_is_a_camera_of_its_own_that_must_be_infrared(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, WITNESS + "infrared_source = '2'\n"))
    assert not config.camera.must_be_infrared  # the door's camera delivers colour
    witness = config.witness
    assert witness is not None
    assert (witness.camera.source, witness.camera.must_be_infrared) == ("2", True)
    assert witness.door.name == "Main entrance (infrared)"
    assert witness.witness is None


def test_a_doors_name_fits_the_database_whatever_is_added_to_it() -> None:
    longest = DoorConfig(name="x" * 119 + "y")
    for what in ("simulated", "infrared"):
        name = longest.name_as(what)
        assert len(name) == 120
        assert name.endswith(f"x ({what})")
        assert DoorConfig(name="Hall").name_as(what) == f"Hall ({what})"


@pytest.mark.parametrize("infrared", ["optional", "required"])
def test_without_a_witness_there_is_none(tmp_path: Path, infrared: str) -> None:
    assert load_config(write(tmp_path, f"[camera]\ninfrared = '{infrared}'\n")).witness is None


def test_a_password_in_the_database_url_is_not_shown() -> None:
    secret = Config.model_validate(
        {"data_dir": Path(), "storage": {"database": "postgresql://janus:hunter2@db/janus"}}
    )
    assert "hunter2" not in repr(secret)


def tables(schema: type[BaseModel], above: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield each table of the file with its dotted name."""
    for name, field in schema.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield f"{above}{name}", field.annotation
            yield from tables(field.annotation, f"{above}{name}.")


def test_every_key_is_documented_with_its_default() -> None:
    text = DOCS.read_text(encoding="utf-8")
    sections = re.split(r"^###? `\[([\w.]+)\]`$", text, flags=re.MULTILINE)
    pages = dict(zip(sections[1::2], sections[2::2], strict=True))
    for table, schema in tables(Config):
        documented = dict(re.findall(r"^\| `(\w+)` \| `(.*?)` \|", pages[table], re.MULTILINE))
        defaults = {
            key: field.get_default(call_default_factory=True)
            for key, field in schema.model_fields.items()
        }
        assert documented == {
            key: json.dumps(value)
            for key, value in defaults.items()
            if not isinstance(value, BaseModel)
        }


@pytest.mark.parametrize(
    "text",
    [
        "[storage]\ndatabase = ['postgresql://janus:hunter2@db/janus']\n",
        "[storage]\ndatabase = ['hunter2']\n",
        "[camera]\nsource = ['rtsp://admin:hunter2@camera/main']\n",
        "[door.osdp]\nkey = 'hunter2'\n",
        "[door.webhook]\nurl = ['https://door/hunter2']\n",
        "[door.webhook]\nsecret = ['hunter2']\n",
        f"[camera]\nsource = 'rtsp://admin:hunter2@camera/{'x' * 200}'\n",
    ],
)
def test_a_password_in_a_wrong_value_is_not_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(KioskError, match=r"line 2: .* is wrong") as caught:
        load_config(write(tmp_path, text))
    assert "hunter2" not in caught.value.user_message()


def test_the_calibration_is_looked_for_in_the_data_folder(tmp_path: Path) -> None:
    assert load_config(tmp_path).calibration_file is None
    write(tmp_path, "[decision]\ncalibration = 'own.json'\n")
    assert load_config(tmp_path).calibration_file == tmp_path / "own.json"
    elsewhere = tmp_path.parent / "own.json"
    write(tmp_path, f"[decision]\ncalibration = {json.dumps(str(elsewhere))}\n")
    assert load_config(tmp_path).calibration_file == elsewhere
