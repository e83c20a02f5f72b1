"""Pictures of the screens: one for each thing the door says, and the admin area."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from db.account_records import Role
from kiosk.accounts.session import AdminSession
from kiosk.entry import sentences
from kiosk.entry.view import EntryState, EntryView
from kiosk.errors import KioskError
from kiosk.ui.admin.area import AdminArea
from kiosk.ui.application import make_application
from kiosk.ui.entry_screen import EntryScreen
from kiosk.ui.tasks import InlineRunner

if TYPE_CHECKING:
    from kiosk.app import App

_ANY_OWNER = AdminSession(0, "owner", Role.OWNER)  # who looks only; a change would be refused
_SIZE = QSize(1600, 900)
_ADMIN_SIZE = QSize(1280, 720)
_SETTLED_S = 0.6  # into a sentence: whoever it is for has come into the picture
_OTHER_NAME = "Somebody else"  # for a face that is enrolled: both are shown side by side
_PASSES = 8  # of the event loop, until every height follows its width


class KeyScreens:
    """Saves the real screens as PNG files, needing no display.

    A sentence is pictured when it has been shown for a moment, or at its end where it was shorter.

    Args:
        folder: Where the files go; pictures of an earlier run in it are removed.

    Raises:
        KioskError: The folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._application = make_application()
        self._screen = EntryScreen()
        self._screen.resize(_SIZE)
        self._folder = folder
        self._said: set[tuple[EntryState, str]] = set()
        self._files: list[Path] = []
        self._pending: EntryView | None = None
        self._welcome: EntryView | None = None
        self._since_s = 0.0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for old in folder.glob("[0-9][0-9]-*.png"):
                old.unlink()
        except OSError as error:
            raise _unwritable(folder, error.strerror or str(error)) from error

    @property
    def files(self) -> tuple[Path, ...]:
        """What was saved, in order."""
        return tuple(self._files)

    def show(self, view: EntryView) -> None:
        """Take note of a view, and save one where that is due.

        Raises:
            KioskError: A picture cannot be written.
        """
        if view.frame is None:
            return
        now_s = view.frame.captured_s
        if self._pending is None or _key(self._pending) != _key(view):
            self.finish()
            self._since_s = now_s
        self._pending = view
        if view.state is EntryState.WELCOME and view.faces:
            self._welcome = view
        if now_s - self._since_s >= _SETTLED_S:
            self.finish()

    def finish(self) -> None:
        """Save what is still to be saved.

        Raises:
            KioskError: A picture cannot be written.
        """
        if self._pending is not None:
            self._picture(self._pending)

    def show_rest(self, app: App) -> None:
        """Save what nobody saw at the door: out of service, and the admin area of this kiosk.

        Raises:
            KioskError: A picture cannot be written.
        """
        self.finish()
        if self._pending is not None:
            words = sentences.out_of_service(app.config.screen.reception, sentences.CAMERA_AWAY)
            self._picture(
                replace(
                    self._pending,
                    state=words.state,
                    sentence=words.sentence,
                    detail=words.detail,
                    frame=None,
                    faces=(),
                    door_unlocked=False,
                    event=None,
                    asks=None,
                )
            )
        authority = app.accounts.authority(_ANY_OWNER)
        area = AdminArea(app, InlineRunner(), authority, leave=lambda: None)
        area.resize(_ADMIN_SIZE)
        area.show()
        try:
            self._picture_admin(area)
        finally:
            area.close()
            area.deleteLater()

    def close(self) -> None:
        """Let go of the screen."""
        self._screen.deleteLater()
        self._application.processEvents()

    def _picture(self, view: EntryView) -> None:
        if _key(view) not in self._said:
            self._said.add(_key(view))
            self._screen.show_view(view)
            self._save(self._screen, _name_of(view))

    def _picture_admin(self, area: AdminArea) -> None:
        area.open()
        area.people.list.setCurrentIndex(area.people.model.index(0))
        self._save(area, "admin-people")
        if self._welcome is not None:
            area.show_screen(area.enroll)
            area.enroll.show_view(self._welcome)
            area.enroll.name.setText(_OTHER_NAME)
            area.enroll.camera_button.click()
            self._save(area, "admin-enrol")
        area.show_screen(area.log)
        area.log.table.selectRow(0)
        self._save(area, "admin-access-log")
        area.show_screen(area.settings)
        self._save(area, "admin-settings")

    def _save(self, screen: QWidget, name: str) -> None:
        for _ in range(_PASSES):
            self._application.processEvents()
        file = self._folder / f"{len(self._files) + 1:02}-{name}.png"
        if not screen.grab().save(str(file), "PNG"):
            raise _unwritable(file, "the picture could not be saved")
        self._files.append(file)


def _key(view: EntryView) -> tuple[EntryState, str]:
    return view.state, view.sentence


def _name_of(view: EntryView) -> str:
    """Return what a view says, as a file name; its state before it where that says more."""
    said, state = _slug(view.sentence), _slug(view.state.name)
    return said if state in said else f"{state}-{said}"


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")


def _unwritable(path: Path, why: str) -> KioskError:
    return KioskError(f"{path} cannot be written: {why}.", "Name another folder with --screens.")
