"""A report as one HTML page that needs nothing beside it: pictures inside, no scripts.

What is in a report is data (sections of text, tables and pictures); how it looks is `page.html.j2`.
Everything that comes from outside, such as names of people and files, is escaped.
"""

import base64
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from jinja2 import Environment, PackageLoader, StrictUndefined

from training.errors import TrainingError

REPORT_NAME = "report.html"

_FIGURE_STARTS = frozenset("0123456789+-—.<≤>≥±")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph.

    Attributes:
        text: Plain words; no markup.
    """

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a head.

    Attributes:
        head: One word or two for each column.
        rows: As many cells in each as the head has.
        caption: What is to be seen, above the table; "" for none.

    Raises:
        ValueError: A row is longer or shorter than the head.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.head):
                raise ValueError(f"The row {row} has not {len(self.head)} cells.")

    @property
    def columns_of_figures(self) -> tuple[bool, ...]:
        """For each column, whether all its cells are figures: these stand to the right."""
        return tuple(
            all(row[i][:1] in _FIGURE_STARTS for row in self.rows if row[i])
            for i in range(len(self.head))
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, copied into the page.

    Attributes:
        file: A PNG, JPEG or SVG.
        caption: What is to be seen, below it.
        alt: The same for those who cannot see it.
    """

    file: Path
    caption: str
    alt: str

    @property
    def data_uri(self) -> str:
        """The picture itself, as an address.

        Raises:
            TrainingError: The file cannot be read.
        """
        kind = mimetypes.guess_type(self.file.name)[0] or "application/octet-stream"
        try:
            content = self.file.read_bytes()
        except OSError as error:
            raise TrainingError(
                f"The picture {self.file} cannot be read for the report ({error.strerror}).",
                "Make the report again.",
            ) from error
        return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


Block: TypeAlias = Text | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """Some blocks under a heading."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What a page says.

    Attributes:
        title: Its first line.
        subtitle: What was measured, and with what.
        sections: In the order of reading.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]


def write_report(report: Report, folder: Path) -> Path:
    """Write `folder/report.html`, whole or not at all.

    A folder that is made for it belongs to its owner only: a report may show faces.

    Args:
        report: What it says.
        folder: Made where it is not there.

    Returns:
        The page.

    Raises:
        TrainingError: The folder cannot be written, or a picture cannot be read.
    """
    page = render(report)
    file = folder / REPORT_NAME
    part = folder / f".{REPORT_NAME}.part"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_text(page, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise TrainingError(
            f"The report cannot be written to {folder} ({error.strerror}).",
            "Name a folder that can be written.",
        ) from error
    return file


def render(report: Report) -> str:
    """Return the page.

    Raises:
        TrainingError: A picture cannot be read.
    """
    environment = Environment(
        loader=PackageLoader("training.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    blocks = [
        (section.heading, [(type(block).__name__, block) for block in section.blocks])
        for section in report.sections
    ]
    return environment.get_template("page.html.j2").render(report=report, sections=blocks)
