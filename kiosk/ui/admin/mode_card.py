"""The mode of the house, and the large button that locks it down."""

from collections.abc import Callable, Sequence
from types import MappingProxyType

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from db.rule_records import Mode
from kiosk.ui.admin.parts import GAP_PX, Notice, Tone, button, label
from kiosk.ui.admin.words import breakable
from kiosk.ui.icons import Icon

_MARGIN_PX = 24
_LONGEST_WORD = 14  # letters that fit beside one another in the card
_GROUPS_NAMED = 8
_LARGE = "min-height: 52px; font-size: 17px;"  # to be found in a hurry
_TONES = {Mode.NORMAL: Tone.GOOD, Mode.LOCKDOWN: Tone.BAD, Mode.EVACUATION: Tone.CARE}
_IS = {
    Mode.NORMAL: "Normal. The rules hold as they stand here.",
    Mode.LOCKDOWN: "Locked down. {who} may enter, at every door.",
    Mode.EVACUATION: "Evacuation. Nobody is kept out for where people are; who is inside goes on "
    "being counted.",
}
_ASKS = {
    Mode.NORMAL: "The rules will hold again as they stand, from the next visitor on.",
    Mode.LOCKDOWN: "{who} will be let in, at every door, from the next visitor on. Getting out is "
    "the work of the exit buttons.",
    Mode.EVACUATION: "Anti-passback, limits and interlocks will keep nobody out. No door is opened "
    "by this: getting out is the work of the exit buttons.",
}
YES = MappingProxyType(
    {
        Mode.NORMAL: "Yes, back to normal",
        Mode.LOCKDOWN: "Yes, lock the house down",
        Mode.EVACUATION: "Yes, evacuate",
    }
)


class ModeCard(QFrame):
    """Says what the house is in, and changes it after asking once.

    Args:
        change: Sets the mode.
    """

    def __init__(self, change: Callable[[Mode], None]) -> None:
        super().__init__()
        self._change = change
        self._mode = Mode.NORMAL
        self._who = "Nobody"
        self._asked: Mode | None = None
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        column.setSpacing(GAP_PX)
        self.state = Notice()
        self.lockdown_button = button("Lock the house down", name="danger", icon=Icon.LOCK)
        self.lockdown_button.setStyleSheet(_LARGE)
        self.evacuation_button = button("Evacuate")
        self.normal_button = button("Back to normal", name="primary")
        self.normal_button.setStyleSheet(_LARGE)
        column.addWidget(label("The house", "heading"))
        column.addWidget(self.state)
        for mode, asks in (
            (Mode.LOCKDOWN, self.lockdown_button),
            (Mode.NORMAL, self.normal_button),
            (Mode.EVACUATION, self.evacuation_button),
        ):
            asks.clicked.connect(lambda _checked, mode=mode: self._ask(mode))
            column.addWidget(asks)
        column.addWidget(self._make_question())

    def _make_question(self) -> QWidget:
        self.question = QWidget()
        self.question.setObjectName("clear")
        column = QVBoxLayout(self.question)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP_PX)
        self.words = label("")
        self.yes_button = button(YES[Mode.LOCKDOWN], name="primary")
        self.yes_button.clicked.connect(self._answer)
        self.no_button = button("Cancel")
        self.no_button.clicked.connect(lambda: self._ask(None))
        for part in (self.words, self.yes_button, self.no_button):
            column.addWidget(part)
        return self.question

    def show_mode(self, mode: Mode, in_lockdown: Sequence[str]) -> None:
        """Show what the house is in.

        Args:
            mode: Its mode.
            in_lockdown: The groups that may enter while it is locked down.
        """
        self._mode = mode
        self._who = _who(in_lockdown)
        self.state.say(_TONES[mode], _IS[mode].format(who=self._who))
        self._ask(None)

    def _ask(self, mode: Mode | None) -> None:
        """Ask whether a mode is meant; None to ask nothing."""
        self._asked = mode
        self.question.setVisible(mode is not None)
        self.lockdown_button.setVisible(mode is None and self._mode is not Mode.LOCKDOWN)
        self.evacuation_button.setVisible(mode is None and self._mode is not Mode.EVACUATION)
        self.normal_button.setVisible(mode is None and self._mode is not Mode.NORMAL)
        if mode is not None:
            self.words.setText(breakable(_ASKS[mode].format(who=self._who), _LONGEST_WORD))
            self.yes_button.setText(YES[mode])
            self.yes_button.setAccessibleName(YES[mode])
            self.no_button.setFocus()

    def _answer(self) -> None:
        if (asked := self._asked) is not None:
            self._ask(None)
            self._change(asked)


def _who(groups: Sequence[str]) -> str:
    """Return who may still enter; a long list of groups would push the buttons off the screen."""
    named, more = ", ".join(groups[:_GROUPS_NAMED]), len(groups) - _GROUPS_NAMED
    return f"Only {named}" + (f" and {more} more" if more > 0 else "") if groups else "Nobody"
