"""The rules of enrolment, one by one."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.records import Person, PersonStatus, Roster, Template
from enroll import rules
from enroll.errors import EnrollError, LookAlikeError
from enroll.rules import LookAlike
from models.quality import Measure, Quality
from models.types import Box, DetectedFace, Embedding

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def face(height_px: float, left: float = 0.0) -> DetectedFace:
    return DetectedFace(
        Box(left, 0.0, left + 0.8 * height_px, height_px), np.zeros((5, 2), np.float32), 0.99
    )


def person(name: str, status: PersonStatus = PersonStatus.ACTIVE) -> Person:
    return Person(uuid4(), name, status, NOON)


def measure(name: Quality, sentence: str = "") -> Measure:
    return Measure(name, 1.0, 2.0, not sentence, sentence)


def test_one_face_is_the_one() -> None:
    only = face(200)
    assert rules.the_one_face([only]) is only


def test_no_face() -> None:
    with pytest.raises(EnrollError, match="No face was found"):
        rules.the_one_face([])


def test_passers_by_far_behind_are_ignored() -> None:
    main = face(200)
    assert rules.the_one_face([face(79, left=300), main, face(60, left=500)]) is main


def test_two_faces_of_comparable_size_are_ambiguous() -> None:
    with pytest.raises(EnrollError, match=r"3 faces.*one person alone"):
        rules.the_one_face([face(200), face(81, left=300), face(150, left=500), face(40)])


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("  Ada \t Lovelace\n", "Ada Lovelace"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("李小龍", "李小龍"),
        ("می‌خواهم", "می‌خواهم"),  # joined by U+200C, as Persian needs
        ("O'Neill-Smith Jr. 3", "O'Neill-Smith Jr. 3"),
        ("x" * 100, "x" * 100),
    ],
)
def test_names_as_people_write_them(written: str, stored: str) -> None:
    assert rules.clean_name(written) == stored


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 101, "101 characters"),
        ("1234", "no letter"),
        ("Ada\x1b[31m", "control"),
        ("Ada\u202egnp.exe", "control"),
        ("Ada\u200b", "control"),
        ("Ada\ud800", "control"),
    ],
)
def test_names_that_are_none(written: str, said: str) -> None:
    with pytest.raises(EnrollError, match=said):
        rules.clean_name(written)


@given(st.text(max_size=120))
def test_a_stored_name_stays_as_it_is(text: str) -> None:
    try:
        name = rules.clean_name(text)
    except EnrollError:
        return
    assert rules.clean_name(name) == name
    assert 1 <= len(name) <= 100
    assert name == name.strip()
    assert name.isprintable() or any(joiner in name for joiner in "\u200c\u200d")


def test_validity() -> None:
    rules.check_validity(None, None)
    rules.check_validity(NOON, None)
    rules.check_validity(NOON, NOON.replace(hour=13))
    with pytest.raises(EnrollError, match="ends before it begins"):
        rules.check_validity(NOON, NOON)


class PowerLaw:
    """A calibration whose threshold can be worked out by hand."""

    fmr_floor = 1e-6

    def threshold_for(self, fmr: float) -> float:
        assert fmr >= self.fmr_floor
        return 1.0 - fmr


@pytest.mark.parametrize(
    ("gallery_size", "fmr"),
    [(0, 1e-4), (1, 1e-4), (1_000, 1e-4), (10_000, 1e-5), (10_000_000, 1e-6)],
)
def test_near_means_less_chance_in_a_large_gallery(gallery_size: int, fmr: float) -> None:
    threshold = rules.look_alike_threshold(PowerLaw(), gallery_size, 1.0)  # type: ignore[arg-type]
    assert threshold == pytest.approx(1.0 - fmr, abs=1e-12)
    assert rules.look_alike_threshold(PowerLaw(), gallery_size, 0.5) == 0.5  # type: ignore[arg-type]


def roster(*members: tuple[Person, float]) -> tuple[Roster, Embedding]:
    """Templates with given similarities to the embedding that comes with them."""
    templates = tuple(
        Template(who.id, "model", np.array([s, (1 - s * s) ** 0.5], np.float32))
        for who, s in members
    )
    people: dict[UUID, Person] = {who.id: who for who, _ in members}
    return Roster(1, people, templates), Embedding(np.array([1, 0], np.float32), "model")


def test_nearest_people_first_each_once() -> None:
    ada, bob, cleo = person("Ada"), person("Bob"), person("Cleo")
    everyone, probe = roster((ada, 0.90), (bob, 0.97), (ada, 0.95), (cleo, 0.5))
    found = rules.nearest(probe, everyone, 0.8)
    assert [who.name for who, _ in found] == ["Bob", "Ada"]
    assert [similarity for _, similarity in found] == pytest.approx([0.97, 0.95])


def test_nobody_is_near_in_an_empty_gallery() -> None:
    everyone, probe = roster()
    assert rules.nearest(probe, everyone, -1.0) == []


GOOD = (measure(Quality.SIZE), measure(Quality.BLUR))


def test_a_good_draft_passes() -> None:
    rules.judge("Ada", GOOD, (), None)


def test_poor_quality_speaks_of_the_first_measure() -> None:
    poor = (measure(Quality.SIZE, "Too small."), measure(Quality.BLUR, "Blurred."))
    with pytest.raises(EnrollError, match=r"Too small\.") as refusal:
        rules.judge("Ada", poor, (), None)
    assert "Blurred" not in refusal.value.user_message()


def test_enrolled_already() -> None:
    with pytest.raises(EnrollError, match="already, as Ada"):
        rules.judge("ada", GOOD, (), person("Ada"))
    with pytest.raises(EnrollError, match=r"This very photo .* as Ada\..*rename"):
        rules.judge("Bob", GOOD, (), person("Ada"))
    with pytest.raises(EnrollError, match=r"revoked.*Restore"):
        rules.judge("Ada", GOOD, (), person("Ada", PersonStatus.REVOKED))


def test_a_look_alike_must_be_accepted() -> None:
    bob = LookAlike(person("Bob"), 0.981, b"")
    with pytest.raises(LookAlikeError, match=r"near that of Bob.*0\.981"):
        rules.judge("Ada", GOOD, (bob,), None)
    rules.judge("Ada", GOOD, (bob,), None, accepted={bob.person.id})


def test_accepting_one_look_alike_accepts_no_other() -> None:
    bob, cleo = (
        LookAlike(person(name, PersonStatus.REVOKED), 0.98, b"") for name in ("Bob", "Cleo")
    )
    with pytest.raises(LookAlikeError, match="Cleo, who is revoked"):
        rules.judge("Ada", GOOD, (bob, cleo), None, accepted={bob.person.id})


def test_accepting_does_not_excuse_a_poor_photo() -> None:
    bob = LookAlike(person("Bob"), 0.981, b"")
    with pytest.raises(EnrollError, match="Blurred"):
        rules.judge(
            "Ada", (measure(Quality.BLUR, "Blurred."),), (bob,), None, accepted={bob.person.id}
        )
