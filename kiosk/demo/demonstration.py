"""The demonstration: the real kiosk on the built-in scene, in a folder of its own.

Grace Hopper is enrolled before the door opens for business. Eileen Collins comes as a stranger, is
enrolled from her photo while the door runs, and is let in when she returns. Both are asked to turn
the head before the door opens. At last pictures of Grace Hopper are held before the camera, and are
not let in. Nothing is staged but the camera, the lock, and that the scene's seed draws what is
asked: enrolment, detector, encoder, liveness, database and log are the kiosk's own.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from kiosk.accounts.administration import FIRST_NAME
from kiosk.app import App, build
from kiosk.clock import SystemClock
from kiosk.config import Config, load_config, with_choices
from kiosk.demo.plan import Playbill
from kiosk.entry.view import EntryView
from kiosk.errors import KioskError
from kiosk.headless import clock_for
from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER, sample_photos
from kiosk.scene.script import DEFAULT_SCRIPT, Chapter, Label, chapter_at
from kiosk.scene.source import SceneSource

_MARK = "demo.txt"
_MARK_TEXT = "This folder belongs to `janus demo`, which empties it at each start.\n"
_BY = "the demonstration"
_PASSWORD_BYTES = 9
_OURS = ("janus.sqlite3*", "janus.log*")


def fresh_folder(folder: Path) -> Path:
    """Make the demonstration's folder, or empty it of what an earlier run left.

    Raises:
        KioskError: It is in use for something else, or cannot be written.
    """
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
            raise KioskError(
                f"{folder} holds something other than a demonstration.",
                "Name another folder with --data-dir: the demonstration empties its own.",
            )
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for pattern in _OURS:
            for file in folder.glob(pattern):
                file.unlink()
        (folder / _MARK).write_text(_MARK_TEXT, encoding="utf-8")
    except OSError as error:
        raise KioskError(
            f"The folder {folder} cannot be written: {error.strerror or error}.",
            "Name another one with --data-dir.",
        ) from error
    return folder


class Demo:
    """One run of the demonstration.

    Args:
        folder: Its data folder, fresh.
        seed: Chooses how the scene looks.
        as_it_comes: Play at the scene's own pace and over and over, for a window; else frame by
            frame, once.
        script: What happens in the scene.
        tell: Called with each line worth printing.
        in_background: Runs a job that takes long; at once by default.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int,
        as_it_comes: bool,
        script: tuple[Chapter, ...] = DEFAULT_SCRIPT,
        tell: Callable[[str], None],
        in_background: Callable[[Callable[[], None]], None] = lambda job: job(),
    ) -> None:
        self.config: Config = with_choices(
            load_config(folder), source=f"scene:{seed}", windowed=True
        )
        self.source = SceneSource(
            seed, script=script, loop=as_it_comes, paced=as_it_comes, clock=SystemClock()
        )
        self.playbill = Playbill(script)
        self._script = script
        self._as_it_comes = as_it_comes
        self._tell = tell
        self._in_background = in_background
        self._photos = sample_photos()
        self._app: App | None = None
        self._began_s: float | None = None
        self._has_enrolled = False

    def build(self) -> App:
        """Put the kiosk together and enrol Grace Hopper; takes seconds.

        A window would ask for an owner before its door starts, so one is made up, and told once.

        Raises:
            ModelError, StoreError, EnrollError, KioskError: As `kiosk.app.build`, and enrolment.
        """
        app = build(self.config, clock=clock_for(self.source), source=self.source)
        self._app = app
        try:
            if self._as_it_comes:
                password = secrets.token_urlsafe(_PASSWORD_BYTES)
                owner = app.accounts.administration.set_up(FIRST_NAME, password)
                self._tell(f"Admin of this demonstration: {owner.name}, password {password}")
            self._enrol(app, GRACE_HOPPER)
        except BaseException:
            app.close()
            raise
        return app

    def scene_time(self, view: EntryView) -> float | None:
        """Return the moment of the scene that a view shows, seconds; None without a picture."""
        if view.frame is None:
            return None
        if self._began_s is None:
            self._began_s = view.frame.captured_s
        return (view.frame.captured_s - self._began_s) % self._script[-1].end_s

    def on_view(self, view: EntryView) -> None:
        """Take note of one step, and enrol Eileen Collins once her first visit is over."""
        at_s = self.scene_time(view)
        if at_s is None:
            return
        self.playbill.note(at_s, view)
        if not self._has_enrolled and self._is_between_visits(at_s) and self._app is not None:
            self._has_enrolled = True
            app = self._app
            self._in_background(lambda: self._enrol(app, EILEEN_COLLINS))

    def _is_between_visits(self, at_s: float) -> bool:
        """Return whether nobody is there, and Eileen Collins has been and gone as a stranger."""
        chapter = chapter_at(self._script, at_s)
        been = any(c.label is Label.OTHER_VISIT and c.end_s <= at_s for c in self._script)
        return been and chapter is not None and chapter.label is Label.NOBODY

    def _enrol(self, app: App, name: str) -> None:
        draft = app.enrolment.draft_from_image(self._photos[name], name)
        # Portraits that NASA gave to the public; the folder is gone when the demonstration ends.
        app.enrolment.commit(draft, by=_BY, consent=app.enrolment.consent_text)
        self._tell(f"{name} is enrolled from one photo.")
