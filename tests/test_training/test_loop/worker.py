"""One of two processes that train together, as `torchrun` would start it; see test_distributed."""

import json
import os
import sys
from pathlib import Path

import torch

from tests.test_training.test_loop import tiny
from training.loop.distributed import joined
from training.loop.loop import train


def main(out: Path, runs: list[list[str]]) -> None:
    """Train each of the runs; each process writes its histories and a sum of its weights."""
    torch.set_num_threads(1)
    found = []
    with joined("cpu") as ranks:
        for number, settings in enumerate(runs):
            checkpoints = out / f"checkpoint-{number}"
            outcome = train(tiny.job(*settings, checkpoints=checkpoints, ranks=ranks))
            weights = torch.cat([p.detach().flatten() for p in outcome.encoder.parameters()])
            history = outcome.history.without_times().to_json()
            found.append({"history": history, "weights": weights.tolist()})
    (out / f"{os.environ['RANK']}.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), json.loads(sys.argv[2]))
