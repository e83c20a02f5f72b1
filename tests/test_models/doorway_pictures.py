"""Pictures of a doorway, of heads before it and of things that are held there: truth is known."""

from collections.abc import Callable, Iterator

import cv2
import numpy as np

from models.head_pose import FRONTAL
from models.liveness.backdrop import Backdrop
from models.types import Landmarks, RgbImage

EYES_PX = 50.0  # apart
AT = (320.0, 200.0)  # the middle between them
LANDMARKS: Landmarks = (FRONTAL * EYES_PX + AT).astype(np.float32)

SKIN, HAIR, SHIRT, HAND, BEZEL, PAPER = (
    (196, 150, 128), (70, 48, 36), (60, 70, 120), (170, 120, 98), (22, 22, 24), (224, 220, 212)
)  # fmt: skip
_SPARE = 64  # the grain is larger than the picture, and a new part of it is used each time
_GRAIN = np.random.default_rng(0).normal(0.0, 2.0, (480 + _SPARE, 640 + _SPARE, 3)).astype(np.int16)
Painted = Callable[[RgbImage], None]


def doorway(seed: int = 0) -> RgbImage:
    """Return an empty room with things in it, (480, 640, 3)."""
    random = np.random.default_rng(seed)
    room = wall()
    for _ in range(40):
        x, y = int(random.integers(-40, 640)), int(random.integers(-40, 480))
        width, height = (int(size) for size in random.integers(20, 160, 2))
        colour = [int(c) for c in random.integers(40, 215, 3)]
        cv2.rectangle(room, (x, y), (x + width, y + height), colour, cv2.FILLED)
    return room


def wall() -> RgbImage:
    """Return nothing but paint, a little brighter to one side."""
    shade = np.linspace(0.92, 1.08, 640)[None, :, None] * np.array([150.0, 158.0, 149.0])
    return np.broadcast_to(shade, (480, 640, 3)).astype(np.uint8).copy()


def seen(scene: RgbImage, number: int, gain: tuple[float, ...] | float = 1.0) -> RgbImage:
    """Return what a sensor makes of it: exposure, and noise that is another one each time."""
    down, across = np.random.default_rng(number).integers(0, _SPARE, 2)
    height, width = scene.shape[:2]
    noise = _GRAIN[down : down + height, across : across + width]
    lit = cv2.transform(scene, np.diag(np.broadcast_to(gain, 3)))
    return np.asarray(cv2.add(lit, noise, dtype=cv2.CV_8U), np.uint8)


def learnt(room: RgbImage, *, until_s: float = 0.0) -> Backdrop:
    """Return the backdrop after some seconds of an empty room."""
    backdrop = Backdrop()
    for number in range(16):
        at_s = until_s + 0.2 * (number - 16)
        backdrop = backdrop.with_doorway(seen(room, number), at_s, is_empty=True)
    return backdrop


def _px(x: float, y: float) -> tuple[int, int]:
    return round(AT[0] + EYES_PX * x), round(AT[1] + EYES_PX * y)


def _oval(picture: RgbImage, y: float, size: tuple[float, float], colour: tuple[int, ...]) -> None:
    axes = (round(EYES_PX * size[0]), round(EYES_PX * size[1]))
    cv2.ellipse(picture, _px(0.0, y), axes, 0, 0, 360, colour, cv2.FILLED, cv2.LINE_AA)


def _box(picture: RgbImage, *bounds: float, colour: tuple[int, ...]) -> None:
    left, top, right, bottom = bounds
    cv2.rectangle(picture, _px(left, top), _px(right, bottom), colour, cv2.FILLED)


def face(picture: RgbImage) -> None:
    """Paint a head without a body, in eye distances from the middle between the eyes."""
    _oval(picture, 0.1, (1.3, 1.85), HAIR)
    _oval(picture, 0.35, (1.15, 1.55), SKIN)
    _box(picture, -0.6, 1.4, 0.6, 2.6, colour=SKIN)


def body(picture: RgbImage) -> None:
    """Paint shoulders and a chest."""
    _oval(picture, 4.2, (2.9, 1.9), SHIRT)


def person(picture: RgbImage) -> None:
    """Paint a living person."""
    body(picture)
    face(picture)


def hand(picture: RgbImage) -> None:
    """Paint a hand with its arm, from below."""
    _oval(picture, 2.6, (0.8, 0.7), HAND)
    _box(picture, -0.5, 2.6, 0.5, 6.0, colour=HAND)


def cut_out(picture: RgbImage) -> None:
    """Paint a face cut out along its outline, in a hand."""
    face(picture)
    hand(picture)


def phone(picture: RgbImage) -> None:
    """Paint a phone that shows a face, in a hand."""
    _box(picture, -1.9, -3.2, 1.9, 3.6, colour=BEZEL)
    _box(picture, -1.75, -3.0, 1.75, 3.4, colour=PAPER)
    face(picture)
    hand(picture)


def tight(picture: RgbImage) -> None:
    """Paint a picture that is hardly larger than the face on it, before somebody's chest."""
    body(picture)
    _box(picture, -1.4, -1.85, 1.4, 2.4, colour=PAPER)
    face(picture)


def oval(picture: RgbImage) -> None:
    """Paint a picture that is cut to an oval around the face, before somebody's chest."""
    body(picture)
    _oval(picture, 0.0, (2.1, 2.7), PAPER)
    face(picture)


def before_a_face(picture: RgbImage) -> None:
    """Paint a phone that is held before its holder's own, larger head."""
    body(picture)
    _oval(picture, 0.0, (2.6, 3.5), HAIR)
    phone(picture)


def filling(picture: RgbImage) -> None:
    """Paint a print that fills the view."""
    picture[:] = PAPER
    person(picture)


def long_haired(picture: RgbImage) -> None:
    """Paint a living person with a great deal of hair."""
    person(picture)
    _oval(picture, 0.0, (2.6, 2.9), HAIR)
    _oval(picture, 0.35, (1.15, 1.55), SKIN)


def visit(
    room: RgbImage, painted: Painted, gain: tuple[float, ...] | float = 1.0
) -> Iterator[tuple[RgbImage, float]]:
    """Yield pictures of something before a room, with their times."""
    scene = room.copy()
    painted(scene)
    for number in range(4):
        yield seen(scene, 100 + number, gain), 0.3 * number
