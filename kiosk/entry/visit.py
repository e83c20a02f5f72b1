"""One visit, from the first usable frame until its person was not seen for a moment: pure.

One visit is one row of the access log. The rules that make it so:

- The evidence is that of one track. Where the track breaks, or its face suddenly differs, the
  evidence starts afresh and the visit so far is kept aside as `earlier`.
- When the fresh evidence is enough for a look, it is first held against `earlier`. The same face
  continues that visit: what was decided stands, and looks already taken are not given back.
  Another patron who only looks like it does not, see `settle`.
- A visit is looked at twice at most. The first look leaves it open when nobody was recognised; the
  last one waits until the face was seen for a while, as frames taken within a blink say the same.
- A refused visitor who is still there when the gallery changes is held against it once more, with
  the very same evidence: only a template that is new can find anything new, so this is no third
  chance. Being let in by it is written as a second row.
- Who was granted entry too late, as the log could not be written in time, was failed by Janus: the
  visit ends after a moment, though its person still stands there, and a new one begins.
- Whoever is recognised is not let in yet: the visit is held until a living head is shown, and then
  looked at once more. That finds nobody who was not found before, so it is none of the two looks.
  Each time the evidence of a held visit starts afresh, more is demanded of it, see `proving`: else
  a picture could be taken away and shown again until it has luck.
- Whoever was looked at leaves a row: a visit that ends after the first look, still open, is written
  as what that look found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from db.records import NewAccessEvent, Outcome, Reason
from kiosk.entry.choose_face import Choice, Standing
from kiosk.entry.decision import FIRST_LOOK_FRAMES, LAST_LOOK_AFTER_S, LAST_LOOK_FRAMES, Match
from kiosk.entry.evidence import Evidence
from models.liveness import proof as liveness
from models.liveness.observer import Glimpse, Observer
from models.liveness.proof import Proof
from models.types import Embedding

if TYPE_CHECKING:
    from kiosk.entry.factoring import Asked


class Look(StrEnum):
    """Which of the two comparisons with the gallery."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class VisitRules:
    """What ends a visit, and what is one face.

    Attributes:
        gap_s: A visit's face not seen for longer ends it, seconds.
        agreement: Least similarity of two views of one face within a visit.
        again_s: When somebody granted too late is looked at afresh, seconds: that was our fault.
    """

    gap_s: float
    agreement: float
    again_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """One person's stay before the door, as far as it has come.

    Attributes:
        evidence: The usable frames of the present track.
        last_seen_s: When somebody who may be its person was last seen, seconds.
        looks_taken: How often the evidence was held against the gallery.
        row: What the last look found; None before the first. A held visit's says that nobody alive
            was shown, which is what is left if its person goes away.
        is_held: Whether its person was recognised, and only a living head is yet to be shown.
        times_held_afresh: How often its evidence started afresh while it was held.
        is_broken: Whether another face was seen on the track since: its next usable frame starts
            the evidence afresh.
        is_written: Whether `row` is in the access log; the visit then is decided.
        decided_s: When that was, seconds.
        revision: The gallery's revision at the last look.
        is_searched: Whether a newcomer on another track was searched for in vain; see `settle`.
        earlier: The visit before the evidence started afresh, until it is known whose it was.
        asked: What its person was asked to type, while that is waited for; `row` then is what is
            left of it if they go away.
    """

    evidence: Evidence
    last_seen_s: float
    looks_taken: int = 0
    row: NewAccessEvent | None = None
    is_held: bool = False
    times_held_afresh: int = 0
    is_broken: bool = False
    is_written: bool = False
    decided_s: float = 0.0
    revision: int = 0
    is_searched: bool = False
    earlier: Visit | None = None
    asked: Asked | None = None

    @property
    def unwritten(self) -> NewAccessEvent | None:
        """What a look found that is not in the log yet."""
        if self.earlier is not None and self.earlier.unwritten is not None:
            return self.earlier.unwritten
        return None if self.is_written else self.row


def is_over(visit: Visit, now_s: float, rules: VisitRules) -> bool:
    """Return whether its person has not been seen for longer than the gap, or may try again."""
    if now_s - visit.last_seen_s > rules.gap_s:
        return True
    too_late = visit.is_written and visit.row is not None and visit.row.reason is Reason.TOO_LATE
    return too_late and now_s - visit.decided_s >= rules.again_s


def is_kept_by(visit: Visit, choice: Choice) -> bool:
    """Return whether the chosen face shows that the visit goes on.

    Its own face does, wherever it stands. Another track may be the same person only where they
    could be looked at: somebody waiting far off or aside must not keep a visit open for hours.
    """
    chosen = choice.chosen
    return chosen is not None and (
        chosen.track_id == visit.evidence.track_id or choice.standing is Standing.IN_FRONT
    )


def waiting(visit: Visit, asked: Asked) -> Visit:
    """Return the visit of somebody recognised, of whom something more is asked."""
    return replace(visit, asked=asked, row=asked.shut, is_written=False)


def seen_on(visit: Visit, track_id: int, now_s: float) -> Visit:
    """Return a waiting visit whose very face was seen now, be it on another track."""
    evidence = replace(visit.evidence, track_id=track_id)
    return replace(visit, evidence=evidence, last_seen_s=now_s)


def seen(visit: Visit, now_s: float) -> Visit:
    """Return the visit with its face seen now, usable or not."""
    return replace(visit, last_seen_s=now_s)


def with_usable_frame(
    visit: Visit | None,
    track_id: int,
    embedding: Embedding,
    glimpse: Glimpse,
    *,
    unseen: Observer,
    began_s: float,
    rules: VisitRules,
) -> Visit:
    """Return the visit with one more usable frame; a new one where it is another track or face.

    Args:
        visit: The visit so far; None where there was none.
        track_id: The track of the face.
        embedding: The face in this frame.
        glimpse: The frame.
        unseen: Observes a new face; has seen nothing yet.
        began_s: When the frame was read, on the stopwatch: the start of a new evidence.
        rules: What is one face.
    """
    now_s = glimpse.frame.captured_s
    if visit is not None and track_id == visit.evidence.track_id:
        if not visit.is_broken and visit.evidence.agrees(embedding, rules.agreement):
            if visit.is_written:
                return seen(visit, now_s)
            evidence = visit.evidence.with_frame(embedding, glimpse)
            return replace(visit, evidence=evidence, last_seen_s=now_s)
        if not visit.looks_taken:  # most likely one poor view of the same person: they still wait
            began_s = visit.evidence.began_s
    fresh = Evidence(
        track_id=track_id,
        embeddings=(embedding,),
        first_s=now_s,
        began_s=began_s,
        proof=liveness.begin(glimpse, unseen),
    )
    return Visit(evidence=fresh, last_seen_s=now_s, earlier=_worth_keeping(visit))


def _worth_keeping(visit: Visit | None) -> Visit | None:
    """Return the latest visit that was looked at: only that one counts for whoever comes next."""
    if visit is None or visit.looks_taken:
        return visit
    return visit.earlier


def settle(
    visit: Visit, rules: VisitRules, recognise: Callable[[Evidence], Match | None]
) -> tuple[Visit, Visit | None]:
    """Find out, once there is evidence enough, whether this is whoever was here a moment ago.

    Agreement alone lets two people who look alike pass for one. So where the earlier visit is
    decided, the newcomer is searched for once: somebody else is there if they reach the threshold
    as another patron *and* are more like that patron than like whoever was here.

    This gives no stranger more looks. Whoever comes back is more like themselves a moment ago than
    like any patron, so they stay in their visit whatever the search finds. Nor can it be tried
    again and again: a search that recognises nobody is the visit's last.

    Args:
        visit: The visit.
        rules: What is one face.
        recognise: Returns the patron who reaches the threshold, if any.

    Returns:
        The visit, and the earlier one where it was somebody else's and is over.
    """
    earlier = visit.earlier
    if earlier is None or visit.evidence.frames < FIRST_LOOK_FRAMES:
        return visit, None
    likeness = earlier.evidence.similarity(visit.evidence.mean)
    if likeness < rules.agreement:
        return replace(visit, earlier=None), earlier
    is_searched = earlier.is_searched
    if earlier.row is not None and earlier.is_written and not is_searched:
        patron = recognise(visit.evidence)
        is_another = patron is not None and patron.person.id != earlier.row.person_id
        if patron and is_another and patron.similarity > likeness:
            return replace(visit, earlier=None), earlier
        is_searched = patron is None or is_another
    # What was asked of this person before counts; what was shown on another track does not.
    asked = earlier.evidence.proof.times_asked
    evidence = replace(
        visit.evidence,
        began_s=earlier.evidence.began_s,
        proof=replace(visit.evidence.proof, times_asked=asked),
    )
    last_seen_s = visit.last_seen_s
    return replace(
        earlier,
        evidence=evidence,
        last_seen_s=last_seen_s,
        times_held_afresh=earlier.times_held_afresh + earlier.is_held,
        is_broken=False,
        is_searched=is_searched,
    ), None


def due_look(visit: Visit, now_s: float) -> Look | None:
    """Return the look that the evidence is enough for and that was not taken yet."""
    if visit.is_written or visit.is_held or visit.earlier is not None:
        return None
    if visit.looks_taken == 0 and visit.evidence.frames >= FIRST_LOOK_FRAMES:
        return Look.FIRST
    has_lasted = now_s - visit.evidence.first_s >= LAST_LOOK_AFTER_S
    if visit.looks_taken == 1 and visit.evidence.frames >= LAST_LOOK_FRAMES and has_lasted:
        return Look.LAST
    return None


def is_final(row: NewAccessEvent, look: Look) -> bool:
    """Return whether a look decides the visit: only "not recognised" is looked at once more."""
    return look is Look.LAST or row.reason is not Reason.NOT_RECOGNISED


def may_have_changed(visit: Visit, revision: int) -> bool:
    """Return whether a refused visit must be held against a gallery that has changed since."""
    refused = visit.row is not None and visit.row.outcome is Outcome.DENIED
    return visit.is_written and refused and visit.revision != revision


def looked_at(visit: Visit, row: NewAccessEvent, revision: int) -> Visit:
    """Return the visit after one more look that found `row`."""
    return replace(visit, looks_taken=visit.looks_taken + 1, row=row, revision=revision)


def held(visit: Visit, row: NewAccessEvent, revision: int) -> Visit:
    """Return the visit of somebody recognised, of whom nothing living was shown yet.

    Args:
        visit: The visit.
        row: What is left of it if its person goes away: a denial.
        revision: The gallery's revision at the look.
    """
    return replace(looked_at(visit, row, revision), is_held=True)


def with_proof(visit: Visit, proof: Proof) -> Visit:
    """Return the visit with what is known of its living head now."""
    return replace(visit, evidence=replace(visit.evidence, proof=proof))


def is_answering(visit: Visit, track_id: int) -> bool:
    """Return whether the face on this track was asked to turn: its pose then is no fault."""
    is_asked = visit.is_held and visit.evidence.proof.asks is not None
    return is_asked and visit.evidence.track_id == track_id


def with_turned_frame(
    visit: Visit, embedding: Embedding, glimpse: Glimpse, rules: VisitRules
) -> Visit:
    """Return an answering visit with a frame of a turned head, which is no evidence of identity.

    A turned face is still most like itself (0.96 and above in the clips at 40 degrees and more):
    another face there ends the challenge, and all evidence starts afresh.
    """
    evidence, now_s = visit.evidence, glimpse.frame.captured_s
    if evidence.agrees(embedding, rules.agreement):
        proof = liveness.with_turned(evidence.proof, glimpse, track_id=evidence.track_id)
        return seen(with_proof(visit, proof), now_s)
    interrupted = with_proof(visit, liveness.interrupted(evidence.proof))
    return seen(replace(interrupted, is_broken=True), now_s)


def without_answer(visit: Visit, now_s: float) -> Visit:
    """Return an answering visit after a frame that is no answer: its time runs on all the same."""
    return with_proof(visit, liveness.without_answer(visit.evidence.proof, now_s))


def written(visit: Visit, row: NewAccessEvent, now_s: float) -> Visit:
    """Return the visit once its row is in the log.

    Args:
        visit: The visit, looked at.
        row: The last row written: not the one of the look where the door did not obey it.
        now_s: When that was done. Its person counts as seen until then.
    """
    return replace(
        visit,
        row=row,
        is_held=False,
        is_written=True,
        decided_s=now_s,
        last_seen_s=now_s,
        asked=None,
    )
