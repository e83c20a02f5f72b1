"""A decision of the door comes out the same when it is computed again, or it is said why not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import AccessEvent, NewAccessEvent, Outcome, PersonStatus, Reason
from db.rule_records import DoorRules
from kiosk.errors import KioskError
from kiosk.log_evidence import LookEvidence, Standing, read, written
from kiosk.log_replay import Came, GalleryNow, Replay, replay
from models.types import Embedding
from tests.test_kiosk.door_heads import Stander, guarded_door, is_decided, looking_about
from tests.test_kiosk.door_rig import DoorRig
from tests.test_kiosk.fakes import ADA, BOB, EVE, MODEL, NOON, calibration, embedding, unit
from tests.test_kiosk.test_entry_liveness import RULES


def event_of(row: NewAccessEvent) -> AccessEvent:
    both = set(NewAccessEvent.__slots__) & set(AccessEvent.__slots__)
    return AccessEvent(id=1, has_thumbnail=True, **{name: getattr(row, name) for name in both})


def gallery_of(rig: DoorRig) -> GalleryNow:
    roster = rig.gallery.roster(MODEL)
    return GalleryNow(roster.revision, {t.person_id: t.vector for t in roster.templates})


def again(rig: DoorRig, row: NewAccessEvent | None = None) -> Replay:
    row = row or rig.log.rows[-1]
    kept, rules = read(row.evidence, MODEL), rig.house.book().revision
    return replay(event_of(row), kept, gallery_of(rig), calibration(), rules)


def ways(found: Replay) -> dict[str, Came]:
    return {step.what: step.came for step in found.steps}


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (ADA, Reason.MATCHED),
        (embedding(0.97, 0.1, 0.1), Reason.MATCHED),
        (EVE, Reason.NOT_RECOGNISED),
        (embedding(1, 1, 0.2), Reason.NOT_RECOGNISED),
    ],
)
def test_what_the_door_did_comes_out_the_same(rig: DoorRig, who: Embedding, reason: Reason) -> None:
    rig.person(who, 60)
    assert rig.log.rows[-1].reason is reason
    found = again(rig)
    assert found.came is Came.SAME
    assert set(ways(found).values()) - {Came.TOLD} == {Came.SAME}


def _revoked(rig: DoorRig) -> None:
    rig.gallery.put("Ada Lovelace", ADA, status=PersonStatus.REVOKED)


def _expired(rig: DoorRig) -> None:
    rig.gallery.put("Ada Lovelace", ADA, valid_until=NOON)


@pytest.mark.parametrize("harm", [_revoked, _expired])
def test_the_right_to_enter_is_that_of_then_not_of_now(
    rig: DoorRig, harm: Callable[[DoorRig], None]
) -> None:
    rig.person(ADA, 3)
    harm(rig)
    found = again(rig)
    assert found.came is Came.SAME
    assert ways(found)["gallery"] is Came.OTHERWISE
    rig.nobody(3)
    rig.person(ADA, 60, track=2)
    assert rig.log.rows[-1].outcome is Outcome.DENIED
    rig.gallery.put("Ada Lovelace", ADA)
    assert again(rig).came is Came.SAME


def test_somebody_recognised_though_another_is_nearer_now(rig: DoorRig) -> None:
    who = embedding(0.97, 0.2, 0.1)
    rig.person(who, 60)
    rig.gallery.put("Twin", who)
    found = again(rig)
    assert found.came is Came.SAME
    assert ways(found)["best similarity"] is Came.SAME
    assert ways(found)["second similarity"] is Came.SAME
    rig.gallery.people.popitem()
    rig.gallery.put("Bob", EVE)  # who was enrolled anew
    assert ways(again(rig))["second similarity"] is Came.GONE


def test_a_stranger_who_was_enrolled_later(rig: DoorRig) -> None:
    rig.person(EVE, 60)
    rig.gallery.put("Eve", EVE)
    found = again(rig)
    assert found.came is Came.SAME
    assert ways(found)["best similarity"] is Came.SAME


def test_what_is_gone_is_named(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    row = rig.log.rows[-1]
    rig.gallery.people.clear()
    rig.gallery.put("Bob", BOB)
    erased = again(rig)
    assert erased.came is Came.SAME
    assert "Gone: best similarity" in erased.words
    bare = replay(event_of(row), None, gallery_of(rig), None, 0)
    assert bare.came is Came.SAME
    assert {what for what, came in ways(bare).items() if came is Came.GONE} == {
        "evidence", "threshold", "right to enter",
    }  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": Reason.NOT_RECOGNISED, "outcome": Outcome.DENIED, "person_id": None},
        {"best_similarity": 0.5},
        {"threshold": 0.99999},
        {"reason": Reason.REVOKED, "outcome": Outcome.DENIED},
        {"reason": Reason.GALLERY_EMPTY, "outcome": Outcome.DENIED},
    ],
)
def test_a_row_that_says_something_else_is_seen(rig: DoorRig, changes: dict[str, object]) -> None:
    rig.person(ADA, 3)
    found = again(rig, replace(rig.log.rows[-1], **changes))  # type: ignore[arg-type]
    assert Came.OTHERWISE in set(ways(found).values())
    if "reason" in changes:
        assert found.came is Came.OTHERWISE


def test_a_door_that_asks_for_a_living_head() -> None:
    rig = guarded_door(RULES)
    Stander(rig, ADA, idle=looking_about).until(is_decided)
    found = again(rig)
    assert found.came is Came.SAME
    assert ways(found)["liveness"] is Came.SAME
    row = rig.log.rows[-1]
    assert row.liveness is not None
    quiet = replace(row.liveness, cues=dict.fromkeys(row.liveness.cues, (0.0, 0.0, 0.0)))
    assert again(rig, replace(row, liveness=quiet)).came is Came.OTHERWISE
    unknown = replace(row.liveness, cues={"smell": (1.0, 1.0, 1.0)})
    assert ways(again(rig, replace(row, liveness=unknown)))["liveness"] is Came.GONE


def test_what_the_lock_did_is_read_and_not_claimed(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    row = replace(rig.log.rows[-1], outcome=Outcome.DENIED, reason=Reason.TOO_LATE)
    found = again(rig, row)
    assert found.came is Came.SAME
    assert "only read" in found.words
    assert ways(found)["rule"] is Came.SAME


def test_the_rules_of_then_are_asked_again_whatever_holds_now(rig: DoorRig) -> None:
    rig.house.put(doors={"Test door": DoorRules("Test door", is_restricted=True)})
    rig.person(ADA, 3)
    row = rig.log.rows[-1]
    assert row.reason is Reason.NOT_PERMITTED
    then = again(rig)
    assert (then.came, ways(then)["rule"], ways(then)["rules"]) == (Came.SAME,) * 3
    assert "only read" not in then.words
    rig.house.put(doors={})
    now = again(rig)
    assert (now.came, ways(now)["rule"]) == (Came.SAME, Came.SAME)
    assert ways(now)["rules"] is Came.OTHERWISE


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": Outcome.GRANTED, "reason": Reason.MATCHED},
        {"reason": Reason.LOCKDOWN},
        {"rule": "only guests may use this door"},
    ],
)
def test_a_row_that_names_another_rule_is_seen(rig: DoorRig, changes: dict[str, object]) -> None:
    rig.house.put(doors={"Test door": DoorRules("Test door", is_restricted=True)})
    rig.person(ADA, 3)
    found = again(rig, replace(rig.log.rows[-1], **changes))  # type: ignore[arg-type]
    assert (found.came, ways(found)["rule"]) == (Came.OTHERWISE, Came.OTHERWISE)
    assert "the rules of then say something else" in found.words


def test_a_rule_of_before_rulings_were_kept_is_read_and_not_claimed(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    row = replace(
        rig.log.rows[-1], outcome=Outcome.DENIED, reason=Reason.OUTSIDE_HOURS, rule="Office hours"
    )
    kept = replace(read(row.evidence, MODEL), ruling=None)
    found = replay(event_of(row), kept, gallery_of(rig), calibration(), 0)
    assert (found.came, ways(found)["rule"]) == (Came.SAME, Came.TOLD)
    assert "only read" in found.words
    torn = replay(event_of(row), replace(kept, ruling="{}"), gallery_of(rig), calibration(), 0)
    assert ways(torn)["rules"] is Came.GONE


def test_a_visit_without_a_face_has_nothing_to_compute(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    row = replace(rig.log.rows[-1], frames_used=0, factors="badge")
    assert again(rig, row).came is Came.TOLD


@given(
    vector=st.lists(st.floats(-1, 1, width=32), min_size=2, max_size=8).filter(any),
    revision=st.integers(0, 2**31),
    fmr=st.floats(1e-12, 1),
    until=st.none() | st.datetimes(timezones=st.just(NOON.tzinfo)),
)
def test_evidence_is_read_as_it_was_written(
    vector: list[float], revision: int, fmr: float, until: object
) -> None:
    array = np.array(vector, np.float32)
    if np.linalg.norm(array) < 1e-3:
        return
    standing = Standing(PersonStatus.REVOKED, None, until)  # type: ignore[arg-type]
    one = LookEvidence(revision, 3, fmr, 0.5, Embedding(unit(*vector), MODEL), standing)
    other = read(written(one), MODEL)
    assert (other.revision, other.fmr, other.standing) == (revision, fmr, standing)
    assert np.array_equal(other.probe.vector, one.probe.vector)


@pytest.mark.parametrize("kept", [b"", b"{}", b'{"v":2}\n', b"\xff\xfe\n1234", b"[1]\n0123"])
def test_evidence_that_is_none_is_said(kept: bytes) -> None:
    with pytest.raises(KioskError, match="cannot be read"):
        read(kept, MODEL)


def test_it_is_small(rig: DoorRig) -> None:
    rig.person(ADA, 3)
    assert len(rig.log.rows[-1].evidence) - 4 * 3 < 600  # beside the vector itself
