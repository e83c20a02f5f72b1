"""Measure how relief is distributed over heads and sheets.

    python -m benchmarks.liveness_relief ../shared/data

Heads are the real clips, and the rendered visitors; sheets are simulated prints and photos on
screens. Both splits are measured; the curves in models/liveness/relief.py come from the one to
choose. Prints Markdown; takes about ten minutes on one core.
"""

import argparse
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kiosk.pad.cast import clips_of, people_of
from kiosk.pad.clip_window import windows_of
from kiosk.pad.playable import Playable
from kiosk.pad.simulated import simulated
from kiosk.scene.presentation import Species, Split, draw_plans, part
from models.detector import MtcnnDetector
from models.device import choose_device
from models.liveness.relief import Relief
from models.liveness.surface import face_crop
from models.quality import DOOR_LIMITS, assess
from models.tracker import FaceTracker

VISITS = 30
SEED = 400
WATCHED_S = 1.5
SHEETS = (
    Species.PRINT_STILL,
    Species.PRINT_WAVED,
    Species.PRINT_TILTED,
    Species.PRINT_BENT,
    Species.CUT_OUT,
    Species.PHONE_STILL,
    Species.TABLET_STILL,
)


@dataclass(slots=True)
class Group:
    """Visits of one kind: of each, the logarithms of its pairs' ratios."""

    visits: list[list[float]] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Return a row of the table, with one-way variance components by moments."""
        visits = [np.array(visit) for visit in self.visits if len(visit) > 1]
        if len(visits) < 2:
            return f"| {name} | {len(self.visits)} | - | - | - | - |"
        means = np.array([visit.mean() for visit in visits])
        pairs = np.array([len(visit) for visit in visits])
        squares = sum(float(((visit - visit.mean()) ** 2).sum()) for visit in visits)
        within = squares / float((pairs - 1).sum())
        between = max(float(means.var(ddof=1)) - within / float(pairs.mean()), 0.0)
        ratios = [Relief(pairs=len(v), total=float(v.sum())).log_ratio.flat for v in visits]
        return (
            f"| {name} | {len(visits)} | {means.mean():.2f} | {between**0.5:.2f} |"
            f" {within**0.5:.2f} | {' / '.join(f'{q:.1f}' for q in _quantiles(ratios))} |"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print Markdown."""
    parser = argparse.ArgumentParser(description="Measure relief of heads and sheets.")
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    detector = MtcnnDetector(choose_device("auto"), min_face_px=60)
    people, _ = people_of(folder / "london", detector)
    clips, _ = clips_of(folder / "video", detector)
    measure = functools.partial(_ratios, detector)
    print("| what | visits | mean | between | within | log ratio: 5 / 50 / 95 % |")
    print("|---|---|---|---|---|---|")
    for split in Split:
        mine = {name: clips[name] for name in part(clips, split)}
        print(_group(map(measure, windows_of(mine))).row(f"{split}: real clips"), flush=True)
        for species in (Species.BONA_FIDE, *SHEETS):
            plans = draw_plans(split, species, VISITS, SEED, people, clips)
            shown = (simulated(plan, people, clips) for plan in plans)
            print(_group(map(measure, shown)).row(f"{split}: {species}"), flush=True)


def _group(visits: Iterator[list[float]]) -> Group:
    return Group([visit for visit in visits if visit])


def _ratios(detector: MtcnnDetector, shown: Playable) -> list[float]:
    """Return the logarithms of the ratios of one visit, from its first usable frame on."""
    tracker = FaceTracker(detector, detect_every=6)
    relief, logs, first_s, track_id = Relief(), list[float](), None, None
    for frame in shown.frames(lambda _at_s: (None, 0.0)):
        faces = tracker.update(frame)
        if not faces or frame.captured_s < shown.counts_from_s:
            continue
        chosen = faces[0]
        if not all(m.ok for m in assess(frame.image, chosen.face, limits=DOOR_LIMITS)):
            continue
        if chosen.track_id != track_id:
            relief, logs, first_s, track_id = Relief(), [], frame.captured_s, chosen.track_id
        landmarks = chosen.face.landmarks
        more = relief.with_face(face_crop(frame.image, landmarks), landmarks, frame.captured_s)
        if more.pairs > relief.pairs:
            logs.append(more.total - relief.total)
        relief = more
        if first_s is not None and frame.captured_s - first_s > WATCHED_S:
            break
    return logs


def _quantiles(values: Sequence[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in np.percentile(values, [5, 50, 95]))


if __name__ == "__main__":
    main()
