"""What reviewers said of a visit, and the buttons to say something."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from db.review_records import ReviewMark, Verdict
from kiosk.accounts.permissions import Permission
from kiosk.review.mark_words import holding, mark_sentence
from kiosk.review.verdicts import verdicts_for
from kiosk.ui.admin.parts import Notice, Tone, button, label
from kiosk.ui.admin.review_person import PersonChooser
from kiosk.ui.admin.words import breakable, minute
from kiosk.ui.error_text import sentence_of
from kiosk.ui.tasks import TaskRunner

if TYPE_CHECKING:
    from db.gallery import Gallery
    from db.records import AccessEvent, Person
    from kiosk.accounts.authority import Authority
    from kiosk.review.room import ReviewRoom

_LONGEST_WORD = 14
_TEXTS = {
    Verdict.WAS_THEM: "It was them",
    Verdict.NOT_THEM: "It was not",
    Verdict.SOMEBODY: "Say who it was",
    Verdict.WITHDRAWN: "Take it back",
}


class ReviewBox(QWidget):
    """Marks of one visit.

    Args:
        room: Reads and keeps them; asked off the GUI thread only.
        gallery: For whom it may have been.
        runner: Runs the queries.
        authority: Who has logged in: not everybody may say something.
        show_face: Called with whoever is chosen, to be compared with the face at the door; with
            None where nobody is any more.
    """

    def __init__(
        self,
        room: ReviewRoom,
        gallery: Gallery,
        runner: TaskRunner,
        authority: Authority,
        show_face: Callable[[Person | None], None],
    ) -> None:
        super().__init__()
        self._room = room
        self._runner = runner
        self._authority = authority
        self._show_face = show_face
        self._event: AccessEvent | None = None
        self._person: Person | None = None
        self.said = label("")
        self.history = label("", "caption")
        self.notice = Notice()
        self.buttons = {verdict: button(text) for verdict, text in _TEXTS.items()}
        self.chooser = PersonChooser(gallery, runner, self._choose)
        self.confirm_button = button("It was this person", name="primary")
        self.cancel_button = button("Cancel", name="link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(label("Review", "heading"))
        parts = (*self.buttons.values(), self.chooser, self.confirm_button, self.cancel_button)
        for part in (self.said, self.history, *parts, self.notice):
            column.addWidget(part)
        for verdict, made in self.buttons.items():
            made.clicked.connect(partial(self._press, verdict))
        self.confirm_button.clicked.connect(lambda: self._say(Verdict.SOMEBODY))
        self.cancel_button.clicked.connect(lambda: self._show_choices(()))
        self.show_event(None)

    def show_event(self, event: AccessEvent | None) -> None:
        """Show what was said of a visit; of none, nothing."""
        self._event = event
        self.notice.clear()
        self._set_marks(())
        self.setVisible(event is not None)
        if event is not None:
            self._read(event)

    def _read(self, event: AccessEvent) -> None:
        self._runner.run(
            lambda: self._room.marks(event.id),
            lambda marks: self._show_marks(event, marks),
            lambda error: self._fail(event, error),
        )

    def _show_marks(self, event: AccessEvent, marks: tuple[ReviewMark, ...]) -> None:
        if event is self._event:
            self._set_marks(marks)

    def _set_marks(self, marks: tuple[ReviewMark, ...]) -> None:
        held = holding(marks)
        if held is not None:
            self.said.setText(breakable(mark_sentence(held), _LONGEST_WORD))
        elif self._event is not None and not verdicts_for(self._event):
            self.said.setText("Here no face was told from others, so there is nothing to review.")
        else:
            self.said.setText("Not reviewed.")
        lines = (f"{minute(mark.at)}, {mark.actor}: {mark_sentence(mark)}" for mark in marks)
        self.history.setText(breakable("\n".join(lines), _LONGEST_WORD))
        self.history.setVisible(bool(marks))
        self._show_choices(marks)

    def _show_choices(self, marks: tuple[ReviewMark, ...]) -> None:
        event = self._event
        may = self._authority.may(Permission.REVIEW)
        offered = set(verdicts_for(event)) if event is not None and may else set[Verdict]()
        held = holding(marks)
        if held is not None and may:
            offered = {Verdict.WITHDRAWN}
        for verdict, made in self.buttons.items():
            made.setVisible(verdict in offered)
        self._choosing(is_on=False)

    def _choosing(self, *, is_on: bool) -> None:
        self.chooser.setVisible(is_on)
        self.cancel_button.setVisible(is_on)
        self._choose(None)

    def _press(self, verdict: Verdict) -> None:
        if verdict is not Verdict.SOMEBODY:
            self._say(verdict)
            return
        for made in self.buttons.values():
            made.hide()
        self._choosing(is_on=True)
        self.chooser.open()

    def _choose(self, person: Person | None) -> None:
        changed, self._person = person is not self._person, person
        self.confirm_button.setVisible(person is not None)
        if changed:
            self._show_face(person)
            QTimer.singleShot(0, self, self._reveal)  # once everything has its new place

    def _reveal(self) -> None:
        """Scroll to what can be pressed next."""
        around = self.parentWidget()
        while around is not None and not isinstance(around, QScrollArea):
            around = around.parentWidget()
        if around is not None and self.confirm_button.isVisible():
            around.ensureWidgetVisible(self.confirm_button)

    def _say(self, verdict: Verdict) -> None:
        event, person = self._event, self._person
        if event is None:
            return
        self.notice.clear()

        def work() -> tuple[ReviewMark, ...]:
            actor = self._authority.require(Permission.REVIEW)
            whom = person if verdict is Verdict.SOMEBODY else None
            self._room.mark(event, verdict, whom, actor)
            return self._room.marks(event.id)

        self._runner.run(
            work,
            lambda marks: self._show_marks(event, marks),
            lambda error: self._fail(event, error),
        )

    def _fail(self, event: AccessEvent, error: Exception) -> None:
        if event is self._event:
            self.notice.say(Tone.BAD, sentence_of(error))
