"""The settings that matter: camera, door, and how sure the door must be."""

import shlex
from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kiosk.config import Config, save_settings
from kiosk.errors import KioskError
from kiosk.ui.admin.fields import Choice
from kiosk.ui.admin.parts import GAP_PX, MARGIN_PX, Notice, Tone, button, card, label
from kiosk.ui.error_text import sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner
from models.calibration import OperatingPoint

_ONE_IN = (100, 1_000, 10_000, 100_000, 1_000_000)
_HOLD_S = (2.0, 3.0, 5.0, 8.0, 12.0, 20.0)
_DOOR_KINDS = (("Simulated: no lock is moved", "simulated"), ("Runs a program", "command"))


class SettingsScreen(QWidget):
    """Shows the settings and saves them; they hold from the next start.

    Args:
        config: What the kiosk runs with now.
        runner: Runs the saving.
        promise: Says what "one in N" comes to with the people enrolled now; reads the gallery, so
            it is called off the GUI thread only.
    """

    def __init__(
        self, config: Config, runner: TaskRunner, *, promise: Callable[[int], OperatingPoint]
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._config = config
        self._runner = runner
        self._promise = promise
        self._promises = Latest[OperatingPoint](runner, self._show_promise, self._show_no_promise)
        self._build()
        self.show_config(config)

    def _build(self) -> None:
        self.one_in = Choice("Strangers let in, at most")
        self.one_in.currentIndexChanged.connect(lambda: self.refresh())
        self.promise = Notice()
        self.camera = QLineEdit()
        self.door_name = QLineEdit()
        self.door_kind = Choice("Lock", [text for text, _ in _DOOR_KINDS])
        self.door_kind.currentIndexChanged.connect(lambda: self._show_command())
        self.command = QLineEdit()
        self.hold = Choice("Stays unlocked for")
        self.sound = QCheckBox("Make a short sound with each decision")

        decision, column = card()
        column.addWidget(label("How sure the door must be", "heading"))
        column.addWidget(_field("Strangers let in, at most", self.one_in))
        column.addWidget(self.promise)

        camera, column = card()
        column.addWidget(label("Camera", "heading"))
        column.addWidget(_field("Source", self.camera))
        column.addWidget(
            label(
                "A number for a webcam (0 is the first), a file, an address that begins with "
                "rtsp:// or http://, or “scene” for the built-in scene.",
                "caption",
            )
        )
        door, column = card()
        column.addWidget(label("Door", "heading"))
        column.addWidget(_field("Name", self.door_name))
        column.addWidget(_field("Lock", self.door_kind))
        self._command_field = _field("Program", self.command)
        column.addWidget(self._command_field)
        column.addWidget(_field("Stays unlocked for", self.hold))
        column.addWidget(self.sound)

        grid = QGridLayout()
        grid.setSpacing(GAP_PX + 8)
        side = QVBoxLayout()
        side.setSpacing(GAP_PX + 8)
        side.addWidget(decision)
        side.addWidget(camera)
        side.addStretch(1)
        grid.addLayout(side, 0, 0)
        right = QVBoxLayout()
        right.addWidget(door)
        right.addStretch(1)
        grid.addLayout(right, 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside = QWidget()
        inside.setObjectName("paper")
        inside.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        scroll = QScrollArea()
        scroll.setObjectName("paper")
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)

        self.save_button = button("Save", name="primary")
        self.save_button.clicked.connect(self._save)
        self.notice = Notice()
        top = QHBoxLayout()
        top.addWidget(label("Settings", "title", wrap=False), 1)
        top.addWidget(self.save_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addLayout(top)
        outer.addWidget(self.notice)
        outer.addWidget(scroll, 1)

    def show_config(self, config: Config) -> None:
        """Fill the form."""
        self._config = config
        self.camera.setText(config.camera.source)
        self.door_name.setText(config.door.name)
        kinds = [kind for _, kind in _DOOR_KINDS]
        self.door_kind.setCurrentIndex(kinds.index(config.door.kind))
        self.command.setText(shlex.join(config.door.command))
        _offer(self.hold, _HOLD_S, config.door.hold_s, "{:g} s")
        self.sound.setChecked(config.screen.sound)
        _offer(self.one_in, _ONE_IN, config.decision.one_in, "one in {:,}")
        self._show_command()

    def refresh(self) -> None:
        """Say anew what the chosen "one in N" comes to."""
        one_in = self._chosen_one_in()
        self._promises.ask(lambda: self._promise(one_in))

    def _chosen_one_in(self) -> int:
        return int(self.one_in.currentData())

    def _show_command(self) -> None:
        self._command_field.setVisible(_DOOR_KINDS[self.door_kind.currentIndex()][1] == "command")

    def _show_promise(self, point: OperatingPoint) -> None:
        self.promise.say(Tone.INFO if point.kept else Tone.CARE, point.sentence)

    def _show_no_promise(self, error: Exception) -> None:
        self.promise.say(Tone.BAD, sentence_of(error))

    def _changes(self) -> dict[str, object]:
        """Return the settings that were changed, by dotted key.

        Raises:
            KioskError: The door's program cannot be read as a command line.
        """
        config = self._config
        try:
            command = shlex.split(self.command.text())
        except ValueError as error:
            raise KioskError(
                "The door's program has a quotation mark without its partner.",
                'Write it like this: /usr/local/bin/open-door "front door".',
            ) from error
        old_and_new: dict[str, tuple[object, object]] = {
            "camera.source": (config.camera.source, self.camera.text().strip()),
            "door.name": (config.door.name, self.door_name.text().strip()),
            "door.kind": (config.door.kind, _DOOR_KINDS[self.door_kind.currentIndex()][1]),
            "door.command": (config.door.command, command),
            "door.hold_s": (config.door.hold_s, float(self.hold.currentData())),
            "decision.one_in": (config.decision.one_in, self._chosen_one_in()),
            "screen.sound": (config.screen.sound, self.sound.isChecked()),
        }
        return {key: new for key, (old, new) in old_and_new.items() if old != new}

    def _save(self) -> None:
        try:
            changes = self._changes()
        except KioskError as error:
            self._show_error(error)
            return
        if not changes:
            self.notice.say(Tone.INFO, "Nothing was changed.")
            return
        self.save_button.setEnabled(False)
        data_dir = self._config.data_dir
        self._runner.run(
            lambda: save_settings(data_dir, changes), self._show_saved, self._show_error
        )

    def _show_saved(self, config: Config) -> None:
        self.save_button.setEnabled(True)
        self._config = config
        self.notice.say(Tone.GOOD, "Saved. The changes hold from the next start of the kiosk.")

    def _show_error(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))


def _offer(choice: Choice, values: Sequence[float], present: float, text: str) -> None:
    """Offer `values` and the present one, wherever it came from; choose that."""
    offered = sorted({*values, present})
    with QSignalBlocker(choice):
        choice.clear()
        for value in offered:
            choice.addItem(text.format(value), value)
        choice.setCurrentIndex(offered.index(present))


def _field(name: str, widget: QWidget) -> QWidget:
    widget.setAccessibleName(name)
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(label(name, "quiet"))
    column.addWidget(widget)
    return box
