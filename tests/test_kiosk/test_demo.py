"""The demonstration on a shortened scene: real models, database, log and screen."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.records import LogFilter, Outcome, Reason
from kiosk.app import build
from kiosk.camera.source import FrameSource
from kiosk.camera.webcam import WebcamSource
from kiosk.clock import SystemClock
from kiosk.config import load_config
from kiosk.demo.demonstration import Demo, fresh_folder
from kiosk.demo.plan import ChapterRecord, Playbill, expectation
from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from kiosk.headless import play
from kiosk.scene.pictures import PRINT
from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER
from kiosk.scene.pose import Pose
from kiosk.scene.script import DEFAULT_SCRIPT, Chapter, Keyframe, Label, Visitor
from kiosk.scene.source import SceneSource
from kiosk.ui.key_screens import KeyScreens
from models.calibration import Calibration
from models.liveness.step import Step
from models.pipeline import FacePipeline

NEAR, FAR = Pose(0.0, -0.03, 0.75), Pose(-0.2, 0.02, 2.9)


def stands(name: str, pose: Pose, until_s: float) -> Visitor:
    """Somebody who is there for a while, nearly still, and does what is asked."""
    keys = (Keyframe(0.1, pose), Keyframe(until_s, replace(pose, yaw_deg=3.0)))
    return Visitor(name, keys, stands_s=(0.1, until_s))


SHORT_SCRIPT = (
    Chapter(Label.NOBODY, 0.0, 0.3),
    Chapter(Label.TOO_FAR, 0.3, 2.0, (stands(GRACE_HOPPER, FAR, 1.6),)),
    Chapter(Label.FIRST_VISIT, 2.0, 7.7, (stands(GRACE_HOPPER, NEAR, 5.6),)),
    Chapter(Label.OTHER_VISIT, 7.7, 9.4, (stands(EILEEN_COLLINS, NEAR, 1.6),)),
    Chapter(
        Label.TWO_AT_ONCE,
        9.4,
        13.4,  # the outcome before it stays on the screen for a while
        (
            Visitor(
                EILEEN_COLLINS,
                (Keyframe(0.1, Pose(0.19, -0.03, 0.84)), Keyframe(3.9, Pose(0.2, -0.03, 0.84))),
            ),
            Visitor(
                GRACE_HOPPER,
                (Keyframe(0.1, Pose(-0.2, 0.0, 0.8)), Keyframe(3.9, Pose(-0.21, 0.0, 0.8))),
            ),
        ),
    ),
    Chapter(Label.NOBODY, 13.4, 15.6),
    Chapter(Label.RETURN_VISIT, 15.6, 21.3, (stands(EILEEN_COLLINS, NEAR, 5.6),)),
    Chapter(Label.NOBODY, 21.3, 23.5),
    Chapter(Label.PRINT, 23.5, 27.5, held=PRINT),
)


def test_every_visitor_of_the_scene_is_decided_on_as_expected(tmp_path: Path, qtbot: QtBot) -> None:
    told: list[str] = []
    demo = Demo(
        fresh_folder(tmp_path / "demo"),
        seed=0,
        as_it_comes=False,
        script=SHORT_SCRIPT,
        tell=told.append,
    )
    screens = KeyScreens(tmp_path / "screens")

    def on_view(view: EntryView) -> None:
        screens.show(view)
        demo.on_view(view)

    app = demo.build()
    try:
        assert play(app, on_view, stop=threading.Event()) == demo.source.frame_count
        screens.finish()
        rows = app.log.page(LogFilter())
    finally:
        app.close()
        screens.close()

    results = {r.chapter.label: (r.decisions, r.is_as_expected) for r in demo.playbill.records}
    assert results == {
        Label.NOBODY: ([], True),
        Label.TOO_FAR: ([], True),
        Label.FIRST_VISIT: (["GRANTED Grace Hopper"], True),
        Label.OTHER_VISIT: (["DENIED stranger"], True),
        Label.TWO_AT_ONCE: ([], True),
        Label.RETURN_VISIT: (["GRANTED Eileen Collins"], True),
        Label.PRINT: (["DENIED Grace Hopper"], True),
    }
    assert [(row.outcome, row.person_name) for row in reversed(rows)] == [
        (Outcome.GRANTED, GRACE_HOPPER),
        (Outcome.DENIED, None),
        (Outcome.GRANTED, EILEEN_COLLINS),
        (Outcome.DENIED, GRACE_HOPPER),
    ]
    assert demo.playbill.records[-1].reasons == [rows[0].reason]
    assert rows[0].reason in {Reason.FLAT_SURFACE, Reason.CHALLENGE_FAILED, Reason.NOT_SHOWN_LIVE}
    let_in = [row.liveness for row in rows if row.outcome is Outcome.GRANTED]
    assert all(shown is not None and "passed" in (shown.challenge or "") for shown in let_in)
    assert all(row.has_thumbnail and row.latency_ms > 0 for row in rows)
    assert told == [f"{who} is enrolled from one photo." for who in (GRACE_HOPPER, EILEEN_COLLINS)]
    names = " ".join(file.name for file in screens.files)
    for state in ("idle", "come-closer", "welcome", "refused", "one-at-a-time", "turn"):
        assert state in names
    assert all(file.read_bytes().startswith(b"\x89PNG") for file in screens.files)


def test_a_window_gets_a_password_that_is_told_once_and_starts_at_once(tmp_path: Path) -> None:
    told: list[str] = []
    demo = Demo(fresh_folder(tmp_path / "demo"), seed=0, as_it_comes=True, tell=told.append)
    app = demo.build()
    try:
        (line,) = [line for line in told if "password" in line]
        login = app.accounts.login.check("owner", line.split()[-1])
        assert login.session is not None
    finally:
        app.close()


def test_what_is_asked_repeats_with_the_scenes_seed_and_is_anybodys_guess_before_a_camera(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    real_recognition: tuple[FacePipeline, Calibration],
) -> None:
    monkeypatch.setattr("kiosk.recognition.build_recognition", lambda _: real_recognition)

    def asked(name: str, source: FrameSource) -> list[Sequence[Step]]:
        app = build(load_config(tmp_path / name), source=source)
        try:
            return [app.entry._attendant._draw_steps() for _ in range(40)]
        finally:
            app.close()

    for seed in (0, 3):
        first, again = (asked(f"{seed}{name}", SceneSource(seed)) for name in "ab")
        assert first == again
        assert len(set(first)) > 3
    # 40 draws of six: the same twice by chance once in 6 to the 40th times.
    webcam = WebcamSource(0, width_px=640, height_px=480, clock=SystemClock())
    assert asked("c", webcam) != asked("d", webcam)


def test_an_earlier_run_is_forgotten_and_nothing_else(tmp_path: Path) -> None:
    folder = fresh_folder(tmp_path / "demo")
    (folder / "janus.sqlite3").write_text("old")
    (folder / "janus.sqlite3-wal").write_text("old")
    (folder / "notes.txt").write_text("mine")
    fresh_folder(folder)
    assert {file.name for file in folder.iterdir()} == {"demo.txt", "notes.txt"}


@pytest.mark.parametrize("name", ["janus.sqlite3", "holiday.jpg"])
def test_a_real_kiosks_folder_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("precious")
    with pytest.raises(KioskError, match="other than a demonstration"):
        fresh_folder(tmp_path)
    assert (tmp_path / name).read_text() == "precious"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(KioskError, match="cannot be written"):
        fresh_folder(tmp_path / "file" / "demo")


def chapter(label: Label) -> Chapter:
    return next(chapter for chapter in DEFAULT_SCRIPT if chapter.label is label)


@pytest.mark.parametrize(
    ("label", "decisions", "states", "as_expected"),
    [
        (Label.FIRST_VISIT, ["GRANTED Grace Hopper"], [EntryState.WELCOME], True),
        (Label.FIRST_VISIT, [], [EntryState.IDLE], False),
        (Label.FIRST_VISIT, ["GRANTED Grace Hopper"] * 2, [EntryState.WELCOME], False),
        (Label.FIRST_VISIT, ["GRANTED Eileen Collins"], [EntryState.WELCOME], False),
        (Label.OTHER_VISIT, ["DENIED stranger"], [EntryState.REFUSED], True),
        (Label.OTHER_VISIT, ["DENIED Grace Hopper"], [EntryState.REFUSED], False),
        (Label.PRINT, ["DENIED Grace Hopper"], [EntryState.REFUSED], True),
        (Label.PRINT, ["GRANTED Grace Hopper"], [EntryState.WELCOME], False),
        (Label.PHONE, ["DENIED Grace Hopper", "GRANTED Grace Hopper"], [], False),
        (Label.TABLET, [], [EntryState.IDLE], False),
        (Label.TOO_FAR, [], [EntryState.COME_CLOSER], True),
        (Label.TOO_FAR, [], [EntryState.IDLE], False),
        (Label.NOBODY, [], [EntryState.IDLE, EntryState.OUT_OF_SERVICE], False),
        (Label.NOBODY, ["DENIED stranger"], [EntryState.REFUSED], False),
    ],
)
def test_what_counts_as_expected(
    label: Label, decisions: list[str], states: list[EntryState], *, as_expected: bool
) -> None:
    assert ChapterRecord(chapter(label), decisions, set(states)).is_as_expected is as_expected


def test_every_chapter_of_the_scene_has_an_expectation_in_words() -> None:
    assert all(expectation(chapter).sentence for chapter in DEFAULT_SCRIPT)
    assert not Playbill(DEFAULT_SCRIPT).is_as_expected  # before anything was played
