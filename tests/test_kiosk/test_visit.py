"""The rules of one visit, by table; and "one visit, one row" as a property."""

from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import NewAccessEvent, Outcome, Person, PersonStatus, Reason
from kiosk.entry import visit
from kiosk.entry.decision import FIRST_LOOK_FRAMES, LAST_LOOK_AFTER_S, LAST_LOOK_FRAMES, Match
from kiosk.entry.evidence import Evidence
from kiosk.entry.visit import Look, Visit, VisitRules
from models.liveness.observer import Glimpse, Observer
from models.types import Embedding, Frame
from tests.test_kiosk.fakes import ADA, BOB, MODEL, NOON, embedding
from tests.test_kiosk.fakes import face as near_face

RULES = VisitRules(gap_s=2.0, agreement=0.8, again_s=4.0)
CLOSE = VisitRules(gap_s=2.0, agreement=0.5, again_s=4.0)  # Ada and the twins below agree


def row(
    outcome: Outcome = Outcome.DENIED, reason: Reason = Reason.NOT_RECOGNISED
) -> NewAccessEvent:
    return NewAccessEvent(
        at=NOON,
        door="Test door",
        outcome=outcome,
        reason=reason,
        person_id=None,
        person_name=None,
        best_similarity=0.5,
        runner_up_similarity=None,
        threshold=0.9,
        calibration_id="c",
        model_id=MODEL,
        frames_used=3,
        latency_ms=1.0,
        thumbnail_jpeg=b"",
    )


def nobody(_: Evidence) -> Match | None:
    return None


def ada_or_bob(evidence: Evidence) -> Match | None:
    """A gallery of Ada and Bob, at a threshold of 0.9."""
    people = {"Ada": ADA, "Bob": BOB}
    similarity, name = max((evidence.similarity(face), name) for name, face in people.items())
    person = Person(UUID(int=len(name) + ord(name[0])), name, PersonStatus.ACTIVE, NOON)
    return Match(person, similarity) if similarity >= 0.9 else None


def back(earlier: Visit, face: Embedding, *, track: int = 2) -> tuple[Visit, Visit | None]:
    """Let a face come on another track, within the gap of a visit."""
    return visit.settle(
        frames(FIRST_LOOK_FRAMES, face, track=track, after=earlier), CLOSE, ada_or_bob
    )


GRANTED = row(Outcome.GRANTED, Reason.MATCHED)


def frames(
    count: int,
    face: Embedding = ADA,
    *,
    track: int = 1,
    at_s: float = 0.0,
    after: Visit | None = None,
) -> Visit:
    present = after
    for _ in range(count):
        present = visit.with_usable_frame(
            present, track, face, glimpse(at_s), unseen=Observer(), began_s=at_s, rules=RULES
        )
    assert present is not None
    return present


def glimpse(at_s: float) -> Glimpse:
    """A dark frame: what it shows of a living head is not asked here."""
    return Glimpse(Frame(np.zeros((120, 160, 3), np.uint8), at_s, 0), near_face())


def decided(present: Visit, what: NewAccessEvent) -> Visit:
    return visit.written(visit.looked_at(present, what, revision=1), what, present.last_seen_s)


@pytest.mark.parametrize(
    ("usable", "looks_taken", "after_s", "due"),
    [
        (FIRST_LOOK_FRAMES - 1, 0, 9.0, None),
        (FIRST_LOOK_FRAMES, 0, 0.0, Look.FIRST),
        (FIRST_LOOK_FRAMES, 1, 9.0, None),
        (LAST_LOOK_FRAMES - 1, 1, 9.0, None),
        (LAST_LOOK_FRAMES, 1, LAST_LOOK_AFTER_S - 0.1, None),
        (LAST_LOOK_FRAMES, 1, LAST_LOOK_AFTER_S, Look.LAST),
        (LAST_LOOK_FRAMES + 5, 2, 9.0, None),
    ],
)
def test_when_a_look_is_due(
    usable: int, looks_taken: int, after_s: float, due: Look | None
) -> None:
    present = replace(frames(usable, at_s=5.0), looks_taken=looks_taken)
    assert visit.due_look(present, 5.0 + after_s) is due


@pytest.mark.parametrize(
    ("what", "look", "final"),
    [
        (row(), Look.FIRST, False),
        (row(), Look.LAST, True),
        (GRANTED, Look.FIRST, True),
        (row(reason=Reason.REVOKED), Look.FIRST, True),
        (row(reason=Reason.GALLERY_EMPTY), Look.FIRST, True),
    ],
)
def test_what_decides(what: NewAccessEvent, look: Look, *, final: bool) -> None:
    assert visit.is_final(what, look) is final


def test_a_face_that_slid_in_starts_the_evidence_afresh() -> None:
    present = frames(1, BOB, after=frames(2, ADA))
    assert present.evidence.frames == 1
    assert present.earlier is None  # nobody was looked at, so nobody is owed a row


def test_a_new_track_starts_the_evidence_afresh_even_with_the_same_face() -> None:
    assert frames(1, ADA, track=2, after=frames(2, ADA)).evidence.frames == 1


def test_waiting_is_counted_from_the_first_usable_frame_of_the_track() -> None:
    again = frames(1, BOB, at_s=0.5, after=frames(2, ADA, at_s=0.1))
    assert again.evidence.began_s == 0.1
    other = frames(1, BOB, track=2, at_s=0.5, after=frames(2, ADA, at_s=0.1))
    assert other.evidence.began_s == 0.5


def test_the_same_face_on_a_new_track_continues_a_decided_visit() -> None:
    fresh = frames(FIRST_LOOK_FRAMES, ADA, track=2, after=decided(frames(3), GRANTED))
    assert visit.due_look(fresh, now_s=9.0) is None  # not before it is known who it is
    present, gone = visit.settle(fresh, RULES, nobody)
    assert gone is None
    assert present.row is GRANTED
    assert visit.due_look(present, now_s=9.0) is None


def test_another_face_on_a_new_track_is_a_new_visit() -> None:
    earlier = decided(frames(3), GRANTED)
    present, gone = visit.settle(
        frames(FIRST_LOOK_FRAMES, BOB, track=2, after=earlier), RULES, nobody
    )
    assert gone is not None
    assert gone.row is GRANTED
    assert visit.due_look(present, now_s=9.0) is Look.FIRST


LIKE_BOB = embedding(0.6, 0.8, 0)  # 0.6 to Ada, 0.8 to Bob
BOBS_TWIN = embedding(0.3, 0.954, 0)  # reaches the threshold as Bob
GRANTED_ADA = replace(GRANTED, person_id=UUID(int=3 + ord("A")), person_name="Ada")


@pytest.mark.parametrize("what", [GRANTED_ADA, row()], ids=["granted", "refused"])
def test_another_patron_who_looks_alike_is_a_new_visit(what: NewAccessEvent) -> None:
    present, gone = back(decided(frames(3, LIKE_BOB), what), BOBS_TWIN)
    assert gone is not None
    assert gone.row is what
    assert visit.due_look(present, now_s=9.0) is Look.FIRST


def test_the_same_patron_continues_their_visit_however_often_they_return() -> None:
    present = decided(frames(3), GRANTED_ADA)
    for track in range(2, 6):
        present, gone = back(present, embedding(1, 0.2, 0), track=track)
        assert (gone, present.is_searched) == (None, False)
    _, gone = back(present, embedding(0.3, 0.954, 0), track=9)  # agreement with the last: 0.49
    assert gone is not None


def test_whoever_is_more_like_themselves_than_like_a_patron_gets_no_further_look() -> None:
    stranger = embedding(0.25, 0.9, 0.2)  # one that the calibration takes for Bob, once in a while
    refused = decided(frames(3, stranger), row())
    present, gone = back(refused, stranger)
    assert gone is None
    assert visit.due_look(present, now_s=9.0) is None


def test_a_search_in_vain_is_the_last_of_its_visit() -> None:
    present, gone = back(decided(frames(3, LIKE_BOB), row()), LIKE_BOB)
    assert (gone, present.is_searched) == (None, True)
    _, gone = back(present, BOBS_TWIN, track=3)
    assert gone is None


def test_a_visit_still_open_is_not_searched_between_its_looks() -> None:
    looked = visit.looked_at(frames(3, LIKE_BOB), row(), revision=1)
    _, gone = back(looked, BOBS_TWIN)
    assert gone is None


def test_breaking_the_track_gives_no_look_back() -> None:
    looked = visit.looked_at(frames(3, at_s=0.1), row(), revision=1)
    fresh = frames(3, ADA, track=2, at_s=0.3, after=looked)
    present, gone = visit.settle(fresh, RULES, nobody)
    assert gone is None
    assert (present.looks_taken, visit.due_look(present, now_s=9.0)) == (1, None)
    assert present.evidence.began_s == 0.1
    present = frames(LAST_LOOK_FRAMES - 3, ADA, track=2, after=present)
    assert visit.due_look(present, now_s=9.0) is Look.LAST


def test_whoever_was_looked_at_leaves_a_row() -> None:
    looked = visit.looked_at(frames(3), row(), revision=1)
    assert looked.unwritten == looked.row
    assert frames(1, BOB, after=looked).unwritten == looked.row
    assert visit.written(looked, row(), 0.0).unwritten is None
    assert frames(2).unwritten is None


def test_only_a_refused_visitor_is_held_against_a_changed_gallery() -> None:
    refused = decided(frames(3), row())
    assert visit.may_have_changed(refused, revision=2)
    assert not visit.may_have_changed(refused, revision=1)
    assert not visit.may_have_changed(decided(frames(3), GRANTED), revision=2)


def test_a_visit_is_over_after_the_gap() -> None:
    present = visit.seen(frames(1), 10.0)
    assert not visit.is_over(present, 12.0, RULES)
    assert visit.is_over(present, 12.1, RULES)


stays = st.tuples(st.integers(1, 3), st.sampled_from([ADA, BOB]), st.integers(1, 9))


@given(st.lists(stays, max_size=12))
def test_never_more_than_two_looks_and_one_row_for_one_person(
    stays: list[tuple[int, Embedding, int]],
) -> None:
    """However tracks break: between two rows of one face there is always the other one's."""
    present: Visit | None = None
    looks: list[str] = []
    rows: list[str] = []
    for track, face in ((track, face) for track, face, count in stays for _ in range(count)):
        who = "Ada" if face is ADA else "Bob"
        fresh = visit.with_usable_frame(
            present, track, face, glimpse(0.0), unseen=Observer(), began_s=0.0, rules=RULES
        )
        present, gone = visit.settle(fresh, RULES, nobody)
        if gone and gone.unwritten:
            rows.append("Bob" if who == "Ada" else "Ada")
        if look := visit.due_look(present, now_s=9.0):
            looks.append(who)
            present = visit.looked_at(present, row(), revision=1)
            if visit.is_final(row(), look):
                rows.append(who)
                present = visit.written(present, row(), present.last_seen_s)
    assert all(length <= 2 for _, length in _runs(looks))
    assert all(length == 1 for _, length in _runs(rows))


def _runs(names: list[str]) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    for name in names:
        if runs and runs[-1][0] == name:
            runs[-1] = (name, runs[-1][1] + 1)
        else:
            runs.append((name, 1))
    return runs
