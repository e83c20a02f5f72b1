"""A picture for an enrolment from the door camera: the sharpest usable one of a few seconds."""

from dataclasses import dataclass, replace

from enroll.errors import EnrollError, FaceCountError
from enroll.rules import the_one_face
from kiosk.camera.source import FrameSource
from models.pipeline import FacePipeline
from models.quality import DOOR_LIMITS, ENROLMENT_LIMITS, Quality, assess
from models.types import RgbImage

LOOKS_FOR_S = 4.0  # the first frames of a webcam are dark, and nobody stands still at once

# As good as any photo, but said to somebody who stands there.
_LIMITS = replace(ENROLMENT_LIMITS, sentences=DOOR_LIMITS.sentences)


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a frame will not do.

    Attributes:
        nearness: How near it was to a usable one; the nearest is the one to speak of.
        error: What to say.
    """

    nearness: int
    error: EnrollError


def take_picture(
    source: FrameSource, pipeline: FacePipeline, *, seconds: float = LOOKS_FOR_S
) -> RgbImage:
    """Look through a camera for a while, and return the sharpest frame of one person.

    Args:
        source: The camera, not open; closed again at the end.
        pipeline: Finds faces.
        seconds: How long, from the first frame on.

    Returns:
        (height, width, 3) uint8 RGB.

    Raises:
        EnrollError: No frame will do; says what the person before the camera should do.
        KioskError: The camera cannot be opened, or is lost.
    """
    best: tuple[float, RgbImage] | None = None
    refusals: list[_Refusal] = []
    until_s: float | None = None
    source.open()
    try:
        while (frame := source.read()) is not None:
            until_s = frame.captured_s + seconds if until_s is None else until_s
            looked_at = _sharpness(frame.image, pipeline)
            if isinstance(looked_at, _Refusal):
                refusals.append(looked_at)
            elif best is None or looked_at > best[0]:
                best = looked_at, frame.image
            if frame.captured_s >= until_s:
                break
    finally:
        source.close()
    if best is not None:
        return best[1]
    if not refusals:
        raise EnrollError(
            f"The {source.description} shows not one picture.", "Name another with --source."
        )
    raise max(refusals, key=lambda refusal: refusal.nearness).error


def _sharpness(image: RgbImage, pipeline: FacePipeline) -> float | _Refusal:
    """Return how sharp the one face of a frame is, or why the frame will not do."""
    try:
        face = the_one_face(pipeline.detect(image))
    except FaceCountError as error:
        return _one_person(len(error.faces))
    measures = assess(image, face, _LIMITS)
    poor = [measure.sentence for measure in measures if not measure.ok]
    if poor:
        problem = "No picture of the last seconds is good enough to recognise somebody by."
        # A few measures, so that any usable face is nearer than two of them or none.
        return _Refusal(2 + len(measures) - len(poor), EnrollError(problem, poor[0]))
    return next(measure.value for measure in measures if measure.name is Quality.BLUR)


def _one_person(faces: int) -> _Refusal:
    if faces:
        return _Refusal(
            1,
            EnrollError(
                f"There are {faces} people before the camera.", "One at a time, please: try again."
            ),
        )
    return _Refusal(
        0,
        EnrollError(
            "Nobody was seen before the camera.",
            "Stand within about a metre of it, look straight at it, and try again.",
        ),
    )
