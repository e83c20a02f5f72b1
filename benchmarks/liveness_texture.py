"""Fit and measure the cue of a display's grid.

    python -m benchmarks.liveness_texture ../shared/data

Bona fide are real clips and photos of the folder, and rendered visitors. Attacks are simulated
tablets whose pixels are made so coarse that 0.2 to 1 of them falls on one of the camera's: of real
phones and tablets at a door it is 1.6 or more. The line is fitted on the simulator's split to
choose, on those screens whose grid the camera can see, and on every second clip and photo; the rest
is reported. Paste the line into models/liveness/texture.py. Takes some minutes on one core.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from enroll.photo import read_photo
from kiosk.pad.cast import people_of
from kiosk.scene.portraits import Portrait
from kiosk.scene.presentation import Plan, Presentation, Species, Split, draw_plans
from models.detector import FaceDetector, MtcnnDetector
from models.device import choose_device
from models.liveness.spectrum import narrow_peak
from models.liveness.texture import face_plane
from models.types import Frame

VISITS = 20
LOOKS_S = (2.6, 2.9, 3.2)
SEED = 90
FINENESS = (0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0)
FITTED_BELOW = 0.4
STILLS = 40
CLIP_VISIT_S = 1.5
MOST_CLIP_S = 60.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, measure, and print Markdown."""
    parser = argparse.ArgumentParser(description="Fit and measure the cue of a display's grid.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    detector = MtcnnDetector(choose_device("auto"), min_face_px=60)
    people, _ = people_of(folder / "london", detector)
    real = list(_real(folder, detector))
    live = {
        split: real[split is Split.REPORT :: 2] + _bona_fide(split, people, detector)
        for split in Split
    }
    grids = {split: _grids(split, people, detector) for split in Split}
    line = _fitted(live[Split.CHOOSE], grids[Split.CHOOSE])
    print(f"_OFFSET, _SLOPE = {line[0]:.2f}, {line[1]:.2f}\n")
    for split in Split:
        ratios = _ratios(live[split], line)
        print(
            f"{split}: bona fide {len(ratios)}, below 0: {int((ratios < 0).sum())},"
            f" least {ratios.min():.2f}"
        )
    print("\n| display pixels per camera pixel | simulated screens | below -1 | median |")
    print("|---|---|---|---|")
    for low, high in pairwise(FINENESS):
        peaks = [peak for fineness, peak in grids[Split.REPORT] if low <= fineness < high]
        ratios = _ratios(peaks, line)
        print(
            f"| {low} to {high} | {len(ratios)} | {int((ratios < -1).sum())}"
            f" | {np.median(ratios):.2f} |"
        )


def _fitted(live: Sequence[float], grids: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return offset and slope of the log ratio that a live face has a peak and a display has."""
    seen = [peak for fineness, peak in grids if fineness < FITTED_BELOW]
    peaks = np.array([*live, *seen])[:, None]
    is_live = np.r_[np.ones(len(live)), np.zeros(len(seen))]
    model = LogisticRegression(C=1.0, class_weight="balanced").fit(peaks, is_live)
    return float(model.intercept_[0]), float(model.coef_[0, 0])


def _ratios(peaks: Sequence[float], line: tuple[float, float]) -> NDArray[np.float64]:
    return np.clip(line[0] + line[1] * np.array(peaks), -3.0, 0.0)


def _real(folder: Path, detector: FaceDetector) -> Iterator[float]:
    """Yield the peak of real photos, and of stretches of real clips."""
    photos = [sorted((folder / name).rglob("*.jpg")) for name in ("london", "lfw-dev")]
    for files in photos:
        for file in files[:: max(1, len(files) // STILLS)]:
            peak = _peak(Frame(read_photo(file).image, 0.0, 0), detector)
            if peak is not None:
                yield peak
    for file in sorted((folder / "video").iterdir()):
        yield from _clip(file, detector)


def _clip(file: Path, detector: FaceDetector) -> Iterator[float]:
    film = cv2.VideoCapture(str(file))
    fps = film.get(cv2.CAP_PROP_FPS)
    every, looks = max(1, round(fps * CLIP_VISIT_S / 3)), list[float]()
    for index in range(int(MOST_CLIP_S * fps)):
        found, image = film.read()
        if not found:
            break
        if index % every:
            continue
        frame = Frame(np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8), 0.0, index)
        peak = _peak(frame, detector)
        looks += [] if peak is None else [peak]
        if len(looks) == len(LOOKS_S):
            yield float(np.median(looks))
            looks = []
    film.release()


def _bona_fide(split: Split, people: Mapping[str, Portrait], detector: FaceDetector) -> list[float]:
    plans = draw_plans(split, Species.BONA_FIDE, VISITS, SEED, people, {})
    peaks = [_visit(plan, people, detector) for plan in plans]
    return [peak for peak in peaks if peak is not None]


def _grids(
    split: Split, people: Mapping[str, Portrait], detector: FaceDetector
) -> list[tuple[float, float]]:
    """Return the display's pixels in one of the camera's, and the peak, of coarse screens."""
    random = np.random.default_rng((SEED, split is Split.REPORT))
    found: list[tuple[float, float]] = []
    for plan in draw_plans(split, Species.TABLET_STILL, 2 * VISITS, SEED, people, {}):
        fineness = float(random.uniform(FINENESS[0], FINENESS[-1]))
        if plan.display is None or plan.hold is None:
            raise ValueError("A tablet was drawn without a display or a hand.")
        px_per_mm = fineness * plan.camera.focal_px / (1000.0 * plan.hold.z_m)
        coarse = replace(plan, display=replace(plan.display, px_per_mm=px_per_mm))
        peak = _visit(coarse, people, detector)
        if peak is not None:
            found.append((fineness, peak))
    return found


def _visit(plan: Plan, people: Mapping[str, Portrait], detector: FaceDetector) -> float | None:
    presentation = Presentation(plan, people, {})
    looks = [
        _peak(Frame(presentation.picture(at_s), at_s, index), detector)
        for index, at_s in enumerate(LOOKS_S)
    ]
    seen = [peak for peak in looks if peak is not None]
    return float(np.median(seen)) if seen else None


def _peak(frame: Frame, detector: FaceDetector) -> float | None:
    faces = detector.detect(frame.image)
    plane = face_plane(frame, faces[0]) if faces else None
    return None if plane is None else narrow_peak(plane)


if __name__ == "__main__":
    main()
