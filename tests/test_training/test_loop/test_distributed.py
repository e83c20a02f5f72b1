"""Two processes train as one does with the same global batch."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.test_training.test_loop import tiny
from training.loop.distributed import Ranks, joined
from training.loop.loop import train

_ROOT = Path(__file__).resolve().parents[3]
RUNS = [
    ["epochs=2"],
    ["epochs=2", "loss.name=multi-similarity", "frozen_stages=1"],
    ["epochs=2", "loss.name=arcface", "optimiser=sgd", "lr=0.02"],
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """What two processes wrote."""
    out = tmp_path_factory.mktemp("two")
    shared = {
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(free_port()),
        "OMP_NUM_THREADS": "1",
    }
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "tests.test_training.test_loop.worker",
        str(out),
    ]
    processes = [
        subprocess.Popen(
            [*command, json.dumps(RUNS)],
            cwd=_ROOT,
            env=os.environ | shared | {"RANK": str(rank), "LOCAL_RANK": str(rank)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for rank in range(2)
    ]
    for process in processes:
        _, said = process.communicate(timeout=200)
        assert process.returncode == 0, said
    return out, [json.loads((out / f"{rank}.json").read_text()) for rank in range(2)]


@pytest.mark.parametrize("number", range(len(RUNS)), ids=[" ".join(run) for run in RUNS])
def test_the_loss_curve_is_that_of_one_process(both: tuple[Path, list[Any]], number: int) -> None:
    alone = train(tiny.job(*RUNS[number]))
    together = both[1][0][number]
    for one, two in zip(alone.history.to_json(), together["history"], strict=True):
        for key in ("loss", "validation_loss", "validation_auc", "spread", "learning_rate"):
            assert two[key] == (None if one[key] is None else pytest.approx(one[key], rel=1e-4))
    weights = torch.cat([p.detach().flatten() for p in alone.encoder.parameters()])
    np.testing.assert_allclose(together["weights"], weights.numpy(), atol=2e-4)


def test_both_processes_have_the_same_history_and_weights(both: tuple[Path, list[Any]]) -> None:
    assert both[1][0] == both[1][1]


def test_each_sees_its_half() -> None:
    halves = [tiny.job(ranks=Ranks(rank, 2)) for rank in range(2)]
    left, right = (next(iter(job.batches(0))) for job in halves)
    whole = next(iter(tiny.job().batches(0)))
    assert torch.equal(torch.cat((left.left, right.left)), whole.left)
    assert torch.equal(torch.cat((left.same, right.same)), whole.same)


def test_alone_there_is_nobody_to_ask() -> None:
    with joined("cpu") as ranks:
        assert ranks == Ranks()
        assert ranks.is_first
        rows = torch.ones(2, 2)
        assert ranks.gather(rows) is rows
        assert ranks.as_the_first([1.0, 2.0]) == [1.0, 2.0]
        assert ranks.any(True)
        ranks.wait()
