"""The page: whole, alone, and safe to open whatever people are called."""

import base64
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from training.errors import TrainingError
from training.report.html import Picture, Report, Section, Table, Text, render, write_report


class Seen(HTMLParser):
    """What a browser would find."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())


def report_of(*blocks: Text | Table | Picture) -> Report:
    return Report("Title", "what it is of", (Section("First", blocks),))


def test_the_page_says_everything_in_its_order() -> None:
    table = Table(("rate", "who"), (("1 %", "a"), ("20 %", "b")), caption="of all")
    seen = Seen(render(report_of(Text("Some words."), table)))
    words = [word for word in seen.words if word]
    start = words.index("what it is of")
    assert words[start + 1 :] == [
        "First", "Some words.", "of all", "rate", "who", "1 %", "a", "20 %", "b",
    ]  # fmt: skip


def test_figures_stand_to_the_right_and_words_to_the_left() -> None:
    table = Table(("a", "b", "c"), (("1e-4", "x", ""), ("—", "3", "< 1 %")))
    assert table.columns_of_figures == (True, False, True)
    cells = [attrs for tag, attrs in Seen(render(report_of(table))).tags if tag == "td"]
    assert [attrs.get("class") for attrs in cells] == ["figure", None, "figure"] * 2


def test_what_comes_from_outside_is_no_markup(tmp_path: Path) -> None:
    evil = '<script>alert("x")</script>'
    file = tmp_path / "p.png"
    Image.new("RGB", (2, 2)).save(file)
    blocks = (Text(evil), Table((evil,), ((evil,),), caption=evil), Picture(file, evil, evil))
    seen = Seen(render(Report(evil, evil, (Section(evil, blocks),))))
    assert "script" not in {tag for tag, _ in seen.tags}
    assert seen.words.count(evil) == 9
    assert [attrs["alt"] for tag, attrs in seen.tags if tag == "img"] == [evil]


def test_pictures_are_inside_and_nothing_is_fetched(tmp_path: Path) -> None:
    file = tmp_path / "p.png"
    Image.new("RGB", (3, 2), (1, 2, 3)).save(file)
    page = write_report(report_of(Picture(file, "below", "instead")), tmp_path / "out")
    assert page == tmp_path / "out" / "report.html"
    assert [child.name for child in page.parent.iterdir()] == ["report.html"]
    assert page.parent.stat().st_mode & 0o777 == 0o700
    tags = Seen(page.read_text(encoding="utf-8")).tags
    (source,) = [attrs["src"] for tag, attrs in tags if tag == "img"]
    assert source is not None
    head, _, content = source.partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(content) == file.read_bytes()
    assert not [attrs for _, attrs in tags if "href" in attrs]


def test_a_row_of_another_length_is_a_bug() -> None:
    with pytest.raises(ValueError, match="has not 2 cells"):
        Table(("a", "b"), (("1", "2"), ("3",)))


def test_what_cannot_be_read_or_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"gone\.png cannot be read"):
        write_report(report_of(Picture(tmp_path / "gone.png", "", "")), tmp_path / "out")
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(TrainingError, match="cannot be written to"):
        write_report(report_of(), tmp_path / "file")
