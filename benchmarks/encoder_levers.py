"""What makes the default encoder better without training it: measured side by side.

    python -m benchmarks.encoder_levers ../shared/data/lfw-dev

Each picture is embedded straight, turned, shifted and scaled, each with its mirror image; the rows
of the table put these together. TAR is identity-balanced as in docs/accuracy.md; beside it is what
it gains over the first row, with a 95 % interval from drawing the same people anew for both (their
thresholds stay fixed). The last rows normalise scores against a cohort: half of the people, the
other half being measured. Takes about ten minutes on one processor core.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from models.align import similarity_transform
from models.detector import MtcnnDetector
from models.device import choose_device
from models.encoders.catalogue import load_encoder
from models.turns import turned
from models.weights import WeightsStore
from training.data.crops import main_face
from training.data.folders import Picture, at_most, leave_out, read_people
from training.data.images import read_image
from training.evaluation.bootstrap import draw_identities
from training.evaluation.pipeline import MIN_FACE_PX
from training.evaluation.scores import ScoreSet

Floats = NDArray[np.float32]
FMRS = (1e-3, 1e-4, 1e-5)
DRAWS = 400
LEFT_OUT = Path(__file__).resolve().parent.parent / "docs" / "lfw-left-out.txt"

# Turn in degrees, shift to the right and down in pixels of 150, scale.
VIEWS = {
    "straight": (0.0, 0.0, 0.0, 1.0),
    "turn-": (-5.0, 0.0, 0.0, 1.0),
    "turn+": (5.0, 0.0, 0.0, 1.0),
    "left": (0.0, -4.0, 0.0, 1.0),
    "right": (0.0, 4.0, 0.0, 1.0),
    "up": (0.0, 0.0, -4.0, 1.0),
    "down": (0.0, 0.0, 4.0, 1.0),
    "smaller": (0.0, 0.0, 0.0, 0.94),
    "larger": (0.0, 0.0, 0.0, 1.06),
}
TURNS = ("straight", "turn-", "turn+")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print Markdown."""
    parser = argparse.ArgumentParser(description="Measure what makes the encoder better.")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args(arguments)
    pictures = at_most(leave_out(read_people(given.folder), LEFT_OUT), 10)
    embedded, people = _embed(pictures)
    rows = _rows(embedded)
    weights = draw_identities(len(np.unique(people)), DRAWS, np.random.default_rng(0))
    print("| enrolled / probe | " + " | ".join(f"TAR at {fmr:.0e}" for fmr in FMRS) + " |")
    print("|---" * (1 + len(FMRS)) + "|")
    first: NDArray[np.float64] | None = None
    for name, (templates, probes) in rows.items():
        first = _print_row(name, ScoreSet(probes, people, templates=templates), weights, first)
    _cohort(embedded, people)


def _embed(pictures: Sequence[Picture]) -> tuple[dict[str, Floats], NDArray[np.int64]]:
    """Embed every view of every face: by view, "|m" for its mirror image, (N, D) rows of length 1.

    The identity of each row is returned beside them.
    """
    device = choose_device("auto")
    encoder = load_encoder("resnet29", WeightsStore(Path()), device)
    detector = MtcnnDetector(device, min_face_px=MIN_FACE_PX)
    size = encoder.crop.size_px
    found: list[str] = []
    vectors: list[Floats] = []
    for picture in pictures:
        image = read_image(picture.path)
        face = None if image is None else main_face(image, detector.detect(image))
        if image is None or face is None:
            continue
        straight = similarity_transform(face.landmarks, encoder.crop.landmarks)
        crops = []
        for turn, right, down, scale in VIEWS.values():
            matrix = turned(straight, turn, size)
            middle = np.full((2, 1), (size - 1) / 2)
            shift = middle * (1 - scale) + np.array([[right], [down]])
            matrix = np.hstack([scale * matrix[:, :2], scale * matrix[:, 2:] + shift])
            crop = cv2.warpAffine(image, matrix, (size, size), flags=cv2.INTER_LINEAR)
            crops += [crop, crop[:, ::-1]]
        batch = torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).to(device)
        with torch.inference_mode():
            vectors.append(encoder(batch).cpu().numpy())
        found.append(picture.person)
    names = [name + side for name in VIEWS for side in ("", "|m")]
    stacked = np.stack(vectors, axis=1)
    _, people = np.unique(found, return_inverse=True)
    return dict(zip(names, stacked, strict=True)), people.astype(np.int64)


def _rows(embedded: Mapping[str, Floats]) -> dict[str, tuple[Floats, Floats]]:
    """Return what is compared: templates and probes by name."""

    def mean(*names: str) -> Floats:
        total = np.sum([embedded[name] for name in names], axis=0)
        return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True), dtype=np.float32)

    def both(*names: str) -> Floats:
        return mean(*names, *(f"{name}|m" for name in names))

    mirrored, all_turns = both("straight"), both(*TURNS)
    shifted = both("straight", "left", "right", "up", "down")
    everything = both(*VIEWS)
    one_turn_each = [mean("straight", "straight|m"), mean("turn-", "turn+|m")]
    one_turn_each.append(mean("turn+", "turn-|m"))
    # The mean, not brought back to length 1: the similarity to it is the mean of three.
    three_frames = np.asarray(np.mean(one_turn_each, axis=0), dtype=np.float32)
    return {
        "mirror / mirror (as before)": (mirrored, mirrored),
        "straight / straight": (embedded["straight"], embedded["straight"]),
        "3 turns / mirror": (all_turns, mirrored),
        "5 shifts / mirror": (shifted, mirrored),
        "all 9 / mirror": (everything, mirrored),
        "3 turns / a turn a frame, 3 similarities averaged (shipped)": (all_turns, three_frames),
        "mirror / a turn a frame, 3 similarities averaged": (mirrored, three_frames),
        "3 turns / 3 turns (three times the work a frame)": (all_turns, all_turns),
        "5 shifts / 5 shifts (five times)": (shifted, shifted),
        "all 9 / all 9 (nine times)": (everything, everything),
    }


def _print_row(
    name: str,
    scores: ScoreSet,
    weights: Floats,
    first: NDArray[np.float64] | None,
) -> NDArray[np.float64]:
    """Print one row; return the first row's misses, (FMRs, 1 + draws)."""
    rates = scores.rates(scores.thresholds_for(np.array(FMRS)), weights)
    misses = np.hstack([rates.fnmr[:, None], rates.fnmr_draws])
    cells = [f"{1 - own[0]:.1%}" for own in misses]
    if first is not None:
        for k, gain in enumerate((first - misses) * 100):
            low, high = np.nanquantile(gain[1:], [0.025, 0.975])
            cells[k] += f" ({gain[0]:+.1f}: {low:+.1f} to {high:+.1f})"
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    return misses if first is None else first


def _cohort(embedded: Mapping[str, Floats], people: NDArray[np.int64]) -> None:
    """Adaptive symmetric normalisation (Matějka et al. 2017): half of the people are the cohort."""
    total = embedded["straight"] + embedded["straight|m"]
    vectors = total / np.linalg.norm(total, axis=1, keepdims=True)
    names, firsts = np.unique(people, return_index=True)
    chosen = np.random.default_rng(0).permutation(names)[: len(names) // 2]
    cohort = vectors[firsts[np.isin(names, chosen)]]
    measured = ~np.isin(people, chosen)
    probes, who = vectors[measured], people[measured]
    weights = draw_identities(len(np.unique(who)), DRAWS, np.random.default_rng(0))
    print("\nThe other half of the people, scores normalised against the cohort:\n")
    first = _print_row("none", ScoreSet(probes, who), weights, None)
    for nearest in (20, 50, 100, 200):
        top = np.sort(probes @ cohort.T, axis=1)[:, -nearest:]
        share = 0.5 / top.std(axis=1, keepdims=True)
        offset = -share * top.mean(axis=1, keepdims=True)
        ones = np.ones_like(offset)
        # The normalised score of two pictures, written as a product; / 20 keeps it within -1..1.
        left = np.hstack([share * probes, probes, offset, ones]) / 20
        right = np.hstack([probes, share * probes, ones, offset])
        scores = ScoreSet(right, who, templates=left)
        _print_row(f"the {nearest} nearest of {len(cohort)}", scores, weights, first)


if __name__ == "__main__":
    main()
