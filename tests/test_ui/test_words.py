"""Times, statuses and decisions in words."""

from datetime import timedelta

import pytest

from db.records import AccessEvent, Outcome, PersonStatus, Reason
from kiosk.ui.admin.words import breakable, explain, outcome_of, short, start_of, status_of, who
from tests.test_ui.fakes import NOON, make_event, make_person


def test_a_status_for_each_person() -> None:
    later, before = NOON + timedelta(days=9), NOON - timedelta(days=1)
    assert status_of(make_person("Ada"), NOON) == ("Active", True)
    revoked = make_person("Ada", status=PersonStatus.REVOKED, valid_until=before)
    assert status_of(revoked, NOON) == ("Revoked", False)
    assert status_of(make_person("Ada", valid_until=NOON), NOON) == ("Expired", False)
    assert status_of(make_person("Ada", valid_until=later), NOON) == ("Active", True)
    words, lets_in = status_of(make_person("Ada", valid_from=later), NOON)
    assert words.startswith("From ")
    assert not lets_in


def test_whoever_was_forced_is_marked_for_a_guard() -> None:
    event = make_event(
        1,
        outcome=Outcome.GRANTED,
        reason=Reason.UNDER_DURESS,
        person_name="Ada",
        best_similarity=0.9712,
        factors="face + PIN under duress",
    )
    assert outcome_of(event) == "Granted"  # the door did open
    assert event.reason.calls_a_guard
    assert not event.reason.is_attack  # no picture of anybody was held up
    assert "The duress PIN was used" in explain(event)
    assert "duress" not in explain(make_event(2, factors="face + PIN"))


def test_a_visit_without_a_face_is_explained_without_figures() -> None:
    event = make_event(
        1,
        reason=Reason.BADGE_USED,
        best_similarity=None,
        runner_up_similarity=None,
        frames_used=0,
        latency_ms=0.0,
    )
    assert explain(event) == "The badge opens once, and had been used."


def test_a_stranger_has_no_name() -> None:
    assert who(make_event(1)) == "Stranger"
    assert who(make_event(1, person_name="Ada")) == "Ada"


def test_a_granted_visit_is_explained_with_its_figures() -> None:
    event = make_event(
        1,
        outcome=Outcome.GRANTED,
        reason=Reason.MATCHED,
        person_name="Ada",
        best_similarity=0.9712,
        runner_up_similarity=0.8624,
        frames_used=3,
        latency_ms=412.4,
    )
    assert explain(event) == (
        "Ada reached a similarity of 0.971; 0.941 was needed. The next patron reached 0.862. "
        "So the door was opened. It rests on 3 frames, decided 412 ms after the first usable one."
    )


def test_a_stranger_is_explained_with_what_was_missing() -> None:
    words = explain(make_event(1, runner_up_similarity=None, frames_used=1))
    assert "0.881, below the 0.941" in words
    assert "stranger" in words
    assert "one frame," in words


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    event: AccessEvent = make_event(1, reason=reason, best_similarity=None)
    assert len(explain(event)) > 40


def test_a_day_begins_at_this_place() -> None:
    day = NOON.astimezone().date()
    begin = start_of(day)
    assert begin.tzinfo is not None
    assert begin <= NOON < begin + timedelta(days=1)


def test_only_a_word_that_fits_nowhere_may_be_broken() -> None:
    usual = "Wilhelmina Featherstonehaugh-Cholmondeley"
    assert breakable(usual) == usual
    broken = breakable(f"Welcome, {'W' * 40}")
    assert broken.replace("\u200b", "") == f"Welcome, {'W' * 40}"
    assert max(len(part) for part in broken.split("\u200b")) <= len("Welcome, ") + 6


def test_a_text_cut_short_says_so() -> None:
    assert short("Ada Lovelace", 12) == "Ada Lovelace"
    assert short("Ada Lovelace", 8) == "Ada Lov…"
