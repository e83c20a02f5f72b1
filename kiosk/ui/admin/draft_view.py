"""What an enrolment would store: crop, quality, look-alikes, and the button that commits it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.ui import style
from kiosk.ui.admin.parts import GAP_PX, Notice, PhotoView, Tone, button, label, show_jpeg
from kiosk.ui.face_view import to_qimage
from kiosk.ui.icons import Icon, pixmap

if TYPE_CHECKING:
    from enroll.service import Draft

_SIDE_PX = 150


class DraftView(QWidget):
    """Shows one draft.

    Args:
        commit: Called with whether the look-alikes were accepted.
    """

    def __init__(self, commit: Callable[[bool], None]) -> None:
        super().__init__()
        self._commit = commit
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)

        self.crop = PhotoView(_SIDE_PX, "What the door compares", cover=True)
        self._measures = QVBoxLayout()
        self._measures.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(GAP_PX + 8)
        left = QVBoxLayout()
        left.addWidget(self.crop)
        left.addWidget(label("What the door compares", "caption"))
        left.addStretch(1)
        top.addLayout(left)
        top.addLayout(self._measures, 1)
        column.addLayout(top)

        self.notice = Notice()
        column.addWidget(self.notice)
        self._pair = QWidget()
        pair = QHBoxLayout(self._pair)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.setSpacing(GAP_PX)
        self.new_photo = PhotoView(_SIDE_PX, "The new photo")
        self.other_photo = PhotoView(_SIDE_PX, "The enrolled photo")
        self._new_name, self._other_name = label("", "caption"), label("", "caption")
        for photo, name in (
            (self.new_photo, self._new_name),
            (self.other_photo, self._other_name),
        ):
            side = QVBoxLayout()
            side.addWidget(photo, 1)
            side.addWidget(name)
            pair.addLayout(side, 1)
        column.addWidget(self._pair, 1)
        self.accept_box = QCheckBox("I have looked at both photos: these are two people.")
        column.addWidget(self.accept_box)
        self.commit_button = button("Enrol", name="primary", icon=Icon.TICK)
        column.addWidget(self.commit_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.accept_box.toggled.connect(self.commit_button.setEnabled)
        self.commit_button.clicked.connect(lambda: self._commit(self.accept_box.isChecked()))

    def show_draft(self, draft: Draft) -> None:
        """Show a draft, and whether it may be committed."""
        self.crop.set_image(to_qimage(draft.aligned))
        self._show_measures([(m.ok, m.sentence) for m in draft.measures])
        self.accept_box.setChecked(False)
        poor = not all(measure.ok for measure in draft.measures)
        near = draft.look_alikes[0] if draft.look_alikes else None
        ask = not poor and draft.already is None and near is not None
        self._pair.setVisible(near is not None and not poor)
        self.accept_box.setVisible(ask)
        self.commit_button.setText(f"Enrol {draft.name}")
        self.commit_button.setEnabled(draft.objection is None)
        if near is not None:
            self.new_photo.set_image(to_qimage(draft.photo.image))
            self.other_photo.set_image(show_jpeg(near.photo_jpeg))
            self._new_name.setText(f"New: {draft.name}")
            self._other_name.setText(f"{near.person.name} · similarity {near.similarity:.3f}")
        if draft.objection is None:
            self.notice.say(Tone.GOOD, "This photo will do.")
        elif ask and near is not None:
            self.notice.say(
                Tone.CARE,
                f"This face is very like that of {near.person.name}. The door could take one for "
                "the other. Look at both photos before you go on.",
            )
        else:
            self.notice.say(Tone.BAD, draft.objection.user_message())

    def set_busy(self, *, busy: bool) -> None:
        """Hold the buttons while the commit runs."""
        self.commit_button.setEnabled(not busy)
        self.accept_box.setEnabled(not busy)

    def _show_measures(self, measures: list[tuple[bool, str]]) -> None:
        while (item := self._measures.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for ok, sentence in measures:
            self._measures.addWidget(_measure(sentence, ok=ok))
        self._measures.addStretch(1)


def _measure(sentence: str, *, ok: bool) -> QWidget:
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    mark = QLabel()
    mark.setFixedSize(20, 20)
    colour = style.GREEN if ok else style.WARM
    mark.setPixmap(pixmap(Icon.TICK if ok else Icon.CROSS, 20, colour, ratio=2.0))
    mark.setAccessibleName("good" if ok else "not good enough")
    row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(sentence), 1)
    return box
