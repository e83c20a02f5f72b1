"""Where an admin agrees to a camera that the door refuses."""

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from db.camera_records import CameraAgreement, CameraIdentity
from kiosk.accounts.authority import Authority
from kiosk.accounts.permissions import Permission
from kiosk.camera.binding import Refusal
from kiosk.camera.identity import title
from kiosk.ui.admin.parts import GAP_PX, Notice, Tone, button, label
from kiosk.ui.admin.words import breakable, short
from kiosk.ui.error_text import sentence_of
from kiosk.ui.tasks import TaskRunner

_MARGIN_PX = 24
_REASON_SHOWN = 200  # characters; a device may call itself anything
_REMEDY = (
    "If this is the camera that shall watch the door, agree to it; otherwise connect the one that "
    "was agreed on."
)
_NO_INFRARED = "Connect an infrared camera; the configuration asks for one."


class Binding(Protocol):
    """What this part needs of `CameraBinding`."""

    @property
    def refusal(self) -> Refusal | None:
        """Why the camera that is connected now is refused; None where it is not."""
        ...

    def agree(self, camera: CameraIdentity, by: str) -> CameraAgreement:
        """Make a camera the one of this door."""
        ...


class CameraAgreementCard(QFrame):
    """Says why the door refuses its camera, and lets an admin agree to it; else not to be seen.

    Args:
        binding: Knows the camera of the door.
        runner: Runs the writing.
        authority: Who has logged in.
    """

    def __init__(self, binding: Binding, runner: TaskRunner, authority: Authority) -> None:
        super().__init__()
        self._authority = authority
        self._binding = binding
        self._runner = runner
        self._shown: Refusal | None = None
        self._build()
        self.hide()

    def _build(self) -> None:
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(GAP_PX)
        self.camera = label("", "quiet")
        self.reasons = label("")
        self.notice = Notice()
        self.agree_button = button("Agree to this camera", name="primary")
        self.agree_button.clicked.connect(self._agree)
        column.addWidget(label("The door refuses its camera", "heading"))
        column.addWidget(self.camera)
        column.addWidget(self.reasons)
        column.addWidget(self.notice)
        column.addWidget(self.agree_button, 0, Qt.AlignmentFlag.AlignLeft)

    def open(self) -> None:
        """Begin anew with what is true now."""
        self._shown = None
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Show what is true now; cheap enough to be called with each frame."""
        refusal = self._binding.refusal
        if refusal == self._shown:
            return
        self._shown = refusal
        if refusal is None:  # another camera was connected, or the door has taken this one
            self.hide()
            return
        self.camera.setText(breakable(short(title(refusal.camera), _REASON_SHOWN)))
        self.reasons.setText(
            "\n".join(breakable(short(reason, _REASON_SHOWN)) for reason in refusal.reasons)
        )
        self.notice.say(Tone.CARE, _REMEDY if refusal.may_be_agreed else _NO_INFRARED)
        self.agree_button.setEnabled(True)
        self.agree_button.setVisible(refusal.may_be_agreed)
        self.show()

    def _agree(self) -> None:
        refusal = self._shown
        if refusal is None:
            return
        self.agree_button.setEnabled(False)
        # To what was read here, whatever is plugged in by now.
        self._runner.run(lambda: self._agreed(refusal), self._show_agreed, self._show_error)

    def _agreed(self, refusal: Refusal) -> CameraAgreement:
        return self._binding.agree(refusal.camera, self._authority.require(Permission.CAMERA))

    def _show_agreed(self, _agreement: CameraAgreement) -> None:
        self.agree_button.hide()
        self.notice.say(Tone.GOOD, "Agreed. The door takes this camera within ten seconds.")

    def _show_error(self, error: Exception) -> None:
        self.agree_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))
