"""A decision computed again from what was kept of it: pure.

Each input is looked for as it was: the evidence of the look, the templates of its model, the
calibration. What is gone, because it was pruned, erased or made anew, is named, and the figure that
stands in the visit's row taken in its place; so it is told apart what was computed again and what
was only read.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from db.records import AccessEvent, LivenessRecord, Outcome, Person, PersonStatus, Reason
from kiosk.entry.decision import Match, decide
from kiosk.entry.proving import REASONS
from kiosk.log_evidence import LookEvidence
from kiosk.rules.kept import read
from kiosk.rules.ruling import ruling
from models.calibration import Calibration
from models.liveness.likelihood import Cue, LogRatio
from models.liveness.verdict import Verdict, verdict

TOLERANCE = 1e-4
"""Two similarities nearer than this are the same: other processors round in another way."""

_LIVENESS_TOLERANCE = 0.02  # cues are kept to three decimals
_OF_A_LOOK = frozenset(
    {
        Reason.MATCHED,
        Reason.NOT_RECOGNISED,
        Reason.GALLERY_EMPTY,
        Reason.REVOKED,
        Reason.NOT_YET_VALID,
        Reason.EXPIRED,
    }
)
_AT_THE_LOCK = frozenset({Reason.TOO_LATE, Reason.DOOR_FAULT})  # what let somebody in held no more
_RIGHTS = _OF_A_LOOK - {Reason.NOT_RECOGNISED, Reason.GALLERY_EMPTY}


class Came(StrEnum):
    """How an input or a result compares with what was recorded."""

    SAME = "same"
    OTHERWISE = "otherwise"
    GONE = "gone"
    TOLD = "as recorded"


@dataclass(frozen=True, slots=True)
class Step:
    """One input or result.

    Attributes:
        what: Its name.
        came: How it compares.
        words: What was recorded, and what is so now.
    """

    what: str
    came: Came
    words: str


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of it.

    Attributes:
        steps: Each input and result, in the order in which they are used.
        came: Whether the decision comes out the same; GONE where nothing of it could be computed.
        words: The same as a sentence.
    """

    steps: tuple[Step, ...]
    came: Came
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class GalleryNow:
    """The gallery as it is now.

    Attributes:
        revision: Its revision.
        templates: Those of the visit's model, by person.
    """

    revision: int
    templates: Mapping[UUID, NDArray[np.float32]]


def replay(
    event: AccessEvent,
    evidence: LookEvidence | None,
    gallery: GalleryNow,
    calibration: Calibration | None,
    rules_revision: int,
) -> Replay:
    """Compute a decision again.

    Args:
        event: The visit.
        evidence: What its look rested on; None where it is gone.
        gallery: The gallery now.
        calibration: Of the visit's model, in use now; None where there is none.
        rules_revision: Of the rules of the house now.
    """
    steps: list[Step] = []
    if event.frames_used == 0:
        words = f"No face was looked at: {event.outcome} by {event.factors or 'nothing'}."
        return Replay((), Came.TOLD, words)
    found = _search(event, evidence, gallery, steps)
    threshold = _threshold(event, evidence, calibration, steps)
    reason = _look_again(event, evidence, found, threshold, steps)
    is_as_live = _liveness(event, steps)
    is_as_ruled = _ruled_again(event, evidence, rules_revision, steps)
    if event.factors:
        steps.append(Step("given", Came.TOLD, event.factors))
    return _result(event, reason, steps, is_as_live=is_as_live, is_as_ruled=is_as_ruled)


def _search(
    event: AccessEvent, evidence: LookEvidence | None, gallery: GalleryNow, steps: list[Step]
) -> tuple[float | None, float | None]:
    """Return the similarities to go on with: computed again, or those of the row."""
    recorded = event.best_similarity, event.runner_up_similarity
    if evidence is None:
        steps.append(Step("evidence", Came.GONE, "pruned or erased, or older than its keeping"))
        return recorded
    steps.append(Step("evidence", Came.SAME, f"{evidence.probe.vector.size} numbers of the probe"))
    same = evidence.revision == gallery.revision
    words = f"revision {evidence.revision} with {evidence.gallery_size:,} people"
    now = "" if same else f", now revision {gallery.revision} with {len(gallery.templates):,}"
    steps.append(Step("gallery", Came.SAME if same else Came.OTHERWISE, words + now))
    now_best, now_second = _again(event, evidence, gallery, is_same_gallery=same)
    return (
        _compared_similarity("best", recorded[0], now_best, steps, is_same_gallery=same),
        _compared_similarity("second", recorded[1], now_second, steps, is_same_gallery=same),
    )


def _again(
    event: AccessEvent, evidence: LookEvidence, gallery: GalleryNow, *, is_same_gallery: bool
) -> tuple[float | None, float | None]:
    """Return both similarities, computed again; None where there is nothing to compute from.

    In a gallery that has changed since, the two people are found by what they came to then: whoever
    was enrolled later does not count, and who comes to just that figure is the one.
    """
    found = _similarities(evidence, gallery)
    if is_same_gallery:
        ranked = (*sorted(found.values(), reverse=True), None, None)
        return ranked[0], ranked[1]
    own = found.pop(event.person_id, None) if event.person_id is not None else None
    if event.person_id is None:
        own = _nearest(found.values(), event.best_similarity)
    return own, _nearest(found.values(), event.runner_up_similarity)


def _similarities(evidence: LookEvidence, gallery: GalleryNow) -> dict[UUID, float]:
    people = tuple(gallery.templates)
    if not people or gallery.templates[people[0]].shape != evidence.probe.vector.shape:
        return {}
    found = np.stack([gallery.templates[person] for person in people]) @ evidence.probe.vector
    cosines = np.clip(found.astype(np.float64), -1.0, 1.0) * evidence.concentration
    return dict(zip(people, cosines.tolist(), strict=True))


def _nearest(similarities: Iterable[float], wanted: float | None) -> float | None:
    if wanted is None:
        return None
    return min(similarities, key=lambda one: abs(one - wanted), default=None)


def _compared_similarity(
    which: str,
    then: float | None,
    now: float | None,
    steps: list[Step],
    *,
    is_same_gallery: bool,
) -> float | None:
    name = f"{which} similarity"
    if then is None and now is None:
        return None
    if then is not None and now is not None and abs(then - now) <= TOLERANCE:
        steps.append(Step(name, Came.SAME, f"{then:.4f}"))
        return now
    told = "nobody" if then is None else f"{then:.4f}"
    if is_same_gallery:
        found = "nobody" if now is None else f"{now:.4f}"
        steps.append(Step(name, Came.OTHERWISE, f"{told}, computed again {found}"))
        return now
    words = f"{told}; that person's template was removed, erased or made anew"
    steps.append(Step(name, Came.GONE, words))
    return then


def _threshold(
    event: AccessEvent,
    evidence: LookEvidence | None,
    calibration: Calibration | None,
    steps: list[Step],
) -> float:
    told = f"{event.threshold:.4f}"
    if calibration is None or calibration.id != event.calibration_id:
        now = "none" if calibration is None else calibration.id
        words = f"{told}, from {event.calibration_id}; in use now is {now}"
        steps.append(Step("threshold", Came.GONE, words))
        return event.threshold
    if evidence is None:
        steps.append(Step("threshold", Came.TOLD, told))
        return event.threshold
    again = calibration.threshold_for(evidence.fmr)
    same = abs(again - event.threshold) <= TOLERANCE
    words = told if same else f"{told}, computed again {again:.4f}"
    steps.append(Step("threshold", Came.SAME if same else Came.OTHERWISE, words))
    return again


def _look_again(
    event: AccessEvent,
    evidence: LookEvidence | None,
    similarities: tuple[float | None, float | None],
    threshold: float,
    steps: list[Step],
) -> Reason | None:
    """Return what the look says now; None where it says nothing."""
    best, second = similarities
    standing = None if evidence is None else evidence.standing
    match = None
    if best is not None:
        person = Person(
            id=event.person_id or UUID(int=0),
            name="",
            status=standing.status if standing else PersonStatus.ACTIVE,
            enrolled_at=event.at,
            valid_from=standing.valid_from if standing else None,
            valid_until=standing.valid_until if standing else None,
        )
        match = Match(person, best)
    decision = decide(
        best=match,
        runner_up_similarity=second,
        threshold=threshold,
        frames_used=event.frames_used,
        at=event.at,
    )
    if decision is None:
        steps.append(Step("look", Came.OTHERWISE, f"{event.frames_used} frames are too few"))
        return None
    if standing is None and decision.reason is Reason.MATCHED and event.reason in _RIGHTS:
        # Recognised; whether they might enter at that moment, only the row says.
        steps.append(Step("right to enter", Came.GONE, event.reason.value))
        return event.reason
    steps.append(Step("look", *_compared(event, decision.reason)))
    return decision.reason


def _compared(event: AccessEvent, now: Reason) -> tuple[Came, str]:
    if event.reason in _OF_A_LOOK:
        then = event.reason
        return (Came.SAME if now is then else Came.OTHERWISE), now.value
    came = Came.SAME if now is Reason.MATCHED else Came.OTHERWISE
    return came, f"{now.value}, before it came to “{event.reason.value}”"


def _liveness(event: AccessEvent, steps: list[Step]) -> bool:
    """Return whether the evidence of a living head amounts to what it did then."""
    if event.liveness is None:
        return True
    found = _weighed_again(event.liveness)
    if found is None:
        steps.append(Step("liveness", Came.GONE, "its cues are not those of this Janus"))
        return True
    then, now = event.liveness.log_ratio, found.log_ratio
    needed = math.log(event.liveness.one_in)
    same = abs(then - now) <= _LIVENESS_TOLERANCE
    words = f"{then:+.2f}, where {needed:+.2f} is needed"
    words += "" if same else f"; computed again {now:+.2f}"
    steps.append(Step("liveness", Came.SAME if same else Came.OTHERWISE, words))
    if event.liveness.challenge:
        steps.append(Step("challenge", Came.TOLD, event.liveness.challenge))
    # Within a rounding of what is needed the two may fall on either side: that is no difference.
    return same or (then >= needed) == (now >= needed)


def _weighed_again(liveness: LivenessRecord) -> Verdict | None:
    try:
        cues = {Cue(name): LogRatio(*ratios) for name, ratios in liveness.cues.items()}
        return verdict(cues, one_in=liveness.one_in)
    except (ValueError, TypeError):
        return None


def _ruled_again(
    event: AccessEvent, evidence: LookEvidence | None, revision_now: int, steps: list[Step]
) -> bool | None:
    """Return whether the rules in force then say what they said; None where they are not kept."""
    if evidence is None or evidence.ruling is None:
        if event.rule:
            steps.append(Step("rule", Came.TOLD, event.rule))
        return None
    try:
        kept = read(evidence.ruling)
    except ValueError:
        steps.append(Step("rules", Came.GONE, "not those of this Janus"))
        return None
    then = kept.book.revision
    words = f"revision {then}" if then == revision_now else f"revision {then}, now {revision_now}"
    steps.append(Step("rules", Came.SAME if then == revision_now else Came.OTHERWISE, words))
    ruled = ruling(kept.question, kept.book)
    was_granted = event.outcome is Outcome.GRANTED or event.reason in _AT_THE_LOCK
    same = ruled.words == event.rule and (
        was_granted if ruled.outcome is Outcome.GRANTED else ruled.reason is event.reason
    )
    told = event.rule or "nothing kept them out"
    words = told if same else f"{told}; asked again: {ruled.words or ruled.reason.value}"
    steps.append(Step("rule", Came.SAME if same else Came.OTHERWISE, words))
    return same


def _result(
    event: AccessEvent,
    reason: Reason | None,
    steps: Sequence[Step],
    *,
    is_as_live: bool,
    is_as_ruled: bool | None,
) -> Replay:
    told = f"{event.outcome.value}, {event.reason.value}"
    expected = event.reason if event.reason in _OF_A_LOOK else Reason.MATCHED
    gone = tuple(step.what for step in steps if step.came is Came.GONE)
    start = "From what is left it comes" if gone else "It comes"
    left = f" Gone: {', '.join(gone)}." if gone else ""
    if reason is not expected:
        now = reason.value if reason else "no decision"
        words = f"{start} out otherwise: {now}. Recorded: {told}.{left}"
        return Replay(tuple(steps), Came.OTHERWISE, words)
    if not is_as_live:
        words = f"{start} out otherwise: liveness is weighed in another way now. Recorded: {told}."
        return Replay(tuple(steps), Came.OTHERWISE, words + left)
    if is_as_ruled is False:
        words = f"{start} out otherwise: the rules of then say something else. Recorded: {told}."
        return Replay(tuple(steps), Came.OTHERWISE, words + left)
    words = f"{start} out the same: {told}.{left}"
    is_ruled = is_as_ruled and event.reason not in _AT_THE_LOCK
    if not is_ruled and event.reason not in _OF_A_LOOK and event.reason not in REASONS.values():
        words += " What kept the door shut after the face is only read, not computed again."
    return Replay(tuple(steps), Came.SAME, words)
