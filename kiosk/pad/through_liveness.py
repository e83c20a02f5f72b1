"""Plays a presentation through the liveness part alone, behind the door's tracking and quality.

Who it is does not count here: every presentation is judged as if its face were enrolled, from the
moment in which that face is there. Whether a face is exchanged unnoticed, only the whole door can
tell. What counts as a usable frame, when a movement is asked for and what refuses are the door's
own rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Protocol

from kiosk.entry.choose_face import Standing as Place
from kiosk.entry.choose_face import choose_face
from kiosk.entry.proving import demanded
from kiosk.pad.playable import Playable, Played, manner_of, rested_s
from kiosk.pad.strip import StripKeeper
from models.liveness import proof as liveness
from models.liveness.challenge import TURNS, description, draw
from models.liveness.observer import Glimpse, Observer
from models.liveness.presented import Presented, Response
from models.liveness.proof import Proof, ProofRules, Standing, Weighed, deadline_s
from models.liveness.step import Step
from models.liveness.verdict import verdict
from models.quality import Measure, Quality
from models.types import DetectedFace, Frame, RgbImage, TrackedFace

NO_FACE = "no usable face"
NO_ANSWER = "asked for a movement, which a recording cannot make"
TOO_SHORT = "ended before it was decided"
NOT_SHOWN = liveness.Refusal.NOT_SHOWN.value


class Tracker(Protocol):
    """What is needed of the tracker."""

    def update(self, frame: Frame) -> tuple[TrackedFace, ...]:
        """Return the faces of a frame, each with its track."""
        ...

    def reset(self) -> None:
        """Forget all tracks."""
        ...


@dataclass(frozen=True, slots=True)
class LivenessPart:
    """The parts of the door that a presentation passes.

    Attributes:
        tracker: Follows faces over frames.
        assess: Measures the quality of a face in a picture.
        near_share: How large a near face is, see `choose_face`.
        rules: What is needed to be taken for a living head.
        unseen: Observes each new face; has seen nothing yet.
        weigh: Tells how a proof stands.
    """

    tracker: Tracker
    assess: Callable[[RgbImage, DetectedFace], tuple[Measure, ...]]
    near_share: float
    rules: ProofRules
    unseen: Observer
    weigh: Callable[[Proof, ProofRules], Weighed] = field(default=liveness.weigh)

    def play(self, shown: Playable, *, seed: int, watch_on: bool) -> Played:
        """Play one presentation from its beginning.

        Args:
            shown: The presentation.
            seed: Draws what is asked.
            watch_on: Watch the passive evidence up to the deadline even where the response has
                come: for the curve over other thresholds.

        Raises:
            KioskError: It cannot be played.
        """
        self.tracker.reset()
        sitting = Sitting(self, shown, Random(seed))  # noqa: S311 - the same asks each time
        kept = StripKeeper()
        for frame in shown.empty_frames():
            sitting.see_empty(frame)
        for frame in shown.frames(sitting.asked):
            kept.see(frame)
            sitting.see(frame)
            if sitting.is_over(frame.captured_s, watch_on=watch_on):
                break
        presented = sitting.presented()
        return Played(presented, kept.strip() if presented.is_error else ())

    def poor_in(self, frame: Frame, chosen: TrackedFace) -> tuple[Quality, ...]:
        """Return in what a face is too poor for recognition, and so for liveness."""
        measures = self.assess(frame.image, chosen.face)
        return tuple(measure.name for measure in measures if not measure.ok)


class Sitting:
    """One presentation, as far as it has come.

    Args:
        part: The parts of the door.
        shown: The presentation.
        random: Draws what is asked.
    """

    def __init__(self, part: LivenessPart, shown: Playable, random: Random) -> None:
        self._part, self._shown, self._random = part, shown, random
        self._unseen = part.unseen
        self._proof: Proof | None = None
        self._track_id = 0
        self._began_s = 0.0
        self._frames = self._times_afresh = 0
        self._peak: float | None = None
        self._challenge = ""
        self._found: Presented | None = None

    def asked(self, at_s: float) -> tuple[Step | None, float]:
        """Return what is asked at present, and since when."""
        run = self._proof.challenge if self._proof else None
        return (None, 0.0) if run is None or run.asks is None else (run.asks, run.asked_s)

    def see_empty(self, frame: Frame) -> None:
        """Look at one frame of the doorway before it begins."""
        self._unseen = self._unseen.with_doorway(frame, is_empty=True)

    def see(self, frame: Frame) -> None:
        """Look at one frame."""
        part = self._part
        tracked = part.tracker.update(frame)
        self._unseen = self._unseen.with_doorway(frame, is_empty=not tracked)
        choice = choose_face(
            tracked,
            width_px=frame.width_px,
            height_px=frame.height_px,
            near_share=part.near_share,
        )
        chosen = choice.chosen
        if chosen is None or choice.standing is not Place.IN_FRONT:
            return
        if frame.captured_s < self._shown.counts_from_s:
            return
        poor = part.poor_in(frame, chosen)
        if self._found is not None:
            if not poor and self._proof is not None and chosen.track_id == self._track_id:
                self._watch_on(self._proof, Glimpse(frame, chosen.face))
            return
        proof = self._with_face(frame, chosen, poor)
        if proof is not None:
            self._proof = proof
            self._weigh(proof)

    def is_over(self, now_s: float, *, watch_on: bool) -> bool:
        """Return whether nothing more is to be learnt."""
        if self._found is None or self._proof is None:
            return self._found is not None
        return not watch_on or now_s >= deadline_s(self._proof, self._part.rules)

    def presented(self) -> Presented:
        """Return what came of it, once its last frame was seen."""
        if self._found is not None:
            return replace(self._found, peak_log_ratio=self._peak)
        if self._proof is None:
            return self._record(Response.NONE, NO_FACE, None)
        weighed = self._part.weigh(self._proof, self._rules)
        if not self._shown.can_answer:
            was_asked = weighed.standing is Standing.TO_BE_ASKED
            return self._record(Response.NONE, NO_ANSWER if was_asked else TOO_SHORT, weighed)
        # As at the door: whoever leaves before a living head was shown is refused.
        return self._record(Response.REJECTED, NOT_SHOWN, weighed)

    @property
    def _rules(self) -> ProofRules:
        """What is needed, more after each fresh start: of the first face on, one is held."""
        return demanded(self._part.rules, times_afresh=self._times_afresh)

    def _with_face(
        self, frame: Frame, chosen: TrackedFace, poor: tuple[Quality, ...]
    ) -> Proof | None:
        """Return the proof with one more frame; None where it adds nothing."""
        proof, glimpse = self._proof, Glimpse(frame, chosen.face)
        at_s = frame.captured_s
        if proof is not None and chosen.track_id == self._track_id:
            if not poor:
                self._frames += 1
                return liveness.with_glimpse(proof, glimpse, track_id=self._track_id)
            if proof.challenge is None:
                return None
            # As at the door: a turned head answers, one that is blurred meanwhile is waited for.
            if poor == (Quality.POSE,):
                return liveness.with_turned(proof, glimpse, track_id=self._track_id)
            return liveness.without_answer(proof, at_s)
        if poor:
            return None
        # Another face, or the same one lost for a moment: nothing shown before counts.
        if proof is None:
            self._began_s = at_s
        else:
            self._times_afresh += 1
        self._track_id, self._frames, self._peak = chosen.track_id, 1, None
        times_asked = proof.times_asked if proof else 0
        return liveness.begin(glimpse, self._unseen, times_asked=times_asked)

    def _weigh(self, proof: Proof) -> None:
        """Let the rules say what follows."""
        rules = self._rules
        weighed = self._part.weigh(proof, rules)
        self._note_peak(proof)
        match weighed.standing:
            case Standing.SHOWN:
                self._found = self._record(Response.ACCEPTED, "", weighed)
            case Standing.REFUSED:
                reason = weighed.refusal.value if weighed.refusal else ""
                self._found = self._record(Response.REJECTED, reason, weighed)
            case Standing.TO_BE_ASKED if self._shown.can_answer:
                steps: Sequence[Step] = draw(self._random, among=TURNS)
                self._proof = liveness.asked(proof, steps, track_id=self._track_id, rules=rules)
            case Standing.TO_BE_ASKED:
                self._found = self._record(Response.NONE, NO_ANSWER, weighed)
            case _:
                pass

    def _watch_on(self, proof: Proof, glimpse: Glimpse) -> None:
        self._proof = liveness.with_glimpse(proof, glimpse, track_id=self._track_id)
        self._note_peak(self._proof)

    def _note_peak(self, proof: Proof) -> None:
        """Keep the highest log ratio of the passive evidence up to the deadline."""
        if proof.now_s > deadline_s(proof, self._part.rules):
            return
        seen = verdict(proof.observer.evidence, one_in=self._part.rules.one_in).log_ratio
        self._peak = seen if self._peak is None else max(self._peak, seen)

    def _record(self, response: Response, reason: str, weighed: Weighed | None) -> Presented:
        proof = self._proof
        run = proof.challenge if proof else None
        decided = proof is not None and response is not Response.NONE
        return Presented(
            name=self._shown.name,
            species=self._shown.species,
            is_bona_fide=self._shown.is_bona_fide,
            response=response,
            reason=reason,
            log_ratio=weighed.verdict.log_ratio if weighed else None,
            peak_log_ratio=self._peak,
            cues=proof.evidence if proof else {},
            decided_s=proof.now_s - self._began_s if proof is not None and decided else None,
            rested_s=rested_s(self._shown, proof.now_s) if proof is not None and decided else None,
            manner=manner_of(self._shown),
            frames=self._frames,
            challenge=description(run) if run else "",
        )
