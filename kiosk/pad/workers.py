"""Plays many presentations, in several processes, and gives them back in their order."""

import functools
import multiprocessing
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import torch

from db.errors import StoreError
from kiosk.config import Config
from kiosk.errors import KioskError
from kiosk.pad.parts import liveness_part
from kiosk.pad.playable import Playable, Played
from kiosk.pad.through_door import play_at_door
from kiosk.pad.through_liveness import LivenessPart
from models.errors import ModelError


@dataclass(frozen=True, slots=True)
class How:
    """How presentations are played.

    Attributes:
        config: What the operator set, as JSON: it travels to other processes.
        through_the_door: Through the whole door, and not the liveness part alone.
        watch_on: Up to the deadline, also where the response has come; see `LivenessPart.play`.
    """

    config: str
    through_the_door: bool
    watch_on: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a presentation could not be played: errors themselves do not travel."""

    problem: str
    remedy: str


def play_all(presentations: Sequence[Playable], how: How, *, workers: int) -> Iterator[Played]:
    """Yield what came of each presentation, in order; the same however many workers there are.

    Args:
        presentations: What to play.
        how: How.
        workers: How many processes; with one all is played in this one.

    Raises:
        KioskError: A presentation cannot be played, or weights are missing.
    """
    if workers == 1:
        for shown in presentations:
            yield _checked(play_one(shown, how))
        return
    # Started anew, not forked: PyTorch's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context)
    try:
        jobs = [pool.submit(play_one, shown, how) for shown in presentations]
        for job in jobs:
            yield _checked(job.result())
    finally:
        pool.shutdown(cancel_futures=True)


def play_one(shown: Playable, how: How) -> Played | Failed:
    """Play one presentation; what draws its challenge is its name."""
    _one_thread()
    try:
        if how.through_the_door:
            return play_at_door(shown, Config.model_validate_json(how.config))
        part = _part(how.config)
        return part.play(shown, seed=zlib.crc32(shown.name.encode()), watch_on=how.watch_on)
    except (KioskError, ModelError, StoreError) as error:
        return Failed(error.problem, error.remedy)


def _checked(came: Played | Failed) -> Played:
    if isinstance(came, Failed):
        raise KioskError(came.problem, came.remedy)
    return came


@functools.cache
def _part(config: str) -> LivenessPart:
    """Return the liveness part, made once in each process: its networks take a second."""
    return liveness_part(Config.model_validate_json(config))


def _one_thread() -> None:
    """Let PyTorch and OpenCV use one thread each: there is a process for each core."""
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
