"""The training itself, in plain PyTorch: epochs of steps, and after each a look at what came of it.

Everything random follows from the seed, the epoch and the step, nothing from a state that runs
along: a training that is broken off and resumed ends with the same bits as one that ran through.
"""

import contextlib
import inspect
import math
import threading
from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from training.data.seeds import generator
from training.loop.checkpoint import (
    Checkpoint,
    check_fits,
    optimiser_tensors,
    restore_optimiser,
    write_checkpoint,
)
from training.loop.encoders import architecture_of, build_optimiser, parameter_groups
from training.loop.guards import (
    CHECK_EVERY,
    LossWatch,
    check_collapse,
    is_patience_over,
    spread_of,
)
from training.loop.history import EpochRecord, History
from training.loop.job import Ending, Progress, Silent, TrainingJob, TrainingOutcome
from training.loop.precision import Precision
from training.loop.schedule import step_factor
from training.loop.validation import Validation


def train(
    job: TrainingJob,
    *,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    resume: Checkpoint | None = None,
) -> TrainingOutcome:
    """Train a network.

    Args:
        job: What, on what, and how.
        progress: Told of each step and epoch.
        stop: Set to end the training; the epoch that runs then is given up, the best so far kept.
        resume: Where to go on from.

    Raises:
        TrainingError: The loss is no longer a number, the embeddings have collapsed, the
            checkpoint does not fit or cannot be written.
    """
    with _steady(job):
        training = _Training(job, progress or Silent(), stop or threading.Event())
        if resume is not None:
            training.go_on(resume)
        ending = training.run()
        training.take_best()
    return TrainingOutcome(training.history, ending, job.encoder)


class _Training:
    """A training under way: the parts that change from step to step."""

    def __init__(self, job: TrainingJob, progress: Progress, stop: threading.Event) -> None:
        self._job = job
        self._progress = progress
        self._stop = stop
        self.history = History()
        device = job.ranks.device
        job.encoder.to(device)
        job.loss.to(device)
        groups = parameter_groups(job.encoder, job.loss, job.config)
        self._parameters = [p for group in groups for p in group["params"]]
        self._optimiser = build_optimiser(groups, job.config)
        self._precision = Precision(device, mixed=job.config.amp)
        self._network = _shared(job)
        self._best: dict[str, torch.Tensor] = {}

    def go_on(self, checkpoint: Checkpoint) -> None:
        """Take over what a checkpoint holds."""
        job = self._job
        check_fits(checkpoint, job.config, architecture_of(job.encoder), job.data_digest)
        job.encoder.load_state_dict(checkpoint.part("encoder"))
        job.loss.load_state_dict(checkpoint.part("loss"))
        restore_optimiser(self._optimiser, checkpoint.part("optimiser"))
        self._precision.restore(dict(checkpoint.precision))
        self._best = checkpoint.part("best")
        self.history = checkpoint.history

    def run(self) -> Ending:
        """Train epoch after epoch."""
        config = self._job.config
        while len(self.history) < config.epochs:
            if is_patience_over(self.history, config.patience):
                return Ending.STOPPED_EARLY
            record = self._epoch(len(self.history) + 1)
            if record is None:
                return Ending.INTERRUPTED
            self.history = self.history.added(record)
            if self.history.best is record:
                self._best = _copied(self._job.encoder)
            self._keep()
            self._progress.epoch(record, self.history)
            check_collapse(self.history)
        return Ending.FINISHED

    def take_best(self) -> None:
        """Give the encoder its best weights."""
        if self._best:
            self._job.encoder.load_state_dict(self._best)
        self._job.encoder.eval()

    def _epoch(self, epoch: int) -> EpochRecord | None:
        """Return what came of an epoch; None where it was broken off."""
        job, ranks = self._job, self._job.ranks
        # For what is random inside a loss or a network; the same in all processes.
        torch.manual_seed(int(generator(job.config.seed, "epoch", epoch).integers(2**62)))
        began_s = job.monotonic()
        job.encoder.train()
        job.loss.train()
        watch, pictures = LossWatch(epoch), 0
        newest: float | None = None
        embeddings = torch.empty(0)
        batches = job.batches(epoch - 1)
        steps = len(batches)
        for number, batch in enumerate(batches):
            is_look = (number + 1) % CHECK_EVERY == 0 or number + 1 == steps
            if self._is_stopped(agree=is_look or number == 0):
                return None
            factor = step_factor(job.config, epoch, number, steps)
            for group in self._optimiser.param_groups:
                group["lr"] = group["peak_lr"] * factor
            loss, embeddings = self._step(batch)
            watch.add(loss, embeddings)
            pictures += len(embeddings)
            if is_look:
                newest = watch.check()
            self._progress.step(epoch, number + 1, steps, newest)
        trained_s = job.monotonic() - began_s
        found = self._validate()
        return EpochRecord(
            epoch=epoch,
            loss=watch.mean,
            validation_loss=found.loss if found else None,
            validation_auc=found.auc if found else None,
            learning_rate=max(group["lr"] for group in self._optimiser.param_groups),
            spread=ranks.as_the_first([spread_of(embeddings)])[0],
            seconds=job.monotonic() - began_s,
            images_per_s=pictures / max(trained_s, 1e-9),
        )

    def _step(self, batch: Any) -> tuple[torch.Tensor, torch.Tensor]:  # noqa: ANN401 - either kind
        job = self._job
        self._optimiser.zero_grad(set_to_none=True)
        loss, embeddings = job.step(self._embed, job.loss, batch.to(job.ranks.device), job.ranks)
        self._precision.backward(loss)
        job.ranks.average_gradients(job.loss.parameters())
        self._precision.step(self._optimiser, job.config.gradient_clip, self._parameters)
        return loss, embeddings

    def _embed(self, faces: torch.Tensor) -> torch.Tensor:
        with self._precision.forward():
            embedded: torch.Tensor = self._network(faces)
        return embedded.float()

    def _is_stopped(self, *, agree: bool) -> bool:
        """Return whether to end; among several processes only where all of them ask."""
        if self._job.ranks.world == 1:
            return self._stop.is_set()
        return agree and self._job.ranks.any(self._stop.is_set())

    def _validate(self) -> Validation | None:
        """Measure in the first process and tell the others, lest they decide differently."""
        job = self._job
        if job.validate is None:
            return None
        nothing = float("nan")
        numbers = [nothing, nothing]
        if job.ranks.is_first:
            found = job.validate(job.encoder, job.loss, job.ranks.device)
            numbers = [found.auc, nothing if found.loss is None else found.loss]
        auc, loss = job.ranks.as_the_first(numbers)
        return Validation(auc, None if math.isnan(loss) else loss)

    def _keep(self) -> None:
        job = self._job
        if job.checkpoints is None or not job.ranks.is_first:
            return
        parts = {
            "encoder": _copied(job.encoder),
            "loss": _copied(job.loss),
            "best": self._best,
            "optimiser": {k: v.cpu() for k, v in optimiser_tensors(self._optimiser).items()},
        }
        write_checkpoint(
            Checkpoint(
                config=job.config,
                architecture=architecture_of(job.encoder),
                data_digest=job.data_digest,
                history=self.history,
                tensors={f"{p}.{name}": v for p, part in parts.items() for name, v in part.items()},
                precision=self._precision.state(),
                provenance=job.provenance,
            ),
            job.checkpoints,
        )


def _shared(job: TrainingJob) -> nn.Module:
    """Return the network that averages its gradients over all processes."""
    if job.ranks.world == 1:
        return job.encoder
    cards = [job.ranks.device] if job.ranks.device.type == "cuda" else None
    # Its buffers are constants: nothing to keep equal. PyTorch is renaming the option.
    options = inspect.signature(DistributedDataParallel).parameters
    buffers = next(key for key in ("forward_sync_buffers", "broadcast_buffers") if key in options)
    constant: dict[str, Any] = {buffers: False}
    return DistributedDataParallel(job.encoder, device_ids=cards, **constant)


def _copied(module: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.detach().cpu().clone() for name, value in module.state_dict().items()}


@contextlib.contextmanager
def _steady(job: TrainingJob) -> Iterator[None]:
    """Leave PyTorch's own random state as it was, and choose methods that repeat themselves."""
    cards = [job.ranks.device.index or 0] if job.ranks.device.type == "cuda" else []
    with (
        torch.random.fork_rng(devices=cards),
        torch.backends.cudnn.flags(deterministic=job.config.deterministic, benchmark=False),
    ):
        yield
