"""Draws a report of the log as PDF: A4, a number on each page. Works without a display.

Qt shapes the text, so names from right to left stand as they should, and takes letters that one
font lacks from others that are installed; where none has them, it draws boxes.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from kiosk.review.bars import denial_bars
from kiosk.review.report import Report
from kiosk.review.report_html import DENIALS_IMAGE, HOURS_IMAGE, STYLE, report_html
from kiosk.ui import style
from kiosk.ui.admin.plots import HOURS_PX, ROW_PX, paint_denials, paint_hours
from kiosk.whole_file import whole_file

_DPI = 96  # so that a pixel of the layout is one of the screen's; PDF itself has none
_MARGIN_MM = 18.0
_FOOT_PX = 26.0
_SHARP = 4  # the plots are pictures of so many times as many pixels


def write_report(report: Report, file: Path) -> None:
    """Write a report to a PDF file, whole or not at all.

    Needs a QGuiApplication; may run on any thread.

    Args:
        report: What it says.
        file: Where to.

    Raises:
        KioskError: The file cannot be written; one that was there is as it was.
    """
    content = report_pdf(report)
    with whole_file(file) as out:
        out.write(content)


def report_pdf(report: Report) -> bytes:
    """Return a report as PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(f"Access log, {report.period}")
    writer.setCreator("Janus")
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    page = QRectF(0, 0, writer.width(), writer.height())
    body = page.adjusted(0, 0, 0, -_FOOT_PX)
    document = _document(report, body.size())
    painter = QPainter(writer)
    pages = document.pageCount()
    for number in range(pages):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * body.height())
        document.drawContents(painter, body.translated(0, number * body.height()))
        painter.restore()
        _number(painter, page, f"Page {number + 1} of {pages}")
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def _document(report: Report, size: QSizeF) -> QTextDocument:
    width_px = int(size.width())
    bars = denial_bars(report.figures.denials)
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultFont(style.font(12))
    document.setDefaultStyleSheet(STYLE)
    document.setPageSize(size)
    heights = (HOURS_PX, ROW_PX * len(bars))
    for name, height_px, draw in (
        (HOURS_IMAGE, heights[0], lambda p, area: paint_hours(p, area, report.figures.hours)),
        (DENIALS_IMAGE, heights[1], lambda p, area: paint_denials(p, area, bars)),
    ):
        if height_px:
            picture = _picture(QSizeF(width_px, height_px), draw)
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), picture)
    document.setHtml(report_html(report, width_px, heights))
    return document


def _picture(size: QSizeF, draw: Callable[[QPainter, QRectF], None]) -> QImage:
    image = QImage((size * _SHARP).toSize(), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_SHARP, _SHARP)
    draw(painter, QRectF(QPointF(0, 0), size))
    painter.end()
    return image


def _number(painter: QPainter, page: QRectF, text: str) -> None:
    painter.setFont(style.font(11))
    painter.setPen(QColor(style.QUIET_INK))
    foot = QRectF(page.left(), page.bottom() - _FOOT_PX, page.width(), _FOOT_PX)
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text)
