"""`janus evaluate-pad` from presentations to a page, figures and sentences."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner, Result

import kiosk.pad.workers
from db.records import AccessEvent, LivenessRecord, Outcome, Reason
from kiosk.cli.evaluate_pad import evaluate_pad
from kiosk.config import load_config
from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from kiosk.pad.cast import scene_people
from kiosk.pad.clip_window import windows_of
from kiosk.pad.playable import Asked, Coming, Playable, Played
from kiosk.pad.programme import programme
from kiosk.pad.through_door import NOT_LOOKED_AT, Performance
from kiosk.pad.workers import How, play_all
from kiosk.scene.presentation import Clip, Species
from models.liveness.likelihood import Cue, LogRatio
from models.liveness.presented import Response
from models.liveness.step import Step
from models.types import Frame, RgbImage
from tests.test_kiosk.test_pad_recorded import video

CLIP = Clip(Path("walk.mp4"), 64, 48, 10.0, 75, (32.0, 20.0), 8.0)


def run(*words: object, data_dir: Path) -> Result:
    app = typer.Typer()
    app.command()(evaluate_pad)
    arguments = [*words, "--workers", 1, "--data-dir", data_dir]
    return CliRunner().invoke(app, [str(word) for word in arguments])


def test_clips_are_cut_into_stretches_that_do_not_overlap() -> None:
    windows = windows_of({"walk": CLIP, "short": Clip(Path("s"), 64, 48, 10.0, 15, (0, 0), 1.0)})
    spans = [(one.start_frame, one.start_frame + one.frame_count) for one in windows]
    assert spans == [(0, 30), (30, 60)]  # the rest of 1.5 s is no visit
    assert windows[0].name == "walk.mp4, frames 0 to 29"


def test_a_programme_has_every_species_and_people_of_its_split_only() -> None:
    people = {f"person {k}": portrait for k, portrait in enumerate([*scene_people().values()] * 2)}
    drawn = programme(people, {"a": CLIP, "b": CLIP}, per_species=2, bona_fide=4, seed=3)
    counts = {
        species.value: sum(one.species == species.value for one in drawn.presentations)
        for species in Species
    }
    assert counts == {**dict.fromkeys((s.value for s in Species), 2), "bona fide": 4}
    assert (drawn.people, drawn.clips, drawn.left_out) == (2, 2, ())
    names = [one.name for one in drawn.presentations]
    assert len(set(names)) == len(names)
    shown = {name.split(", ")[1] for name in names if name.startswith(("p", "v", "bona"))}
    assert shown <= {"person 1", "person 3", "b"}  # a replayed clip shows its own person
    again = programme(people, {"a": CLIP, "b": CLIP}, per_species=2, bona_fide=4, seed=3)
    assert [one.name for one in again.presentations] == names


def test_two_people_are_too_few_for_what_shows_two_at_once() -> None:
    drawn = programme(scene_people(), {}, per_species=1, bona_fide=1, seed=0)
    assert drawn.left_out == (Species.CUT_OUT.value, Species.FACE_SWAP.value)
    with pytest.raises(KioskError, match="too few people"):
        programme({}, {}, per_species=1, bona_fide=1, seed=0)


@dataclass(frozen=True)
class Still:
    """A grey picture in which nobody is."""

    name: str
    species: str = "print"
    is_bona_fide: bool = False
    can_answer: bool = True
    counts_from_s: float = 0.0
    coming: Coming | None = None

    def empty_frames(self) -> Iterator[Frame]:
        return iter(())

    def frames(self, asked: Asked) -> Iterator[Frame]:
        for index in range(3):
            yield Frame(np.full((96, 128, 3), 90, np.uint8), index / 10.0, index)

    def photo(self) -> RgbImage | None:
        return None


def test_several_processes_give_back_the_same_in_the_same_order(tmp_path: Path) -> None:
    shown = [Still(f"print {k}") for k in range(5)]
    how = How(load_config(tmp_path).model_dump_json(), through_the_door=False, watch_on=True)
    alone = [one.presented for one in play_all(shown, how, workers=1)]
    together = [one.presented for one in play_all(shown, how, workers=2)]
    assert [one.name for one in alone] == [one.name for one in shown]
    assert together == alone


@pytest.mark.parametrize("through_the_door", [False, True])
def test_a_print_in_nobodys_hand_is_told_from_a_person(
    tmp_path: Path, *, through_the_door: bool
) -> None:
    drawn = programme(scene_people(), {}, per_species=1, bona_fide=0, seed=0)
    still = [one for one in drawn.presentations if one.species == Species.PRINT_STILL.value]
    how = How(load_config(tmp_path).model_dump_json(), through_the_door, watch_on=False)
    (played,) = play_all(still, how, workers=1)
    assert played.presented.response is Response.REJECTED
    assert played.presented.log_ratio is not None
    assert played.presented.log_ratio < 0.0


def view(at_s: float, state: EntryState, **other: object) -> EntryView:
    frame = Frame(np.zeros((4, 4, 3), np.uint8), at_s, round(at_s * 10))
    fields: dict[str, object] = {"sentence": "", "detail": "", "faces": (), **other}
    return EntryView(
        state=state,
        frame=frame,
        door_name="Door",
        door_unlocked=False,
        door_simulated=True,
        now=datetime(2026, 1, 2, tzinfo=UTC),
        **fields,  # type: ignore[arg-type]
    )


def row(reason: Reason, challenge: str | None = None) -> AccessEvent:
    granted = reason is Reason.MATCHED
    return AccessEvent(
        id=1,
        at=datetime(2026, 1, 2, tzinfo=UTC),
        door="Door",
        outcome=Outcome.GRANTED if granted else Outcome.DENIED,
        reason=reason,
        person_id=None,
        person_name=None,
        best_similarity=0.9,
        runner_up_similarity=None,
        threshold=0.8,
        calibration_id="c",
        model_id="m",
        frames_used=7,
        latency_ms=1.0,
        has_thumbnail=False,
        liveness=LivenessRecord(4.5, 100, {"relief": (1.0, 2.0, 3.0)}, challenge),
    )


def test_the_log_says_what_came_of_a_presentation_at_the_door() -> None:
    stage = Performance(Still("print 1"))
    stage.note(view(0.0, EntryState.IDLE))
    stage.note(view(0.5, EntryState.CHECKING))
    stage.note(view(1.5, EntryState.WELCOME, event=row(Reason.MATCHED)))
    presented = stage.presented()
    assert (presented.response, presented.is_error) == (Response.ACCEPTED, True)
    assert (presented.reason, presented.frames) == ("matched", 7)
    assert presented.decided_s == pytest.approx(1.0)
    assert presented.cues == {Cue.RELIEF: LogRatio(1.0, 2.0, 3.0)}
    stage.open()
    assert stage.read() is None  # all is said


def test_whoever_reads_the_screen_hears_what_is_asked_and_since_when() -> None:
    heard: list[tuple[Step | None, float]] = []

    class Listens(Still):
        def frames(self, asked: Asked) -> Iterator[Frame]:
            for frame in super().frames(asked):
                heard.append(asked(frame.captured_s))
                yield frame

    stage = Performance(Listens("print 1"))
    stage.open()
    for state, asks in ((EntryState.CHECKING, None), (EntryState.CHALLENGE, Step.UP)):
        frame = stage.read()
        assert frame is not None
        stage.note(view(frame.captured_s, state, asks=asks))
    stage.read()
    assert heard == [(None, 0.0), (None, 0.0), (Step.UP, 0.1)]


def test_the_row_about_somebody_before_is_not_the_one_that_counts() -> None:
    stage = Performance(Still("swap", counts_from_s=1.0))
    stage.open()
    stage.note(view(0.5, EntryState.REFUSED, event=row(Reason.NOT_RECOGNISED)))
    assert stage.read() is not None
    stage.note(view(2.0, EntryState.REFUSED, event=row(Reason.FLAT_SURFACE)))
    assert stage.read() is None
    assert stage.presented().reason == "flat surface"


def test_a_recording_that_was_asked_has_no_response_and_one_not_looked_at_neither() -> None:
    asked = Performance(Still("clip", can_answer=False, is_bona_fide=True))
    failed = row(Reason.CHALLENGE_FAILED, challenge="look up: failed at look up, too late")
    asked.note(view(3.0, EntryState.REFUSED, event=failed))
    assert asked.presented().response is Response.NONE
    assert asked.presented().challenge == failed.liveness.challenge  # type: ignore[union-attr]
    nobody = Performance(Still("nobody"))
    assert (nobody.presented().response, nobody.presented().reason) == (
        Response.NONE,
        NOT_LOOKED_AT,
    )


@pytest.mark.parametrize("is_looked_at", [True, False])
def test_how_somebody_came_is_known_whether_the_door_answered_or_not(
    is_looked_at: bool,
) -> None:
    stage = Performance(Still("ada", is_bona_fide=True, coming=Coming(1.0, "walks up")))
    if is_looked_at:
        stage.note(view(3.0, EntryState.REFUSED, event=row(Reason.FLAT_SURFACE)))
    presented = stage.presented()
    assert (presented.response is Response.NONE) is not is_looked_at
    assert presented.manner == "walks up"


def test_a_folder_of_recordings_becomes_a_page_and_figures(tmp_path: Path) -> None:
    for name in ("bona-fide/1.avi", "attacks/print held still/1.avi", "attacks/phone/1.avi"):
        video(tmp_path / "own" / name)
    (tmp_path / "own" / "bona-fide" / "notes.txt").write_text("no video")
    out = tmp_path / "out"
    result = run(tmp_path / "own", "--out", out, data_dir=tmp_path / "data")
    assert result.exit_code == 0, result.output
    assert "notes.txt" in result.output
    assert "no conformance with ISO/IEC 30107 is claimed" in " ".join(result.output.split())
    figures = json.loads((out / "figures.json").read_text())
    assert figures["is_simulated"] is False
    assert [one["species"] for one in figures["attacks"]] == ["phone", "print held still"]
    assert figures["bona_fide"]["no_response"]["count"] == 1  # grey pictures: nobody is there
    assert "no usable face" in (out / "report.html").read_text()


def test_wrong_words_are_said_before_anything_is_played(tmp_path: Path) -> None:
    out, data = tmp_path / "out", tmp_path / "data"
    empty = run(tmp_path, "--out", out, data_dir=data)
    assert (empty.exit_code, "holds no recordings" in empty.output) == (1, True)
    both = run(tmp_path, "--out", out, "--through-the-door", data_dir=data)
    assert both.exit_code == 2
    nowhere = run("--out", out, "--people", tmp_path / "nowhere", data_dir=data)
    assert (nowhere.exit_code, "There is no folder" in nowhere.output) == (1, True)
    assert not out.exists()


def test_simulated_attacks_are_called_simulated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def played(shown: Sequence[Playable], how: How, *, workers: int) -> Iterator[Played]:
        grey = np.full((60, 80, 3), 90, np.uint8)
        for one in shown:  # everybody is let in
            stage = Performance(one)
            stage.note(view(0.5, EntryState.WELCOME, event=row(Reason.MATCHED)))
            yield Played(stage.presented(), (grey,) * 4)

    monkeypatch.setattr(kiosk.pad.workers, "play_all", played)
    words = ("--out", tmp_path / "out", "--per-species", 2, "--bona-fide", 3, "--quick")
    result = run(*words, data_dir=tmp_path / "data")
    assert result.exit_code == 0, result.output
    assert "needs two people" in result.output
    figures = json.loads((tmp_path / "out" / "figures.json").read_text())
    assert figures["is_simulated"] is True
    attacks = len(Species) - 3  # but for the two that need two people, and the living
    assert figures["all_attacks_accepted"]["count"] == 2 * attacks
    assert figures["bona_fide"]["bpcer"]["of"] == 3
    assert "The attacks are simulated" in result.output
    assert (tmp_path / "out" / "accepted-attacks.png").is_file()
