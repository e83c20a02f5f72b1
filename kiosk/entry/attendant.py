"""Attends to whoever is before the door: from a frame to what happened in it.

Holds the one visit under way. The rules it applies are pure and stand in `choose_face`, `visit`,
`evidence` and `decision`, and for the proof of a living head in `models.liveness.proof`; the way to
the lock is `Doorkeeper`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from db.errors import GalleryChangedError, RulesChangedError, StoreError
from db.records import NewAccessEvent, Outcome, Reason
from kiosk.entry import proving, sentences, visit
from kiosk.entry.attended import Attended
from kiosk.entry.choose_face import Choice, Standing, choose_face
from kiosk.entry.doorkeeper import Carried, Doorkeeper
from kiosk.entry.factoring import Asked, Factoring
from kiosk.entry.gallery_watch import GalleryWatch, Known
from kiosk.entry.house_rules import HouseRules
from kiosk.entry.judge import Judge
from kiosk.entry.other_ways import OtherWays
from kiosk.entry.sentences import Words
from kiosk.entry.stopwatch import Stopwatch
from kiosk.entry.view import FaceMark, FramedFace
from kiosk.entry.visit import Look, Visit, VisitRules
from models.liveness import proof as liveness
from models.liveness.observer import Glimpse, Observer
from models.liveness.proof import ProofRules
from models.liveness.proof import Standing as Proven
from models.liveness.step import Step
from models.quality import Measure, Quality
from models.turns import turn_of
from models.types import DetectedFace, Embedding, Frame, RgbImage, TrackedFace

RECHECK_EVERY = 5  # frames; whether it is still the same person, once a visit is decided


class Tracker(Protocol):
    """What the attendant needs of the tracker."""

    def update(self, frame: Frame) -> tuple[TrackedFace, ...]:
        """Return the faces of a frame, each with its track."""
        ...

    def reset(self) -> None:
        """Forget all tracks."""
        ...


class Embedder(Protocol):
    """What the attendant needs of the face pipeline."""

    def embed(
        self, image: RgbImage, faces: Sequence[DetectedFace], *, turn_deg: float = 0.0
    ) -> tuple[Embedding, ...]:
        """Embed faces of a picture, turned a little."""
        ...


class Attendant:
    """See the module.

    Args:
        tracker: Follows faces over frames.
        embedder: Embeds the chosen face.
        assess: Measures the quality of a face in a picture.
        watch: Knows the gallery.
        keeper: Writes decisions down and carries them out.
        judge: Holds evidence against the gallery.
        house: Asks the rules of the house about each grant.
        factoring: Asks for what the door wants beside a face.
        other_ways: Lets people in without one.
        stopwatch: Measures how long a visitor waits.
        rules: What a visit is.
        proof: What is needed of a living head; None where the operator has switched that off.
        unseen: Observes each new face; has seen nothing yet. The doorway without faces it learns.
        draw_steps: Draws what one visitor is asked to do; nobody may foresee it.
        near_share: How large a near face is, see `choose_face`.
        reception: Whom to ask, for the words.
    """

    def __init__(
        self,
        *,
        tracker: Tracker,
        embedder: Embedder,
        assess: Callable[[RgbImage, DetectedFace], tuple[Measure, ...]],
        watch: GalleryWatch,
        keeper: Doorkeeper,
        judge: Judge,
        house: HouseRules,
        factoring: Factoring,
        other_ways: OtherWays,
        stopwatch: Stopwatch,
        rules: VisitRules,
        proof: ProofRules | None,
        unseen: Observer,
        draw_steps: Callable[[], Sequence[Step]],
        near_share: float,
        reception: str,
    ) -> None:
        self._tracker = tracker
        self._embedder = embedder
        self._assess = assess
        self._watch = watch
        self._keeper = keeper
        self._judge = judge
        self._house = house
        self._factoring = factoring
        self._other_ways = other_ways
        self._stopwatch = stopwatch
        self._rules = rules
        self._proof = proof
        self._unseen = unseen
        self._draw_steps = draw_steps
        self._near_share = near_share
        self._reception = reception
        self._visit: Visit | None = None

    def attend(self, frame: Frame) -> Attended:
        """Look at one frame, and do what follows from it.

        Raises:
            StoreError: The gallery cannot be read or the log not written; the door stays shut.
            ModelError: The model cannot embed.
        """
        known = self._watch.current()
        asked = self._visit and self._visit.asked
        if asked is None and self._other_ways.is_called(frame):
            if left := self.leave():
                return Attended(sentences.CHECKING, carried=left)
            return self._other_ways.attend(frame, known)
        tracked = self._tracker.update(frame)
        self._unseen = self._unseen.with_doorway(frame, is_empty=not tracked)
        choice = choose_face(
            tracked,
            width_px=frame.width_px,
            height_px=frame.height_px,
            near_share=self._near_share,
        )
        attended = self._attend_to(frame, choice, known)
        words = self._other_ways.invite(attended.words)
        return replace(attended, words=words, faces=_framed(tracked, choice.chosen))

    def leave(self) -> Carried | None:
        """End the visit under way, e.g. because the camera is away; return the row it left.

        Raises:
            StoreError: The row cannot be written.
        """
        ended, self._visit = self._visit, None
        return self._keeper.write_down(ended.unwritten) if ended and ended.unwritten else None

    def start_afresh(self) -> Carried | None:
        """End the visit and forget all tracks, after something failed; see `leave`."""
        self._tracker.reset()
        return self.leave()

    def _attend_to(self, frame: Frame, choice: Choice, known: Known) -> Attended:
        now_s = frame.captured_s
        over = self._visit is not None and visit.is_over(self._visit, now_s, self._rules)
        if over and (left := self.leave()):
            return Attended(sentences.IDLE, carried=left)
        if self._visit and self._visit.asked:
            return self._wait_for_pin(frame, choice, known, self._visit, self._visit.asked)
        chosen = choice.chosen
        if chosen is None:
            return Attended(sentences.IDLE)
        if self._visit and visit.is_kept_by(self._visit, choice):
            self._visit = visit.seen(self._visit, now_s)
        if choice.standing is not Standing.IN_FRONT:
            return Attended(sentences.WHERE_TO_STAND[choice.standing])
        poors = [measure for measure in self._assess(frame.image, chosen.face) if not measure.ok]
        turned = [poor.name for poor in poors] == [Quality.POSE]
        if poors and self._visit and visit.is_answering(self._visit, chosen.track_id):
            if turned:
                return self._answer(frame, chosen, known, self._visit)
            # A head that turns is blurred or half in the shade for a moment: it is still asked.
            return self._prove(frame, chosen, known, visit.without_answer(self._visit, now_s))
        if poor := next(iter(poors), None):
            return Attended(self._standing_words(chosen) or sentences.unusable(poor))
        if not self._must_embed(chosen, frame, known):
            return Attended(self._standing_words(chosen) or sentences.CHECKING)
        return self._examine(frame, chosen, known)

    def _examine(self, frame: Frame, chosen: TrackedFace, known: Known) -> Attended:
        """Add a usable frame to the visit, and look at the gallery if that is due."""
        seen_before = self._visit.evidence.frames if self._visit else 0
        (embedding,) = self._embedder.embed(
            frame.image, [chosen.face], turn_deg=turn_of(seen_before)
        )
        present = visit.with_usable_frame(
            self._visit,
            chosen.track_id,
            embedding,
            Glimpse(frame, chosen.face),
            unseen=self._unseen,
            began_s=self._stopwatch.read_at(frame),
            rules=self._rules,
        )
        present, gone = visit.settle(
            present, self._rules, lambda evidence: known.recognise(evidence.embeddings)
        )
        self._visit = present
        if gone and gone.unwritten:  # the look at the newcomer waits for the next frame
            carried = self._keeper.write_down(gone.unwritten)
            return Attended(sentences.CHECKING, carried=carried, newcomer=True)
        if present.is_held:
            return replace(self._prove(frame, chosen, known, present), newcomer=gone is not None)
        look = visit.due_look(present, frame.captured_s)
        if look is not None or visit.may_have_changed(present, known.revision):
            attended = self._look(frame, chosen, known, present, look)
        else:
            attended = Attended(self._standing_words(chosen) or sentences.CHECKING)
        return replace(attended, newcomer=gone is not None)

    def _look(
        self, frame: Frame, chosen: TrackedFace, known: Known, present: Visit, look: Look | None
    ) -> Attended:
        """Hold the evidence against the gallery, and decide if that decides.

        Args:
            frame: The present frame.
            chosen: The face in it.
            known: The gallery.
            present: The visit, with evidence enough.
            look: Which look; None to hold what was refused against a gallery that has changed.
        """
        row = self._judge.look(present.evidence, known, frame, chosen)
        if rules := self._demanded(present):
            row = replace(row, liveness=proving.recorded(present.evidence.proof, rules))
        granted = row.outcome is Outcome.GRANTED
        if look is None and not (granted and self._is_shown(present)):
            self._visit = replace(present, revision=known.revision)
            return Attended(self._standing_words(chosen) or sentences.CHECKING)
        if granted and look is not None and self._proof is not None:
            shut = proving.denied(row, Reason.NOT_SHOWN_LIVE)
            return self._prove(frame, chosen, known, visit.held(present, shut, known.revision))
        looked_at = visit.looked_at(present, row, known.revision)
        if look is not None and not visit.is_final(row, look):
            self._visit = looked_at
            return Attended(sentences.CHECKING)
        return self._carry_out(frame, chosen, known, looked_at, row)

    def _demanded(self, present: Visit) -> ProofRules | None:
        """Return what is needed of a living head in this visit; None where nobody asks."""
        rules = self._proof
        return rules and proving.demanded(rules, times_afresh=present.times_held_afresh)

    def _is_shown(self, present: Visit) -> bool:
        """Return whether a living head was shown, or nobody asks."""
        rules = self._demanded(present)
        proof = present.evidence.proof
        return rules is None or liveness.weigh(proof, rules).standing is Proven.SHOWN

    def _answer(self, frame: Frame, chosen: TrackedFace, known: Known, present: Visit) -> Attended:
        """Take in a frame of a head that was asked to turn; it must be the same face still."""
        (embedding,) = self._embedder.embed(frame.image, [chosen.face])
        glimpse = Glimpse(frame, chosen.face)
        present = visit.with_turned_frame(present, embedding, glimpse, self._rules)
        if present.is_broken:
            self._visit = present
            return Attended(sentences.CHECKING)
        return self._prove(frame, chosen, known, present)

    def _prove(self, frame: Frame, chosen: TrackedFace, known: Known, present: Visit) -> Attended:
        """Decide about somebody recognised once it is known whether a living head is there."""
        self._visit = present
        rules, proof, row = self._demanded(present), present.evidence.proof, present.row
        if rules is None or row is None:
            raise ValueError("A visit is held only where a living head is asked for.")
        weighed = liveness.weigh(proof, rules)
        if weighed.standing is Proven.TO_BE_ASKED:
            track_id = present.evidence.track_id
            proof = liveness.asked(proof, self._draw_steps(), track_id=track_id, rules=rules)
            present = visit.with_proof(present, proof)
        record = proving.recorded(proof, rules)
        self._visit = present = replace(present, row=replace(row, liveness=record))
        match weighed.standing:
            case Proven.SHOWN:
                # Held against the gallery with all frames, as it is now.
                row = self._judge.look(present.evidence, known, frame, chosen)
            case Proven.REFUSED if weighed.refusal is not None:
                row = self._judge.look(present.evidence, known, frame, chosen)
                if row.outcome is Outcome.GRANTED:
                    row = proving.denied(row, proving.REASONS[weighed.refusal])
            case Proven.TO_BE_ASKED if proof.asks is None:
                return Attended(sentences.LOOK)
            case _:
                asks = proof.asks
                return Attended(sentences.asked(asks) if asks else sentences.CHECKING)
        looked_at = replace(present, revision=known.revision)
        row = replace(row, liveness=record)
        return self._carry_out(frame, chosen, known, looked_at, row)

    def _wait_for_pin(
        self, frame: Frame, choice: Choice, known: Known, present: Visit, asked: Asked
    ) -> Attended:
        """Hear the keys of somebody recognised, as long as it is they who are there."""
        theirs = self._still_theirs(frame, choice, present)
        if theirs is None:
            return Attended(sentences.CHECKING, carried=self.leave(), newcomer=True)
        asked = self._factoring.play(asked, frame.captured_s)
        self._visit = present = visit.waiting(theirs, asked)
        if not asked.round.is_over:
            return Attended(asked.words)
        # The house may have changed while they typed: held against the gallery as it is now.
        row = self._judge.look(present.evidence, known, asked.frame, asked.chosen)
        looked_at = replace(present, revision=known.revision)
        return self._carry_out(frame, asked.chosen, known, looked_at, row, asked)

    def _still_theirs(self, frame: Frame, choice: Choice, present: Visit) -> Visit | None:
        """Return a waiting visit after one more frame; None where another face is there."""
        chosen, now_s = choice.chosen, frame.captured_s
        if chosen is None or choice.standing is not Standing.IN_FRONT:
            return present  # whoever types may bend out of the picture, though not for long
        is_same_track = chosen.track_id == present.evidence.track_id
        is_usable = all(measure.ok for measure in self._assess(frame.image, chosen.face))
        if not is_usable or (is_same_track and frame.index % RECHECK_EVERY):
            return visit.seen(present, now_s) if is_same_track else present
        (embedding,) = self._embedder.embed(frame.image, [chosen.face])
        if not present.evidence.agrees(embedding, self._rules.agreement):
            return None
        return visit.seen_on(present, chosen.track_id, now_s)

    def _carry_out(
        self,
        frame: Frame,
        chosen: TrackedFace,
        known: Known,
        looked_at: Visit,
        row: NewAccessEvent,
        asked: Asked | None = None,
    ) -> Attended:
        """Write a decision down, and open the door if it still says so.

        A grant is held against the rules of the house, and then asked for what else the door
        wants; with `asked` that has come to its end.
        """
        now_s, people = frame.captured_s, known.index.size
        try:
            row = self._house.apply(row, known.revision)
            ask = self._factoring.ask
            wants = asked or ask(row, frame, chosen, people=people, now_s=now_s)
            if isinstance(wants, Asked) and not wants.round.is_over:
                self._visit = visit.waiting(looked_at, wants)
                return Attended(wants.words)
            settled = wants.settled(row)
            carried = self._keeper.carry_out(settled.row, known.revision)
        except (GalleryChangedError, RulesChangedError):
            return Attended(sentences.CHECKING)  # a grant for what is no more: the next frame looks
        except StoreError:
            if row.outcome is Outcome.GRANTED:
                self._visit = None  # the row of a held visit would call a living person a picture
            raise
        self._house.written(carried.event, known.revision)
        # Only now: a visit keeps no grant for later. While the log and the lock were waited for,
        # nobody looked, so nobody was seen to leave either.
        done_s = max(frame.captured_s, carried.done_s)
        self._visit = visit.written(looked_at, carried.row, done_s)
        words = settled.words or sentences.outcome(carried.row, self._reception)
        return Attended(words, carried=carried, decided=True)

    def _must_embed(self, chosen: TrackedFace, frame: Frame, known: Known) -> bool:
        """Return whether this frame can tell anything new; a decided visit rarely can."""
        present = self._visit
        return (
            present is None
            or not present.is_written
            or present.evidence.track_id != chosen.track_id
            or visit.may_have_changed(present, known.revision)
            or frame.index % RECHECK_EVERY == 0
        )

    def _standing_words(self, chosen: TrackedFace) -> Words | None:
        """Return what to say to somebody who stays after the decision; None to anybody else."""
        present = self._visit
        if present is None or present.row is None or not present.is_written:
            return None
        if present.evidence.track_id != chosen.track_id:
            return None
        return sentences.still_here(present.row, self._reception)


def _framed(faces: Sequence[TrackedFace], chosen: TrackedFace | None) -> tuple[FramedFace, ...]:
    """Return the faces to draw, the chosen one marked."""
    return tuple(
        FramedFace(face.face.box, FaceMark.CHOSEN if face is chosen else FaceMark.OTHER)
        for face in faces
    )
