"""One person beside the list: photo, status, and what an admin can do."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from db.records import Person, PersonStatus
from kiosk.accounts.permissions import Permission
from kiosk.ui.admin.parts import GAP_PX, Notice, PhotoView, Tone, button, label, scrolling_card
from kiosk.ui.admin.words import breakable, day
from kiosk.ui.icons import Icon

_NO_PICTURES = "\nYour role sees no pictures."
_LEAST_PX = 300  # its buttons beside each other


@dataclass(frozen=True, slots=True)
class PersonActions:
    """What the pane asks for.

    Attributes:
        rename: Give this person another name.
        revoke: Take their access away.
        restore: Give it back.
        show_log: Show their rows of the access log.
    """

    rename: Callable[[Person, str], None]
    revoke: Callable[[Person], None]
    restore: Callable[[Person], None]
    show_log: Callable[[Person], None]


class PersonPane(QWidget):
    """Shows one person; asks before it revokes.

    Args:
        actions: What its buttons do.
        may: Says what whoever has logged in may do; a button for anything else is not there.
    """

    def __init__(self, actions: PersonActions, may: Callable[[Permission], bool]) -> None:
        super().__init__()
        self._actions = actions
        self._may = may
        self._person: Person | None = None
        self.setMinimumWidth(_LEAST_PX)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, column = scrolling_card()
        outer.addWidget(frame)

        self.photo = PhotoView(140, "Enrolment photo")
        self.name = label("", "heading")
        self.facts = label("", "quiet")
        self.notice = Notice()
        column.addWidget(self.photo, 1)
        column.addWidget(self.name)
        column.addWidget(self.facts)
        column.addWidget(self.notice)
        self._buttons = self._make_buttons()
        self._rename_box = self._make_rename()
        self._question = self._make_question()
        for box in (self._buttons, self._rename_box, self._question):
            column.addWidget(box)
        self.show_person(None, "")

    def _make_buttons(self) -> QWidget:
        self.rename_button = button("Rename")
        self.revoke_button = button("Revoke", name="danger")
        self.restore_button = button("Restore")
        self.log_button = button("Access log", icon=Icon.LIST)
        self.rename_button.setVisible(self._may(Permission.EDIT_PEOPLE))
        self.log_button.setVisible(self._may(Permission.SEE_LOG))
        self.rename_button.clicked.connect(lambda: self._open(self._rename_box))
        self.revoke_button.clicked.connect(lambda: self._open(self._question))
        self.restore_button.clicked.connect(lambda: self._do(self._actions.restore))
        self.log_button.clicked.connect(lambda: self._do(self._actions.show_log))
        return _column(
            _row(self.rename_button, self.revoke_button, self.restore_button),
            _row(self.log_button),
            gap_px=GAP_PX // 2,
        )

    def _make_rename(self) -> QWidget:
        self.name_field = QLineEdit()
        self.name_field.setAccessibleName("New name")
        self.save_button = button("Save", name="primary")
        keep = button("Cancel")
        self.save_button.clicked.connect(self._rename)
        self.name_field.returnPressed.connect(self._rename)
        keep.clicked.connect(lambda: self._open(self._buttons))
        return _column(self.name_field, _row(self.save_button, keep))

    def _make_question(self) -> QWidget:
        self.question = label("")
        self.confirm_button = button("Revoke access", name="danger")
        keep = button("Keep it")
        self.confirm_button.clicked.connect(lambda: self._do(self._actions.revoke))
        keep.clicked.connect(lambda: self._open(self._buttons))
        return _column(self.question, _row(self.confirm_button), _row(keep), gap_px=GAP_PX // 2)

    def show_person(self, person: Person | None, status: str) -> None:
        """Show a person, or an invitation to choose one."""
        self._person = person
        self.notice.clear()
        self.photo.set_image(None)
        self._open(self._buttons)
        self._buttons.setVisible(person is not None)
        if person is None:
            self.name.setText("Nobody chosen")
            self.facts.setText("Choose somebody in the list to see their photo and status.")
            return
        self.name.setText(breakable(person.name))
        unseen = "" if self._may(Permission.SEE_PICTURES) else _NO_PICTURES
        self.facts.setText(_facts(person, status) + unseen)
        self.name_field.setText(person.name)
        self.question.setText(
            f"Revoke the access of {breakable(person.name)}? The door refuses them from the next "
            "frame on. You can restore it at any time."
        )
        revoked = person.status is PersonStatus.REVOKED
        self.revoke_button.setVisible(not revoked and self._may(Permission.REVOKE))
        self.restore_button.setVisible(revoked and self._may(Permission.RESTORE))

    def show_photo(self, person: Person, photo: QImage | None) -> None:
        """Show the enrolment photo, if that person is still the one shown."""
        if self._person is not None and self._person.id == person.id:
            self.photo.set_image(photo)

    def show_problem(self, sentence: str) -> None:
        """Say what could not be done."""
        self.notice.say(Tone.BAD, sentence)

    def _open(self, box: QWidget) -> None:
        for each in (self._buttons, self._rename_box, self._question):
            each.setVisible(each is box)
        if box is self._rename_box:
            self.name_field.setFocus()
            self.name_field.selectAll()

    def _rename(self) -> None:
        if self._person is not None:
            self._actions.rename(self._person, self.name_field.text())

    def _do(self, action: Callable[[Person], None]) -> None:
        if self._person is not None:
            action(self._person)


def _facts(person: Person, status: str) -> str:
    lines = [f"{status} · enrolled {day(person.enrolled_at)}"]
    if person.revoked_at is not None:
        lines.append(f"Access revoked {day(person.revoked_at)}")
    if person.valid_from is not None:
        lines.append(f"Access from {day(person.valid_from)}")
    if person.valid_until is not None:
        lines.append(f"Access until {day(person.valid_until)}")
    return "\n".join(lines)


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP_PX // 2)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return box


def _column(*widgets: QWidget, gap_px: int = GAP_PX) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(gap_px)
    for widget in widgets:
        column.addWidget(widget)
    return box
