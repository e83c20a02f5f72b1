"""All passive evidence of one visit, gathered from the very frames that the face is known by: pure.

A frame counts for identity and for liveness, or for neither: else somebody could show a living face
first and a picture afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from typing_extensions import override

from models.liveness.arrival import Arrival
from models.liveness.backdrop_cue import BackdropLooks
from models.liveness.follow import Carried, follow_from
from models.liveness.infrared import InfraredLooks
from models.liveness.likelihood import Cue, Evidence
from models.liveness.network_cue import NetworkLooks
from models.liveness.nose import NoseShift
from models.liveness.parallax import Parallax, no_frames
from models.liveness.parallax import with_frame as with_landmarks
from models.liveness.relief import Relief
from models.liveness.stillness import Stillness
from models.liveness.surface import face_crop
from models.liveness.surround import Surround
from models.liveness.texture import Texture
from models.types import DetectedFace, Frame, Landmarks, RgbImage

_KEPT_LANDMARKS = 12  # of the last usable frames: what is neutral before a challenge


@dataclass(frozen=True, slots=True, eq=False)
class Glimpse:
    """One usable frame.

    Attributes:
        frame: The picture.
        face: The face in it.
    """

    frame: Frame
    face: DetectedFace


@dataclass(frozen=True, slots=True, eq=False)
class Observer:
    """What was seen of one face so far; a new one has seen nothing.

    Attributes:
        relief: Whether it moves as a sheet can.
        nose: Whether the nose shifts against the rest of it.
        parallax: Whether its nose leaves the plane of eyes and mouth.
        stillness: Whether the stream of pictures moves at all.
        network: What a network makes of it, where one is installed.
        infrared: Whether an infrared camera sees it, too, where there is one.
        surround: Whether the frame of a held thing travels with it.
        texture: Whether the grid of a display shows.
        backdrop: Whether the empty doorway, as it is known, is seen around the head.
        arrival: Whether it came into view, or was there at once.
        landmarks: (5, 2) pixels each, of the last usable frames, oldest first.
        follow: Begins to follow them in a picture, while a movement is asked for.
    """

    relief: Relief = field(default_factory=Relief)
    nose: NoseShift = field(default_factory=NoseShift)
    parallax: Parallax = field(default_factory=no_frames)
    stillness: Stillness = field(default_factory=Stillness)
    network: NetworkLooks = field(default_factory=lambda: NetworkLooks(None))
    infrared: InfraredLooks = field(default_factory=lambda: InfraredLooks(None))
    surround: Surround = field(default_factory=Surround)
    texture: Texture = field(default_factory=Texture)
    backdrop: BackdropLooks = field(default_factory=BackdropLooks)
    arrival: Arrival = field(default_factory=Arrival)
    landmarks: tuple[Landmarks, ...] = ()
    follow: Callable[[RgbImage, Landmarks], Carried] = follow_from

    def with_glimpse(self, glimpse: Glimpse) -> Observer:
        """Return this with one more usable frame, taken after those before."""
        frame, face = glimpse.frame, glimpse.face
        crop = face_crop(frame.image, face.landmarks)
        return replace(
            self,
            relief=self.relief.with_face(crop, face.landmarks, frame.captured_s),
            nose=self.nose.with_face(crop, face.landmarks, frame.captured_s),
            parallax=with_landmarks(self.parallax, frame.captured_s, face.landmarks),
            stillness=self.stillness.with_frame(frame, face.box),
            network=self.network.with_frame(frame, face.box),
            infrared=self.infrared.with_frame(frame, face.box),
            texture=self.texture.with_frame(frame, face),
            surround=self.surround.with_face(frame.image, face.landmarks, frame.captured_s),
            backdrop=self.backdrop.with_face(frame.image, face.landmarks, frame.captured_s),
            arrival=self.arrival.with_face(),
            landmarks=(*self.landmarks, face.landmarks)[-_KEPT_LANDMARKS:],
        )

    def with_doorway(self, frame: Frame, *, is_empty: bool) -> Observer:
        """Return one that has seen no face yet, and the doorway once more.

        Args:
            frame: A frame taken after those before.
            is_empty: Whether no face is followed in it: only then it shows the doorway alone.
        """
        at_s = frame.captured_s
        return replace(
            self,
            backdrop=self.backdrop.with_doorway(frame.image, at_s, is_empty=is_empty),
            arrival=self.arrival.with_doorway(frame.image, at_s, is_empty=is_empty),
        )

    @property
    def evidence(self) -> Evidence:
        """What each cue says so far."""
        return {
            Cue.RELIEF: self.relief.log_ratio,
            Cue.NOSE: self.nose.log_ratio,
            Cue.LANDMARKS: self.parallax.log_ratio,
            Cue.STILLNESS: self.stillness.log_ratio,
            Cue.NETWORK: self.network.log_ratio,
            Cue.INFRARED: self.infrared.log_ratio,
            Cue.TEXTURE: self.texture.log_ratio,
            Cue.SURROUND: self.surround.log_ratio,
            Cue.BACKDROP: self.backdrop.log_ratio,
            Cue.ARRIVAL: self.arrival.log_ratio,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Unwatched(Observer):
    """Looks at nothing, where nobody asks for a living head: looking takes 6 ms a frame."""

    @override
    def with_glimpse(self, glimpse: Glimpse) -> Observer:
        return self

    @override
    def with_doorway(self, frame: Frame, *, is_empty: bool) -> Observer:
        return self
