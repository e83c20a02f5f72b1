"""One row of the access log: both faces side by side, and why it was decided so."""

from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QFormLayout, QGridLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from db.records import AccessEvent, Outcome
from kiosk.ui.admin.parts import GAP_PX, Notice, PhotoView, Tone, card, label, scrolling
from kiosk.ui.admin.words import explain, when, who

_PHOTO_PX = 132
_PHOTO_LARGEST_PX = 280


class EventPane(QWidget):
    """Shows one event."""

    def __init__(self) -> None:
        super().__init__()
        self._event_id: int | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        inside, column = QWidget(), QVBoxLayout()
        inside.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        frame, around = card()
        around.addWidget(scrolling(inside))
        outer.addWidget(frame)

        self.name = label("", "heading")
        self.verdict = Notice()
        self.time = label("", "quiet")
        self.probe = PhotoView(_PHOTO_PX, "Face at the door")
        self.enrolled = PhotoView(_PHOTO_PX, "Enrolment photo")
        self.why = label("")
        photos = QWidget()
        grid = QGridLayout(photos)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP_PX // 2)
        grid.addWidget(self.probe, 0, 0)
        grid.addWidget(self.enrolled, 0, 1)
        grid.addWidget(label("At the door", "caption"), 1, 0)
        grid.addWidget(label("Enrolment photo", "caption"), 1, 1)
        self._photos = photos
        self._facts = QWidget()
        self._form = QFormLayout(self._facts)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(GAP_PX)
        self._values = {name: self._fact(name) for name in ("Door", "Model", "Calibration", "Row")}
        for widget in (self.name, self.time, self.verdict, photos, self.why, self._facts):
            column.addWidget(widget)
        column.addStretch(1)
        self.show_event(None)

    def _fact(self, name: str) -> QLabel:
        value = label("", "caption")
        self._form.addRow(label(name, "caption", wrap=False), value)
        return value

    def show_event(self, event: AccessEvent | None) -> None:
        """Show an event, or an invitation to choose one."""
        self._event_id = None if event is None else event.id
        self.probe.set_image(None)
        self.enrolled.set_image(None)
        for widget in (self.verdict, self._photos, self._facts, self.time):
            widget.setVisible(event is not None)
        if event is None:
            self.name.setText("No visit chosen")
            self.why.setText("Choose a row to see both faces and why it was decided so.")
            return
        granted = event.outcome is Outcome.GRANTED
        self.name.setText(who(event))
        self.time.setText(when(event.at))
        words = f"{event.outcome.capitalize()}: {event.reason}"
        self.verdict.say(Tone.GOOD if granted else Tone.BAD, words)
        self.why.setText(explain(event))
        for name, text in (
            ("Door", event.door),
            ("Model", event.model_id),
            ("Calibration", event.calibration_id),
            ("Row", str(event.id)),
        ):
            self._values[name].setText(text)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the photos what room there is beside each other."""
        super().resizeEvent(event)
        side = min(max(_PHOTO_PX, (self.width() - 80) // 2), _PHOTO_LARGEST_PX)
        for photo in (self.probe, self.enrolled):
            photo.setMinimumHeight(side)

    def show_photos(
        self, event: AccessEvent, probe: QImage | None, enrolled: QImage | None
    ) -> None:
        """Show the faces, if that event is still the one shown."""
        if self._event_id == event.id:
            self.probe.set_image(probe)
            self.enrolled.set_image(enrolled)
