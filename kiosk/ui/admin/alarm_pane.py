"""One alarm, and what is said of it."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kiosk.review.alarms import NOTE_LENGTH, AlarmEntry, answer_words
from kiosk.ui.admin.parts import Notice, Tone, button, label, scrolling_card
from kiosk.ui.admin.words import breakable, when

_LONGEST_WORD = 14  # letters that fit in a small window
_LEAST_PX = 110


class AlarmPane(QWidget):
    """Shows one alarm.

    Args:
        may_answer: Whether whoever is logged in may acknowledge alarms.
        answer: Called with an alarm and a note, to acknowledge it.
    """

    def __init__(self, *, may_answer: bool, answer: Callable[[AlarmEntry, str], None]) -> None:
        super().__init__()
        self._may_answer = may_answer
        self._alarm: AlarmEntry | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, column = scrolling_card()
        frame.setMinimumHeight(_LEAST_PX)
        column.setSpacing(12)
        outer.addWidget(frame)
        self.what = label("", "heading")
        self.where = label("", "quiet")
        self.state, self.problem = Notice(), Notice()
        self.note = QLineEdit()
        self.note.setPlaceholderText("A note, if you like")
        self.note.setAccessibleName("Note")
        self.note.setMaxLength(NOTE_LENGTH)
        self.answer_button = button("Acknowledge", name="primary")
        self.answer_button.clicked.connect(lambda: self._press(answer))
        parts = (self.what, self.where, self.state, self.note, self.answer_button, self.problem)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self.show_alarm(None)

    def show_alarm(self, alarm: AlarmEntry | None) -> None:
        """Show an alarm, or an invitation to choose one."""
        self._alarm = alarm
        self.note.clear()
        self.problem.clear()
        is_open = alarm is not None and alarm.answered_at is None
        self.note.setVisible(is_open and self._may_answer)
        self.answer_button.setVisible(is_open and self._may_answer)
        self.answer_button.setEnabled(True)
        if alarm is None:
            self.what.setText("No alarm chosen")
            self.where.setText("Choose one to see more, and to acknowledge it.")
            self.state.clear()
            return
        self.what.setText(breakable(alarm.what, _LONGEST_WORD))
        # On lines of their own: a door's name from right to left would turn the time around.
        self.where.setText(breakable(f"{when(alarm.at)}\n{alarm.door}", _LONGEST_WORD))
        if is_open:
            self.state.say(Tone.BAD, "Nobody has acknowledged it.")
        else:
            self.state.say(Tone.GOOD, f"Acknowledged by {answer_words(alarm)}")

    def show_problem(self, sentence: str) -> None:
        """Say why it was not acknowledged; the note stays."""
        self.answer_button.setEnabled(True)
        self.problem.say(Tone.BAD, sentence)

    def _press(self, answer: Callable[[AlarmEntry, str], None]) -> None:
        if self._alarm is not None:
            self.answer_button.setEnabled(False)
            self.problem.clear()
            answer(self._alarm, self.note.text().strip())
