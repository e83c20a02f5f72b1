"""Presentations through the liveness part: what is usable, what is asked, what counts."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from kiosk.pad import through_liveness
from kiosk.pad.playable import Asked, Coming, Played
from kiosk.pad.through_liveness import LivenessPart
from models.head_pose import FRONTAL
from models.liveness.observer import Observer
from models.liveness.presented import Response
from models.liveness.proof import Proof, ProofRules, Refusal, Standing, Weighed
from models.liveness.step import Step
from models.liveness.verdict import verdict
from models.quality import Measure, Quality
from models.types import Box, DetectedFace, Frame, RgbImage, TrackedFace
from tests.test_kiosk.fakes import measures

FPS = 10.0
RULES = ProofRules(passive_s=1.0)


@dataclass
class Shown:
    """Noise for some seconds, the same in each picture or another one; keeps what it was asked."""

    seconds: float = 3.0
    is_bona_fide: bool = False
    can_answer: bool = True
    counts_from_s: float = 0.0
    coming: Coming | None = None
    species: str = "print"
    name: str = "print 1"
    heard: list[tuple[float, Step | None, float]] = field(default_factory=list)
    empty: Sequence[Frame] = ()
    is_still: bool = False

    def empty_frames(self) -> Iterator[Frame]:
        return iter(self.empty)

    def frames(self, asked: Asked) -> Iterator[Frame]:
        random = np.random.default_rng(0)
        for index in range(round(self.seconds * FPS)):
            at_s = index / FPS
            self.heard.append((at_s, *asked(at_s)))
            random = np.random.default_rng(0) if self.is_still else random
            image = random.integers(60, 200, size=(120, 160, 3), dtype=np.uint8)
            yield Frame(image, at_s, index)

    def photo(self) -> RgbImage | None:
        return None


class Tracker:
    """One face in the middle; `track_of` says on which track it is in which frame."""

    def __init__(self, track_of: Callable[[Frame], int | None] = lambda _: 1) -> None:
        self.track_of = track_of
        self.resets = 0

    def update(self, frame: Frame) -> tuple[TrackedFace, ...]:
        track = self.track_of(frame)
        landmarks = (FRONTAL * 24.0 + (80.0, 50.0)).astype(np.float32)
        face = DetectedFace(Box(55, 20, 105, 90), landmarks, 0.99)
        return () if track is None else (TrackedFace(track, face),)

    def reset(self) -> None:
        self.resets += 1


def weighing(*standings: tuple[float, Standing, Refusal | None]) -> Callable[..., Weighed]:
    """Return a `weigh` that says each standing from so many seconds of proof on."""

    def weigh(proof: Proof, rules: ProofRules) -> Weighed:
        watched_s = proof.now_s - proof.first_s
        standing, refusal = Standing.WATCHED, None
        for from_s, one, why in standings:
            if watched_s >= from_s - 1e-6:
                standing, refusal = one, why
        return Weighed(standing, verdict(proof.evidence, one_in=rules.one_in), refusal)

    return weigh


def play(
    shown: Shown,
    weigh: Callable[[Proof, ProofRules], Weighed],
    *,
    tracker: Tracker | None = None,
    assess: Callable[[RgbImage, DetectedFace], Sequence[Measure]] = lambda *_: measures(),
    watch_on: bool = False,
) -> Played:
    part = LivenessPart(
        tracker=tracker or Tracker(),
        assess=lambda image, face: tuple(assess(image, face)),
        near_share=0.1,
        rules=RULES,
        unseen=Observer(),
        weigh=weigh,
    )
    return part.play(shown, seed=5, watch_on=watch_on)


def test_an_attack_taken_for_a_living_head_is_an_error_with_pictures() -> None:
    tracker, shown = Tracker(), Shown()
    played = play(shown, weighing((0.5, Standing.SHOWN, None)), tracker=tracker)
    presented = played.presented
    assert presented.response is Response.ACCEPTED
    assert presented.is_error
    assert presented.decided_s == pytest.approx(0.5)
    assert presented.frames == 6
    assert len(shown.heard) == 6  # no longer played than needed
    assert len(played.strip) == 4
    assert tracker.resets == 1


def test_the_response_is_timed_from_when_somebody_stood_still() -> None:
    shown = weighing((0.5, Standing.SHOWN, None))
    assert play(Shown(), shown).presented.rested_s is None
    soon, late = Coming(0.2, "walks up"), Coming(2.0, "strolls up")
    let_in = play(Shown(coming=soon), shown).presented
    assert (let_in.rested_s, let_in.manner) == (pytest.approx(0.3), "walks up")
    assert play(Shown(coming=late), shown).presented.rested_s == 0.0  # let in on the way
    assert play(Shown(coming=soon), weighing()).presented.rested_s == pytest.approx(2.7)
    silent = play(Shown(coming=soon, can_answer=False), weighing()).presented
    assert silent.rested_s is None


def test_a_refusal_gives_its_reason_and_no_pictures() -> None:
    played = play(Shown(), weighing((0.5, Standing.REFUSED, Refusal.FLAT)))
    assert (played.presented.response, played.presented.reason) == (
        Response.REJECTED,
        "flat surface",
    )
    assert played.strip == ()


def test_the_passive_evidence_is_watched_up_to_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ratios = itertools.chain([-1.0, 2.0, -3.0], itertools.repeat(0.5))
    monkeypatch.setattr(
        through_liveness,
        "verdict",
        lambda evidence, one_in: type("Fused", (), {"log_ratio": next(ratios)}),
    )
    shown = Shown()
    presented = play(
        shown, weighing((0.0, Standing.REFUSED, Refusal.FLAT)), watch_on=True
    ).presented
    assert presented.peak_log_ratio == 2.0  # after the response, and before the deadline
    assert presented.frames == 1  # what the response rests on
    assert shown.heard[-1][0] == pytest.approx(RULES.passive_s)


def test_whoever_can_answer_is_asked() -> None:
    shown = Shown(is_bona_fide=True, species="bona fide")
    undecided = weighing((0.6, Standing.TO_BE_ASKED, None), (0.7, Standing.ASKED, None))
    presented = play(shown, undecided).presented
    asked = [(step, since_s) for _, step, since_s in shown.heard if step is not None]
    assert asked
    assert asked[0][1] == pytest.approx(0.6)
    assert presented.challenge.startswith(asked[0][0].value)
    # Nobody moved, and the pictures ended: as at the door that is a refusal.
    assert (presented.response, presented.reason) == (Response.REJECTED, "not shown to be live")
    again = Shown(is_bona_fide=True, species="bona fide")
    play(again, undecided)
    assert again.heard == shown.heard


def test_a_recording_is_not_asked_and_not_held_to_be_wrong() -> None:
    shown = Shown(can_answer=False, is_bona_fide=True)
    presented = play(shown, weighing((0.6, Standing.TO_BE_ASKED, None))).presented
    assert presented.response is Response.NONE
    assert presented.reason == through_liveness.NO_ANSWER
    assert all(step is None for _, step, _ in shown.heard)
    short = play(Shown(seconds=0.5, can_answer=False), weighing()).presented
    assert (short.response, short.reason) == (Response.NONE, through_liveness.TOO_SHORT)


def test_a_face_that_is_not_usable_shows_nothing() -> None:
    nobody = play(Shown(), weighing(), tracker=Tracker(lambda _: None)).presented
    assert (nobody.response, nobody.reason) == (Response.NONE, "no usable face")
    assert nobody.decided_s is None
    blurred = play(Shown(), weighing(), assess=lambda *_: measures(Quality.BLUR)).presented
    assert blurred.response is Response.NONE


def test_another_track_begins_afresh_and_the_wait_goes_on() -> None:
    tracker = Tracker(lambda frame: 1 if frame.index < 8 else 2)
    presented = play(Shown(), weighing((1.0, Standing.SHOWN, None)), tracker=tracker).presented
    assert presented.frames == 11
    assert presented.decided_s == pytest.approx(1.8)


def test_a_face_before_the_one_that_counts_is_not_looked_at() -> None:
    presented = play(Shown(counts_from_s=1.0), weighing((0.5, Standing.SHOWN, None))).presented
    assert presented.frames == 6
    assert presented.decided_s == pytest.approx(0.5)


def test_a_recording_that_begins_with_its_empty_doorway_makes_it_known() -> None:
    """As `janus record` makes them: the doorway first, and then whoever comes."""
    undecided = weighing()
    known: list[bool] = []

    def weigh(proof: Proof, rules: ProofRules) -> Weighed:
        known.append(proof.observer.backdrop.backdrop.known(proof.now_s) is not None)
        return undecided(proof, rules)

    comes = Tracker(lambda frame: 1 if frame.index >= 20 else None)
    play(Shown(is_still=True), weigh, tracker=comes)
    assert set(known) == {True}
    known.clear()
    play(Shown(is_still=True), weigh)
    assert set(known) == {False}


def test_the_cues_are_those_of_the_door() -> None:
    presented = play(Shown(), weighing((0.5, Standing.SHOWN, None))).presented
    assert set(presented.cues) == set(Observer().evidence)
