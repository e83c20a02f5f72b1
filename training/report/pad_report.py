"""An evaluation of presentation-attack detection as a page: which pictures opened the door."""

from collections.abc import Sequence
from math import log
from pathlib import Path

from training.evaluation.pad import PadEvaluation
from training.pictures.pad_curves import write_pad_curve
from training.pictures.pad_ratios import write_ratios
from training.pictures.strips import Strip, write_strips
from training.report.html import Block, Picture, Report, Section, Text, write_report
from training.report.pad_tables import cue_blocks, error_blocks, result_blocks, subject_blocks


def write_pad_report(
    evaluation: PadEvaluation,
    folder: Path,
    *,
    accepted: Sequence[Strip] = (),
    rejected: Sequence[Strip] = (),
) -> Path:
    """Write `report.html` and its pictures.

    Args:
        evaluation: The figures.
        folder: Made where it is not there, for its owner only: it may show faces.
        accepted: Attacks that were accepted, the worst first.
        rejected: Living people who were rejected, the worst first.

    Returns:
        The page.

    Raises:
        TrainingError: The folder cannot be written.
    """
    subject = evaluation.subject
    sections = (
        Section("What was measured", subject_blocks(evaluation)),
        Section("Error rates", result_blocks(evaluation)),
        Section("The fused evidence", _evidence_blocks(evaluation, folder)),
        Section("Each cue alone", cue_blocks(evaluation.cues)),
        Section("The errors", _error_blocks(evaluation, folder, accepted, rejected)),
    )
    report = Report(
        "Does a picture open the door?",
        f"{subject.title}, {subject.made_at:%Y-%m-%d %H:%M %Z}",
        tuple(section for section in sections if section.blocks),
    )
    return write_report(report, folder)


def _evidence_blocks(evaluation: PadEvaluation, folder: Path) -> tuple[Block, ...]:
    """Draw where the log ratios lie and what other thresholds would do."""
    title, threshold = evaluation.subject.title, log(evaluation.subject.one_in)
    blocks: list[Block] = []
    if any(one.log_ratio is not None for one in evaluation.presented):
        file = write_ratios(
            evaluation.presented, folder / "log-ratios.png", title=title, threshold=threshold
        )
        blocks.append(
            Picture(
                file,
                "The fused log ratio at the response, species by species; the line is the"
                " threshold. Values far out stand in the outermost bars.",
                "Histograms of the fused log ratio, one row for each species.",
            )
        )
    if evaluation.curve is not None:
        file = write_pad_curve(
            evaluation.curve, folder / "curve.png", title=title, threshold=threshold
        )
        blocks.append(
            Picture(
                file,
                "What the passive evidence alone would do at other thresholds. A score is the"
                " highest fused log ratio up to the deadline; no challenge is counted here.",
                "APCER of the worst species and BPCER over the threshold, and over each other.",
            )
        )
    return tuple(blocks)


def _error_blocks(
    evaluation: PadEvaluation,
    folder: Path,
    accepted: Sequence[Strip],
    rejected: Sequence[Strip],
) -> tuple[Block, ...]:
    """Show the worst errors, and name them."""
    blocks: list[Block] = []
    for strips, name, title in (
        (accepted, "accepted-attacks.png", "Attacks that were accepted, the worst first"),
        (rejected, "rejected-people.png", "Living people who were rejected, the worst first"),
    ):
        if strips:
            file = write_strips(strips, folder / name, title=title)
            blocks.append(Picture(file, f"{title}. Each from left to right.", f"{title}."))
    blocks += error_blocks(evaluation.presented)
    return tuple(blocks) or (Text("No attack was accepted, and no living person rejected."),)
