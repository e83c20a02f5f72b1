"""The rules of the house to look at: hours as a week, doors, groups, who is inside; and its mode.

Rules are changed with `janus rules`; here a guard sees what holds, and can lock the house down.
"""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from db.rule_records import Mode, RuleBook, Schedule
from kiosk.accounts.authority import Authority
from kiosk.accounts.permissions import Permission
from kiosk.clock import Clock
from kiosk.rules.door_words import door_words
from kiosk.tally import counted
from kiosk.ui.admin.mode_card import ModeCard
from kiosk.ui.admin.parts import GAP_PX, MARGIN_PX, Notice, Scroller, Tone, button, card, label
from kiosk.ui.admin.rules_view import Rules, RulesView, Whereabouts, members_words, read_view
from kiosk.ui.admin.week_picture import WeekPicture
from kiosk.ui.admin.words import breakable, when
from kiosk.ui.error_text import sentence_of
from kiosk.ui.tasks import TaskRunner

_LEFT_PX = 360
SCHEDULES_SHOWN = 12  # the GUI thread draws them all: thousands would hold it up
ROWS_SHOWN = 40
_ALL_RULES = "janus rules show"
_LONGEST_WORD = 24


class RulesScreen(QWidget):
    """See the module.

    Args:
        rules: The kept rules.
        whereabouts: Who is where.
        clock: Tells when something is done.
        runner: Runs reading and writing.
        authority: Who has logged in.
    """

    def __init__(
        self,
        rules: Rules,
        whereabouts: Whereabouts,
        clock: Clock,
        runner: TaskRunner,
        authority: Authority,
    ) -> None:
        super().__init__()
        self._rules = rules
        self._whereabouts = whereabouts
        self._clock = clock
        self._runner = runner
        self._authority = authority
        self.mode = ModeCard(self._change)
        self.notice = Notice()
        self.refresh_button = button("Refresh")
        self.refresh_button.clicked.connect(self.refresh)
        left, right = Scroller("paper"), Scroller("paper")
        left.setFixedWidth(_LEFT_PX)
        inside, self._inside = _section("Inside now")
        for part in (self.mode, inside):
            left.column.addWidget(part)
        left.column.addStretch(1)
        self._cards = right.column
        top = QHBoxLayout()
        top.addWidget(label("Rules", "title"), 1)
        top.addWidget(self.refresh_button)
        row = QHBoxLayout()
        row.setSpacing(GAP_PX)
        row.addWidget(left)
        row.addWidget(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(GAP_PX)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addLayout(row, 1)

    def refresh(self) -> None:
        """Show what holds now."""
        self._runner.run(
            lambda: read_view(self._rules, self._whereabouts, groups=ROWS_SHOWN),
            self._show,
            self._show_error,
        )

    def _change(self, mode: Mode) -> None:
        self._runner.run(lambda: self._changed(mode), self._show, self._show_error)

    def _changed(self, mode: Mode) -> RulesView:
        by = self._authority.require(Permission.MODES)
        self._rules.set_mode(mode, at=self._clock.now(), by=by)
        return read_view(self._rules, self._whereabouts, groups=ROWS_SHOWN)

    def _show_error(self, error: Exception) -> None:
        self.notice.say(Tone.BAD, sentence_of(error))

    def _show(self, view: RulesView) -> None:
        self.notice.clear()
        book = view.book
        named = sorted(group.name for group in book.groups.values() if group.in_lockdown)
        self.mode.show_mode(book.mode, named)
        _fill(self._inside, _inside_rows(view))
        _empty(self._cards)
        schedules = sorted(book.schedules.values(), key=lambda one: one.name)
        for schedule in schedules[:SCHEDULES_SHOWN]:
            self._cards.addWidget(_schedule_card(schedule))
        if more := schedules[SCHEDULES_SHOWN:]:
            frame, rows_column = _section("More hours")
            _fill(rows_column, [(f"and {counted(len(more), 'schedule')} more", _ALL_RULES)])
            self._cards.addWidget(frame)
        for title, rows in (("Doors", _door_rows(book)), ("Groups", _group_rows(view))):
            frame, rows_column = _section(title)
            _fill(rows_column, rows)
            self._cards.addWidget(frame)
        self._cards.addStretch(1)


Row = tuple[str, str]


def _inside_rows(view: RulesView) -> list[Row]:
    if not view.present:
        return [("Nobody", "Counted are people who were let into an area.")]
    first = view.present[:ROWS_SHOWN]
    rows = [(one.name, f"{one.area}, since {when(one.since)}") for one in first]
    rows += _rest(len(view.present), "janus rules muster")
    return [(counted(len(view.present), "person", "people"), ""), *rows]


def _door_rows(book: RuleBook) -> list[Row]:
    first = sorted(book.doors)[:ROWS_SHOWN]
    rows = [(name, door_words(book.doors[name])) for name in first]
    rows += _rest(len(book.doors), _ALL_RULES)
    return rows or [("No door has rules", "Everybody valid may enter at any time.")]


def _group_rows(view: RulesView) -> list[Row]:
    rows = []
    for name in view.names:
        group = view.book.groups[name]
        told = [members_words(view.names[name], len(group.members))]
        if group.in_lockdown:
            told.append("also in a lockdown")
        if group.escorts:
            told.append(f"escorted by {group.escorts}")
        rows.append((name, "; ".join(told)))
    rows += _rest(len(view.book.groups), _ALL_RULES)
    return rows or [("No groups yet", "janus rules group add staff")]


def _rest(count: int, command: str) -> list[Row]:
    """Return a row that says how many of `count` are not shown, and what lists them, or none."""
    more = count - ROWS_SHOWN
    return [(f"and {more} more", command)] if more > 0 else []


def _schedule_card(schedule: Schedule) -> QFrame:
    frame, column = card()
    holidays = f", holidays: {schedule.calendar}" if schedule.calendar else ""
    column.addWidget(label(breakable(schedule.name, _LONGEST_WORD), "heading"))
    column.addWidget(label(breakable(f"{schedule.zone}{holidays}", _LONGEST_WORD), "quiet"))
    picture = WeekPicture()
    picture.show_spans(schedule.spans, with_holidays=schedule.calendar is not None)
    column.addWidget(picture)
    return frame


def _section(title: str) -> tuple[QFrame, QVBoxLayout]:
    """Return a card with a title, and the column below it for rows."""
    frame, column = card()
    column.addWidget(label(title, "heading"))
    rows = QVBoxLayout()
    rows.setSpacing(10)
    column.addLayout(rows)
    return frame, rows


def _fill(column: QVBoxLayout, rows: Iterable[Row]) -> None:
    """Put rows of a name and what is said of it into a column, in place of what is there."""
    _empty(column)
    for name, words in rows:
        for text, look in ((name, ""), (words, "caption")):
            if text:
                made = label(breakable(text, _LONGEST_WORD), look)
                made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
                column.addWidget(made)


def _empty(column: QVBoxLayout) -> None:
    """Take everything out of a column, to be seen no more from now on."""
    while item := column.takeAt(0):
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
