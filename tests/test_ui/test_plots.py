"""Plots and reports: what is drawn is as long as it counts, and attacks look otherwise."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from kiosk.review.bars import Bar
from kiosk.review.report import gather_report
from kiosk.ui import style
from kiosk.ui.admin.plots import ROW_PX, paint_denials, paint_hours
from kiosk.ui.report_pdf import report_pdf
from tests.test_ui.fakes import NOON, LogFilter, MemoryLog, make_event
from tests.test_ui.review_fakes import memory_room

WIDTH, HEIGHT = 600, 200


def _drawn(draw: Callable[[QPainter, QRectF], None]) -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    draw(painter, QRectF(0, 0, WIDTH, HEIGHT))
    painter.end()
    return image


def _of(image: QImage, colour: str, *, row: int | None = None) -> list[tuple[int, int]]:
    rows = range(HEIGHT) if row is None else [row]
    wanted = QColor(colour).rgb()
    return [(x, y) for y in rows for x in range(WIDTH) if image.pixel(x, y) == wanted]


def test_a_bar_is_as_high_as_its_hour_counts(qapp: QApplication) -> None:
    counts = [0] * 24
    counts[6], counts[18] = 50, 100
    image = _drawn(lambda painter, area: paint_hours(painter, area, counts))
    spots = _of(image, style.BLUE)
    left = [spot for spot in spots if spot[0] < WIDTH / 2]
    right = [spot for spot in spots if spot[0] > WIDTH / 2]
    heights = [max(y for _, y in part) - min(y for _, y in part) + 1 for part in (left, right)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=2)


def test_nothing_is_drawn_for_an_empty_day(qapp: QApplication) -> None:
    image = _drawn(lambda painter, area: paint_hours(painter, area, [0] * 24))
    assert _of(image, style.BLUE) == []


def test_denials_are_as_long_as_they_count_and_attacks_are_hatched(qapp: QApplication) -> None:
    bars = (Bar("Revoked", 40), Bar("Screen", 40, is_attack=True), Bar("Expired", 10))
    image = _drawn(lambda painter, area: paint_denials(painter, area, bars))
    middles = [round((number + 0.5) * ROW_PX) for number in range(3)]
    full, hatched, short = (len(_of(image, style.WARM, row=y)) for y in middles)
    assert full == pytest.approx(4 * short, abs=4)
    assert 0 < hatched < full / 2


def test_plots_can_be_read(qapp: QApplication) -> None:
    for colour in (style.BLUE, style.WARM, style.GREEN):  # WCAG 2.2, AA, of graphics
        assert style.contrast(colour, style.CARD) >= 3
    for colour in (style.INK, style.QUIET_INK):
        assert style.contrast(colour, style.CARD) >= 4.5


def test_a_long_report_has_many_pages_and_an_empty_one_has_one(qapp: QApplication) -> None:
    for count, pages in ((0, 1), (120, 4)):
        names = ("山田太郎", "נור שלום", "W" * 120)
        log = MemoryLog([make_event(n + 1, person_name=names[n % 3]) for n in range(count)])
        report = gather_report(
            log,  # type: ignore[arg-type]  # the contract, not the class
            memory_room(log),
            LogFilter(),
            made_at=NOON,
            made_by="ada",
        )
        pdf = report_pdf(report)
        found = pdf.count(b"/Type /Page\n")
        assert found == 1 if pages == 1 else found >= pages
