"""`janus record`: what is filmed comes back pixel by pixel, and nothing is left of what failed."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

from kiosk.cli.record import record
from kiosk.errors import KioskError
from kiosk.pad import recording
from kiosk.pad.recording import Filmed, film
from kiosk.pad.sidecar import read_times, sidecar_of
from models.types import Frame, RgbImage

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
TIMES_S = (100.0, 100.03, 100.07, 100.1, 100.19, 100.2, 100.25, 100.31)  # as a webcam's come


def picture(index: int, size: tuple[int, int] = (96, 122)) -> RgbImage:
    return np.random.default_rng(index).integers(0, 256, size=(*size, 3), dtype=np.uint8)


class Camera:
    """Shows noise, which no codec with loss keeps."""

    description = "test camera"
    is_live = True

    def __init__(self, times_s: tuple[float, ...] = TIMES_S) -> None:
        self.times_s = times_s
        self.show: Callable[[int], RgbImage | None] = picture
        self.index = 0
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def read(self) -> Frame | None:
        if self.index == len(self.times_s):
            return None
        image = self.show(self.index)
        if image is None:
            raise KioskError("The camera is lost.", "Plug it in.")
        frame = Frame(image, self.times_s[self.index], self.index)
        self.index += 1
        return frame

    def close(self) -> None:
        self.is_open = False


def filmed(
    folder: Path,
    camera: Camera | None = None,
    *,
    seconds: float = 10.0,
    countdown_s: float = 0.0,
    stop: threading.Event | None = None,
    tell: Callable[[float], None] = lambda _: None,
) -> Filmed | None:
    folder.mkdir(exist_ok=True)
    return film(
        camera or Camera(),
        folder,
        seconds=seconds,
        countdown_s=countdown_s,
        made_at=NOW,
        stop=stop or threading.Event(),
        tell=tell,
    )


def pictures_of(video: Path) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(video), cv2.CAP_FFMPEG)
    pictures = []
    while (read := capture.read())[0]:
        pictures.append(cv2.cvtColor(read[1], cv2.COLOR_BGR2RGB))
    return pictures


def test_pictures_and_their_times_come_back_unchanged(tmp_path: Path) -> None:
    camera = Camera()
    made = filmed(tmp_path / "new", camera)
    assert made is not None
    assert (made.file.name, made.frames) == ("0001.avi", 8)
    back = pictures_of(made.file)
    assert len(back) == len(TIMES_S)
    for index, shown in enumerate(back):
        np.testing.assert_array_equal(shown, picture(index))
    assert read_times(made.file) == pytest.approx([at_s - 100.0 for at_s in TIMES_S])
    beside = json.loads(sidecar_of(made.file).read_text())
    assert (beside["width_px"], beside["height_px"]) == (122, 96)
    assert (beside["source"], beside["made_at"]) == ("test camera", NOW.isoformat())
    assert made.file.stat().st_mode & 0o077 == 0  # faces: for their owner only
    assert not camera.is_open


def test_an_odd_last_row_and_column_is_cut_off(tmp_path: Path) -> None:
    camera = Camera()
    camera.show = lambda index: picture(index, (97, 123))
    made = filmed(tmp_path, camera)
    assert made is not None
    np.testing.assert_array_equal(pictures_of(made.file)[3], picture(3, (97, 123))[:96, :122])


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "0001.mp4").write_text("somebody's own")
    (tmp_path / "0002.json").write_text("left behind")
    first, second = filmed(tmp_path), filmed(tmp_path)
    assert first is not None
    assert second is not None
    assert (first.file.name, second.file.name) == ("0003.avi", "0004.avi")
    assert (tmp_path / "0001.mp4").read_text() == "somebody's own"
    assert (tmp_path / "0002.json").read_text() == "left behind"


def test_the_countdown_is_not_recorded_and_the_end_is_kept(tmp_path: Path) -> None:
    told: list[float] = []
    made = filmed(tmp_path, countdown_s=0.05, seconds=0.2, tell=told.append)
    assert made is not None
    assert read_times(made.file) == pytest.approx([0.0, 0.03, 0.12, 0.13, 0.18])
    assert told[:2] == pytest.approx([-0.05, -0.02])


@pytest.mark.parametrize(
    ("show", "times_s", "problem"),
    [
        (lambda i: picture(i) if i < 6 else None, TIMES_S, "camera is lost"),
        (lambda i: picture(i, (96, 122) if i < 6 else (48, 64)), TIMES_S, "size"),
        (picture, TIMES_S[:3], "only 3 pictures"),
        (picture, (1.0,) * 8, "stands still"),
    ],
)
def test_what_fails_leaves_nothing(
    tmp_path: Path,
    show: Callable[[int], RgbImage | None],
    times_s: tuple[float, ...],
    problem: str,
) -> None:
    camera = Camera(times_s)
    camera.show = show
    with pytest.raises(KioskError, match=problem):
        filmed(tmp_path, camera)
    assert list(tmp_path.iterdir()) == []
    assert not camera.is_open


def test_what_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    assert filmed(tmp_path, stop=stop, tell=lambda at_s: at_s > 0.1 and stop.set()) is None
    assert list(tmp_path.iterdir()) == []


def test_pictures_that_were_not_written_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        """A writer that loses what it is given, as OpenCV's does on a full disk."""

        def write(self, picture: np.ndarray) -> None:
            pass

        def release(self) -> None:
            pass

    monkeypatch.setattr(recording, "_writer", lambda *_: Full())
    with pytest.raises(KioskError, match="0 of 8 pictures"):
        filmed(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="Nothing can be recorded"):
        film(
            Camera(),
            tmp_path / "nowhere",
            seconds=1.0,
            countdown_s=0.0,
            made_at=NOW,
            stop=threading.Event(),
            tell=lambda _: None,
        )


@pytest.mark.parametrize("text", ["{", '{"format": 2, "times_s": [0]}', '{"format": 1}', "[]"])
def test_a_damaged_file_beside_is_said(tmp_path: Path, text: str) -> None:
    sidecar_of(tmp_path / "a.mp4").write_text(text)
    with pytest.raises(KioskError, match=r"frame times of a\.mp4"):
        read_times(tmp_path / "a.mp4")
    assert read_times(tmp_path / "b.mp4") is None


def run(*words: object, answer: str = "") -> Result:
    app = typer.Typer()
    app.command()(record)
    return CliRunner().invoke(app, [str(word) for word in words], input=answer)


def test_the_command_records_from_any_source(tmp_path: Path) -> None:
    source = filmed(tmp_path / "source")
    assert source is not None
    out = tmp_path / "out"
    words = ("--out", out, "--source", source.file, "--data-dir", tmp_path / "data")
    attack = run("--species", "photo on a phone", *words, "--yes")
    assert attack.exit_code == 0, attack.output
    assert "Recorded 8 pictures" in attack.output
    assert attack.output.index("biometric") < attack.output.index("Recorded")
    assert (out / "attacks" / "photo on a phone" / "0001.avi").is_file()
    living = run("--bona-fide", *words, answer="y\n")
    assert living.exit_code == 0, living.output
    assert (out / "bona-fide" / "0001.avi").is_file()


def test_a_cameras_empty_doorway_is_recorded_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    camera = Camera(tuple(100.0 + 0.25 * k for k in range(40)))
    monkeypatch.setattr("kiosk.app.configured_source", lambda *_, **__: camera)
    words = ("--out", tmp_path / "out", "--data-dir", tmp_path / "data", "--yes", "--bona-fide")
    made = run(*words, "--countdown", 0, "--seconds", 2, "--doorway", 1.5)
    assert made.exit_code == 0, made.output
    assert "Recorded 15 pictures in 3.5 s" in made.output


def test_without_consent_nothing_is_recorded(tmp_path: Path) -> None:
    result = run("--bona-fide", "--out", tmp_path / "out", "--source", "scene", answer="n\n")
    assert result.exit_code == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "words", [(), ("--bona-fide", "--species", "print"), ("--species", "../other")]
)
def test_one_kind_must_be_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = run(*words, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()
