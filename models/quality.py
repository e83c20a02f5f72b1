"""Is this view of a face good enough? Each measure is a number, a limit and a kind sentence.

Light and blur are judged on a small aligned crop in which every face has the same size, smaller
than any face that passes the size limit, so that they do not depend on how near the person stands.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from models.align import align
from models.head_pose import FRONTAL, HeadPose, head_pose
from models.quality_limits import DOOR_LIMITS, ENROLMENT_LIMITS, QualityLimits
from models.types import CanonicalCrop, DetectedFace, RgbImage

__all__ = ["DOOR_LIMITS", "ENROLMENT_LIMITS", "Measure", "Quality", "QualityLimits", "assess"]

_CROP_PX, _EYE_DISTANCE_PX = 64, 23.0
# Cut at twice that size, then averaged down: otherwise a face somewhat larger than the crop would
# look sharper than it is, by aliasing.
_DOUBLE_CROP = CanonicalCrop(
    size_px=2 * _CROP_PX,
    landmarks=(2 * (FRONTAL * _EYE_DISTANCE_PX + (_CROP_PX / 2, 20.0))).astype(np.float32),
)
# From above the eyebrows to the chin, from cheek to cheek: skin, without hair and backdrop.
_SKIN = (slice(12, 58), slice(12, 52))

_Luminance: TypeAlias = NDArray[np.float32]


class Quality(StrEnum):
    """What is measured."""

    SIZE = "size"  # distance between the eyes, pixels
    POSE = "pose"  # the head's worst angle, degrees
    BLUR = "blur"  # sharpness, no unit: fine detail as a share of all contrast
    DARK = "dark"  # mean luminance of the face, 0..255
    BRIGHT = "bright"  # the same, against the upper limit
    UNEVEN = "uneven"  # difference of the face's two halves, as a share of their mean, 0..2


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of one view of a face.

    Attributes:
        name: What was measured.
        value: The number; see `Quality` for its unit.
        limit: What it was held against.
        ok: Whether it is on the good side of the limit.
        sentence: What to do about it, for the person concerned; "" where it is ok.
    """

    name: Quality
    value: float
    limit: float
    ok: bool
    sentence: str


def assess(image: RgbImage, face: DetectedFace, limits: QualityLimits) -> tuple[Measure, ...]:
    """Measure one view of a face.

    Args:
        image: (height, width, 3) uint8 RGB.
        face: A face found in it.
        limits: `DOOR_LIMITS` or `ENROLMENT_LIMITS`.

    Returns:
        Size, pose, blur, dark, bright, uneven, in this order: the first that is not ok is the one
        to speak of, since a face far away is also blurred.

    Raises:
        ValueError: The face's landmarks lie in one point.
    """
    luminance = _luminance(image, face)
    mean, says = float(luminance[_SKIN].mean()), limits.sentences
    return (
        _at_least(Quality.SIZE, face.eye_distance_px, limits.min_eye_distance_px, says.size),
        _pose(head_pose(face.landmarks), limits),
        _at_least(Quality.BLUR, _sharpness(luminance), limits.min_sharpness, says.blur),
        _at_least(Quality.DARK, mean, limits.min_luminance, says.dark),
        _at_most(Quality.BRIGHT, mean, limits.max_luminance, says.bright),
        _at_most(Quality.UNEVEN, _unevenness(luminance), limits.max_unevenness, says.uneven),
    )


def _luminance(image: RgbImage, face: DetectedFace) -> _Luminance:
    """Return the small aligned crop in shades of grey, 0..255."""
    double = cv2.cvtColor(align(image, face.landmarks, _DOUBLE_CROP), cv2.COLOR_RGB2GRAY)
    crop = cv2.resize(double, (_CROP_PX, _CROP_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(crop, dtype=np.float32)


def _pose(pose: HeadPose, limits: QualityLimits) -> Measure:
    """Report the angle that is nearest to its limit, or furthest past it."""
    says = limits.sentences
    angles = (
        (abs(pose.yaw_deg), limits.max_yaw_deg, says.turned),
        (abs(pose.pitch_deg), limits.max_pitch_deg, says.turned),
        (abs(pose.roll_deg), limits.max_roll_deg, says.tilted),
    )
    value, limit, sentence = max(angles, key=lambda angle: angle[0] / angle[1])
    return _at_most(Quality.POSE, value, limit, sentence)


def _sharpness(luminance: _Luminance) -> float:
    """Return the variance of the Laplacian over the variance: contrast and light cancel out."""
    detail = np.asarray(cv2.Laplacian(luminance, cv2.CV_32F))[_SKIN]
    return float(detail.var() / max(float(luminance[_SKIN].var()), 1.0))


def _unevenness(luminance: _Luminance) -> float:
    """Return by how much one half of the face is lighter than the other, 0..2."""
    left, right = (float(half.mean()) for half in np.split(luminance[_SKIN], 2, axis=1))
    return 2 * abs(left - right) / max(left + right, 1.0)


def _at_least(name: Quality, value: float, limit: float, sentence: str) -> Measure:
    ok = value >= limit
    return Measure(name, value, limit, ok, "" if ok else sentence)


def _at_most(name: Quality, value: float, limit: float, sentence: str) -> Measure:
    ok = value <= limit
    return Measure(name, value, limit, ok, "" if ok else sentence)
