"""What a view of a face must reach, at the door and in an enrolment photo.

The door's limits leave out views that would be recognised badly, never honest people: they lie at
or beyond the edge of what was measured. Enrolment is stricter: one photo must serve for years.
Percentiles measured with MTCNN on news photos (LFW-dev, 988 faces) and on studio photos (London
Set, 204 faces), and the range over six short clips of people before a camera (427 frames):

    measure              LFW 0.5 / 1 / 5 %   LFW 95 / 99 / 99.5 %  London min..max   clips min..max
    eye distance, px      28 / 32 / 36        48 / 52 / 57           75..111           16..65
    yaw, degrees         -55 / -51 / -35      32 / 50 / 72          -14..11           -64..48
    pitch, degrees       -50 / -41 / -29      22 / 31 / 35          -30..23           -54..13
    roll, degrees        -13 / -11 / -5        3 / 7 / 10            -5..7             -7..9
    sharpness           0.09 / 0.12 / 0.18   1.0 / 1.3 / 1.4       0.36..1.56        0.08..0.59
    luminance             68 / 74 / 92       163 / 178 / 185         59..171           82..173
    unevenness             0 / 0 / 0.01      0.50 / 0.72 / 0.80    0.00..0.11        0.04..0.30

The London Set holds light and very dark skin under one studio light: a luminance of 59 there is a
well-lit face, which is why the dark limits lie far below it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QualitySentences:
    """What to say about each measure that is not ok."""

    size: str
    turned: str
    tilted: str
    blur: str
    dark: str
    bright: str
    uneven: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityLimits:
    """What a view of a face must reach.

    Attributes:
        min_eye_distance_px: Distance between the eyes, pixels.
        max_yaw_deg: Turned to a side, either way, degrees.
        max_pitch_deg: Nodding up or down, degrees; wide, since noses differ.
        max_roll_deg: Tilted, either way, degrees.
        min_sharpness: Fine detail as a share of all contrast.
        min_luminance: Mean of the face, 0..255.
        max_luminance: Mean of the face, 0..255.
        max_unevenness: Difference of the face's halves as a share of their mean, 0..2.
        sentences: What to say.
    """

    min_eye_distance_px: float
    max_yaw_deg: float
    max_pitch_deg: float
    max_roll_deg: float
    min_sharpness: float
    min_luminance: float
    max_luminance: float
    max_unevenness: float
    sentences: QualitySentences


DOOR_LIMITS = QualityLimits(
    min_eye_distance_px=24.0,
    max_yaw_deg=35.0,
    max_pitch_deg=55.0,
    max_roll_deg=30.0,
    min_sharpness=0.06,
    min_luminance=35.0,
    max_luminance=215.0,
    max_unevenness=1.0,
    sentences=QualitySentences(
        size="Please come closer.",
        turned="Please look straight at the camera.",
        tilted="Please hold your head upright.",
        blur="Please stand still for a moment.",
        dark="It is too dark here. Please step into the light.",
        bright="The light is too bright. Please step aside a little.",
        uneven="Please turn so that the light falls on your whole face.",
    ),
)

ENROLMENT_LIMITS = QualityLimits(
    min_eye_distance_px=36.0,
    max_yaw_deg=20.0,
    max_pitch_deg=40.0,
    max_roll_deg=20.0,
    min_sharpness=0.12,
    min_luminance=45.0,
    max_luminance=205.0,
    max_unevenness=0.6,
    sentences=QualitySentences(
        size="The face is too small. Take the photo from nearer, or use a larger picture.",
        turned="The face looks away. Take a photo that looks straight into the camera.",
        tilted="The head is tilted. Take a photo with the head upright.",
        blur="The photo is blurred. Hold the camera still, and focus on the face.",
        dark="The face is too dark. Take the photo facing a window or a lamp.",
        bright="The face is too bright. Take the photo without flash or direct sun.",
        uneven="One side of the face is in shadow. Take the photo facing the light.",
    ),
)
