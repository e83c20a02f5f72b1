"""Recorded people through the whole real kiosk: model, database, log, simulated door.

A clip answers no challenge, and without the optional network everybody recognised is asked for one.
So what is held to recognition here runs with liveness switched off; the last test has it on.
"""

import math
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from db.records import AccessEvent, NewAccessEvent, Outcome, Reason
from kiosk.app import App, build, configured_source
from kiosk.config import Config, LivenessConfig, load_config, with_choices
from kiosk.entry.view import EntryState, EntryView
from kiosk.headless import clock_for, play
from models.types import RgbImage

pytestmark = pytest.mark.data


@pytest.fixture
def videos(data_dir: Path) -> Path:
    return data_dir / "video"


def kiosk_for(data_dir: Path, clip: Path, *, asks_for_life: bool = False) -> App:
    config = with_choices(load_config(data_dir), source=str(clip))
    config = config.model_copy(update={"liveness": LivenessConfig(required=asks_for_life)})
    source = configured_source(config, as_it_comes=False)
    return build(config, clock=clock_for(source), source=source)


def visit(
    data_dir: Path, clip: Path, *, frames: int | None = None, asks_for_life: bool = False
) -> list[EntryView]:
    """Play a clip at the door of a data folder; return what the screen showed."""
    app = kiosk_for(data_dir, clip, asks_for_life=asks_for_life)
    views: list[EntryView] = []
    try:
        play(app, views.append, stop=threading.Event(), frames=frames)
    finally:
        app.close()
    return views


def decisions(views: Sequence[EntryView]) -> list[AccessEvent]:
    return [view.event for view in views if view.event is not None]


def picture_in(clip: Path, index: int) -> RgbImage:
    config = with_choices(Config(data_dir=Path()), source=str(clip))
    source = configured_source(config, as_it_comes=False)
    source.open()
    try:
        for _ in range(index):
            source.read()
        frame = source.read()
    finally:
        source.close()
    assert frame is not None
    return frame.image


def enrol(data_dir: Path, clip: Path, name: str) -> None:
    app = kiosk_for(data_dir, clip)
    try:
        draft = app.enrolment.draft_from_image(picture_in(clip, 60), name)
        app.enrolment.commit(draft, by="ada", consent=app.enrolment.consent_text)
    finally:
        app.close()


def test_somebody_enrolled_from_a_frame_is_let_in_and_others_are_not(
    tmp_path: Path, videos: Path
) -> None:
    desk = videos / "webcam-desk.mp4"
    (stranger,) = decisions(visit(tmp_path, desk, frames=40))
    assert (stranger.outcome, stranger.reason) == (Outcome.DENIED, Reason.GALLERY_EMPTY)

    enrol(tmp_path, desk, "Ada Lovelace")
    views = visit(tmp_path, desk, frames=40)
    (granted,) = decisions(views)
    assert (granted.outcome, granted.person_name) == (Outcome.GRANTED, "Ada Lovelace")
    assert granted.best_similarity is not None
    assert granted.best_similarity >= granted.threshold
    assert granted.latency_ms > 0
    assert next(view for view in views if view.event).door_unlocked

    for clip in ("head-turn-a.mp4", "head-turn-b.mp4", "facing-book.mkv"):
        (other,) = decisions(visit(tmp_path, videos / clip, frames=60))
        assert (other.outcome, other.person_name) == (Outcome.DENIED, None), clip
        assert other.reason is Reason.NOT_RECOGNISED


def test_people_walking_up_are_asked_to_come_closer_and_one_at_a_time(
    tmp_path: Path, videos: Path
) -> None:
    states = {view.state for view in visit(tmp_path, videos / "three-people-walk-up.mp4")}
    assert {EntryState.COME_CLOSER, EntryState.ONE_AT_A_TIME} <= states
    assert EntryState.OUT_OF_SERVICE not in states
    assert EntryState.WELCOME not in states


def test_somebody_enrolled_by_another_program_enters_while_the_door_runs(
    tmp_path: Path, videos: Path
) -> None:
    desk = videos / "webcam-desk.mp4"
    app = kiosk_for(tmp_path, desk)
    events: list[AccessEvent] = []

    def on_view(view: EntryView) -> None:
        if view.event:
            events.append(view.event)
        if view.frame and view.frame.index == 10:
            enrol(tmp_path, desk, "Ada Lovelace")  # through a database connection of its own

    try:
        play(app, on_view, stop=threading.Event(), frames=13)
    finally:
        app.close()
    assert [event.reason for event in events] == [Reason.GALLERY_EMPTY, Reason.MATCHED]


def test_a_log_on_a_full_disk_keeps_the_door_shut(
    tmp_path: Path, videos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.access_log import AccessLog
    from db.errors import StoreError

    def full(self: AccessLog, new: NewAccessEvent, *, at_revision: int | None) -> AccessEvent:
        raise StoreError("The disk is full.", "Make room.")

    desk = videos / "webcam-desk.mp4"
    enrol(tmp_path, desk, "Ada Lovelace")
    monkeypatch.setattr(AccessLog, "append", full)
    views = visit(tmp_path, desk, frames=20)
    assert decisions(views) == []
    assert not any(view.door_unlocked for view in views)
    assert EntryState.OUT_OF_SERVICE in {view.state for view in views}


def test_a_living_person_in_a_clip_is_asked_for_a_turn_and_not_called_a_picture(
    tmp_path: Path, videos: Path
) -> None:
    desk = videos / "webcam-desk.mp4"
    enrol(tmp_path, desk, "Ada Lovelace")
    views = visit(tmp_path, desk, asks_for_life=True)
    asked = [view for view in views if view.state is EntryState.CHALLENGE]
    (row, *_) = decisions(views)
    assert row.person_name == "Ada Lovelace"
    assert row.liveness is not None
    if row.outcome is Outcome.GRANTED:  # by being watched alone, or by a turn that came by chance
        assert row.liveness.log_ratio >= math.log(row.liveness.one_in)
    else:
        assert asked
        assert row.liveness.challenge is not None
        assert not row.reason.is_attack
