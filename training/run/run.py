"""One run: data → train → test → pictures → report.

What it leaves in its folder:

    config.json                  all settings
    checkpoint/last.safetensors  to go on from (and last.json, its card)
    encoder/NAME.json            the best network, for `janus weights install --from`
    history.json                 every epoch
    test.json                    the figures on unseen pairs
    pictures/, report.html       to look at; they show people
"""

import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from models.encoders.trained import Trainable, check_name, save_trained
from models.weights import WeightsStore
from models.whole_file import write_whole
from training.config import TrainConfig
from training.data.crops import FaceCropper
from training.data.framing import plain_cropper
from training.errors import TrainingError
from training.loop.checkpoint import check_fits, has_checkpoint, read_checkpoint
from training.loop.distributed import Ranks
from training.loop.encoders import architecture_of, build_encoder
from training.loop.history import History
from training.loop.job import Ending, Progress, TrainingOutcome
from training.loop.loop import train
from training.run.datasets import RunData, read_data
from training.run.job import build_job
from training.run.papers import write_papers, write_samples
from training.run.provenance import provenance
from training.run.unseen import UnseenTest, run_unseen

CONFIG_NAME = "config.json"


class RunProgress(Progress, Protocol):
    """What is told while a run goes on."""

    def preparing(self, done: int, of: int) -> None:
        """Pictures are read and cropped."""
        ...

    def prepared(self, data: RunData, encoder: Trainable) -> None:
        """The training is about to begin."""
        ...

    def testing(self) -> None:
        """The training is done."""
        ...


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for.

    Attributes:
        folder: The pictures.
        out: Folder of the run.
        config: Its settings; its `name` is what the encoder will be called.
        weights: The weights of this kiosk, for a pretrained network.
        cache: Where prepared pictures are kept; None keeps none.
        began_at: When, ISO 8601.
        resume: Whether to go on with the run that is in `out`.
    """

    folder: Path
    out: Path
    config: TrainConfig
    weights: WeightsStore
    cache: Path | None
    began_at: str
    resume: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """What came of a run.

    Attributes:
        history: All epochs.
        ending: Why it ended.
        card: The encoder's card; None where no epoch was completed.
        model_id: The encoder's mark; "" where there is none.
        test: On unseen pairs; None where nothing was kept for it or the run was interrupted.
        report: The page; None where there is none.
    """

    history: History
    ending: Ending
    card: Path | None
    model_id: str
    test: UnseenTest | None
    report: Path | None


def run_training(
    request: RunRequest,
    *,
    ranks: Ranks,
    progress: RunProgress,
    stop: threading.Event | None = None,
) -> RunResult | None:
    """Run a training from its folder to its report.

    Args:
        request: What is asked for.
        ranks: This process among those that train together.
        progress: Told how it goes.
        stop: Set to end it; the best so far is kept.

    Returns:
        None in all processes but the first.

    Raises:
        TrainingError: Something about folder, settings, data or training is wrong.
        ModelError: Weights are missing, or the encoder cannot be written.
    """
    check_name(request.config.name)
    if ranks.is_first:
        _check_out(request.out, resume=request.resume)
    config = request.config
    encoder = build_encoder(config, request.weights)
    data = _prepared(request, encoder, ranks, progress)
    made_by = provenance(ranks.device, ranks.world, request.began_at)
    checkpoints = request.out / "checkpoint"
    job = build_job(config, data, encoder, ranks=ranks, checkpoints=checkpoints, provenance=made_by)
    resume = None
    if request.resume and has_checkpoint(checkpoints):
        resume = read_checkpoint(checkpoints)
        # Before anything of the run is written over.
        check_fits(resume, config, architecture_of(encoder), job.data_digest)
    ranks.wait()  # before the first process writes what the others have just read
    if ranks.is_first:
        _write(request.out / CONFIG_NAME, config.to_json())
        write_samples(config, data, request.out / "pictures")
        progress.prepared(data, encoder)
    outcome = train(job, progress=progress, stop=stop, resume=resume)
    return _finish(request, outcome, data, made_by, ranks, progress) if ranks.is_first else None


def _prepared(
    request: RunRequest, encoder: Trainable, ranks: Ranks, progress: RunProgress
) -> RunData:
    """Prepare in the first process; the others find it done."""

    def read() -> RunData:
        faces = request.config.faces
        cropper = (
            FaceCropper.mtcnn(ranks.device.type) if faces else plain_cropper(request.config.framing)
        )
        return read_data(
            request.folder,
            request.config,
            encoder.crop,
            cropper=cropper,
            cache=request.cache,
            progress=progress.preparing,
        )

    data = read() if ranks.is_first else None
    ranks.wait()
    return data or read()


def _finish(
    request: RunRequest,
    outcome: TrainingOutcome,
    data: RunData,
    made_by: dict[str, Any],
    ranks: Ranks,
    progress: RunProgress,
) -> RunResult:
    best = outcome.best
    if best is None:
        return RunResult(outcome.history, outcome.ending, None, "", None, None)
    _write(request.out / "history.json", json.dumps(outcome.history.to_json(), indent=1))
    test = None
    if outcome.ending is not Ending.INTERRUPTED:
        progress.testing()
        test = run_unseen(outcome.encoder, data, request.config, ranks.device)
    about: dict[str, Any] = {
        "config": request.config.model_dump(mode="json"),
        "data_digest": data.train.digest,
        "people": len(data.train.classes),
        "pictures": len(data.train),
        "epoch": best.epoch,
        "validation_auc": best.validation_auc,
        "ending": str(outcome.ending),
        "provenance": made_by,
    }
    if test is not None:
        about["test"] = test.to_json()
        _write(request.out / "test.json", json.dumps(test.to_json(), indent=1))
    folder = request.out / "encoder"
    model_id = save_trained(outcome.encoder, folder, request.config.name, about=about)
    report = None
    if outcome.ending is not Ending.INTERRUPTED:
        report = write_papers(
            request.config,
            data,
            outcome.history,
            outcome.ending,
            test,
            request.out,
        )
    card = folder / f"{request.config.name}.json"
    return RunResult(outcome.history, outcome.ending, card, model_id, test, report)


def _check_out(out: Path, *, resume: bool) -> None:
    """See that the folder of the run is free, or is that of the run to go on with."""
    if not resume and (out / CONFIG_NAME).exists():
        raise TrainingError(
            f"There is a run in {out} already.",
            "Name another folder with --out, or go on with this one with --resume.",
        )
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)  # it will show people
    except OSError as error:
        raise TrainingError(
            f"The folder {out} cannot be made: {error.strerror or error}.", "Name another."
        ) from error


def _write(file: Path, text: str) -> None:
    try:
        write_whole(file, text.encode())
    except OSError as error:
        raise TrainingError(
            f"{file} cannot be written: {error.strerror or error}.",
            "Check that you may write there, and the free disk space.",
        ) from error
