"""Folders of recordings: what is found, what is said of wrong ones, when pictures were taken."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.errors import KioskError
from kiosk.pad.recorded import Recording, read_recordings


def video(file: Path, frames: int = 6) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    codec = cv2.VideoWriter.fourcc(*"MJPG")
    writer = cv2.VideoWriter(str(file), cv2.CAP_FFMPEG, codec, 20.0, (64, 48))
    for index in range(frames):
        writer.write(np.full((48, 64, 3), 20 * index, np.uint8))
    writer.release()
    return file


def beside(file: Path, times_s: list[float]) -> None:
    file.with_suffix(".json").write_text(json.dumps({"format": 1, "times_s": times_s}))


def times_of(recording: Recording) -> list[float]:
    return [frame.captured_s for frame in recording.frames(lambda _: (None, 0.0))]


def test_living_people_come_first_then_each_species(tmp_path: Path) -> None:
    for name in ("attacks/tablet/b.AVI", "attacks/print/a.mkv", "bona-fide/2.avi"):
        video(tmp_path / name.lower())
    (tmp_path / "attacks" / "print" / "a.json").write_text("{}")
    (tmp_path / "attacks" / "print" / "photo.jpg").write_text("no video")
    (tmp_path / "attacks" / "print" / ".hidden.avi").write_text("")
    found = read_recordings(tmp_path)
    assert [(one.species, one.is_bona_fide, one.name) for one in found.recordings] == [
        ("bona fide", True, "bona-fide/2.avi"),
        ("print", False, "print/a.mkv"),
        ("tablet", False, "tablet/b.avi"),
    ]
    assert [file.name for file in found.left_out] == ["photo.jpg"]


def test_a_wrong_folder_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KioskError, match="There is no folder"):
        read_recordings(tmp_path / "nowhere")
    (tmp_path / "attacks" / "print").mkdir(parents=True)
    with pytest.raises(KioskError, match="holds no recordings") as empty:
        read_recordings(tmp_path)
    assert "bona-fide/" in empty.value.remedy
    video(tmp_path / "attacks" / "loose.avi")
    with pytest.raises(KioskError, match="belongs to no species"):
        read_recordings(tmp_path)


def test_times_are_those_of_the_file_beside(tmp_path: Path) -> None:
    recording = Recording(video(tmp_path / "a.avi"), "bona fide", is_bona_fide=True)
    assert times_of(recording) == pytest.approx([0.0, 0.05, 0.1, 0.15, 0.2, 0.25])
    beside(recording.file, [0.0, 0.03, 0.2, 0.21, 0.22, 0.9])
    assert times_of(recording) == [0.0, 0.03, 0.2, 0.21, 0.22, 0.9]


@pytest.mark.parametrize("times", [5, 7])
def test_times_of_another_video_are_noticed(tmp_path: Path, times: int) -> None:
    recording = Recording(video(tmp_path / "a.avi"), "bona fide", is_bona_fide=True)
    beside(recording.file, [0.1 * k for k in range(times)])
    with pytest.raises(KioskError, match="has not the"):
        times_of(recording)


def test_a_damaged_video_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.avi").write_bytes(b"no video at all")
    with pytest.raises(KioskError, match="cannot be played"):
        times_of(Recording(tmp_path / "a.avi", "print", is_bona_fide=False))
