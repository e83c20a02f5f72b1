"""One step of the door: a frame goes in, a view for the screen comes out. Free of Qt.

    frame → tracker → chosen face → quality → embedding → evidence → search → decide
          → access log (committed) → door → view

The `Attendant` does this for one visitor after another. `EntryFlow` stands around it: it never
raises, knows what to show while the camera is away or something failed, and keeps an outcome on
the screen long enough to be read.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from db.errors import StoreError
from db.records import AccessEvent, Outcome
from kiosk.clock import Clock
from kiosk.door.door import Door
from kiosk.entry import sentences
from kiosk.entry.attendant import Attendant
from kiosk.entry.attended import Attended
from kiosk.entry.sentences import Words
from kiosk.entry.steady import Steady
from kiosk.entry.stopwatch import Stopwatch
from kiosk.entry.view import EntryState, EntryView, FramedFace
from models.liveness.step import Step
from models.types import Frame

_log = logging.getLogger(__name__)

CAMERA_AWAY_S = 1.5  # a short stutter is not worth a word
CAMERA_STARTS_S = 10.0  # a webcam may take seconds until its first picture
FAULT_S = 4.0
GREETED_S = 1.5  # at least, also where the lock closes at once
_ASKING = frozenset({EntryState.CHALLENGE, EntryState.KEYPAD})
REPORT_AGAIN_S = 60.0  # a fault that returns with every frame must not fill the disk


@dataclass(frozen=True, slots=True)
class EntrySettings:
    """How long things are shown, and the words that depend on the place.

    Attributes:
        refused_s: How long a refusal stays on the screen.
        reception: Whom to ask.
        offers_keypad: Whether a PIN alone may open the door.
    """

    refused_s: float
    reception: str
    offers_keypad: bool = False


@dataclass(frozen=True, slots=True)
class _Notice:
    """Words that stay on the screen until a moment."""

    words: Words
    until_s: float

    def is_over(self, now_s: float, *, unlocked: bool) -> bool:
        """Return whether it has had its time; a greeting lasts exactly as long as the open lock."""
        if self.words.state is EntryState.WELCOME:
            return not unlocked and now_s >= self.until_s
        return now_s >= self.until_s


class EntryFlow:
    """See the module. Stepped by one thread only.

    Args:
        attendant: Attends to visitors.
        door: The lock; asked here only whether it is released.
        clock: Tells the time.
        stopwatch: The attendant's, told here when a step begins and ends.
        settings: Times and words.
        camera_refused: Asks whether the camera, or the infrared one beside it, is another one than
            was agreed on; its frames never come here, see `kiosk/camera/guarded.py`.
        on_asked: Called with what each frame's screen asks for, None for nothing, and the time of
            the frame: the people of the built-in scene read no screen.
        beat: Called at each step, as a sign of life to whatever else would lock the door.
        must_be_closed: Asks whether the door stands open, and should not.
    """

    def __init__(
        self,
        *,
        attendant: Attendant,
        door: Door,
        clock: Clock,
        stopwatch: Stopwatch,
        settings: EntrySettings,
        camera_refused: Callable[[], bool],
        beat: Callable[[], None] = lambda: None,
        must_be_closed: Callable[[], bool] = lambda: False,
        on_asked: Callable[[Step | None, float], None] | None = None,
    ) -> None:
        self._attendant = attendant
        self._door = door
        self._clock = clock
        self._stopwatch = stopwatch
        self._settings = settings
        self._camera_refused = camera_refused
        self._on_asked = on_asked
        self._beat = beat
        self._must_be_closed = must_be_closed
        self._notice: _Notice | None = None
        self._words = sentences.STARTING
        self._steady = Steady()
        self._frame: Frame | None = None
        self._frame_came_s = clock.monotonic()
        self._reported: tuple[str, float] | None = None

    def step(self, frame: Frame | None) -> EntryView:
        """Do everything that one frame asks for, and return what to show.

        Args:
            frame: The frame; None where none came in time.

        Never raises: a failure is logged, the door stays shut, the screen says that it is out of
        service, and the next step goes on.
        """
        self._stopwatch.begin_step()
        try:
            self._beat()
            if self._camera_refused():  # a frame that came before that was found out is not used
                return self._without_camera(sentences.CAMERA_REFUSED)
            return self._step_without() if frame is None else self._step_with(frame)
        except Exception as error:  # noqa: BLE001 - a bug must not end the kiosk
            return self._failed(error, frame)
        finally:
            self._stopwatch.end_step()

    def close(self) -> AccessEvent | None:
        """Write the row of a visit under way, and return it; once no thread steps any more."""
        try:
            left = self._attendant.leave()
        except Exception as error:  # noqa: BLE001 - shutting down goes on whatever fails
            self._report(error)
            return None
        return left.event if left else None

    def _step_with(self, frame: Frame) -> EntryView:
        self._frame, self._frame_came_s = frame, self._clock.monotonic()
        attended = self._attendant.attend(frame)
        now_s = frame.captured_s
        self._notice = self._notice_after(attended, now_s)
        if self._notice:
            self._steady.reset()
            words = self._notice.words
        else:
            words = self._steady.settle(attended.words, now_s)
        event = attended.carried.event if attended.carried else None
        if self._on_asked is not None:
            self._on_asked(words.asks, now_s)
        return self._view(words, frame, attended.faces, event)

    def _notice_after(self, attended: Attended, now_s: float) -> _Notice | None:
        """Return what stays on the screen: the newest outcome, or one whose time is not over."""
        carried = attended.carried
        # From when it was done: words must not be over before anybody could read them.
        done_s = now_s if carried is None else max(now_s, carried.done_s)
        if carried and carried.fault:
            self._report(carried.fault)
            words = sentences.out_of_service(self._settings.reception, sentences.DOOR_FAULT)
            return _Notice(words, done_s + FAULT_S)
        if carried and attended.decided:
            granted = carried.event.outcome is Outcome.GRANTED
            for_s = GREETED_S if granted else self._settings.refused_s
            return _Notice(attended.words, done_s + for_s)
        if attended.words.state in _ASKING:
            return None  # it must be read now, whoever the notice is for: the time to answer runs
        notice = self._notice
        if notice is None or notice.is_over(now_s, unlocked=self._door_unlocked()):
            return None
        if attended.newcomer and notice.words.state is EntryState.REFUSED:
            return None  # the refusal was for somebody else
        return notice

    def _step_without(self) -> EntryView:
        away_s = self._clock.monotonic() - self._frame_came_s
        if self._frame is None and away_s < CAMERA_STARTS_S:
            return self._view(sentences.STARTING, None)
        if self._frame is not None and away_s < CAMERA_AWAY_S:
            return self._view(self._words, self._frame)
        return self._without_camera(sentences.CAMERA_AWAY)

    def _without_camera(self, detail: str) -> EntryView:
        """End the visit under way, and say why nobody is looked at."""
        self._notice = None
        self._steady.reset()
        left = self._attendant.leave()
        words = sentences.out_of_service(self._settings.reception, detail)
        return self._view(words, None, event=left.event if left else None)

    def _failed(self, error: Exception, frame: Frame | None) -> EntryView:
        self._report(error)
        left = None
        try:
            left = self._attendant.start_afresh()
        except Exception as second:  # noqa: BLE001 - see step
            self._report(second)
        is_store = isinstance(error, StoreError)
        detail = sentences.NOT_RECORDED if is_store else sentences.SOMETHING_FAILED
        words = sentences.out_of_service(self._settings.reception, detail)
        # From now, not from the frame: what failed may have taken seconds to do so.
        now_s = max(frame.captured_s if frame else 0.0, self._clock.monotonic())
        self._notice = _Notice(words, now_s + FAULT_S)
        self._steady.reset()
        return self._view(words, frame, event=left.event if left else None)

    def _report(self, error: Exception) -> None:
        """Put an error into the technical log, the same one at most once a minute."""
        what, now_s = f"{type(error).__name__}: {error}", self._clock.monotonic()
        last = self._reported
        if last and last[0] == what and now_s - last[1] < REPORT_AGAIN_S:
            return
        self._reported = (what, now_s)
        _log.error("The door stays shut: %s", what, exc_info=error)

    def _view(
        self,
        words: Words,
        frame: Frame | None,
        faces: tuple[FramedFace, ...] = (),
        event: AccessEvent | None = None,
    ) -> EntryView:
        self._words = words
        return EntryView(
            state=words.state,
            sentence=words.sentence,
            detail=words.detail,
            asks=words.asks,
            keypad=words.keypad,
            offers_keypad=self._settings.offers_keypad,
            frame=frame,
            faces=faces,
            door_name=self._door.name,
            door_unlocked=self._door_unlocked(),
            door_simulated=self._door.is_simulated,
            now=self._clock.now(),
            event=event,
            must_be_closed=self._must_be_closed(),
        )

    def _door_unlocked(self) -> bool:
        try:
            return self._door.is_unlocked()
        except Exception as error:  # noqa: BLE001 - see step
            self._report(error)
            return False
