"""`janus weights`, run as a shell would."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kiosk.cli.weights import weights_app
from models.encoders.catalogue import model_id_of
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.trained import check_name, save_trained
from models.errors import ModelError
from models.weights import MANIFEST, WeightsStore

_DIGEST = MANIFEST["resnet29-dlib-2"].sha256


def _weights(data_dir: Path, *arguments: object) -> Result:
    words = [str(argument) for argument in (*arguments, "--data-dir", data_dir)]
    result = CliRunner().invoke(weights_app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_lists_what_is_there_and_on_what_terms(tmp_path: Path) -> None:
    result = _weights(tmp_path, "list")
    assert result.exit_code == 0
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.strip()}
    assert "installed" in lines["resnet29"]
    assert "CC0" in lines["resnet29"]
    assert "absent" in lines["inception-vggface2"]


def test_verifies_digests(tmp_path: Path) -> None:
    result = _weights(tmp_path, "verify")
    assert result.exit_code == 0
    assert f"resnet29: right, SHA-256 {_DIGEST}" in result.stdout
    assert "inception-vggface2: not installed" in result.stdout


def test_verify_fails_where_the_configured_encoder_is_missing(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text('[encoder]\nname = "inception-vggface2"\n')
    result = _weights(tmp_path, "verify")
    assert result.exit_code == 1
    assert "janus weights install inception-vggface2" in result.stderr


def test_verify_fails_where_a_file_was_changed(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "20180402-114759-vggface2.pt").write_bytes(b"changed")
    (folder / "20180402-114759-vggface2.pt.sha256").write_text("0" * 64)
    result = _weights(tmp_path, "verify")
    assert result.exit_code == 1
    assert "damaged or were changed" in result.stderr


def test_the_default_needs_no_installation(tmp_path: Path) -> None:
    result = _weights(tmp_path, "install", "resnet29")
    assert result.exit_code == 0
    assert str(_DIGEST) in result.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nobody",), "Choose one of: resnet29"),
        (("inception-vggface2", "--from", "none.pt"), "cannot be opened"),
        (("inception-vggface2", "--from", __file__), "111,898,327"),
        (("inception-vggface2", "--sha256", "abc"), "no SHA-256 digest"),
        (("resnet29", "--from", __file__), "face-recognition-models"),
        (("minifasnet", "--from", __file__), "2 files"),
        (("minifasnet", "--from", str(Path(__file__).parent)), "cannot be opened"),
    ],
)
def test_what_cannot_be_installed_is_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    result = _weights(tmp_path, "install", *arguments)
    assert result.exit_code == 1
    assert sentence in result.stderr
    weights = tmp_path / "weights"
    assert not weights.exists() or list(weights.iterdir()) == []


def test_what_the_door_cannot_use_yet_is_said_before_the_download(tmp_path: Path) -> None:
    result = _weights(tmp_path, "install", "inception-vggface2", "--from", "none.pt")
    note, _, failure = result.stderr.partition("\n")
    assert "janus calibrate FOLDER --encoder inception-vggface2" in note
    assert "cannot be opened" in failure
    assert "calibrate" not in _weights(tmp_path, "install", "resnet29").stderr


def _trained(folder: Path, seed: int = 0) -> str:
    shape = ConvSiameseShape(size_px=32, channels=1, widths=(8,), dimension=8)
    return save_trained(ConvSiamese(shape, seed=seed), folder, "ours")


def test_an_encoder_trained_here_is_installed_listed_and_verified(tmp_path: Path) -> None:
    model_id = _trained(tmp_path / "run" / "encoder")
    kiosk = tmp_path / "kiosk"
    result = _weights(kiosk, "install", "--from", tmp_path / "run" / "encoder" / "ours.json")
    assert result.exit_code == 0
    assert "ours is installed" in result.stdout
    assert "janus calibrate FOLDER --encoder ours" in result.stdout
    assert "janus people re-embed --encoder ours" in result.stdout
    again = _weights(kiosk, "install", "ours", "--from", tmp_path / "run")
    assert (again.exit_code, "installed already" in again.stdout) == (0, True)
    assert model_id in _weights(kiosk, "list").stdout
    verified = _weights(kiosk, "verify")
    assert verified.exit_code == 0
    assert f"ours: right, trained here, {model_id}" in verified.stdout
    (kiosk / "weights" / "ours.safetensors").write_bytes(b"")
    assert "damaged" in _weights(kiosk, "list").stdout
    assert _weights(kiosk, "verify").exit_code == 1


def test_another_encoder_of_that_name_is_refused(tmp_path: Path) -> None:
    _trained(tmp_path / "one")
    _trained(tmp_path / "two", seed=1)
    assert _weights(tmp_path, "install", "--from", tmp_path / "one").exit_code == 0
    result = _weights(tmp_path, "install", "--from", tmp_path / "two")
    assert result.exit_code == 1
    assert "Another encoder “ours” is installed" in result.stderr


def test_a_name_that_is_not_the_cards_is_refused(tmp_path: Path) -> None:
    _trained(tmp_path / "run")
    result = _weights(tmp_path, "install", "theirs", "--from", tmp_path / "run")
    assert result.exit_code == 1
    assert "is called “ours”, not “theirs”" in result.stderr
    assert not (tmp_path / "weights").exists()


@pytest.mark.data
def test_the_liveness_networks_are_installed_from_a_folder(tmp_path: Path, data_dir: Path) -> None:
    assert _weights(tmp_path, "verify").stdout.count("minifasnet") == 2
    result = _weights(tmp_path, "install", "minifasnet", "--from", data_dir / "spoof" / "weights")
    assert result.exit_code == 0
    assert result.stderr == ""  # no word of calibrating an encoder
    verified = _weights(tmp_path, "verify").stdout
    for name in ("minifasnet-v2", "minifasnet-v1se"):
        assert f"{name} is installed" in result.stdout
        assert f"{name}: right" in verified


def test_a_liveness_network_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no encoder “minifasnet-v2”"):
        model_id_of("minifasnet-v2", WeightsStore(tmp_path))
    with pytest.raises(ModelError, match="pretrained network"):
        check_name("minifasnet")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--from", "x.json", "--sha256", "0" * 64),
        ("minifasnet", "--sha256", "0" * 64),
    ],
)
def test_what_to_install_must_be_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert _weights(tmp_path, "install", *words).exit_code == 2


def test_verify_fails_where_a_trained_encoder_is_configured_and_absent(tmp_path: Path) -> None:
    (tmp_path / "janus.toml").write_text('[encoder]\nname = "ours"\n')
    result = _weights(tmp_path, "verify")
    assert result.exit_code == 1
    assert "ours: The configured encoder is not installed." in result.stderr
