"""A door that knows its own empty doorway lets heads in unasked, and no picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from typing_extensions import override

from kiosk.entry.view import EntryState
from models.liveness.likelihood import Cue, Evidence, LogRatio
from models.liveness.observer import Glimpse, Observer
from models.liveness.proof import ProofRules
from models.types import Box, DetectedFace, RgbImage
from tests.test_kiosk.door_rig import FRAME_S, DoorRig, states
from tests.test_kiosk.fakes import ADA
from tests.test_models.doorway_pictures import LANDMARKS, Painted, doorway, person, phone, seen

RULES = ProofRules(one_in=30, passive_s=1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Moved(Observer):
    """Takes every face for lively and unfrozen, so that only screens are left to be refuted."""

    @override
    def with_glimpse(self, glimpse: Glimpse) -> Observer:
        frame, face = glimpse.frame, glimpse.face
        backdrop = self.backdrop.with_face(frame.image, face.landmarks, frame.captured_s)
        landmarks = (*self.landmarks, face.landmarks)[-12:]
        return replace(self, backdrop=backdrop, landmarks=landmarks)

    @property
    @override
    def evidence(self) -> Evidence:
        lively = LogRatio(flat=4.0, frozen=3.0)
        return {Cue.RELIEF: lively, Cue.BACKDROP: self.backdrop.log_ratio}


def door(room: RgbImage) -> DoorRig:
    rig = DoorRig(proof=RULES, unseen=Moved())
    rig.gallery.put("Ada Lovelace", ADA)
    rig.picture = lambda index: seen(room, index)
    return rig


def stands(rig: DoorRig, room: RgbImage, painted: Painted, seconds: float) -> list[EntryState]:
    scene = room.copy()
    painted(scene)
    rig.picture = lambda index: seen(scene, index)
    there = DetectedFace(Box(250.0, 110.0, 390.0, 300.0), LANDMARKS, 0.99)
    return states(rig.people([(1, there, ADA)], round(seconds / FRAME_S)))


def test_a_head_before_the_known_doorway_is_let_in_unasked() -> None:
    room = doorway()
    rig = door(room)
    rig.nobody(2.5)
    assert stands(rig, room, person, 1.0) == [EntryState.CHECKING, EntryState.WELCOME]
    (row,) = rig.log.rows
    assert row.liveness is not None
    assert row.liveness.challenge is None
    assert row.liveness.cues["backdrop"] == pytest.approx((3.0, 3.0, 0.0))


def test_whoever_comes_before_it_is_learnt_is_asked() -> None:
    room = doorway()
    rig = door(room)
    rig.nobody(0.5)
    assert EntryState.CHALLENGE in stands(rig, room, person, 1.5)
    assert rig.log.rows == []


def test_a_phone_that_plays_a_lively_face_is_asked() -> None:
    room = doorway()
    rig = door(room)
    rig.nobody(2.5)
    assert EntryState.CHALLENGE in stands(rig, room, phone, 1.5)
    assert rig.log.rows == []


def test_what_was_shown_in_one_visit_is_no_backdrop_of_the_next() -> None:
    room = doorway()
    rig = door(room)
    rig.nobody(2.5)
    stands(rig, room, phone, 1.0)
    scene = room.copy()
    phone(scene)
    rig.picture = lambda index: seen(scene, index)
    rig.nobody(9.0)  # the phone stays, and its face is not found for a while
    assert EntryState.CHALLENGE in stands(rig, scene, person, 1.5)
    assert rig.outcomes == ["denied not shown to be live Ada Lovelace"]  # of the first visit
