"""What an enrolment would store: crop, quality, look-alikes, and the button that commits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.ui import style
from kiosk.ui.admin.parts import GAP_PX, Notice, PhotoView, Tone, button, label, show_jpeg
from kiosk.ui.face_view import to_qimage
from kiosk.ui.icons import Icon, pixmap
from models.quality import Measure, Quality

if TYPE_CHECKING:
    from enroll.service import Draft

_SIDE_PX = 150
_CROP_PX = 128


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

        self.crop = PhotoView(_CROP_PX, "What the door compares", cover=True)
        self._measures = QVBoxLayout()
        self._measures.setSpacing(8)
        self._quality = QWidget()
        top = QHBoxLayout(self._quality)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(GAP_PX + 8)
        left = QVBoxLayout()
        left.addWidget(self.crop)
        left.addWidget(label("What the door sees", "caption"))
        left.addStretch(1)
        top.addLayout(left)
        top.addLayout(self._measures, 1)
        column.addWidget(self._quality)

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
        column.addWidget(self._pair, 4)
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
        self._show_measures(draft.measures)
        self.accept_box.setChecked(False)
        poor = not all(measure.ok for measure in draft.measures)
        near = draft.look_alikes[0] if draft.look_alikes else None
        ask = not poor and draft.already is None and near is not None
        self._pair.setVisible(near is not None and not poor)
        self._quality.setVisible(not ask)  # all is well with it; the two photos need the room
        self.accept_box.setVisible(ask)
        self.commit_button.setVisible(ask or draft.objection is None)
        self.commit_button.setText(f" Enrol {draft.name}")
        self.commit_button.setAccessibleName(f"Enrol {draft.name}")
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

    def _show_measures(self, measures: Sequence[Measure]) -> None:
        while (item := self._measures.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for measure in measures:
            self._measures.addWidget(_measure_row(measure))
        self._measures.addStretch(1)


def _measure_row(measure: Measure) -> QWidget:
    name, figure = _figure(measure)
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


def _figure(measure: Measure) -> tuple[str, str]:
    """Return what was measured, and the figure with its limit."""
    value, limit = measure.value, measure.limit
    match measure.name:
        case Quality.SIZE:
            return "Eye distance", f"{value:.0f} px, min {limit:.0f}"
        case Quality.POSE:
            return "Looking ahead", f"{value:.0f}°, max {limit:.0f}°"
        case Quality.BLUR:
            return "Sharpness", f"{value:.2f}, min {limit:.2f}"
        case Quality.DARK:
            return "Light enough", f"{value:.0f}, min {limit:.0f}"
        case Quality.BRIGHT:
            return "Not too bright", f"{value:.0f}, max {limit:.0f}"
        case Quality.UNEVEN:
            return "Even light", f"{value:.0%}, max {limit:.0%}"
