"""The people and clips that presentations are made of."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from enroll.errors import EnrollError
from enroll.photo import read_photo
from kiosk.errors import KioskError
from kiosk.scene.photo_portrait import portrait_from_photo
from kiosk.scene.portraits import EILEEN_COLLINS, GRACE_HOPPER, Portrait, load_portrait
from kiosk.scene.presentation import Clip, open_clip
from models.detector import FaceDetector
from models.types import DetectedFace

_PHOTOS = frozenset({".jpg", ".jpeg", ".png"})
_CLIPS = frozenset({".mp4", ".mkv", ".avi", ".webm", ".mov", ".m4v"})
_LEAST_EYES_PX = 40.0  # a smaller face has too little in it to be shown large


def scene_people() -> Mapping[str, Portrait]:
    """Return the two public-domain portraits that come with our libraries.

    Raises:
        KioskError: A library no longer ships one.
    """
    return {name: load_portrait(name) for name in (EILEEN_COLLINS, GRACE_HOPPER)}


def people_of(
    folder: Path, detector: FaceDetector
) -> tuple[Mapping[str, Portrait], tuple[str, ...]]:
    """Cut people out of frontal photos before a plain backdrop.

    Args:
        folder: One photo for each person, or one folder with photos for each, of which the first
            by name is used.
        detector: Finds the face.

    Returns:
        Portraits by name of file or folder, and the names that cannot be used: no photo, not
        exactly one face, or a small one.

    Raises:
        KioskError: There is no such folder, or nobody in it.
    """
    if not folder.is_dir():
        raise KioskError(f"There is no folder {folder}.", "Name a folder of frontal photos.")
    people: dict[str, Portrait] = {}
    left_out: list[str] = []
    for name, file in _one_each(folder):
        portrait = _portrait(name, file, detector)
        if portrait is None:
            left_out.append(name)
        else:
            people[name] = portrait
    if len(people) < 2:
        raise KioskError(
            f"The folder {folder} holds fewer than two photos of one clear face.",
            "Put in one frontal photo for each person, or one folder for each.",
        )
    return people, tuple(left_out)


def clips_of(folder: Path, detector: FaceDetector) -> tuple[Mapping[str, Clip], tuple[str, ...]]:
    """Return the videos of a folder, each of a living person.

    Args:
        folder: Where they lie.
        detector: Finds the face in the middle of each; of several the largest counts.

    Returns:
        Clips by name, and the names of those in whose middle there is no face.

    Raises:
        KioskError: There is no such folder, no video in it, or one that cannot be played.
    """
    if not folder.is_dir():
        raise KioskError(f"There is no folder {folder}.", "Name a folder of videos.")
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _CLIPS)
    if not files:
        raise KioskError(f"The folder {folder} holds no videos.", "Put in mp4 or mkv files.")
    clips: dict[str, Clip] = {}
    left_out: list[str] = []
    for file in files:
        clip = open_clip(file, (0.0, 0.0), 1.0)
        (middle,) = clip.frames(clip.frame_count // 2, 1)
        faces = detector.detect(middle)
        if not faces:
            left_out.append(file.name)
            continue
        face = faces[0]
        x, y = face.landmarks[:2].mean(axis=0)
        clips[file.name] = open_clip(file, (float(x), float(y)), face.eye_distance_px)
    return clips, tuple(left_out)


def _one_each(folder: Path) -> Iterable[tuple[str, Path | None]]:
    """Yield each person's name and photo; None where a folder holds none."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            photos = sorted(file for file in entry.iterdir() if file.suffix.lower() in _PHOTOS)
            yield entry.name, photos[0] if photos else None
        elif entry.suffix.lower() in _PHOTOS:
            yield entry.stem, entry


def _portrait(name: str, file: Path | None, detector: FaceDetector) -> Portrait | None:
    if file is None:
        return None
    try:
        image = read_photo(file).image
    except EnrollError:
        return None
    faces: tuple[DetectedFace, ...] = detector.detect(image)
    if len(faces) != 1 or faces[0].eye_distance_px < _LEAST_EYES_PX:
        return None
    try:
        return portrait_from_photo(name, image, faces[0].landmarks)
    except KioskError:
        return None
