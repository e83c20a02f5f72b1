"""One face over many frames: a search of the whole frame now and then, a small look in between.

Rules:
    1. A track number stands for one unbroken sight of one face, and is never used again.
    2. A face continues a track only where that is beyond doubt: its box overlaps well with where
       the track was last, or with where its motion has brought it, and no other face and no other
       track comes into question. In doubt it gets a new number, since a split track costs a visitor
       a second, and a joined one may let a stranger in on a patron's evidence.
    3. A search has the last word: a track that it does not confirm ends.
    4. A gap in time, or frames that run backwards, ends all tracks.
"""

from collections.abc import Mapping, Sequence

from models.detector import FaceDetector
from models.types import Box, DetectedFace, Frame, TrackedFace

_MIN_OVERLAP = 0.4
# An overlap that already makes another face or track come into question.
_DOUBT_OVERLAP = 0.15
_FARTHEST = 1.0  # face widths from one frame to the next; nobody walks faster

_Motion = tuple[float, float]  # pixels a second, to the right and down
_STILL: _Motion = (0.0, 0.0)


class FaceTracker:
    """Numbers the faces of consecutive frames. Not for use from two threads at once.

    Args:
        detector: Searches and follows.
        detect_every: A whole frame is searched at least once in this many frames.
        max_gap_s: Tracks end where two frames lie further apart than this.
    """

    def __init__(
        self, detector: FaceDetector, *, detect_every: int, max_gap_s: float = 0.5
    ) -> None:
        if detect_every < 1:
            raise ValueError(f"detect_every must be at least 1, not {detect_every}.")
        if not max_gap_s > 0:
            raise ValueError(f"max_gap_s must be positive, not {max_gap_s}.")
        self._detector = detector
        self._detect_every = detect_every
        self._max_gap_s = max_gap_s
        self._next_id = 1
        self._tracks: tuple[TrackedFace, ...] = ()
        self._motions: Mapping[int, _Motion] = {}
        self._since_s = 0.0  # how long ago the tracks' last frame was
        self._last: Frame | None = None
        self._since_search = 0

    def reset(self) -> None:
        """End all tracks; their numbers are not used again."""
        self._tracks, self._motions = (), {}
        self._last = None

    def update(self, frame: Frame) -> tuple[TrackedFace, ...]:
        """Take the next frame.

        Args:
            frame: The newest frame; frames may have been left out before it.

        Returns:
            All faces in it, the largest first.
        """
        if self._last is not None and not self._continues(self._last, frame):
            self.reset()
        self._since_s = frame.captured_s - self._last.captured_s if self._last else 0.0
        self._last = frame
        self._since_search += 1
        followed = None
        if self._tracks and self._since_search < self._detect_every:
            followed = self._follow(frame)
        tracks = self._search(frame) if followed is None else followed
        is_alone = len(tracks) == len(self._tracks) == 1
        self._motions = {track.track_id: self._motion(track, is_alone=is_alone) for track in tracks}
        self._tracks = tracks
        return tracks

    def _continues(self, last: Frame, frame: Frame) -> bool:
        """Tell whether a frame comes shortly after the last one."""
        gap_s = frame.captured_s - last.captured_s
        return frame.index > last.index and 0 <= gap_s <= self._max_gap_s

    def _follow(self, frame: Frame) -> tuple[TrackedFace, ...] | None:
        """Look where each face was; None where a search must tell what became of them."""
        found: list[TrackedFace] = []
        for track in self._tracks:
            face = self._detector.follow(frame.image, self._expected(track))
            if face is None or self._overlap(track, face) < _MIN_OVERLAP:
                return None
            # Two tracks ran into one face; the search gives it a new number, by rule 2.
            if any(_near(face, other.face) for other in found):
                return None
            found.append(TrackedFace(track_id=track.track_id, face=face))
        return _largest_first(found)

    def _search(self, frame: Frame) -> tuple[TrackedFace, ...]:
        """Search the whole frame, and number what is found."""
        self._since_search = 0
        faces = self._detector.detect(frame.image)
        return _largest_first(
            [TrackedFace(track_id=self._number(face, faces), face=face) for face in faces]
        )

    def _number(self, face: DetectedFace, faces: Sequence[DetectedFace]) -> int:
        """Return the track that a face continues beyond doubt, else a new number."""
        tracks = [t for t in self._tracks if self._overlap(t, face) >= _DOUBT_OVERLAP]
        if len(tracks) == 1:
            (track,) = tracks
            near = [other for other in faces if self._overlap(track, other) >= _DOUBT_OVERLAP]
            if len(near) == 1 and self._overlap(track, face) >= _MIN_OVERLAP:
                return track.track_id
        self._next_id += 1
        return self._next_id - 1

    def _overlap(self, track: TrackedFace, face: DetectedFace) -> float:
        """Return how well a face lies where a track was, or where its motion has brought it."""
        boxes = (track.face.box, self._expected(track))
        return max(box.overlap(face.box) for box in boxes)

    def _expected(self, track: TrackedFace) -> Box:
        """Return where a track's motion has brought it by now."""
        x, y = (speed * self._since_s for speed in self._motions.get(track.track_id, _STILL))
        box = track.face.box
        return Box(box.left + x, box.top + y, box.right + x, box.bottom + y)

    def _motion(self, track: TrackedFace, *, is_alone: bool) -> _Motion:
        """Return how a face moves: against its track's last place, or that of the only one before.

        Somebody may come so quickly that the very first step already gives a new number. Where
        there is one face and was one, its motion is that step all the same: the number is another,
        and the next step is expected.
        """
        before = [t for t in self._tracks if t.track_id == track.track_id]
        if not before and is_alone:
            before = list(self._tracks)
        if not before or not self._since_s > 0:
            return _STILL
        (was_x, was_y), (x, y) = before[0].face.box.centre, track.face.box.centre
        if max(abs(x - was_x), abs(y - was_y)) > _FARTHEST * track.face.box.width_px:
            return _STILL
        return (x - was_x) / self._since_s, (y - was_y) / self._since_s


def _near(one: DetectedFace, other: DetectedFace) -> bool:
    """Tell whether two faces come into question as one."""
    return one.box.overlap(other.box) >= _DOUBT_OVERLAP


def _largest_first(tracks: Sequence[TrackedFace]) -> tuple[TrackedFace, ...]:
    """Sort by area; equal areas by number, so that the order never hangs on luck."""
    return tuple(sorted(tracks, key=lambda track: (-track.face.box.area_px, track.track_id)))
