"""The doctor: says what is there, outlives whatever is not, and changes nothing."""

import re
import shutil
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from kiosk.config import FILE_NAME
from kiosk.doctor import checks as doctor
from kiosk.doctor.findings import Check, Finding, Health, can_run, examine
from kiosk.errors import KioskError
from models.encoders.conv_siamese import ConvSiamese
from models.encoders.trained import save_trained
from models.weights import WeightsStore
from tests.test_kiosk.test_recognition import own_calibration

Usage = namedtuple("Usage", "total used free")
CHEAP = (
    "python",
    "packages",
    "configuration",
    "disk",
    "display",
    "door",
    "liveness",
    "weights",
    "database",
    "webcams",
)


def findings(data_dir: Path, *parts: str) -> list[Finding]:
    wanted = [(part, check) for part, check in doctor.checks(data_dir) if part in parts]
    assert {part for part, _ in wanted} == set(parts)
    return list(examine(wanted))


def one(data_dir: Path, part: str) -> Finding:
    (finding,) = findings(data_dir, part)
    return finding


def test_a_fresh_computer_is_looked_at_without_leaving_a_trace(tmp_path: Path) -> None:
    data_dir = tmp_path / "not there"
    found = findings(data_dir, *CHEAP)
    assert all(finding.health is not Health.MISSING for finding in found), found
    assert not data_dir.exists()


@pytest.mark.parametrize(
    ("settings", "health", "words"),
    [
        ("", [Health.OK], "opens by face"),
        ('[door]\nopens_by = "face or badge"', [Health.OK, Health.WARN], "janus badge issue"),
        ("[decision]\nstep_up_one_in = 2000", [Health.OK] * 3, "asked for the PIN"),
        ("[decision]\nstep_up_one_in = 10000000", [Health.OK, Health.WARN, Health.OK], "lower"),
    ],
)
def test_what_a_door_wants_beside_a_face_is_looked_for(
    tmp_path: Path, settings: str, health: list[Health], words: str
) -> None:
    Database.open(tmp_path / "janus.sqlite3").close()
    (tmp_path / FILE_NAME).write_text(settings)
    found = findings(tmp_path, "second factor")
    assert [finding.health for finding in found] == health
    assert words in " ".join(finding.found + finding.to_do for finding in found)


def test_a_check_that_fails_is_a_finding_and_the_next_one_is_heard() -> None:
    def known() -> Iterator[Finding]:
        raise KioskError("The camera is away.", "Plug it in.")

    def bug() -> Iterator[Finding]:
        raise ZeroDivisionError("oops")

    def well() -> Iterator[Finding]:
        yield Finding("disk", Health.OK, "plenty")

    checks: list[tuple[str, Check]] = [("camera", known), ("gpu", bug), ("disk", well)]
    camera, gpu, disk = examine(checks)
    assert (camera.health, camera.found, camera.to_do) == (
        Health.MISSING,
        "The camera is away.",
        "Plug it in.",
    )
    assert gpu.health is Health.MISSING
    assert "ZeroDivisionError" in gpu.found
    assert disk.health is Health.OK
    assert not can_run([camera, disk])
    assert can_run([disk, Finding("door", Health.WARN, "simulated")])


def test_a_wrong_configuration_is_named_and_the_rest_still_looked_at(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("[door]\nkind = 'relay'\n")
    finding = one(tmp_path, "configuration")
    assert finding.health is Health.WRONG
    assert not can_run([finding])
    assert "line 2" in finding.found
    assert one(tmp_path, "disk").health is not Health.MISSING


@pytest.mark.parametrize(
    ("free", "health"),
    [(10**8 - 1, Health.MISSING), (10**9, Health.WARN), (10**11, Health.OK)],
)
def test_free_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, health: Health
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 0, free))
    assert one(tmp_path, "disk").health is health


def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(doctor, "_PACKAGES", ("numpy", "no-such-package-of-ours"))
    absent, present = findings(tmp_path, "packages")
    assert absent.health is Health.MISSING
    assert "no-such-package-of-ours" in absent.to_do
    assert "numpy" in present.found


def test_doors(tmp_path: Path) -> None:
    assert one(tmp_path, "door").health is Health.WARN
    (tmp_path / FILE_NAME).write_text('[door]\nkind = "command"\ncommand = ["no-such-program"]\n')
    assert one(tmp_path, "door").health is Health.MISSING
    (tmp_path / FILE_NAME).write_text('[door]\nkind = "command"\ncommand = ["true"]\n')
    assert one(tmp_path, "door").health is Health.OK


@pytest.mark.parametrize(
    ("table", "health", "says"),
    [
        ("[door.gpio]\npin = '17'", Health.OK, "relay at pin 17"),
        ("[door.serial]\nport = '/dev/null'", Health.OK, "relay at /dev/null"),
        ("[door.serial]\nport = '/dev/no-such'", Health.MISSING, "no port /dev/no-such"),
        ("[door.osdp]\nport = '/dev/no-such'\nkey = '{0}'", Health.MISSING, "no port"),
        ("[door.webhook]\nurl = 'https://lock/{0}'\nsecret = '{0}'", Health.OK, "to lock"),
        ("[door.mqtt]\nurl = 'mqtt://a:{0}@lock'\ntopic = 'hall'", Health.OK, "at lock, hall"),
    ],
)
def test_locks_are_looked_at_without_telling_their_secrets(
    tmp_path: Path, table: str, health: Health, says: str
) -> None:
    kind, secret = table.split("]")[0].removeprefix("[door."), "0123456789abcdef" * 2
    text = f"[door]\nkind = '{kind}'\n{table.format(secret)}\n"
    (tmp_path / FILE_NAME).write_text(text)
    found = one(tmp_path, "door")
    assert found.health is health
    assert says in found.found
    assert secret not in found.found + found.to_do


def test_liveness_that_is_switched_off_is_warned_of(tmp_path: Path) -> None:
    required, network = findings(tmp_path, "liveness")
    assert (required.health, network.health) == (Health.OK, Health.OK)
    assert "one picture in 30" in required.found
    assert network.to_do == "janus weights install minifasnet"
    (tmp_path / FILE_NAME).write_text("[liveness]\nrequired = false\n")
    off = one(tmp_path, "liveness")
    assert off.health is Health.WARN
    assert "photo of a patron" in off.found


def test_without_the_liveness_network_somebody_must_be_asked(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('[liveness]\nchallenge = "never"\n')
    _, network = findings(tmp_path, "liveness")
    assert network.health is Health.WARN
    (tmp_path / FILE_NAME).write_text('[liveness]\nchallenge = "never"\nnetwork = "never"\n')
    _, network = findings(tmp_path, "liveness")
    assert "liveness.network" in network.found


def test_a_damaged_liveness_network_is_named(tmp_path: Path) -> None:
    store = WeightsStore(tmp_path / "weights")
    store.folder.mkdir()
    for spec in store.set_of("minifasnet"):
        (store.folder / spec.file_name).write_bytes(b"cut off")
    _, network = findings(tmp_path, "liveness")
    assert network.health is Health.MISSING
    assert network.to_do


def test_the_weights_in_use_are_needed_and_others_are_not(tmp_path: Path) -> None:
    found = findings(tmp_path, "weights")
    assert {finding.health for finding in found} == {Health.OK}
    assert re.search(r"sha256 [0-9a-f]{64} is right", found[0].found)
    (tmp_path / FILE_NAME).write_text('[encoder]\nname = "inception-vggface2"\n')
    needed = [f for f in findings(tmp_path, "weights") if f.health is Health.MISSING]
    assert len(needed) == 1
    assert "janus weights install" in needed[0].to_do


def test_the_calibration_is_the_configured_one(tmp_path: Path) -> None:
    own = own_calibration(tmp_path)
    assert own.id in one(tmp_path, "calibration").found
    own_calibration(tmp_path, "another-1")
    assert one(tmp_path, "calibration").health is Health.MISSING


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps no such bits")
def test_a_password_that_others_may_read(tmp_path: Path) -> None:
    file = tmp_path / FILE_NAME
    file.write_text('[camera]\nsource = "rtsp://admin:hunter2@camera/main"\n')
    file.chmod(0o644)
    read, exposed = findings(tmp_path, "configuration")
    assert (read.health, exposed.health) == (Health.OK, Health.WARN)
    assert "chmod 600" in exposed.to_do
    assert "hunter2" not in exposed.found
    file.chmod(0o600)
    assert one(tmp_path, "configuration").health is Health.OK
    file.write_text('[camera]\nsource = "rtsp://camera:554/main"\n')
    file.chmod(0o644)
    assert one(tmp_path, "configuration").health is Health.OK


def test_a_database_is_looked_at_and_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "janus.sqlite3"
    Database.open(file).close()
    file.chmod(0o644)
    before = (file.read_bytes(), file.stat().st_mode)
    found = {finding.part: finding for finding in findings(tmp_path, "database", "calibration")}
    assert set(found) == {"database", "people", "admin", "calibration"}
    assert "0 people, 0 visits" in found["database"].found
    assert (file.read_bytes(), file.stat().st_mode) == before
    assert [item.name for item in tmp_path.iterdir()] == [file.name]


def test_a_database_still_empty_is_not_filled(tmp_path: Path) -> None:
    file = tmp_path / "janus.sqlite3"
    file.touch()
    assert "made at the first start" in one(tmp_path, "database").found
    assert file.read_bytes() == b""


def test_an_encoder_that_was_trained_here(tmp_path: Path) -> None:
    model_id = save_trained(ConvSiamese(), tmp_path / "weights", "mine")
    (tmp_path / FILE_NAME).write_text('[encoder]\nname = "mine"\n')
    found = findings(tmp_path, "weights")
    assert {finding.health for finding in found} == {Health.OK}
    assert model_id in found[0].found
    assert model_id in one(tmp_path, "calibration").found  # there is none of it yet


def test_a_database_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "janus.sqlite3").write_bytes(b"not a database at all, but a text of some length")
    finding = one(tmp_path, "database")
    assert finding.health is Health.MISSING
    assert finding.to_do


def test_a_camera_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('[camera]\nsource = "no-such-clip.mp4"\n')
    finding = one(tmp_path, "camera")
    assert finding.health is Health.MISSING
    assert "no-such-clip.mp4" in finding.found


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there are no device files")
def test_a_camera_that_is_there_and_in_use_does_not_keep_the_kiosk_from_running(
    tmp_path: Path,
) -> None:
    (tmp_path / FILE_NAME).write_text('[camera]\nsource = "/dev/null"\n')
    finding = one(tmp_path, "camera")
    assert finding.health is Health.WARN
    assert "another program may use it" in finding.found


def test_the_doctor_advises_nothing_that_it_has_no_option_for(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('[camera]\nsource = "/dev/no-such-camera"\n')
    finding = one(tmp_path, "camera")
    assert finding.health is Health.MISSING
    assert "--source" not in finding.to_do
    assert "camera.source" in finding.to_do


@pytest.mark.parametrize(
    ("part", "text", "key"),
    [
        ("weights", '[encoder]\nname = "foo"\n', "encoder.name"),
        ("calibration", '[decision]\ncalibration = "foo"\n', "decision.calibration"),
        ("database", '[storage]\ndatabase = "foo://x"\n', "storage.database"),
        ("camera", '[camera]\nsource = "a:b@c"\n', "camera.source"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(
    tmp_path: Path, part: str, text: str, key: str
) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    found = findings(tmp_path, part)[0].found
    assert found.startswith(f"{tmp_path / FILE_NAME}, line 2, {key}: ")


@pytest.mark.parametrize(
    ("kind", "contact", "health", "says"),
    [
        ("gpio", "kind = 'gpio'\npin = '27'", Health.OK, "held open after 30 s"),
        ("gpio", "kind = 'serial'\nport = '/dev/no-such'", Health.WARN, "no port /dev/no-such"),
        ("simulated", "kind = 'gpio'\npin = '27'", Health.WARN, "the door is simulated"),
    ],
)
def test_contacts(tmp_path: Path, kind: str, contact: str, health: Health, says: str) -> None:
    text = f"[door]\nkind = '{kind}'\n[door.gpio]\npin = '17'\n[door.contact]\n{contact}\n"
    (tmp_path / FILE_NAME).write_text(text)
    found = next(each for each in findings(tmp_path, "door") if each.part == "contact")
    assert found.health is health
    assert says in found.found
