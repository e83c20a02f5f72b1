"""A training as a page: what the network saw, how its loss fell, how it does on unseen pairs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.data.folders import Picture as DataPicture
from training.evaluation.unseen_pairs import PairTest
from training.loop.history import EpochRecord, History
from training.loop.job import Ending
from training.pictures.words import one_line
from training.report.html import Block, Picture, Report, Section, Table, Text

_ENDINGS = {
    Ending.FINISHED: "All epochs were trained.",
    Ending.STOPPED_EARLY: "The training ended early: validation had not become better for long.",
    Ending.INTERRUPTED: "The training was interrupted.",
}

_EPOCH_HEAD = (
    "epoch", "loss", "validation loss", "validation AUC", "spread", "learning rate", "images/s",
)  # fmt: skip
_EPOCH_CAPTION = (
    "Each epoch. Spread: mean of 1 minus similarity in the last batch; near 0, all faces have "
    "become one point."
)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What was trained and tested on.

    Attributes:
        people: How many are trained on.
        pictures: How many of them.
        tested_on: What the unseen pairs are made of, e.g. "139 other pictures of the same people".
        no_face: Pictures left out because no face was found in them.
        unreadable: Files left out because they are no pictures.
    """

    people: int
    pictures: int
    tested_on: str
    no_face: tuple[DataPicture, ...] = ()
    unreadable: tuple[DataPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingPictures:
    """The pictures of the report.

    Attributes:
        sample_pairs: Pairs as the network is shown them.
        loss: The curve of all epochs; None where none was completed.
        loss_first: That of the first epochs.
        judged: Unseen pairs with their verdicts.
        most_wrong: The wrong verdicts furthest from the threshold; None where all are right.
        rates: Any others of the test: ROC, DET, histograms.
    """

    sample_pairs: Path
    loss: Path | None = None
    loss_first: Path | None = None
    judged: Path | None = None
    most_wrong: Path | None = None
    rates: tuple[Picture, ...] = ()


def training_report(
    title: str,
    settings: Sequence[tuple[str, str]],
    data: TrainingData,
    history: History,
    ending: Ending,
    test: PairTest | None,
    pictures: TrainingPictures,
) -> Report:
    """Put together what `write_report` writes.

    Args:
        title: The name of the encoder.
        settings: Name and value of what was chosen, and where the result lies.
        data: What was trained and tested on.
        history: All epochs.
        ending: Why the training ended.
        test: The verdicts on unseen pairs; None where there are none.
        pictures: Drawn beforehand.
    """
    sections = [
        Section("What was trained", (Table(("setting", "value"), tuple(settings)), _data(data))),
        Section(
            "What the network is shown",
            (
                Picture(
                    pictures.sample_pairs,
                    "Random pairs of the training, with their labels.",
                    "Pairs of pictures side by side, each marked as same or different.",
                ),
            ),
        ),
        _loss(history, ending, pictures),
    ]
    if test is not None:
        sections.append(_unseen(test, data.tested_on, pictures))
    left_out = _left_out(data)
    if left_out is not None:
        sections.append(left_out)
    return Report(title, f"{data.pictures:,} pictures of {data.people:,} people", tuple(sections))


def _data(data: TrainingData) -> Text:
    lost = len(data.no_face) + len(data.unreadable)
    left_out = "No picture was left out." if not lost else f"Left out: {lost:,}, listed at the end."
    return Text(f"Trained on {data.pictures:,} pictures of {data.people:,} people. {left_out}")


def _loss(history: History, ending: Ending, pictures: TrainingPictures) -> Section:
    blocks: list[Block] = [Text(f"{_ENDINGS[ending]} {_kept(history)}")]
    if pictures.loss is not None:
        blocks.append(
            Picture(pictures.loss, "All epochs.", "Loss in training and validation, all epochs.")
        )
    if pictures.loss_first is not None:
        blocks.append(
            Picture(
                pictures.loss_first,
                "The first epochs, where most of it happens.",
                "The same, of the first epochs alone.",
            )
        )
    blocks.append(
        Table(_EPOCH_HEAD, tuple(_row(record) for record in history.epochs), _EPOCH_CAPTION)
    )
    return Section("The loss", tuple(blocks))


def _kept(history: History) -> str:
    best = history.best
    if best is None:
        return "No epoch was completed."
    if best.validation_auc is None:
        return f"The weights are those of epoch {best.epoch}, the last: there was no validation."
    return (
        f"The weights are those of epoch {best.epoch}, the best on validation pairs "
        f"(AUC {best.validation_auc:.4f})."
    )


def _row(record: EpochRecord) -> tuple[str, ...]:
    return (
        str(record.epoch),
        f"{record.loss:.4f}",
        "" if record.validation_loss is None else f"{record.validation_loss:.4f}",
        "" if record.validation_auc is None else f"{record.validation_auc:.4f}",
        f"{record.spread:.3f}",
        f"{record.learning_rate:.2e}",
        f"{record.images_per_s:,.0f}" if record.images_per_s else "",
    )


def _unseen(test: PairTest, tested_on: str, pictures: TrainingPictures) -> Section:
    wrong = sum(not pair.is_right for pair in test.judged)
    figures = (
        ("pairs", f"{len(test.judged):,}"),
        ("accuracy", f"{test.accuracy:.2%}"),
        ("95 % interval of the accuracy", f"{test.accuracy_low:.2%} to {test.accuracy_high:.2%}"),
        ("wrong verdicts", f"{wrong:,}"),
        ("different pairs said to be the same (FMR)", f"{test.fmr:.2%}"),
        ("same pairs said to be different (FNMR)", f"{test.fnmr:.2%}"),
        ("threshold (similarity), from validation pairs", f"{test.threshold:.4f}"),
    )
    blocks: list[Block] = [
        Text(f"Tested on {tested_on}, with the weights that are kept, and without gradients."),
        Table(("figure", "value"), figures),
    ]
    if pictures.judged is not None:
        blocks.append(
            Picture(
                pictures.judged,
                "Unseen pairs: similarity (cosine, higher is closer), distance (0 to 2), verdict.",
                "Pairs of pictures with similarity, distance and verdict.",
            )
        )
    blocks += pictures.rates
    if pictures.most_wrong is not None:
        blocks.append(
            Picture(
                pictures.most_wrong,
                "The most wrong verdicts: those furthest from the threshold.",
                "Pairs of pictures that were judged wrongly.",
            )
        )
    elif wrong == 0:
        blocks.append(Text("No verdict was wrong."))
    return Section("Unseen pairs", tuple(blocks))


def _left_out(data: TrainingData) -> Section | None:
    rows = [
        (one_line(picture.person), one_line(str(picture.path)), why)
        for why, left_out in (("no face found", data.no_face), ("no picture", data.unreadable))
        for picture in left_out
    ]
    if not rows:
        return None
    return Section("Left out", (Table(("person", "file", "why"), tuple(rows)),))
