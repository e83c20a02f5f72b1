"""Everything that was drawn for one presentation, in fields that a person can read."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.scene.pose import Lens
from kiosk.scene.presentation.species import Species, Split


@dataclass(frozen=True, slots=True)
class Camera:
    """The door's camera.

    Attributes:
        width_px: Width of its pictures.
        height_px: Height of its pictures.
        focal_px: Focal length.
        frames_per_s: How many pictures a second.
        dropped_share: Share of pictures that never arrive, 0..1.
        noise_sigma: Noise of the raw sensor, grey levels.
        blur_px: The lens's point spread where it is in focus, standard deviation.
        focus_m: The distance at which it is in focus.
        defocus_px: Further spread of what is infinitely far, standard deviation.
        shutter_share: Share of a frame's time during which the sensor takes light.
        jpeg_quality: Of the stream, 1..100; None where it is not compressed.
    """

    width_px: int
    height_px: int
    focal_px: float
    frames_per_s: float
    dropped_share: float
    noise_sigma: float
    blur_px: float
    focus_m: float
    defocus_px: float
    shutter_share: float
    jpeg_quality: int | None

    @property
    def lens(self) -> Lens:
        """Its lens; the axis meets the picture a little above the middle."""
        return Lens(self.focal_px, (self.width_px / 2, self.height_px * 0.46))

    def spread_px(self, z_m: float) -> float:
        """Return how far the lens spreads a point at a distance, standard deviation."""
        return float((self.blur_px**2 + (self.defocus_px * (1 - self.focus_m / z_m)) ** 2) ** 0.5)


@dataclass(frozen=True, slots=True)
class Light:
    """The light before the door.

    Attributes:
        gain: Exposure, 1 is as in the photos.
        warmth: Red against blue, -1..1.
        gamma: Of the camera's tone curve against the usual one.
        azimuth_deg: Where it comes from, 0 from the camera, positive from the picture's right.
    """

    gain: float
    warmth: float
    gamma: float
    azimuth_deg: float


class RoomKind(StrEnum):
    """What is behind the visitor."""

    LOBBY = "lobby"
    WALL = "wall"
    CLUTTER = "clutter"


@dataclass(frozen=True, slots=True)
class Room:
    """What is behind the visitor; the seed chooses its details."""

    kind: RoomKind
    seed: int


@dataclass(frozen=True, slots=True)
class Answer:
    """How a person does what is asked.

    Attributes:
        reaction_s: From the ask to the first movement.
        move_s: How long the movement takes, and the way back.
        hold_s: How long the end of it is held.
        turn_deg: How far to a side.
        nod_deg: How far upwards.
        closer_share: How much of the distance is walked when asked to come closer.
    """

    reaction_s: float
    move_s: float
    hold_s: float
    turn_deg: float
    nod_deg: float
    closer_share: float


@dataclass(frozen=True, slots=True)
class Body:
    """A living person before the camera.

    Attributes:
        x_m: Where the eyes come to rest, to the picture's right of the camera's axis.
        y_m: The same, below it.
        z_m: The same, away from the camera.
        walks_s: How long the walk up takes; 0 for one who stands there already.
        walks_from_m: How much further away it begins.
        walks_aside_m: How far to the side it begins.
        glance_yaw_deg: Where the head is turned at first.
        glance_pitch_deg: The same, down.
        glance_s: When the person looks up at the camera.
        unrest: How lively: 1 is the scene's usual sway of a standing person.
        depth: Height of the face's relief against the usual one.
        blink_every_s: Time between blinks.
        expression_ed: How far jaw, mouth, cheeks and brows move, eye distances.
        enters_s: For so long before time 0 it comes into the picture from a side; 0 for one who is
            in it at once.
        enters_from_m: How far to the side it begins then.
        faces_way: Whether it looks where it goes, and turns to the camera as it arrives.
    """

    x_m: float
    y_m: float
    z_m: float
    walks_s: float
    walks_from_m: float
    walks_aside_m: float
    glance_yaw_deg: float
    glance_pitch_deg: float
    glance_s: float
    unrest: float
    depth: float
    blink_every_s: float
    expression_ed: float
    enters_s: float = 0.0
    enters_from_m: float = 0.0
    faces_way: bool = False


class Holder(StrEnum):
    """Where the one who holds the picture is."""

    BEHIND = "behind it"
    ABOVE = "head above the picture"
    ASIDE = "only an arm"


@dataclass(frozen=True, slots=True)
class Hold:
    """A flat thing in a hand.

    Attributes:
        x_m: Where its middle is, to the picture's right of the camera's axis.
        y_m: The same, below it.
        z_m: The same, away from the camera.
        yaw_deg: Its turn at rest, to the picture's right.
        pitch_deg: The same, leaning towards the camera at its top.
        roll_deg: The same, clockwise.
        tremor_mm: Amplitude of the hand's tremor.
        tremor_hz: Its frequency, 6 to 12.
        drift_mm: Amplitude of the arm's slow drift.
        drift_deg: The same, of the wrist.
        wave_m: Amplitude of waving it from side to side and up and down.
        wave_hz: Its frequency.
        tilt_deg: Amplitude of tilting it on purpose.
        tilt_hz: Its frequency.
        arrives_s: How long it takes to be brought before the camera; 0 where it is there already.
        arm_m: How far behind it its holder stands.
        holder: Where the holder is.
        skin_rgb: Colour of the hand.
        sleeve_rgb: Colour of the sleeve.
        lowered_s: When it is taken away, as quickly as it came; None where it stays.
    """

    x_m: float
    y_m: float
    z_m: float
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    tremor_mm: float
    tremor_hz: float
    drift_mm: float
    drift_deg: float
    wave_m: float
    wave_hz: float
    tilt_deg: float
    tilt_hz: float
    arrives_s: float
    arm_m: float
    holder: Holder
    skin_rgb: tuple[int, int, int]
    sleeve_rgb: tuple[int, int, int]
    lowered_s: float | None = None


class EyeHoles(StrEnum):
    """What is cut out of a print."""

    NONE = "nothing"
    EYES = "each eye"
    BAND = "a band across both eyes"


@dataclass(frozen=True, slots=True)
class Paper:
    """A print.

    Attributes:
        width_mm: Its width.
        height_mm: Its height.
        border_mm: White border around the photo.
        eye_distance_mm: How large the face is printed.
        cut_to_face: The paper is cut along the person's outline.
        holes: What is cut out of it.
        contrast: Of the print against the photo.
        saturation: Of the print against the photo.
        gloss: Strength of the lamp's reflection, 0..1.
        bend_per_m: Curvature, 1 / radius; 0 is flat, positive bulges towards the camera.
        bend_axis_deg: Direction of the cylinder's axis, 0 upright, 90 level.
        bend_change: Share by which the bend comes and goes.
        bend_hz: How quickly.
    """

    width_mm: float
    height_mm: float
    border_mm: float
    eye_distance_mm: float
    cut_to_face: bool
    holes: EyeHoles
    contrast: float
    saturation: float
    gloss: float
    bend_per_m: float
    bend_axis_deg: float
    bend_change: float
    bend_hz: float


@dataclass(frozen=True, slots=True)
class Display:
    """A phone or a tablet.

    Attributes:
        width_mm: Width of the lit part.
        height_mm: Height of the lit part.
        bezel_mm: Dark border around it.
        px_per_mm: Pixels of the display.
        fill_across: Share of a sub-pixel's width that is lit.
        fill_down: Share of a pixel's height that is lit.
        gamma: Of its picture.
        brightness: White, against white paper in the room's light.
        black: Black, the same: what its glass reflects of the room.
        blueness: Colour of its white, 0 neutral.
        glare: Strength of the lamp's reflection, 0..1.
        refresh_hz: How often its light comes and goes.
        flicker: How deeply, 0..1.
        eye_distance_mm: How large the face is shown.
    """

    width_mm: float
    height_mm: float
    bezel_mm: float
    px_per_mm: float
    fill_across: float
    fill_down: float
    gamma: float
    brightness: float
    black: float
    blueness: float
    glare: float
    refresh_hz: float
    flicker: float
    eye_distance_mm: float


@dataclass(frozen=True, slots=True)
class ClipWindow:
    """A stretch of a real clip.

    Attributes:
        clip: Its name.
        start_frame: Where it begins.
        frame_count: How long it is.
        zoom: By how much it is enlarged before it is used.
        as_recorded: Shown as it is; else seen anew in the plan's light, by the plan's sensor.
    """

    clip: str
    start_frame: int
    frame_count: int
    zoom: float = 1.0
    as_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A stream that stands still or repeats.

    Attributes:
        from_s: Where in the visit the good part begins.
        length_s: How long it is; 0 for one frame.
        re_encoded: Whether each picture is compressed anew, with a little noise.
    """

    from_s: float
    length_s: float
    re_encoded: bool


@dataclass(frozen=True, slots=True)
class Before:
    """What was different while nobody was there yet.

    Attributes:
        exposure: Of the camera then, against its exposure in the visit.
        box: Left, top, width and height of a thing that stood in the room and has been taken away
            since, shares of the picture; None without one.
        box_rgb: Its colour.
    """

    exposure: float = 1.0
    box: tuple[float, float, float, float] | None = None
    box_rgb: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """One presentation.

    Attributes:
        species: What it is.
        split: Which world it comes from.
        seed: Chooses all that is not in these fields: grain, phases, leaves.
        person: Whose face is shown: a portrait's key, or the name of the clip that is shown.
        impostor: Who holds it, or stands behind its holes; None where nobody does.
        duration_s: How long it lasts.
        camera: The door's camera.
        light: The light before the door.
        room: What is behind.
        answer: How what is asked is done.
        body: The living person: the visitor or the impostor; None where a real clip is the visit or
            nobody is to be seen.
        hold: How the thing is held; None without one.
        paper: The print; None without one.
        display: The screen; None without one.
        window: The real clip that is the visit, or is replayed; None without one.
        replayed: The head of a replayed video that was rendered; None without one.
        fault: What is wrong with the stream; None where nothing is.
        swap_s: When the print is raised; None where it is there from the start.
        before: What was different while nobody was there yet.
    """

    species: Species
    split: Split
    seed: int
    person: str
    impostor: str | None
    duration_s: float
    camera: Camera
    light: Light
    room: Room
    answer: Answer
    body: Body | None = None
    hold: Hold | None = None
    paper: Paper | None = None
    display: Display | None = None
    window: ClipWindow | None = None
    replayed: Body | None = None
    fault: Fault | None = None
    swap_s: float | None = None
    before: Before = Before()
