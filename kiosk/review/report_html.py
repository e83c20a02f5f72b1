"""A report as the HTML that Qt's documents understand. Pure.

Every text from outside is escaped. The two plots stand in it as images of a name.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape

from db.records import AccessEvent
from kiosk.review.alarms import AlarmEntry, answer_words
from kiosk.review.rate_words import WHAT_IS_COUNTED, WHAT_IS_NOT_KNOWN, rate_sentences
from kiosk.review.reason_words import headed
from kiosk.review.report import Report
from kiosk.tally import counted

HOURS_IMAGE = "janus:hours"
DENIALS_IMAGE = "janus:denials"

STYLE = """
body { color: #16222F; font-size: 9pt; }
h1 { font-size: 20pt; margin-bottom: 4px; }
h2 { font-size: 12pt; margin-top: 18px; margin-bottom: 6px; }
p { margin-top: 0px; margin-bottom: 5px; }
.quiet { color: #546476; }
th { text-align: left; color: #546476; }
"""


def report_html(report: Report, image_px: int, heights_px: tuple[int, int]) -> str:
    """Return the report as HTML.

    Args:
        report: What it says.
        image_px: How wide the plots are.
        heights_px: How high the plot of the hours is, and that of the denials; 0 for none.
    """
    figures = report.figures
    hours_px, denials_px = heights_px
    parts = [
        "<h1>Access log</h1>",
        _line(report.period),
        *(_line(line) for line in report.filters),
        _line(f"Made {_moment(report.made_at)} by {report.made_by}.", "quiet"),
        "<h2>Entries by the hour</h2>",
        _line(f"{counted(figures.granted, 'visit')} granted, all days of the period together."),
        _image(HOURS_IMAGE, image_px, hours_px),
        "<h2>Denials by reason</h2>",
        _line(f"{counted(figures.denied, 'visit')} denied. Attacks are hatched."),
        _image(DENIALS_IMAGE, image_px, denials_px),
        "<h2>How often the door was wrong</h2>",
        *(_line(sentence) for sentence in rate_sentences(figures.rates)),
        _line(f"{WHAT_IS_COUNTED} {WHAT_IS_NOT_KNOWN}", "quiet"),
        *_denials(report.denials, figures.denied),
        *_alarms(report.alarms),
    ]
    return "".join(parts)


def _denials(events: Sequence[AccessEvent], total: int) -> Iterable[str]:
    yield "<h2>Denied visits</h2>"
    if not events:
        yield _line("There was none.")
        return
    if len(events) < total:
        yield _line(f"The newest {len(events)} of {total}. An export as CSV holds them all.")
    yield _table(
        {"Row": 9, "Time": 23, "Door": 17, "Person": 23, "Reason": 17, "Similarity": 11},
        (
            (
                str(event.id),
                _moment(event.at),
                event.door,
                event.person_name or "Stranger",
                headed(event.reason),
                "" if event.best_similarity is None else f"{event.best_similarity:.3f}",
            )
            for event in events
        ),
    )


def _alarms(alarms: Sequence[AlarmEntry] | None) -> Iterable[str]:
    if alarms is None:
        return
    yield "<h2>Alarms</h2>"
    if not alarms:
        yield _line("There was none.")
        return
    yield _table(
        {"Time": 23, "Door": 17, "Alarm": 27, "Acknowledged": 33},
        ((_moment(a.at), a.door, a.what, answer_words(a) or "by nobody") for a in alarms),
    )


def _table(head: Mapping[str, int], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose head stands on each of its pages.

    Args:
        head: The name of each column, and how wide it is, in percent.
        rows: The cells.
    """
    titles = "".join(f'<th width="{share}%">{escape(name)}</th>' for name, share in head.items())
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return (
        f'<table width="100%" cellspacing="0" cellpadding="3"><thead><tr>{titles}</tr></thead>'
        f"{body}</table>"
    )


def _line(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>'


def _image(name: str, width_px: int, height_px: int) -> str:
    return f'<p><img src="{name}" width="{width_px}" height="{height_px}"></p>' if height_px else ""


def _moment(at: datetime) -> str:
    """Return a moment without a place where a line may break: half a time would puzzle."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M:%S}".replace(" ", "\N{NO-BREAK SPACE}")
