"""What was done to entries that do not follow from the one before: pure.

An entry's line names its true predecessor, for only with that one's line does it come out. So among
the lines that are still there the predecessor is looked for, and where it stands tells what was
done.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.chain import line_digest
from db.chain_findings import Finding, Wrong

MOST_SORTED = 100
"""So many broken places are looked into; of any more it is only said that they are broken."""

RECENT = 32
"""So many entries before a broken one are tried as its predecessor."""


@dataclass(frozen=True, slots=True)
class Broken:
    """An entry that does not follow from the one before.

    Attributes:
        number: Its number, and below what it holds.
        recent: Lines of the entries just before, by number, the nearest one last.
        follows_gap: Whether the number before is missing, which was told already.
    """

    number: int
    kind: str
    at: datetime
    subject: int | None
    content: bytes
    line: bytes
    recent: Mapping[int, bytes]
    follows_gap: bool

    def comes_out_after(self, line: bytes) -> bool:
        """Return whether this is what was written after the entry with `line`."""
        made = line_digest(line, self.kind, self.at, self.subject, self.content)
        return made == self.line


def sort_out(broken: Collection[Broken]) -> Iterator[Finding]:
    """Yield what was done, for each broken entry in order of their numbers."""
    lines = {number: line for entry in broken for number, line in entry.recent.items()}
    lines |= {entry.number: entry.line for entry in broken}
    # Where only a line itself was changed, the next entry still follows from what it ought to be.
    mended = {entry.number: _mended(entry) for entry in broken}
    true_before = {
        entry.number: _predecessor(entry, lines, mended.get(entry.number - 1)) for entry in broken
    }
    for entry in broken:
        yield from _told(entry, true_before)


def _mended(entry: Broken) -> bytes | None:
    before = entry.recent.get(entry.number - 1)
    if before is None:
        return None
    return line_digest(before, entry.kind, entry.at, entry.subject, entry.content)


def _predecessor(entry: Broken, lines: Mapping[int, bytes], mended: bytes | None) -> int | None:
    if mended is not None and entry.comes_out_after(mended):
        return entry.number - 1
    nearest_first = sorted(lines, key=lambda number: abs(number - entry.number))
    return next((n for n in nearest_first if entry.comes_out_after(lines[n])), None)


def _told(entry: Broken, true_before: Mapping[int, int | None]) -> Iterator[Finding]:
    number, before = entry.number, true_before[entry.number]
    if before == number - 1:
        return
    if before is None:
        if not entry.follows_gap:
            words = (
                f"Entry {number} does not follow from entry {number - 1}: one of the two was "
                "changed, or one between them was removed."
            )
            yield Finding(Wrong.EDITED, words, number, entry.at)
        return
    between = range(before + 1, number)
    if between and all(true_before.get(other) is None for other in between):
        for other in between:
            words = f"Entry {other} was put in between entry {before} and entry {number}."
            yield Finding(Wrong.INSERTED, words, other, entry.at)
        return
    words = f"Entry {number} was written after entry {before}, but stands after {number - 1}."
    yield Finding(Wrong.REORDERED, words, number, entry.at)
