"""An infrared witness in `janus camera`, in the doctor's words, and in a kiosk put together."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from db.cameras import CameraStore
from db.engine import Database
from kiosk.app import build
from kiosk.camera import linux
from kiosk.camera.webcam import WebcamSource
from kiosk.config import load_config, save_settings
from kiosk.doctor import checks as doctor
from kiosk.doctor.findings import Finding, Health, can_run, examine
from kiosk.entry.view import EntryState, EntryView
from kiosk.headless import play
from models.types import Frame
from tests.test_kiosk.cli_runner import flat
from tests.test_kiosk.fake_video import Driver, FakeVideo
from tests.test_kiosk.mjpeg import network_camera
from tests.test_kiosk.test_cli_camera import janus_camera

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has sysfs")

SMALL = np.full((48, 64, 3), 90, np.uint8)
WITNESS = "Main entrance (infrared)"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A kiosk whose camera works, and whose witness is /dev/video97: not there."""
    with network_camera([SMALL]) as address:
        save_settings(
            tmp_path,
            {
                "camera.source": address,
                "camera.infrared": "witness",
                "camera.infrared_source": "97",
            },
        )
        yield tmp_path


@pytest.fixture
def video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeVideo:
    """A computer whose webcams deliver, whatever they are."""
    (tmp_path / "computer").mkdir()
    video = FakeVideo(tmp_path / "computer")
    monkeypatch.setattr(linux, "cameras_here", lambda: video.cameras)
    monkeypatch.setattr(WebcamSource, "open", lambda _: None)
    monkeypatch.setattr(WebcamSource, "read", lambda _: Frame(SMALL, 0.0, 0))
    return video


def found_of_witness(folder: Path) -> list[Finding]:
    return list(examine(one for one in doctor.checks(folder) if one[0] == "infrared camera"))


def test_an_infrared_camera_is_agreed_to_as_the_witness_and_nothing_else(
    home: Path, video: FakeVideo
) -> None:
    video.plug_in(97, Driver(b"Face camera", formats=(b"GREY",)))
    agreed = janus_camera("agree", "--infrared", "--yes", "--data-dir", home)
    assert "infrared" in agreed.output
    with closing(Database.open(home / "janus.sqlite3")) as database:
        store = CameraStore(database)
        (held,) = store.history(WITNESS)
        assert store.history("Main entrance") == ()
    assert (held.camera.address, held.camera.card) == ("/dev/video97", "Face camera")
    shown = flat(janus_camera("show", "--data-dir", home).output)
    assert "The infrared witness, agreed to with `janus camera agree --infrared`" in shown
    assert "Face camera" in shown
    assert [one.health for one in found_of_witness(home)] == [Health.OK, Health.OK]


def test_another_witness_is_wrong_and_the_doctor_says_what_to_do(
    home: Path, video: FakeVideo
) -> None:
    video.plug_in(97, Driver(formats=(b"GREY",)))
    janus_camera("agree", "--infrared", "--yes", "--data-dir", home)
    video.pull_out(97)
    video.plug_in(97, Driver(formats=(b"GREY",)), usb=("046d", "082d", "OTHER"))
    assert "now OTHER" in flat(janus_camera("show", "--data-dir", home).output)
    last = found_of_witness(home)[-1]
    assert (last.part, last.health) == ("infrared agreement", Health.WRONG)
    assert "janus camera agree --infrared" in last.to_do


def test_a_camera_of_colour_is_refused_as_a_witness(home: Path, video: FakeVideo) -> None:
    video.plug_in(97)
    result = janus_camera("agree", "--infrared", "--yes", "--data-dir", home)
    assert result.exit_code == 1
    assert "an infrared camera is required" in flat(result.output)


def test_without_a_witness_there_is_nothing_to_agree_to(tmp_path: Path) -> None:
    result = janus_camera("agree", "--infrared", "--data-dir", tmp_path)
    assert result.exit_code == 1
    assert 'camera.infrared = "witness"' in flat(result.output)
    assert found_of_witness(tmp_path) == []


def test_a_witness_that_is_away_stops_no_kiosk(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (away,) = found_of_witness(home)
    assert (away.part, away.health) == ("infrared camera", Health.WARN)
    assert "camera.infrared_source" in away.to_do
    assert can_run([away])
    monkeypatch.setattr("kiosk.headless.NO_FRAME_AFTER_S", 0.05)
    views = list[EntryView]()
    with closing(build(load_config(home))) as app:
        play(app, views.append, stop=threading.Event(), frames=2)
        assert app.binding.refusal is None
    frames = [view.frame for view in views if view.frame]
    assert frames
    assert all(frame.infrared is None for frame in frames)


def test_a_kiosk_is_out_of_service_where_its_witness_is_another(
    home: Path, video: FakeVideo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.headless.NO_FRAME_AFTER_S", 0.05)
    video.plug_in(97)  # one of colour
    stop, states = threading.Event(), list[EntryState]()

    def see(view: EntryView) -> None:
        states.append(view.state)
        if view.state is EntryState.OUT_OF_SERVICE:
            stop.set()

    with closing(build(load_config(home))) as app:
        play(app, see, stop=stop, frames=300)
        refusal = app.binding.refusal
    assert states[-1] is EntryState.OUT_OF_SERVICE
    assert refusal is not None
    assert (refusal.camera.address, refusal.may_be_agreed) == ("/dev/video97", False)
