"""Pictures a second of the trainer, beside a bare PyTorch loop on the same network.

    python -m benchmarks.trainer_throughput [--encoder conv-siamese] [--pairs 512] [--rounds 6]

Both get the same batches of the same `DataLoader` with the same augmentation, the same first
weights, loss and optimiser. The bare loop does nothing but forward, backward and step, and reads
each loss; the trainer does all that it does in a real run: schedule, clipping, its looks at the
losses, spread, progress, best weights. They take turns, and who goes first changes, so that a busy
machine is busy for both. On one that is shared, the clock on the wall tells more of the others than
of either: the processor's own time is given as well.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from models.device import choose_device
from models.encoders.trained import Trainable
from models.weights import WeightsStore
from training.config import TrainConfig
from training.data.folders import Picture
from training.data.images import ImageSet
from training.data.transforms import margin_px
from training.loop.distributed import Ranks
from training.loop.encoders import build_encoder
from training.loop.job import TrainingJob
from training.loop.loop import train
from training.losses.contrastive import ContrastiveLoss
from training.run.datasets import RunData
from training.run.job import build_job

_PEOPLE, _EACH = 32, 8


def pictures(size_px: int) -> ImageSet:
    """Return noise of the size of prepared faces: its content costs no time."""
    side = size_px + 2 * margin_px(size_px)
    random = np.random.default_rng(0)
    shape = (_PEOPLE * _EACH, 3, side, side)
    pixels = torch.from_numpy(random.integers(0, 256, size=shape, dtype=np.uint8))
    known = [Picture(f"p{n // _EACH:02d}", Path(f"{n}.png")) for n in range(len(pixels))]
    return ImageSet.of(pixels, known, size_px)


def job_of(config: TrainConfig, images: ImageSet, device: torch.device) -> TrainingJob:
    """Return a training that begins anew."""
    encoder = build_encoder(config, WeightsStore(Path("no-weights")))
    data = RunData(images, None, None, (), ())
    return build_job(config, data, encoder, ranks=Ranks(device=device))


def run_trainer(job: TrainingJob, device: torch.device) -> None:
    """Train one epoch with the trainer."""
    train(job)


def run_bare(job: TrainingJob, device: torch.device) -> None:
    """Train one epoch with a bare loop."""
    encoder: Trainable = job.encoder
    encoder.to(device).train()
    optimiser = torch.optim.AdamW(
        encoder.parameters(), lr=job.config.lr, weight_decay=job.config.weight_decay
    )
    loss_of, losses = ContrastiveLoss(), []
    for batch in job.batches(0):
        on_device = batch.to(device)
        optimiser.zero_grad()
        embedded = encoder(torch.cat((on_device.left, on_device.right)))
        left, right = embedded.chunk(2)
        loss = loss_of(left, right, on_device.same)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())


def timed(
    turn: Callable[[TrainingJob, torch.device], None], job: TrainingJob, device: torch.device
) -> tuple[float, float]:
    """Return the seconds that a turn took: on the wall, and of the processor."""
    wall_s, processor_s = time.perf_counter(), time.process_time()
    turn(job, device)
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter() - wall_s, time.process_time() - processor_s


def main() -> None:
    """Run both in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default="conv-siamese")
    parser.add_argument("--pairs", type=int, default=512)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--device", default="auto")
    arguments = parser.parse_args()
    device = choose_device(arguments.device)
    config = TrainConfig(
        name="benchmark",
        encoder=arguments.encoder,
        epochs=1,
        batch=arguments.batch,
        epoch_length=arguments.pairs,
        workers=arguments.workers,
        validation="none",
        amp=False,  # the bare loop has none
        deterministic=False,
    )
    images = pictures(job_size(config))
    turns = {"trainer": run_trainer, "bare loop": run_bare}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in turns}
    for number in range(arguments.rounds + 1):
        order = list(turns) if number % 2 else list(turns)[::-1]
        for name in order:
            seconds = timed(turns[name], job_of(config, images, device), device)
            if number:  # the first round warms up
                taken[name].append(seconds)
    show({name: np.array(rows) for name, rows in taken.items()}, 2 * arguments.pairs, device)


def job_size(config: TrainConfig) -> int:
    """Return the side of the pictures that the network takes, pixels."""
    return build_encoder(config, WeightsStore(Path("no-weights"))).crop.size_px


def show(taken_s: dict[str, np.ndarray], pictures_each: int, device: torch.device) -> None:
    """Print pictures a second, and their ratios.

    Args:
        taken_s: (rounds, 2) seconds of each: on the wall, of the processor.
        pictures_each: Pictures in a round.
        device: For the title.
    """
    console = Console()
    trainer, bare = taken_s["trainer"], taken_s["bare loop"]
    for column, clock in enumerate(("wall clock", "processor time")):
        table = Table("pictures/s", "median", "slowest", "fastest", title=f"{clock}, {device.type}")
        for name, seconds in taken_s.items():
            rates = pictures_each / seconds[:, column]
            found = (np.median(rates), rates.min(), rates.max())
            table.add_row(name, *(f"{rate:,.1f}" for rate in found))
        console.print(table)
        ratios = bare[:, column] / trainer[:, column]
        whole = bare[:, column].sum() / trainer[:, column].sum()
        console.print(
            f"Trainer / bare loop: {whole:.1%} over all {len(ratios)} rounds; "
            f"median of the rounds {np.median(ratios):.1%}, {ratios.min():.1%} to "
            f"{ratios.max():.1%}."
        )


if __name__ == "__main__":
    main()
