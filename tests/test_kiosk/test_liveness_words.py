"""What the log says of liveness in words."""

import pytest

from db.records import LivenessRecord, Reason
from kiosk.liveness_words import cue_lines, signed, together

CUES = {
    "texture": (0.4, -1.1, 0.0),
    "relief": (5.1, 0.2, 0.0),
    "stillness": (0.0, 0.0, -6.2),
    "network": (-0.3, 0.4, 0.0),
}


def words(reason: Reason) -> list[str]:
    return [line.words for line in cue_lines(reason, LivenessRecord(9.8, 1000, CUES))]


def test_each_cue_says_its_most_and_the_loudest_is_first() -> None:
    assert words(Reason.MATCHED) == [
        "stillness: speaks strongly for a frozen picture (-6.2)",
        "relief: speaks strongly for a living head, not a flat surface (+5.1)",
        "texture: speaks for a screen (-1.1)",
        "network: says little (+0.4)",
    ]


@pytest.mark.parametrize(
    ("reason", "loudest", "place"),
    [
        (Reason.FLAT_SURFACE, "relief: speaks strongly for a living head, not a flat surface", 0),
        (Reason.SCREEN, "texture: speaks for a screen (-1.1)", 1),
        (Reason.FROZEN, "stillness: speaks strongly for a frozen picture", 2),
    ],
)
def test_an_attack_that_was_named_is_the_one_meant(
    reason: Reason, loudest: str, place: int
) -> None:
    lines = cue_lines(reason, LivenessRecord(-3.0, 1000, CUES))
    assert lines[0].words.startswith(loudest)
    assert sorted(line.log_ratio for line in lines) == sorted(r[place] for r in CUES.values())


def test_no_cues_are_no_lines() -> None:
    assert cue_lines(Reason.SCREEN, LivenessRecord(0.0, 1000, {})) == ()


@pytest.mark.parametrize(
    ("log_ratio", "says"),
    [
        (9.81, "speaks strongly for a living head, not a picture (+9.8)"),
        (3.0, "speaks strongly for a living head"),
        (2.99, "speaks for a living head"),
        (0.99, "says little (+1.0)"),
        (-0.99, "says little (-1.0)"),
        (-1.0, "speaks for a picture (-1.0)"),
        (-7.2, "speaks strongly for a picture (-7.2)"),
    ],
)
def test_the_whole_is_said_beside_what_was_needed(log_ratio: float, says: str) -> None:
    sentence = together(LivenessRecord(log_ratio, 1000, {}))
    assert says in sentence
    assert sentence.endswith("+6.9 was needed to let in at most one picture in 1,000.")


def test_a_figure_has_its_sign_and_nothing_has_none() -> None:
    assert [signed(figure) for figure in (2.35, -2.35, 0.0, 0.04, -0.04)] == [
        "+2.4", "-2.4", "0.0", "0.0", "0.0",
    ]  # fmt: skip
