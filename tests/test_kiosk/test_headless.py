"""Playing a source without a window: every frame of a clip, the newest of a camera."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from kiosk.clock import SystemClock
from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from kiosk.headless import clock_for, play
from kiosk.replay_clock import ReplayClock
from models.types import Frame, TrackedFace
from tests.test_kiosk.door_rig import DoorRig
from tests.test_kiosk.fakes import ADA, EVE, face


class Film:
    """A source of black frames."""

    description = "film"

    def __init__(self, frames: int, *, is_live: bool = False, fails: bool = False) -> None:
        self.is_live = is_live
        self.left = frames
        self.fails = fails
        self.opened = 0
        self.closed = 0
        self._end = threading.Event()

    def open(self) -> None:
        if self.fails:
            raise KioskError("The film cannot be opened.", "Choose another.")
        self.opened += 1

    def read(self) -> Frame | None:
        if self.left == 0:
            if self.is_live:
                self._end.wait(1)  # a camera that has gone quiet; well below the time to join
                raise KioskError("The film is lost.", "Wait.")
            return None
        self.left -= 1
        return Frame(np.zeros((72, 128, 3), np.uint8), 500.0 - self.left / 32, 1000 - self.left)

    def close(self) -> None:
        self.closed += 1
        self._end.set()


def app_of(source: Film, rig: DoorRig) -> SimpleNamespace:
    return SimpleNamespace(source=source, clock=clock_for(source), entry=rig.flow)


def test_a_clip_is_played_to_its_end_and_closed() -> None:
    film, views = Film(10), list[EntryView]()
    app = app_of(film, DoorRig())
    assert play(app, views.append, stop=threading.Event()) == 10
    assert [view.frame.index for view in views if view.frame] == list(range(991, 1001))
    assert (film.opened, film.closed) == (1, 1)
    assert app.clock.monotonic() == 500.0


def test_at_most_so_many_frames() -> None:
    film = Film(10)
    assert play(app_of(film, DoorRig()), lambda view: None, stop=threading.Event(), frames=4) == 4
    assert film.left == 6
    assert film.closed == 1


def test_it_can_be_stopped_early() -> None:
    film, stop = Film(10), threading.Event()
    assert play(app_of(film, DoorRig()), lambda view: stop.set(), stop=stop) == 1
    assert film.closed == 1


def test_whoever_was_being_looked_at_at_the_end_is_decided() -> None:
    rig, views = DoorRig(), list[EntryView]()
    rig.gallery.put("Ada Lovelace", ADA)
    rig.script.faces, rig.script.says = (TrackedFace(1, face()),), {1: EVE}
    play(app_of(Film(5), rig), views.append, stop=threading.Event())
    assert views[-1].event is not None
    assert rig.outcomes == ["denied not recognised stranger"]


def test_a_clip_that_cannot_be_opened() -> None:
    with pytest.raises(KioskError, match="film"):
        play(app_of(Film(1, fails=True), DoorRig()), lambda view: None, stop=threading.Event())


def test_a_camera_is_read_on_a_thread_and_joined() -> None:
    film, stop, views = Film(3, is_live=True), threading.Event(), list[EntryView]()

    def on_view(view: EntryView) -> None:
        views.append(view)
        if view.frame is None or len(views) > 5:
            stop.set()

    before = threading.active_count()
    seen = play(app_of(film, DoorRig()), on_view, stop=stop)
    assert 1 <= seen <= 3  # the newest wins: some may have been left out
    assert threading.active_count() == before
    assert film.closed >= 1
    assert all(view.state is not EntryState.OUT_OF_SERVICE for view in views)


def test_a_camera_that_never_comes_ends_it_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kiosk.headless.NO_FRAME_AFTER_S", 0.01)
    film = Film(5, is_live=True, fails=True)
    with pytest.raises(KioskError) as caught:
        play(app_of(film, DoorRig()), lambda view: None, stop=threading.Event(), frames=5)
    assert "The film cannot be opened. Choose another." in caught.value.user_message()


def test_only_a_clip_needs_a_clock_of_its_own() -> None:
    assert isinstance(clock_for(Film(0)), ReplayClock)
    assert isinstance(clock_for(Film(0, is_live=True)), SystemClock)
