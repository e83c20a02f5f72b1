"""An evaluation as a page that can be signed: what was measured, how sure it is, what it is not."""

from pathlib import Path

from training.data.framing import centred
from training.data.images import read_image
from training.evaluation.signed import Evaluation
from training.evaluation.signed_json import rate_name
from training.evaluation.wrong_pairs import WrongPair
from training.pictures.histograms import write_histogram
from training.pictures.pair_sheet import ShownPair, write_sheet
from training.pictures.rates import write_det, write_roc
from training.report.evaluation_tables import (
    group_blocks,
    pair_blocks,
    rate_blocks,
    search_blocks,
    subject_blocks,
)
from training.report.html import Block, Picture, Report, Section, Text, write_report

_THUMBNAIL_PX = 150
_THRESHOLD_FMR = 1e-4
_WRONG = "#b3261e"


def write_evaluation_report(evaluation: Evaluation, folder: Path) -> Path:
    """Write `report.html` and its pictures.

    Args:
        evaluation: The figures.
        folder: Made where it is not there, for its owner only: the most wrong pairs show faces.

    Returns:
        The page.

    Raises:
        TrainingError: The folder cannot be written.
    """
    subject = evaluation.subject
    of = f"{evaluation.model_id} on {subject.data}"
    roc = write_roc(evaluation.roc, folder / "roc.png", title=of)
    det = write_det(evaluation.roc, folder / "det.png", title=of)
    curves = (
        Picture(
            det,
            "The detection error trade-off: what a lower false match rate costs. Both scales are"
            " normal deviates, so that rare errors are drawn wide.",
            f"FNMR over FMR; equal error rate {evaluation.roc.eer:.2%}.",
        ),
        Picture(
            roc,
            "The receiver operating characteristic, whole, and with rare matches drawn wide.",
            f"True accept rate over false match rate; area {evaluation.roc.auc:.4f}.",
        ),
        _histogram(evaluation, folder, of),
    )
    sections = [
        Section("What was measured", subject_blocks(evaluation)),
        Section("One to one: pairs", pair_blocks(evaluation)),
        Section("One to one: everybody with everybody", (*rate_blocks(evaluation), *curves)),
        Section("One to many: patrons and strangers", search_blocks(evaluation)),
        Section("Groups", group_blocks(evaluation)),
        Section("The most wrong pairs", _wrong_blocks(evaluation, folder)),
    ]
    report = Report(
        f"How good is {evaluation.model_id}?",
        f"Measured on {subject.data}, {subject.made_at:%Y-%m-%d %H:%M %Z}",
        tuple(section for section in sections if section.blocks),
    )
    return write_report(report, folder)


def _histogram(evaluation: Evaluation, folder: Path, of: str) -> Picture:
    """Draw where the similarities lie, with the strictest of the usual thresholds that is known."""
    known = [
        point for point in evaluation.true_accepts if point.carried and point.fmr >= _THRESHOLD_FMR
    ]
    steps = evaluation.histograms
    file = write_histogram(
        steps.similarity,
        steps.genuine,
        steps.impostor,
        folder / "histogram.png",
        title=of,
        threshold=known[-1].similarity if known else None,
    )
    line = f" The line is the threshold for FMR {rate_name(known[-1].fmr)}." if known else ""
    return Picture(
        file,
        f"Where the similarities lie, each identity weighing alike.{line}",
        "Histogram of the similarities of one person with themselves, and of two people.",
    )


def _wrong_blocks(evaluation: Evaluation, folder: Path) -> tuple[Block, ...]:
    """Show the most similar strangers, and the people least similar to themselves."""
    blocks: list[Block] = []
    for pairs, name, title in (
        (
            evaluation.wrong_strangers,
            "most-similar-strangers.png",
            "Two people, and the most similar",
        ),
        (evaluation.wrong_own, "least-similar-people.png", "One person, and the least similar"),
    ):
        places = [place for place in map(_shown, pairs) if place is not None]
        if places:
            file = write_sheet(places, folder / name, title=title)
            blocks.append(Picture(file, title + ".", title + "."))
    if not blocks:
        return ()
    note = Text(
        "Look at these before trusting a rate: pictures under a wrong name, or one picture filed"
        " twice, show here first. Name them in a list for --left-out."
    )
    return (note, *blocks)


def _shown(pair: WrongPair) -> ShownPair | None:
    """Return a pair as it is drawn; None where a picture is no longer there."""
    images = [read_image(picture.path) for picture in (pair.left, pair.right)]
    left, right = (None if image is None else centred(image, _THUMBNAIL_PX, 0) for image in images)
    if left is None or right is None:
        return None
    return ShownPair(
        left=left,
        right=right,
        names=(pair.left.path.stem, pair.right.path.stem),
        label=f"similarity {pair.similarity:.3f}",
        colour=_WRONG,
    )
