"""What an enrolment would store: crop, quality, look-alikes, and the button that commits it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.ui import style
from kiosk.ui.admin.consent_box import ConsentBox
from kiosk.ui.admin.face_pair import FacePair
from kiosk.ui.admin.measure_words import measured
from kiosk.ui.admin.parts import GAP_PX, Notice, PhotoView, Tone, button, elided, label
from kiosk.ui.admin.words import short
from kiosk.ui.icons import Icon, pixmap
from models.quality import Measure

if TYPE_CHECKING:
    from db.care_records import ConsentText
    from enroll.service import Draft

_CROP_PX = 128
_BESIDE_FROM_PX = 400  # from here on the figures stand beside the crop, else below it
_BESIDE_NAME_PX = 150  # of the button: icon, verb and edges
_NAME_IN_CAPTION = 32  # characters
_ACCEPT = "I have looked at both photos:\nthese are two people."


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A draft, and the pictures to judge it by.

    Attributes:
        draft: What would be stored.
        aligned: What the door compares.
        head: The head in the new photo.
        other_head: The head of the nearest look-alike, cut likewise; None where there is none.
    """

    draft: Draft
    aligned: QImage
    head: QImage
    other_head: QImage | None


class DraftView(QWidget):
    """Shows one draft.

    Args:
        commit: Called with whether the look-alikes were accepted.
        consent_text: What the person must agree to; None where nobody asks.
    """

    def __init__(self, commit: Callable[[bool], None], consent_text: ConsentText | None) -> None:
        super().__init__()
        self._commit = commit
        self._may_commit = False  # but for what is still to be ticked
        self._name = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)

        self.notice = Notice()
        column.addWidget(self.notice)
        self.crop = PhotoView(_CROP_PX, "What the door compares", cover=True)
        self._measures = QVBoxLayout()
        self._measures.setSpacing(8)
        self._quality = QWidget()
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._quality)
        self._top.setContentsMargins(0, 0, 0, 0)
        self._top.setSpacing(GAP_PX)
        left = QVBoxLayout()
        left.addWidget(self.crop)
        left.addWidget(label("What the door sees", "caption"))
        left.addStretch(1)
        self._top.addLayout(left)
        self._top.addLayout(self._measures, 1)
        column.addWidget(self._quality)
        self.pair = FacePair("The face in the new photo", "The face of the look-alike")
        column.addWidget(self.pair)
        self.accept_box = QCheckBox(_ACCEPT)
        column.addWidget(self.accept_box)
        self.consent = ConsentBox(consent_text)
        column.addWidget(self.consent)
        self.commit_button = button("Enrol", name="primary", icon=Icon.TICK)
        column.addWidget(self.commit_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        for box in (self.accept_box, self.consent):
            box.toggled.connect(lambda _: self._offer())
        self.commit_button.clicked.connect(lambda: self._commit(self.accept_box.isChecked()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the figures below the crop where there is no room beside it."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE_FROM_PX
        self._top.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self._name_button()

    def show_draft(self, checked: Checked) -> None:
        """Show a draft, and whether it may be committed."""
        draft = checked.draft
        self.crop.set_image(checked.aligned)
        self._show_measures(draft)
        self.accept_box.setChecked(False)
        poor = not all(measure.ok for measure in draft.measures)
        near = draft.look_alikes[0] if draft.look_alikes else None
        ask = not poor and draft.already is None and near is not None
        self.pair.setVisible(near is not None and not poor)
        self._quality.setVisible(not ask)  # all is well with it; the two photos need the room
        self.accept_box.setVisible(ask)
        self._may_commit = ask or draft.objection is None
        self.commit_button.setVisible(self._may_commit)
        self.consent.start_again()
        if not self._may_commit:
            self.consent.hide()
        self._name = draft.name
        self._name_button()
        self.commit_button.setAccessibleName(f"Enrol {draft.name}")
        self._offer()
        if near is not None:
            self.pair.left.set_image(checked.head)
            self.pair.right.set_image(checked.other_head)
            self.pair.set_captions(
                f"New: {short(draft.name, _NAME_IN_CAPTION)}",
                f"{short(near.person.name, _NAME_IN_CAPTION)} · similarity {near.similarity:.3f}",
            )
        if draft.objection is None and draft.namesakes:
            self.notice.say(
                Tone.CARE,
                "This photo will do. Somebody else is enrolled under the same name: if that is the "
                "same person, there is no need for a second enrolment; if not, add something to "
                "the name that tells the two apart.",
            )
        elif draft.objection is None:
            self.notice.say(Tone.GOOD, "This photo will do.")
        elif ask and near is not None:
            self.notice.say(
                Tone.CARE,
                f"This face is very like that of {near.person.name}. The door could take one for "
                "the other. Look at both photos before you go on.",
            )
        else:
            self.notice.say(Tone.BAD, draft.objection.user_message())

    def _offer(self) -> None:
        """Offer the button once all is ticked that must be."""
        is_looked_at = self.accept_box.isHidden() or self.accept_box.isChecked()
        self.commit_button.setEnabled(self._may_commit and is_looked_at and self.consent.is_settled)

    def _name_button(self) -> None:
        room_px = self.width() - _BESIDE_NAME_PX
        self.commit_button.setText(f" Enrol {elided(self._name, room_px)}")

    def set_busy(self, *, busy: bool) -> None:
        """Hold the buttons while the commit runs."""
        if busy:
            self.commit_button.setEnabled(False)
        else:
            self._offer()
        self.accept_box.setEnabled(not busy)
        self.consent.setEnabled(not busy)

    def _show_measures(self, draft: Draft) -> None:
        while (item := self._measures.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for measure in draft.measures:
            self._measures.addWidget(_measure_row(measure, *measured(measure, draft.face)))
        self._measures.addStretch(1)


def _measure_row(measure: Measure, name: str, figure: str) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    mark = QLabel()
    mark.setFixedSize(20, 20)
    colour = style.GREEN if measure.ok else style.WARM
    mark.setPixmap(pixmap(Icon.TICK if measure.ok else Icon.CROSS, 20, colour, ratio=2.0))
    mark.setAccessibleName("good" if measure.ok else "not good enough")
    grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(label(name, wrap=False), 0, 1)
    grid.addWidget(label(figure, "caption", wrap=False), 0, 2)
    grid.setColumnStretch(1, 1)
    if measure.sentence:
        grid.addWidget(label(measure.sentence, "caption"), 1, 1, 1, 2)
    return box
