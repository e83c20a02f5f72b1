"""Text is never cut: it wraps, then breaks, then shrinks."""

import pytest
from PySide6.QtCore import QSizeF

from kiosk.ui.fitted_text import Paragraph

_ROOM = QSizeF(600, 500)


def test_a_short_text_gets_the_largest_size_on_one_line() -> None:
    fitted = Paragraph("Ada").fit(_ROOM, largest_px=90, wanted_px=60)
    assert fitted.size_px == 90
    assert fitted.layout.lineCount() == 1


def test_a_sentence_wraps_before_it_shrinks() -> None:
    fitted = Paragraph("Please come a little closer").fit(_ROOM, largest_px=90, wanted_px=60)
    assert fitted.size_px == 90
    assert fitted.layout.lineCount() > 1


def test_a_long_word_is_made_smaller_before_it_is_broken() -> None:
    fitted = Paragraph("Welcome, Featherstonehaugh", bold=True).fit(
        _ROOM, largest_px=90, wanted_px=64
    )
    assert 0.6 * 64 <= fitted.size_px < 64
    lines = [fitted.layout.lineAt(number) for number in range(fitted.layout.lineCount())]
    assert [line.textLength() for line in lines] == [len("Welcome, "), len("Featherstonehaugh")]


def test_a_word_too_long_for_the_room_is_broken_rather_than_made_tiny() -> None:
    fitted = Paragraph("Wolfeschlegelsteinhausenbergerdorff").fit(
        _ROOM, largest_px=90, wanted_px=60
    )
    assert fitted.size_px == 60
    assert fitted.layout.lineCount() > 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "Welcome, " + "Anna Maria " * 12,
        "W" * 200,
        "أهلا وسهلا بك يا شيرين عبادي " * 4,
        "ברוכים הבאים, עדה",
        "欢迎光临" * 20,
    ],
)
@pytest.mark.parametrize("room", [QSizeF(600, 500), QSizeF(200, 120), QSizeF(1500, 90)])
def test_every_text_stays_within_its_room(text: str, room: QSizeF) -> None:
    fitted = Paragraph(text, bold=True).fit(room, largest_px=90, wanted_px=60)
    assert fitted.height_px <= room.height() + 1
    assert fitted.widest_px <= room.width() + 1
    shown = sum(
        fitted.layout.lineAt(line).textLength() for line in range(fitted.layout.lineCount())
    )
    assert shown == len(text)


def test_lines_are_balanced() -> None:
    fitted = Paragraph("one two three four five six seven eight nine ten").fit(
        QSizeF(500, 300), largest_px=40, wanted_px=30
    )
    widths = [
        fitted.layout.lineAt(line).naturalTextWidth() for line in range(fitted.layout.lineCount())
    ]
    assert len(widths) > 1
    assert min(widths) > 0.5 * max(widths)
