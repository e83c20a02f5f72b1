"""What a run leaves for people to look at: pictures, and a page around them."""

from dataclasses import replace
from pathlib import Path

from training.config import TrainConfig
from training.evaluation.bootstrap import Interval
from training.evaluation.unseen_pairs import most_wrong
from training.loop.history import History
from training.loop.job import Ending
from training.pictures.histograms import write_pair_histogram
from training.pictures.loss_curves import write_loss_curves
from training.pictures.pair_sheet import write_judged_pairs, write_sample_pairs
from training.pictures.rates import write_det, write_roc
from training.report.html import Picture, Section, Table, write_report
from training.report.training_report import TrainingData, TrainingPictures, training_report
from training.run.datasets import RunData
from training.run.job import sample_pairs
from training.run.unseen import UnseenTest

_SHOWN = 12


def write_samples(config: TrainConfig, data: RunData, folder: Path) -> Path:
    """Draw random pairs as the network is shown them; worth a look before hours of training.

    Raises:
        TrainingError: The folder cannot be written.
    """
    return write_sample_pairs(sample_pairs(config, data), folder / "pairs.png", count=_SHOWN)


def write_papers(
    config: TrainConfig,
    data: RunData,
    history: History,
    ending: Ending,
    test: UnseenTest | None,
    folder: Path,
) -> Path:
    """Write all pictures of a run, and its report.

    Args:
        config: Its settings.
        data: Its pictures.
        history: All epochs; at least one.
        ending: Why it ended.
        test: On unseen pairs; None where nothing was kept for it.
        folder: Of the run.

    Returns:
        The report.

    Raises:
        TrainingError: The folder cannot be written.
    """
    pictures = _draw(config, data, history, test, folder / "pictures")
    about = TrainingData(
        people=len(data.train.classes),
        pictures=len(data.train),
        tested_on=_tested_on(data),
        no_face=data.no_face,
        unreadable=data.unreadable,
    )
    report = training_report(
        config.name,
        _settings(config),
        about,
        history,
        ending,
        test.pairs if test else None,
        pictures,
    )
    if test is not None:
        report = replace(report, sections=(*report.sections, _figures(test)))
    return write_report(report, folder)


def _draw(
    config: TrainConfig,
    data: RunData,
    history: History,
    test: UnseenTest | None,
    folder: Path,
) -> TrainingPictures:
    losses = [record.loss for record in history.epochs]
    held_out = [record.validation_loss for record in history.epochs]
    best = history.best
    loss, first = write_loss_curves(
        losses, held_out, folder, title=config.name, best_epoch=None if best is None else best.epoch
    )
    pictures = TrainingPictures(write_samples(config, data, folder), loss, first)
    if test is None:
        return pictures
    threshold = test.pairs.threshold
    judged = write_judged_pairs(
        test.images,
        test.pairs.judged[:_SHOWN],
        folder / "judged.png",
        title="Unseen pairs and what the network says of them",
        threshold=threshold,
    )
    rates = _draw_rates(test, folder)
    wrong = most_wrong(test.pairs, _SHOWN)
    worst = None
    if wrong:
        worst = write_judged_pairs(
            test.images,
            wrong,
            folder / "most-wrong.png",
            title="The most wrong verdicts",
            threshold=threshold,
        )
    return replace(pictures, judged=judged, most_wrong=worst, rates=rates)


def _draw_rates(test: UnseenTest, folder: Path) -> tuple[Picture, ...]:
    """Draw the errors at all thresholds, and the similarities they come from."""
    pairs = test.pairs
    return (
        Picture(
            write_pair_histogram(
                pairs.similarities,
                pairs.same,
                folder / "similarities.png",
                title="Similarities of unseen pairs",
                threshold=pairs.threshold,
            ),
            "Similarities of the same and of different people; the line is the threshold.",
            "Two histograms, of the similarities of same and of different pairs.",
        ),
        Picture(
            write_roc(test.curve, folder / "roc.png", title="Unseen pairs"),
            "True accept rate over false match rate, with its 95 % band.",
            "The receiver operating characteristic.",
        ),
        Picture(
            write_det(test.curve, folder / "det.png", title="Unseen pairs"),
            "False non-match rate over false match rate, with its 95 % band.",
            "The detection error trade-off.",
        ),
    )


def _tested_on(data: RunData) -> str:
    if data.test is None:
        return "nothing"
    who = f"{len(data.test.classes):,} other people" if data.are_strangers else "the same people"
    return f"{len(data.test):,} other pictures of {who}"


def _settings(config: TrainConfig) -> list[tuple[str, str]]:
    rows = []
    for key, value in config.model_dump(mode="json").items():
        if isinstance(value, dict):
            rows += [(f"{key}.{inner}", _word(entry)) for inner, entry in value.items()]
        else:
            rows.append((key, _word(value)))
    return rows


def _word(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {entry}" for key, entry in value.items()) or "as it comes"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def _figures(test: UnseenTest) -> Section:
    curve = test.curve
    rows = [
        ("area under the ROC curve", f"{curve.auc:.4f}", _range(curve.auc_interval, "{:.4f}")),
        ("equal error rate", f"{curve.eer:.2%}", _range(curve.eer_interval, "{:.2%}")),
        ("d-prime", f"{curve.d_prime:.2f}", ""),
    ]
    for found in test.one_shot:
        interval = f"{found.accuracy_low:.1%} to {found.accuracy_high:.1%}"
        what = f"{found.ways}-way one-shot, {found.trials:,} trials of {found.classes:,} classes"
        rows.append((what, f"{found.accuracy:.1%}", interval))
    return Section("At all thresholds", (Table(("figure", "value", "95 % interval"), tuple(rows)),))


def _range(interval: Interval, shape: str) -> str:
    return f"{shape.format(interval.low)} to {shape.format(interval.high)}"
