"""Presentations as they might have come out."""

import numpy as np

from models.liveness.likelihood import Cue, LogRatio
from models.liveness.presented import Presented, Response


def shown(
    species: str, number: int, response: Response, log_ratio: float | None = 0.0, **other: object
) -> Presented:
    fields: dict[str, object] = {
        "log_ratio": log_ratio,
        "peak_log_ratio": log_ratio,
        "decided_s": None if response is Response.NONE else 0.5 + 0.01 * number,
        **other,
    }
    return Presented(
        name=f"{species} {number}",
        species=species,
        is_bona_fide=species == "bona fide",
        response=response,
        **fields,  # type: ignore[arg-type]
    )


def many(count: int = 40, seed: int = 0) -> list[Presented]:
    """Living people and two species, told apart by a log ratio at 4 with some errors."""
    rng = np.random.default_rng(seed)
    presented = []
    for species, mean in (("bona fide", 8.0), ("print waved", -6.0), ("tablet replay", 0.0)):
        for number in range(count):
            ratio = float(rng.normal(mean, 3.0))
            cues = {
                Cue.LANDMARKS: LogRatio(flat=ratio),
                Cue.TEXTURE: LogRatio(flat=0.2 * ratio, screen=0.1 * ratio),
            }
            response = Response.ACCEPTED if ratio >= 4.0 else Response.REJECTED
            challenge = "turn left, look up: passed in 2.4 s" if 2.0 < ratio < 5.0 else ""
            presented.append(
                shown(species, number, response, ratio, cues=cues, challenge=challenge)
            )
    return presented
