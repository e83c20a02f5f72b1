"""The figures of docs/accuracy.md, in one run.

    python -m benchmarks.accuracy ../shared/data --keep DIR

The folder holds `lfw-dev` (with `pairs.txt`) and `london`, see docs/accuracy.md. With `--keep` the
embeddings are kept in DIR (biometric data: outside the repository), so that a second run takes
seconds instead of a quarter of an hour.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk.clock import SystemClock
from models.calibration import Calibration, shipped_calibration
from models.pipeline import FacePipeline
from training.calibration.fit import Origin, error_rows
from training.calibration.holdout import check_held_out
from training.data.folders import Picture, at_most, leave_out, read_lfw_pairs, read_people
from training.evaluation.bootstrap import draw_identities
from training.evaluation.embed_folder import EmbeddedPictures, embed_pictures
from training.evaluation.embeddings_file import load_embeddings, save_embeddings
from training.evaluation.pipeline import measuring_pipeline
from training.evaluation.scores import ScoreSet
from training.evaluation.verification import pair_accuracy

FMRS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
DRAWS = 400
SPLITS = 20
MOST_PER_PERSON = 10
FRAMES = (1, 3, 8)
LEFT_OUT = Path(__file__).resolve().parent.parent / "docs" / "lfw-left-out.txt"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print Markdown."""
    parser = argparse.ArgumentParser(description="Measure the accuracy of the default encoder.")
    parser.add_argument("data", type=Path)
    parser.add_argument("--keep", type=Path, help="folder for the embeddings")
    parser.add_argument("--encoder", default="resnet29")
    given = parser.parse_args(arguments)
    pipeline = measuring_pipeline(given.encoder, Path())
    calibration = shipped_calibration(pipeline.model_id)
    print(f"{pipeline.model_id}, calibration {calibration.id}\n")
    lfw = _embedded(pipeline, given.data / "lfw-dev", given.keep)
    _lfw_pairs(lfw, given.data / "lfw-dev" / "pairs.txt")
    kept = _measured(lfw)
    vectors, people, templates = lfw.vectors[kept], lfw.people[kept], lfw.templates[kept]
    _rates(ScoreSet(vectors, people, templates=templates))
    _held_out(vectors, people, templates, calibration)
    _frames(lfw, calibration)
    _london(_embedded(pipeline, given.data / "london", given.keep), calibration)


def _embedded(pipeline: FacePipeline, folder: Path, keep: Path | None) -> EmbeddedPictures:
    pictures = read_people(folder)
    file = keep / f"{folder.name}-{pipeline.model_id}.npz" if keep is not None else None
    kept = load_embeddings(file, pictures, pipeline.model_id) if file is not None else None
    embedded = kept if kept is not None else embed_pictures(pipeline, pictures)
    if kept is None and file is not None:
        save_embeddings(embedded, pictures, file)
    missing = [p.path.name for p in (*embedded.no_face, *embedded.unreadable)]
    print(f"{folder.name}: {len(pictures)} pictures, no face found in {len(missing)}: {missing}\n")
    return embedded


def _measured(embedded: EmbeddedPictures) -> list[int]:
    """Return the rows that `janus calibrate --left-out` takes."""
    row = {picture: i for i, picture in enumerate(embedded.pictures)}
    named = leave_out((*embedded.pictures, *embedded.no_face), LEFT_OUT)
    return [
        row[picture]
        for picture in at_most(sorted(named, key=_path), MOST_PER_PERSON)
        if picture in row
    ]


def _path(picture: Picture) -> Path:
    return picture.path


def _lfw_pairs(embedded: EmbeddedPictures, file: Path) -> None:
    pictures = (*embedded.pictures, *embedded.no_face, *embedded.unreadable)
    accuracy = pair_accuracy(embedded, read_lfw_pairs(file, pictures))
    folds = ", ".join(f"{fold:.2%}" for fold in accuracy.folds)
    print(
        f"LFW pairs: {accuracy.pairs}, accuracy {accuracy.mean:.2%} ± {accuracy.standard_error:.2%}"
        f" (standard error; folds {folds}); pairs with a face not found: {accuracy.not_found}\n"
    )


def _rates(scores: ScoreSet) -> None:
    print("| FMR | TAR | 95 % interval | similarity |\n|---|---|---|---|")
    weights = draw_identities(scores.identities, DRAWS, np.random.default_rng(0))
    thresholds = scores.thresholds_for(np.array(FMRS))
    for fmr, row in zip(
        FMRS, error_rows(thresholds, scores.rates(thresholds, weights)), strict=True
    ):
        print(
            f"| {fmr:.0e} | {1 - row.fnmr:.1%} | {1 - row.fnmr_high:.1%} to {1 - row.fnmr_low:.1%}"
            f" | {row.similarity:.4f} |"
        )
    print()


def _held_out(
    vectors: NDArray[np.float32],
    people: NDArray[np.int64],
    templates: NDArray[np.float32],
    calibration: Calibration,
) -> None:
    """Promised and measured on people not used, over several ways to halve them."""
    origin = Origin(calibration.model_id, "lfw-dev-half", SystemClock().now(), len(people), 0)
    splits = [
        check_held_out(vectors, people, origin, templates=templates, draws=200, seed=seed)
        for seed in range(SPLITS)
    ]
    print("| promised | splits | agree | median measured | all measured |\n|---|---|---|---|---|")
    for promised in sorted({rate.promised for split in splits for rate in split}, reverse=True):
        rates = [rate for split in splits for rate in split if rate.promised == promised]
        measured = [rate.measured for rate in rates]
        print(
            f"| {promised:.0e} | {len(rates)} | {sum(rate.agrees for rate in rates)}"
            f" | {np.median(measured):.2e} | {min(measured):.1e} to {max(measured):.1e} |"
        )
    print("\nFirst split:\n\n| similarity | promised | interval | measured | interval |")
    print("|---|---|---|---|---|")
    for rate in splits[0]:
        print(
            f"| {rate.similarity:.4f} | {rate.promised:.0e} | {rate.promised_low:.1e} to"
            f" {rate.promised_high:.1e} | {rate.measured:.2e} | {rate.measured_low:.1e} to"
            f" {rate.measured_high:.1e} |"
        )
    print()


def _frames(embedded: EmbeddedPictures, calibration: Calibration) -> None:
    """What becomes of the rates when a probe is several pictures, as at the door.

    Different photographs of a person differ more than frames of one visit: the door lies between
    one picture and this. The mean of unit vectors is shorter than 1 by how much they differ:
    brought back to length 1 it is nearer to everybody, strangers included.
    """
    people = embedded.people
    names, first = np.unique(people, return_index=True)
    enough = [n for n in names if (people == n).sum() > max(FRAMES)]
    rows = [np.flatnonzero(people == name) for name in enough]
    own = np.searchsorted(names, enough)
    print(f"Probes of {len(enough)} people against {len(names)}, one picture each:\n")
    print("| frames | score | threshold of FMR | measured FMR | FNMR |\n|---|---|---|---|---|")
    for frames in FRAMES:
        means = np.stack([embedded.vectors[row[1 : 1 + frames]].mean(axis=0) for row in rows])
        lengths = np.linalg.norm(means, axis=1, keepdims=True)
        for score, probes in (("of the mean", means / lengths), ("mean of all", means)):
            similarity = probes @ embedded.templates[first].T
            genuine = similarity[np.arange(len(own)), own].copy()
            similarity[np.arange(len(own)), own] = -np.inf
            for fmr in (1e-2, 1e-3, 1e-4, 1e-5):
                threshold = calibration.threshold_for(fmr)
                wrong = float((similarity >= threshold).sum() / (similarity.size - len(own)))
                missed = float((genuine < threshold).mean())
                print(f"| {frames} | {score} | {fmr:.0e} | {wrong:.2e} | {missed:.1%} |")
    print()


def _london(embedded: EmbeddedPictures, calibration: Calibration) -> None:
    """Enrol each person's neutral picture, probe with the smiling one."""
    people = embedded.people
    neutral = np.array(["neutral" in picture.path.name for picture in embedded.pictures])
    similarity = embedded.vectors[~neutral] @ embedded.templates[neutral].T
    same = people[~neutral][:, None] == people[neutral][None, :]
    genuine, impostor = similarity[same], similarity[~same]
    first = same[np.arange(len(same)), similarity.argmax(axis=1)].mean()
    print(
        f"London: {len(genuine)} genuine, {impostor.size} impostor; rank-1 {first:.1%}; lowest"
        f" genuine {genuine.min():.4f}, highest impostor {impostor.max():.4f}\n"
    )
    print("| FMR promised on LFW | similarity | FNMR | FMR measured |\n|---|---|---|---|")
    for fmr in (*FMRS[:-1], calibration.fmr_floor):
        threshold = calibration.threshold_for(fmr)
        missed, wrong = int((genuine < threshold).sum()), int((impostor >= threshold).sum())
        print(
            f"| {fmr:.0e} | {threshold:.4f} | {missed} of {len(genuine)} |"
            f" {wrong / impostor.size:.1e} ({wrong} of {impostor.size}) |"
        )


if __name__ == "__main__":
    main()
