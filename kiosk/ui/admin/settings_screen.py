"""The settings that matter: camera, door, how sure it must be, and what opens it."""

import shlex
from collections.abc import Callable, Mapping

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.names import NAME_LENGTH
from kiosk.camera.address import without_login
from kiosk.config import Config, load_config
from kiosk.errors import KioskError
from kiosk.ui.admin.camera_agreement import CameraAgreementCard
from kiosk.ui.admin.fields import Choice, field
from kiosk.ui.admin.opening_card import OpeningCard
from kiosk.ui.admin.parts import (
    GAP_PX,
    MARGIN_PX,
    Notice,
    Scroller,
    Tone,
    button,
    card,
    label,
    share_width,
)
from kiosk.ui.admin.words import short
from kiosk.ui.error_text import sentence_of
from kiosk.ui.latest import Latest
from kiosk.ui.tasks import TaskRunner
from models.calibration import OperatingPoint

_ONE_IN = (100, 1_000, 10_000, 100_000, 1_000_000)
_HOLD_S = (2.0, 3.0, 5.0, 8.0, 12.0, 20.0)
_DOOR_KINDS = (("Simulated: no lock is moved", "simulated"), ("Runs a program", "command"))
_TEXT_MOST = 200  # characters, as the configuration takes them
_SOURCE_SHOWN = 48
_BESIDE_FROM_PX = 760  # of the screen's width; below it the cards stand below each other
_SOUND = "Beep with each decision: once\nfor granted, twice for denied"
_SAVED = "Saved. The changes hold from the next start of the kiosk."
_OTHER_CAMERA = " The door then waits until another camera is agreed to here."
_WRITE_PROGRAM = 'Write it like this: /usr/local/bin/open-door "front door".'


class SettingsScreen(QWidget):
    """Shows the settings that are saved and changes them; they hold from the next start.

    Args:
        config: What the kiosk runs with now; the command line may have chosen another source.
        runner: Runs the saving.
        promise: Says what "one in N" comes to with the people enrolled now; reads the gallery, so
            it is called off the GUI thread only.
        agreement: Stands above all else while the door refuses its camera.
        save: Changes settings by dotted key, in the name of whoever has logged in.
    """

    def __init__(
        self,
        config: Config,
        runner: TaskRunner,
        *,
        promise: Callable[[int], OperatingPoint],
        agreement: CameraAgreementCard,
        save: Callable[[Mapping[str, object]], Config],
    ) -> None:
        super().__init__()
        self.setObjectName("paper")
        self._running = config
        self._saved = config
        self._runner = runner
        self._promise = promise
        self.agreement = agreement
        self._save_changes = save
        self._promises = Latest[OperatingPoint](runner, self._show_promise, self._show_no_promise)
        self._build()
        self.show_config(config)

    def _build(self) -> None:
        self.save_button = button("Save", name="primary")
        self.save_button.clicked.connect(self._save)
        self.notice = Notice()
        top = QHBoxLayout()
        top.addWidget(label("Settings", "title", wrap=False), 1)
        top.addWidget(self.save_button)
        scroll = Scroller("paper")
        self.opening = OpeningCard()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._sides.setSpacing(GAP_PX + 8)
        self._sides.addLayout(_side(self._make_decision(), self.opening), 1)
        self._sides.addLayout(_side(self._make_door(), self._make_camera()), 1)
        scroll.column.addWidget(self.agreement)
        scroll.column.addLayout(self._sides)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        outer.setSpacing(GAP_PX)
        outer.addLayout(top)
        outer.addWidget(self.notice)
        outer.addWidget(scroll, 1)

    def _make_decision(self) -> QFrame:
        self.one_in = Choice("Strangers let in, at most")
        self.one_in.currentIndexChanged.connect(lambda: self.refresh())
        self.promise = Notice()
        frame, column = card()
        column.addWidget(label("How sure the door must be", "heading"))
        column.addWidget(field("Strangers let in, at most", self.one_in))
        column.addWidget(self.promise)
        return frame

    def _make_camera(self) -> QFrame:
        self.camera = _line()
        self.this_run = Notice()
        frame, column = card()
        column.addWidget(label("Camera", "heading"))
        column.addWidget(field("Source", self.camera))
        column.addWidget(
            label(
                "A number for a webcam (0 is the first), a file, an address that begins with "
                "rtsp:// or http://, or “scene” for the built-in scene.",
                "caption",
            )
        )
        column.addWidget(self.this_run)
        return frame

    def _make_door(self) -> QFrame:
        self.door_name = _line()
        self.door_name.setMaxLength(NAME_LENGTH)
        self.door_kind = Choice("Lock", [text for text, _ in _DOOR_KINDS])
        self.door_kind.currentIndexChanged.connect(lambda: self._show_command())
        self.command = QLineEdit()
        self.hold = Choice("Stays unlocked for")
        self.sound = QCheckBox(_SOUND)
        frame, column = card()
        column.addWidget(label("Door", "heading"))
        column.addWidget(field("Name", self.door_name))
        column.addWidget(field("Lock", self.door_kind))
        self._command_field = field("Program", self.command)
        column.addWidget(self._command_field)
        column.addWidget(field("Stays unlocked for", self.hold))
        column.addWidget(self.sound)
        return frame

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards below each other where there is no room beside."""
        super().resizeEvent(event)
        beside = event.size().width() >= _BESIDE_FROM_PX
        self._sides.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )

    def open(self) -> None:
        """Begin anew with what is saved: another program may have changed it since."""
        self.notice.clear()
        self.agreement.open()
        data_dir = self._running.data_dir
        self._runner.run(lambda: load_config(data_dir), self._begin, self._show_error)

    def _begin(self, config: Config) -> None:
        self.show_config(config)
        self.refresh()

    def show_config(self, config: Config) -> None:
        """Fill the form with what is saved."""
        self._saved = config
        self.camera.setText(config.camera.source)
        self.door_name.setText(config.door.name)
        self._offer_kinds(config.door.kind)
        self.command.setText(shlex.join(config.door.command))
        self.hold.offer(_HOLD_S, config.door.hold_s, "{:g} s".format)
        self.sound.setChecked(config.screen.sound)
        self.one_in.offer(_ONE_IN, config.decision.one_in, "one in {:,}".format)
        self.opening.show_config(config)
        self._show_command()
        self._show_this_run()

    def _offer_kinds(self, chosen: str) -> None:
        """Offer what can be set up here; a lock that was set up in the file can be kept."""
        kinds = {kind: text for text, kind in _DOOR_KINDS}
        kinds.setdefault(chosen, f"As janus.toml says: {chosen}")
        self.door_kind.clear()
        for kind, text in kinds.items():
            self.door_kind.addItem(text, kind)
        self.door_kind.setCurrentIndex(list(kinds).index(chosen))

    def _show_this_run(self) -> None:
        running = self._running.camera.source
        if running == self._saved.camera.source:
            self.this_run.clear()
            return
        source = short(without_login(running), _SOURCE_SHOWN)
        self.this_run.say(
            Tone.INFO,
            f"This run uses another source, “{source}”. What is saved holds from the next start.",
        )

    def refresh(self) -> None:
        """Say anew what the chosen "one in N" comes to."""
        one_in = self._chosen_one_in()
        self._promises.ask(lambda: self._promise(one_in))

    def _chosen_one_in(self) -> int:
        return int(self.one_in.currentData())

    def _show_command(self) -> None:
        self._command_field.setVisible(self.door_kind.currentData() == "command")

    def _show_promise(self, point: OperatingPoint) -> None:
        self.promise.say(Tone.INFO if point.kept else Tone.CARE, point.sentence)

    def _show_no_promise(self, error: Exception) -> None:
        self.promise.say(Tone.BAD, sentence_of(error))

    def _changes(self) -> dict[str, object]:
        """Return the settings that were changed, by dotted key.

        Raises:
            KioskError: A field is empty or cannot be read; it is named as the form names it.
        """
        config = self._saved
        kind = str(self.door_kind.currentData())
        source, name = self.camera.text().strip(), self.door_name.text().strip()
        if not source:
            raise KioskError("The camera has no source.", "Write 0 for the first webcam.")
        if not name:
            raise KioskError("The door has no name.", "Write what people call it.")
        try:
            command = shlex.split(self.command.text())
        except ValueError as error:
            raise KioskError(
                "The door's program has a quotation mark without its partner.", _WRITE_PROGRAM
            ) from error
        if kind == "command" and not (command and command[0].strip()):
            raise KioskError("The lock runs a program, but none is named.", _WRITE_PROGRAM)
        one_in = self._chosen_one_in()
        old_and_new: tuple[tuple[str, object, object], ...] = (
            ("camera.source", config.camera.source, source),
            ("door.name", config.door.name, name),
            ("door.kind", config.door.kind, kind),
            ("door.command", config.door.command, command),
            ("door.hold_s", config.door.hold_s, float(self.hold.currentData())),
            ("decision.one_in", config.decision.one_in, one_in),
            ("screen.sound", config.screen.sound, self.sound.isChecked()),
            *self.opening.settings(config, one_in),
        )
        return {key: new for key, old, new in old_and_new if old != new}

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
        self._runner.run(lambda: self._save_changes(changes), self._show_saved, self._show_error)

    def _show_saved(self, config: Config) -> None:
        self.save_button.setEnabled(True)
        other_camera = config.camera.source != self._saved.camera.source
        self.show_config(config)
        self.notice.say(Tone.GOOD, _SAVED + _OTHER_CAMERA if other_camera else _SAVED)

    def _show_error(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.notice.say(Tone.BAD, sentence_of(error))


def _side(*cards: QFrame) -> QVBoxLayout:
    side = QVBoxLayout()
    side.setSpacing(GAP_PX + 8)
    for frame in cards:
        side.addWidget(share_width(frame))
    side.addStretch(1)
    return side


def _line() -> QLineEdit:
    made = QLineEdit()
    made.setMaxLength(_TEXT_MOST)
    return made
