"""Plays a presentation through the whole door, with whoever it shows enrolled.

Each presentation meets a kiosk of its own, as new: tracker, recognition, liveness, log and a
simulated lock. What counts is the log: an attack was accepted where a row grants entry, and a
living person was rejected where none does. The door draws what it asks from the system's own
source of chance, so that a challenge is another one each time.
"""

import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from typing_extensions import override

from db.records import AccessEvent, LivenessRecord, Outcome
from enroll.errors import EnrollError
from kiosk.app import App, build
from kiosk.camera.source import FrameSource
from kiosk.config import Config, DoorConfig, PeopleConfig, StorageConfig
from kiosk.entry.view import EntryState, EntryView
from kiosk.headless import clock_for, play
from kiosk.pad.playable import Playable, Played, manner_of, rested_s
from kiosk.pad.strip import StripKeeper
from kiosk.pad.through_liveness import NO_ANSWER
from models.liveness.likelihood import Cue, LogRatio
from models.liveness.presented import Presented, Response
from models.liveness.step import Step
from models.types import Frame, RgbImage

NOT_LOOKED_AT = "never looked at"
NOT_ENROLLED = "whoever is shown could not be enrolled"

_BY = "the evaluation"
_NAME = "Whoever is shown"
_LOOKED_AT = frozenset({EntryState.CHECKING, EntryState.CHALLENGE})


def play_at_door(shown: Playable, config: Config) -> Played:
    """Play one presentation before a kiosk of its own.

    Args:
        shown: The presentation.
        config: What the operator set; its gallery, its log and its lock are not touched.

    Raises:
        KioskError: It cannot be played.
        ModelError: Weights are missing or damaged.
        StoreError: The temporary database cannot be made.
    """
    with tempfile.TemporaryDirectory(prefix="janus-pad-") as folder:
        source = Performance(shown)
        own = _own(config, Path(folder))
        app = build(own, clock=clock_for(source), source=source)
        try:
            if not enrol(app, shown):
                return Played(source.unanswered(NOT_ENROLLED))
            play(app, source.note, stop=threading.Event())
        finally:
            app.close()
    presented = source.presented()
    return Played(presented, source.kept.strip() if presented.is_error else ())


def _own(config: Config, folder: Path) -> Config:
    """Return the configuration of a kiosk of its own, with the weights of the configured one."""
    if config.weights_dir.is_dir():
        (folder / "weights").symlink_to(config.weights_dir.resolve(), target_is_directory=True)
    return config.model_copy(
        update={
            "data_dir": folder,
            "storage": StorageConfig(),
            "door": DoorConfig(),
            "people": PeopleConfig(consent="off"),  # whoever is played is no patron
        }
    )


def enrol(app: App, shown: Playable) -> bool:
    """Enrol whoever a presentation shows, and return whether the photo was good enough for it.

    Raises:
        KioskError: The photo cannot be read.
    """
    photo: RgbImage | None = shown.photo()
    if photo is None:
        return False
    try:
        app.enrolment.commit(app.enrolment.draft_from_image(photo, _NAME), by=_BY)
    except EnrollError:
        return False
    return True


class Performance(FrameSource):
    """A presentation as the door's camera sees it, by somebody who reads the door's screen.

    Args:
        shown: The presentation.
    """

    def __init__(self, shown: Playable) -> None:
        self._shown = shown
        self._frames: Iterator[Frame] = iter(())
        self._asked: tuple[Step | None, float] = (None, 0.0)
        self._looked_at_s: list[float] = []
        self._rows: list[tuple[float, AccessEvent]] = []
        self.kept = StripKeeper()

    @property
    @override
    def description(self) -> str:
        return self._shown.name

    @property
    @override
    def is_live(self) -> bool:
        return False

    @override
    def open(self) -> None:
        played = self._shown.frames(lambda _at_s: self._asked)
        self._frames = chain(self._shown.empty_frames(), played)

    @override
    def read(self) -> Frame | None:
        if self._is_answered():
            return None
        frame = next(self._frames, None)
        if frame is not None:
            self.kept.see(frame)
        return frame

    @override
    def close(self) -> None:
        self._frames = iter(())

    def note(self, view: EntryView) -> None:
        """Take note of what the screen shows after a frame."""
        at_s = view.frame.captured_s if view.frame else 0.0
        if view.asks is not self._asked[0]:
            self._asked = (view.asks, at_s)
        if view.state in _LOOKED_AT or view.event is not None:
            self._looked_at_s.append(at_s)
        if view.event is not None:
            self._rows.append((at_s, view.event))

    def presented(self) -> Presented:
        """Return what came of it."""
        deciding = self._deciding()
        if deciding is None:
            return self.unanswered(NOT_LOOKED_AT)
        at_s, row = deciding
        granted, record = row.outcome is Outcome.GRANTED, row.liveness
        was_asked = record is not None and record.challenge is not None
        if not granted and was_asked and not self._shown.can_answer:
            return self.unanswered(NO_ANSWER, record)
        return replace(
            self.unanswered(row.reason.value, record),
            response=Response.ACCEPTED if granted else Response.REJECTED,
            decided_s=at_s - self._looked_at_s[0],
            rested_s=rested_s(self._shown, at_s),
            frames=row.frames_used,
        )

    def unanswered(self, reason: str, record: LivenessRecord | None = None) -> Presented:
        """Return the record of one without a response."""
        return Presented(
            name=self._shown.name,
            species=self._shown.species,
            is_bona_fide=self._shown.is_bona_fide,
            response=Response.NONE,
            reason=reason,
            log_ratio=record.log_ratio if record else None,
            cues=_cues(record),
            manner=manner_of(self._shown),
            challenge=(record.challenge or "") if record else "",
        )

    def _is_answered(self) -> bool:
        """Return whether the row that counts is there: a grant, or the one about that face."""
        return any(
            row.outcome is Outcome.GRANTED or at_s >= self._shown.counts_from_s
            for at_s, row in self._rows
        )

    def _deciding(self) -> tuple[float, AccessEvent] | None:
        """Return the row that counts: the first grant, else the last one."""
        granted = (one for one in self._rows if one[1].outcome is Outcome.GRANTED)
        return next(granted, self._rows[-1] if self._rows else None)


def _cues(record: LivenessRecord | None) -> dict[Cue, LogRatio]:
    return {Cue(name): LogRatio(*ratios) for name, ratios in record.cues.items()} if record else {}
