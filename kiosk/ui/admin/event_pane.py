"""One row of the access log: both faces side by side, and why it was decided so."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from db.records import AccessEvent, LivenessRecord, Outcome, Reason
from kiosk.liveness_words import cue_lines, together
from kiosk.ui.admin.evidence_chart import EvidenceChart
from kiosk.ui.admin.face_pair import FacePair
from kiosk.ui.admin.parts import GAP_PX, Notice, Tone, label, scrolling_card
from kiosk.ui.admin.review_box import ReviewBox
from kiosk.ui.admin.words import breakable, explain, outcome_of, when, who

_LONGEST_WORD = 14  # letters of a name that fit in a small window
_LEAST_PX = 110  # of its height: then there is little to see, but it scrolls


class EventPane(QWidget):
    """Shows one event.

    Args:
        review: What reviewers said of it.
    """

    def __init__(self, review: ReviewBox) -> None:
        super().__init__()
        self.review = review
        self._event_id: int | None = None
        self._enrolled: QImage | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, column = scrolling_card()
        column.setSpacing(12)
        frame.setMinimumHeight(_LEAST_PX)
        outer.addWidget(frame)

        self.name = label("", "heading")
        self.verdict = Notice()
        self.time = label("", "quiet")
        self.pair = FacePair("Face at the door", "Face in the enrolment photo")
        self.why = label("")
        self.liveness = label("")
        self.sides = label("Bars to the right: a living head. To the left: a picture.", "quiet")
        self.chart = EvidenceChart()
        self._facts = QWidget()
        self._form = QFormLayout(self._facts)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setHorizontalSpacing(GAP_PX)
        facts = ("Door", "Given", "Model", "Calibration", "Row")
        self._values = {name: self._fact(name) for name in facts}
        self._of_liveness = (self.liveness, self.sides, self.chart)
        said = (self.name, self.time, self.verdict, self.pair, self.why)
        for widget in (*said, review, *self._of_liveness, self._facts):
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
        self.pair.left.set_image(None)
        self._enrolled = None
        self.compare(None, None)
        self.review.show_event(event)
        for widget in (self.verdict, self.pair, self._facts, self.time):
            widget.setVisible(event is not None)
        liveness = None if event is None else event.liveness
        for widget in self._of_liveness:
            widget.setVisible(liveness is not None)
        if event is None:
            self.name.setText("No visit chosen")
            self.why.setText("Choose a row to see both faces and why it was decided so.")
            return
        granted = event.outcome is Outcome.GRANTED
        self.name.setText(breakable(who(event), _LONGEST_WORD))
        self.time.setText(when(event.at))
        tone = Tone.ATTACK if event.reason.calls_a_guard else Tone.GOOD if granted else Tone.BAD
        self.verdict.say(tone, f"{outcome_of(event)}: {event.reason}")
        self.why.setText(breakable(explain(event)))
        if event.liveness is not None:
            self._show_liveness(event.reason, event.liveness)
        for name, text in (
            ("Door", event.door),
            ("Given", event.factors or "nothing"),
            ("Model", event.model_id),
            ("Calibration", event.calibration_id),
            ("Row", str(event.id)),
        ):
            self._values[name].setText(breakable(text))

    def _show_liveness(self, reason: Reason, liveness: LivenessRecord) -> None:
        asked = f" Challenge: {liveness.challenge}." if liveness.challenge else ""
        self.liveness.setText(breakable(together(liveness) + asked))
        self.chart.show_lines(cue_lines(reason, liveness))

    def show_photos(
        self, event: AccessEvent, probe: QImage | None, enrolled: QImage | None
    ) -> None:
        """Show the faces, if that event is still the one shown."""
        if self._event_id == event.id:
            self.pair.left.set_image(probe)
            self._enrolled = enrolled
            self.compare(None, None)

    def compare(self, name: str | None, face: QImage | None) -> None:
        """Show somebody's enrolment photo beside the face at the door; for None, the one it had."""
        self.pair.right.set_image(self._enrolled if name is None else face)
        self.pair.set_captions("At the door", "Enrolment photo" if name is None else name)
