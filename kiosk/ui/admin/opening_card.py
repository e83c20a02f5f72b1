"""What opens the door beside a face: chosen in Settings, with a sentence on what each comes to."""

from collections.abc import Iterator
from types import MappingProxyType

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QFrame, QVBoxLayout

from kiosk.config import Config
from kiosk.errors import KioskError
from kiosk.factors.policy import OpensBy
from kiosk.ui.admin.fields import Choice, field
from kiosk.ui.admin.parts import GAP_PX, label

_MARGIN_PX = 24
_STEP_UP_ONE_IN = (0, 10_000, 100_000, 1_000_000)  # 0 asks nobody
_TEXTS = MappingProxyType(
    {
        OpensBy.FACE: "The face alone",
        OpensBy.FACE_AND_PIN: "The face, and then the PIN",
        OpensBy.FACE_OR_PIN: "The face, or a number and its PIN",
        OpensBy.FACE_OR_BADGE: "The face, or a QR badge",
    }
)
_COMES_TO = MappingProxyType(
    {
        OpensBy.FACE: "Whoever is recognised is let in.",
        OpensBy.FACE_AND_PIN: "Whoever is recognised is asked for their PIN. Whoever has none is "
        "refused: “janus people pin” sets it.",
        OpensBy.FACE_OR_PIN: "Where a face fails, a number and its PIN open the door by "
        "themselves. “janus people pin” sets both.",
        OpensBy.FACE_OR_BADGE: "A badge opens the door by itself, and whoever has a picture of it "
        "can use it. “janus badge issue” makes one.",
    }
)
_STEPS_UP = "Whoever is recognised, but less surely than that, is asked for their PIN as well."
_NEVER_STEPS_UP = "A face that is sure enough to open the door is asked for nothing more."
_ASKS_ANYWAY = "The PIN is asked for with every face anyway."


class OpeningCard(QFrame):
    """See the module. What it shows holds from the next start, as all settings do."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.opens_by = Choice("Opened by")
        for way, text in _TEXTS.items():
            self.opens_by.addItem(text, way)
        self.step_up = Choice("Asks for the PIN as well")
        self.comes_to, self.step_up_words = label("", "caption"), label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(GAP_PX)
        column.addWidget(label("What opens the door", "heading"))
        column.addWidget(field("Opened by", self.opens_by))
        column.addWidget(self.comes_to)
        column.addWidget(field("Asks for the PIN as well", self.step_up))
        column.addWidget(self.step_up_words)
        self.opens_by.currentIndexChanged.connect(lambda: self._show_words())
        self.step_up.currentIndexChanged.connect(lambda: self._show_words())

    def show_config(self, config: Config) -> None:
        """Show what is saved."""
        with QSignalBlocker(self.opens_by):
            self.opens_by.setCurrentIndex(list(_TEXTS).index(OpensBy(config.door.opens_by)))
        self.step_up.offer(_STEP_UP_ONE_IN, config.decision.step_up_one_in, _less_sure_than)
        self._show_words()

    def settings(self, config: Config, one_in: int) -> Iterator[tuple[str, object, object]]:
        """Yield each setting: its dotted key, what is saved, what is chosen.

        Args:
            config: What is saved.
            one_in: What is chosen for the door itself.

        Raises:
            KioskError: The PIN would be asked of nobody.
        """
        step_up = int(self.step_up.currentData())
        if 0 < step_up <= one_in:
            raise KioskError(
                f"A face that is as sure as one in {one_in:,} opens the door, so none below one in "
                f"{step_up:,} would be asked for the PIN.",
                "Choose a greater number for the PIN, or “Never”.",
            )
        way = str(OpensBy(self.opens_by.currentData()))
        yield "door.opens_by", config.door.opens_by, way
        yield "decision.step_up_one_in", config.decision.step_up_one_in, step_up

    def _show_words(self) -> None:
        way = OpensBy(self.opens_by.currentData())
        self.comes_to.setText(_COMES_TO[way])
        words = _STEPS_UP if self.step_up.currentData() else _NEVER_STEPS_UP
        self.step_up_words.setText(_ASKS_ANYWAY if way is OpensBy.FACE_AND_PIN else words)


def _less_sure_than(one_in: float) -> str:
    return f"Where less sure than one in {one_in:,}" if one_in else "Never"
