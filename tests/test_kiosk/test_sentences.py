"""The words on the screen: short, calm, and the same for everybody who is not let in."""

from dataclasses import replace

import pytest

from db.records import Reason
from kiosk.config import ScreenConfig
from kiosk.entry import sentences
from kiosk.entry.sentences import Words
from models.liveness.step import Step
from models.quality import Measure, Quality
from tests.test_kiosk.test_visit import GRANTED, row

RECEPTION = ScreenConfig().reception
OUR_FAULT = {Reason.TOO_LATE, Reason.DOOR_FAULT}
REFUSALS = [reason for reason in Reason if reason is not Reason.MATCHED]


def everything() -> list[Words]:
    fixed = [words for words in vars(sentences).values() if isinstance(words, Words)]
    poor = [Measure(name, 0.0, 1.0, ok=False, sentence="") for name in Quality]
    return [
        *fixed,
        *(sentences.unusable(measure) for measure in poor),
        *(sentences.asked(step) for step in Step),
        *(sentences.outcome(row(reason=reason), RECEPTION) for reason in REFUSALS),
        *(sentences.still_here(row(reason=reason), RECEPTION) for reason in REFUSALS),
        sentences.outcome(replace(GRANTED, person_name="Ada Lovelace"), RECEPTION),
        sentences.out_of_service(RECEPTION, sentences.CAMERA_AWAY),
    ]


@pytest.mark.parametrize("words", everything(), ids=lambda words: words.sentence)
def test_every_sentence_can_be_read_from_two_metres(words: Words) -> None:
    assert 0 < len(words.sentence) <= sentences.LONGEST
    assert "!" not in words.sentence + words.detail
    assert words.sentence == words.sentence.strip().rstrip(".")


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Ada Lovelace", "Welcome, Ada"),
        ("Björk", "Welcome, Björk"),
        ("", "Welcome"),
        (None, "Welcome"),
        ("A" * 60, "Welcome"),
    ],
)
def test_the_greeting_uses_the_first_name(name: str | None, greeting: str) -> None:
    assert sentences.outcome(replace(GRANTED, person_name=name), RECEPTION).sentence == greeting


def test_the_screen_does_not_say_why_somebody_is_not_let_in() -> None:
    told = {
        sentences.outcome(replace(row(reason=reason), person_name="Ada Lovelace"), RECEPTION)
        for reason in REFUSALS
        if reason not in {Reason.GALLERY_EMPTY, *OUR_FAULT, *sentences.WAIT_FOR}
        and reason not in {*sentences.AFTER_PIN, *sentences.OF_BADGE}
    }
    assert len(told) == 1


def test_only_somebody_whom_no_rule_keeps_out_for_good_is_asked_to_wait() -> None:
    assert set(sentences.WAIT_FOR) == {
        Reason.COMPANY_NEEDED,
        Reason.ESCORT_NEEDED,
        Reason.OTHER_DOOR_OPEN,
        Reason.AREA_FULL,
    }


def test_a_refused_badge_does_not_say_what_is_wrong_with_it() -> None:
    told = {sentences.outcome(row(reason=reason), RECEPTION) for reason in sentences.OF_BADGE}
    assert len(told) == 1


def test_reception_may_have_another_name() -> None:
    assert sentences.outcome(row(), "the porter").sentence.endswith("please ask the porter")
