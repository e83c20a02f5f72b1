"""What was found out about liveness: kept with the row, refused where it cannot be so."""

import math
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from db.access_log import AccessLog
from db.errors import StoreError
from db.gallery import Gallery
from db.records import LivenessRecord, Reason
from tests.test_db.samples import NOON, STRANGER, patron

LIVE = LivenessRecord(
    log_ratio=9.81234567890123,
    one_in=1000,
    cues={"relief": (5.1, 0.25, 0.0), "texture": (0.5, -1.125, 0.0)},
    challenge="turn left, come closer: passed in 2.4 s",
)
CUES = (
    "landmark parallax", "relief", "surround", "stillness", "texture", "network", "challenge",
)  # fmt: skip


def stored(file: Path) -> list[tuple[object, ...]]:
    """Return the columns as any tool sees them."""
    columns = "liveness_log_ratio, liveness_one_in, liveness_cues, challenge"
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"SELECT {columns} FROM access_events ORDER BY id").fetchall()  # noqa: S608


@pytest.mark.parametrize("liveness", [LIVE, replace(LIVE, cues={}, challenge=None), None])
def test_it_comes_back_as_it_was_written(log: AccessLog, liveness: LivenessRecord | None) -> None:
    event = log.append(replace(STRANGER, liveness=liveness))
    assert event.liveness == liveness
    assert log.get(event.id).liveness == log.page()[0].liveness == liveness


def test_a_picture_of_somebody_is_a_row_about_them(log: AccessLog, gallery: Gallery) -> None:
    ada = gallery.add(patron(), NOON, by="ada")
    shown = replace(
        STRANGER, reason=Reason.FLAT_SURFACE, person_id=ada.id, person_name=ada.name, liveness=LIVE
    )
    event = log.append(shown)
    assert (event.reason, event.person_name) == (Reason.FLAT_SURFACE, "Ada Lovelace")


def test_the_same_figures_are_the_same_text(log: AccessLog, file: Path) -> None:
    other = dict(reversed(list(LIVE.cues.items())))
    noise: Mapping[str, tuple[float, float, float]] = {
        "relief": (5.1000001, 0.25, -0.0001),
        "texture": (0.49999, -1.125, 0.0),
    }
    for cues in (LIVE.cues, other, noise):
        log.append(replace(STRANGER, liveness=replace(LIVE, cues=cues)))
    log.append(STRANGER)
    text = '{"relief":[5.1,0.25,0.0],"texture":[0.5,-1.125,0.0]}'
    assert stored(file)[0] == (LIVE.log_ratio, 1000, text, LIVE.challenge)
    assert {row[2] for row in stored(file)[:3]} == {text}
    assert stored(file)[3] == (None, None, None, None)


def test_every_cue_there_is_takes_little_room(log: AccessLog, file: Path) -> None:
    everything = dict.fromkeys(CUES, (-1234.5678, 0.001, 98.7654321))
    log.append(replace(STRANGER, liveness=replace(LIVE, cues=everything)))
    assert len(str(stored(file)[0][2])) < 350


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (replace(LIVE, log_ratio=math.nan), "as a whole"),
        (replace(LIVE, log_ratio=-math.inf), "as a whole"),
        (replace(LIVE, cues={"relief": (0.0, math.nan, 0.0)}), "'relief'"),
        (replace(LIVE, cues={"relief": (0.0, 0.0, math.inf)}), "'relief'"),
        (replace(LIVE, cues={"relief": (0.0, 0.0)}), "not three"),  # type: ignore[dict-item]
        (replace(LIVE, one_in=0), "one picture in 0"),
        (replace(LIVE, one_in=2**31), "one picture in"),
        (replace(LIVE, challenge="turn left, " * 50), "longer"),
        (replace(LIVE, cues={"relief" * 500: (0.0, 0.0, 0.0)}), "longer"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    log: AccessLog, wrong: LivenessRecord, word: str
) -> None:
    with pytest.raises(StoreError, match=word) as caught:
        log.append(replace(STRANGER, liveness=wrong))
    assert "Nothing was stored." in caught.value.remedy
    assert log.page() == ()


@pytest.mark.parametrize("text", ["{", "[]", '{"relief":[1,2]}', '{"relief":7}'])
def test_a_text_that_somebody_else_wrote_is_no_crash(log: AccessLog, file: Path, text: str) -> None:
    event = log.append(replace(STRANGER, liveness=LIVE))
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE access_events SET liveness_cues = ?", (text,))
        connection.commit()
    with pytest.raises(StoreError, match="cannot be read"):
        log.get(event.id)
