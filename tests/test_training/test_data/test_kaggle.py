"""Fetching from Kaggle: whole or not at all, and every failure a sentence that says what to do."""

import errno
import importlib
import stat
import zipfile
from pathlib import Path

import pytest
import requests
from kagglehub import exceptions

from training.data import kaggle
from training.data.kaggle import fetch_kaggle
from training.errors import TrainingError

HANDLE = "yasserh/avengers-faces-dataset"


def fills(handle: str, target: Path) -> str:
    file = target / "images" / "train" / "Ada" / "1.jpg"
    file.parent.mkdir(parents=True)
    file.write_text(handle)
    return str(target)


def answered(status: int) -> Exception:
    response = requests.Response()
    response.status_code = status
    return exceptions.KaggleApiHTTPError(f"{status} Client Error.", response=response)


@pytest.mark.parametrize("there", [True, False])
def test_a_set_is_fetched_into_its_folder(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "new" / "avengers"
    if there:
        target.mkdir(parents=True)
    assert fetch_kaggle(HANDLE, target, download=fills) == target
    assert (target / "images" / "train" / "Ada" / "1.jpg").read_text() == HANDLE
    assert stat.S_IMODE(target.stat().st_mode) == 0o700
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("error", "says", "remedy"),
    [
        (answered(401), "does not let you fetch", "KAGGLE_API_TOKEN"),
        (answered(403), "does not let you fetch", "~/.kaggle/kaggle.json"),
        (answered(404), "has no data set", "address of its page"),
        (answered(429), "too often", "minutes"),
        (answered(503), "an error (503)", "in a browser"),
        (exceptions.UnauthenticatedError(), "does not let you fetch", "KAGGLE_API_TOKEN"),
        (exceptions.CredentialError("x"), "does not let you fetch", "KAGGLE_API_TOKEN"),
        (
            ValueError("Invalid Kaggle credentials file at /k"),
            "token cannot be read",
            "kaggle.com/settings",
        ),
        (requests.ConnectionError("no route"), "cannot be reached", "in a browser"),
        (requests.Timeout("slow"), "cannot be reached", "in a browser"),
        (ConnectionResetError(errno.ECONNRESET, "reset"), "cannot be reached", "in a browser"),
        (exceptions.DataCorruptionError("md5"), "is damaged", "Try again"),
        (zipfile.BadZipFile("no zip"), "is damaged", "Try again"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left", "disk with room"),
        (PermissionError(errno.EACCES, "Permission denied", "x"), "denied", "can be written"),
        (exceptions.BackendError("odd"), "BackendError, odd", "in a browser"),
    ],
)
def test_each_failure_is_a_sentence_and_leaves_nothing(
    tmp_path: Path, error: Exception, says: str, remedy: str
) -> None:
    def fails(handle: str, target: Path) -> None:
        fills(handle, target)
        raise error

    with pytest.raises(TrainingError) as caught:
        fetch_kaggle(HANDLE, tmp_path / "avengers", download=fails)
    assert says in caught.value.problem
    assert remedy in caught.value.remedy
    assert list(tmp_path.iterdir()) == []


def test_an_interrupt_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(handle: str, target: Path) -> None:
        fills(handle, target)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_kaggle(HANDLE, tmp_path / "avengers", download=interrupted)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "handle", ["", "avengers", "a/b/c", "a/b/versions/0", "a b/c", "https://x/y/z"]
)
def test_a_wrong_name_is_refused_before_anything_else(tmp_path: Path, handle: str) -> None:
    with pytest.raises(TrainingError, match="no name of a Kaggle data set"):
        fetch_kaggle(handle, tmp_path / "x", download=fills)
    assert not (tmp_path / "x").exists()


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path, tmp_path / "file"):
        with pytest.raises(TrainingError, match="not empty"):
            fetch_kaggle(HANDLE, target, download=fills)
    with pytest.raises(TrainingError, match="cannot be made"):
        fetch_kaggle(HANDLE, tmp_path / "file" / "x", download=fills)
    assert (tmp_path / "file").read_text() == "mine"


def test_without_the_library_it_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(kaggle.importlib, "import_module", absent)
    with pytest.raises(TrainingError, match="not installed") as caught:
        fetch_kaggle(HANDLE, tmp_path / "x")
    assert "janus-kiosk[kaggle]" in caught.value.remedy


def test_the_library_itself_is_asked_for_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = importlib.import_module("kagglehub")
    resolver = library.registry.dataset_resolver
    asked: list[str] = []

    def resolve(handle: object, path: object, *, force_download: bool, output_dir: str):  # noqa: ANN202
        assert (path, force_download) == (None, False)
        asked.append(str(handle))
        fills(str(handle), Path(output_dir))
        return output_dir, 1

    monkeypatch.setattr(type(resolver), "__call__", lambda _, *args, **kw: resolve(*args, **kw))
    target = fetch_kaggle(f"{HANDLE}/versions/1", tmp_path / "avengers")
    assert asked == [f"{HANDLE}/versions/1"]
    assert (target / "images" / "train" / "Ada" / "1.jpg").is_file()


def test_no_network_is_said_with_the_library_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object, **__: object) -> None:
        raise requests.ConnectionError("Failed to resolve 'api.kaggle.com'")

    monkeypatch.setenv("KAGGLE_CONFIG_DIR", str(tmp_path))
    monkeypatch.setattr(requests.Session, "send", unreachable)
    with pytest.raises(TrainingError, match="cannot be reached"):
        fetch_kaggle(HANDLE, tmp_path / "avengers")
