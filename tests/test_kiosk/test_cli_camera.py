"""`janus camera`, the doctor's look at it, and a kiosk put together, over a network camera."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from click.testing import Result
from typer.testing import CliRunner

from db.access_log import AccessLog
from db.cameras import CameraStore
from db.engine import Database
from kiosk.app import build
from kiosk.camera import linux
from kiosk.camera.binding import FIRST_START
from kiosk.cli.camera import camera_app
from kiosk.config import Config, load_config, save_settings
from kiosk.doctor import checks as doctor
from kiosk.doctor.findings import Finding, Health, examine
from kiosk.entry.view import EntryView
from kiosk.errors import KioskError
from kiosk.headless import play
from tests.test_kiosk.cli_runner import flat
from tests.test_kiosk.fake_video import XHCI, Driver, FakeVideo
from tests.test_kiosk.mjpeg import network_camera

SMALL, LARGE = np.full((48, 64, 3), 90, np.uint8), np.full((72, 128, 3), 90, np.uint8)


@pytest.fixture
def camera(tmp_path: Path) -> Iterator[str]:
    """A kiosk in `tmp_path` whose configured camera delivers small pictures."""
    with network_camera([SMALL]) as address:
        save_settings(tmp_path, {"camera.source": address})
        yield address


def janus_camera(*words: object, typed: str = "") -> Result:
    result = CliRunner().invoke(camera_app, [str(word) for word in words], input=typed)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def agreed(folder: Path) -> list[tuple[str, int]]:
    """All agreements of the door, the newest first: address and width."""
    with closing(Database.open(folder / "janus.sqlite3")) as database:
        history = CameraStore(database).history("Main entrance")
    return [(agreement.camera.address, agreement.camera.width_px) for agreement in history]


def agreement_found(folder: Path) -> Finding:
    wanted = [(part, check) for part, check in doctor.checks(folder) if part == "camera"]
    return list(examine(wanted))[-1]


def test_agreeing_before_the_first_start_and_again(tmp_path: Path, camera: str) -> None:
    result = janus_camera("agree", "--yes", "--data-dir", tmp_path)
    assert result.exit_code == 0
    assert "64 by 48" in result.output
    assert agreed(tmp_path) == [(camera, 64)]
    again = janus_camera("agree", "--data-dir", tmp_path)
    assert "agreed on already" in again.output
    assert len(agreed(tmp_path)) == 1


def test_another_camera_is_shown_and_asked_about(tmp_path: Path, camera: str) -> None:
    janus_camera("agree", "--yes", "--data-dir", tmp_path)
    with network_camera([LARGE]) as other:
        save_settings(tmp_path, {"camera.source": other})
        shown = flat(janus_camera("show", "--data-dir", tmp_path).output)
        assert f"Different now: address: {camera}, now {other}" in shown
        no = janus_camera("agree", "--data-dir", tmp_path, typed="n\n")
        assert no.exit_code == 1
        assert "Different: resolution: 64 by 48, now 128 by 72" in no.output
        assert agreed(tmp_path) == [(camera, 64)]
        assert janus_camera("agree", "--data-dir", tmp_path, typed="y\n").exit_code == 0
        assert agreed(tmp_path) == [(other, 128), (camera, 64)]
        shown = flat(janus_camera("show", "--data-dir", tmp_path).output)
        assert "Different now" not in shown
        assert f"Before: {camera}" in shown
        assert "by console:" in shown


def test_where_nothing_was_agreed_on(tmp_path: Path, camera: str) -> None:
    assert janus_camera("show", "--data-dir", tmp_path).exit_code == 1
    Database.open(tmp_path / "janus.sqlite3").close()
    assert "No camera was agreed on yet" in janus_camera("show", "--data-dir", tmp_path).output


@pytest.mark.parametrize("source", ["scene", "clip.mp4"])
def test_what_is_no_camera_needs_no_agreement(tmp_path: Path, camera: str, source: str) -> None:
    janus_camera("agree", "--yes", "--data-dir", tmp_path)
    save_settings(tmp_path, {"camera.source": source})
    result = janus_camera("agree", "--data-dir", tmp_path)
    assert result.exit_code == 1
    assert "and no camera" in result.output
    assert "needs no agreement" in janus_camera("show", "--data-dir", tmp_path).output


def test_a_camera_of_colour_cannot_be_agreed_on_where_infrared_is_required(
    tmp_path: Path, camera: str
) -> None:
    save_settings(tmp_path, {"camera.infrared": "required"})
    result = janus_camera("agree", "--yes", "--data-dir", tmp_path)
    assert result.exit_code == 1
    assert "an infrared camera is required" in result.output
    assert agreed(tmp_path) == []
    assert agreement_found(tmp_path).health is Health.WRONG


def test_the_cameras_of_a_computer_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = FakeVideo(tmp_path)
    video.plug_in()
    video.plug_in(2, Driver(formats=(b"GREY",)), at=f"{XHCI}/usb1/1-3/1-3:1.2")
    video.plug_in(9, Driver(b"OBS [b]Virtual[/b]", b"v4l2 loopback"), at="virtual", usb=None)
    monkeypatch.setattr(linux, "cameras_here", lambda: video.cameras)
    lines = janus_camera("list").output.splitlines()
    assert len(lines) == 4
    assert "046d:082d" in lines[1]
    assert "MJPG YUYV" in lines[1]
    assert lines[2].rstrip().endswith("infrared")
    assert "OBS [b]Virtual[/b]" in lines[3]  # what a device says is no markup
    assert lines[3].rstrip().endswith("virtual")


@pytest.mark.parametrize("here", ["no cameras", "no Linux"])
def test_where_there_is_nothing_to_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, here: str
) -> None:
    cameras = FakeVideo(tmp_path).cameras if here == "no cameras" else None
    monkeypatch.setattr(linux, "cameras_here", lambda: cameras)
    result = janus_camera("list")
    assert result.exit_code == (0 if here == "no cameras" else 1)
    assert result.output.startswith(
        "No camera is connected" if here == "no cameras" else "This system does not"
    )


def test_the_doctor_says_whether_the_door_takes_the_camera(tmp_path: Path, camera: str) -> None:
    fresh = agreement_found(tmp_path)
    assert (fresh.part, fresh.health) == ("agreement", Health.OK)
    assert "is bound to Main entrance at the first start" in fresh.found
    assert not (tmp_path / "janus.sqlite3").exists()
    janus_camera("agree", "--yes", "--data-dir", tmp_path)
    assert "by console:" in agreement_found(tmp_path).found
    with network_camera([SMALL]) as other:
        save_settings(tmp_path, {"camera.source": other})
        changed = agreement_found(tmp_path)
    assert changed.health is Health.WRONG
    assert "janus camera agree" in changed.to_do


def test_a_kiosk_takes_only_the_camera_that_it_was_given(
    tmp_path: Path, camera: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.headless.NO_FRAME_AFTER_S", 0.05)

    def watch(config: Config) -> list[EntryView]:
        views = list[EntryView]()
        with closing(build(config)) as app:
            play(app, views.append, stop=threading.Event(), frames=2)
            assert AccessLog(app.database).page() == ()
        return views

    config = load_config(tmp_path)
    assert any(view.frame for view in watch(config))
    assert agreed(tmp_path) == [(camera, 64)]
    with network_camera([LARGE]) as other:
        save_settings(tmp_path, {"camera.source": other})
        with pytest.raises(KioskError) as caught:
            watch(load_config(tmp_path))
        assert f"address: {camera}, now {other}" in caught.value.user_message()
        assert "resolution: 64 by 48, now 128 by 72" in caught.value.user_message()
        janus_camera("agree", "--yes", "--data-dir", tmp_path)
        assert any(view.frame for view in watch(load_config(tmp_path)))
    with closing(Database.open(tmp_path / "janus.sqlite3")) as database:
        assert CameraStore(database).history("Main entrance")[1].agreed_by == FIRST_START
