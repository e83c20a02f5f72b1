"""What a view of a face must reach, at the door and in an enrolment photo.

The door's limits leave out views that would be recognised badly, never honest people: they lie at
or beyond the edge of what was measured. Enrolment is stricter: one photo must serve for years.
Percentiles measured with MTCNN on news photos (LFW-dev, 1384 faces) and on studio photos (London
Set, 204 faces), and the range over six short clips of people before a camera (427 frames):

    measure            LFW 0.5 / 1 / 5 %   LFW 95 / 99 / 99.5 %   London min..max   clips min..max
    eye distance, px    31 / 32 / 36        48 / 54 / 57           76..114           16..64
    yaw, degrees       -55 / -48 / -35      33 / 54 / 69          -15..10           -69..52
    pitch, degrees     -46 / -40 / -26      21 / 29 / 32          -32..22           -55..11
    roll, degrees      -11 / -9 / -4         3 / 8 / 10            -5..5             -8..9
    sharpness         0.10 / 0.11 / 0.17   0.83 / 1.15 / 1.31    0.61..1.97        0.06..0.76
    luminance           71 / 77 / 90       163 / 178 / 181         58..170           82..173
    unevenness        0.00 / 0.00 / 0.01   0.47 / 0.74 / 0.78    0.00..0.17        0.03..0.31

At the door this leaves out none of the London Set's 204 views and 9 % of LFW's, nearly all of them
turned away by more than 35 degrees. Of news photos blurred by a Gaussian of 1/28 of the eye
distance 93 % pass the blur limit, of 1/17 20 %, of 1/10 none.

Where the default encoder suffers was measured on 51 people of the London Set, neutral against
smiling; genuine similarity at 5 % of the people and at the median:

    as it is                                   0.980  0.989
    eye distance of 25 px                      0.975  0.984
    blurred to a sharpness of 0.06..0.24       0.955  0.969
    blurred to a sharpness of 0.02..0.08       0.934  0.953
    0.3 of the light                           0.975  0.988
    one side at 0.1 of the other's light       0.968  0.982

So blur costs most, and light little until the detector itself loses the face.

What a blurred enrolment photo costs for years was measured on the same 51 people with
`resnet29-dlib-1`: the neutral photo
shrunk to 60..240 px and blown up again, or blurred by a Gaussian of 1..8 px, against their sharp
smiling one; and how many of them the door misses at a similarity of 0.958, which it asks for with a
hundred people enrolled:

    sharpness of the enrolment photo   5 % / median      missed
    0.06..0.12                         0.928  0.963     26 of 70
    0.12..0.15                         0.924  0.961     12 of 33
    0.15..0.20                         0.939  0.971     11 of 52
    0.20..0.25                         0.950  0.969     10 of 52
    0.25..0.30                         0.959  0.976      2 of 42
    0.30..0.40                         0.963  0.979      2 of 66
    0.40..0.70                         0.972  0.986      2 of 142
    above                              0.982  0.989      2 of 112

Hence 0.25 for enrolment. It refuses none of the London Set's 204 photos and no frame of a webcam at
a desk that is else good enough (59 frames, 0.31..0.75), but 18 % of the news photos of LFW that are
else good enough (380 faces, 250 px, one a person), where 0.12 refuses 2 %, 0.20 7 % and 0.30 31 %.

The London Set holds light and very dark skin under one studio light: a luminance of 58 there is a
well-lit face, and half of that is still recognised: hence the low limits for the dark.
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
    min_luminance=20.0,
    max_luminance=225.0,
    max_unevenness=1.2,
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
    max_yaw_deg=25.0,
    max_pitch_deg=40.0,
    max_roll_deg=20.0,
    min_sharpness=0.25,
    min_luminance=40.0,
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
