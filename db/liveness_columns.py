"""A visit's liveness as it stands in its row: four columns, checked on their way in.

SQLite would store a NaN as NULL and a text of any length; PostgreSQL would keep the one and refuse
the other. So what may be stored is decided here, for both. Who uses SQL reads the cues as JSON:
`{"relief":[5.1,0.0,-0.2]}`, by name, with the log ratios against a flat picture, a screen and a
frozen picture.
"""

import json
import math
from collections.abc import Iterable

from db.errors import StoreError
from db.records import LivenessRecord

CUES_LENGTH = 2000
CHALLENGE_LENGTH = 200

_LAST_ONE_IN = 2**31 - 1  # the column holds no greater number
_DECIMALS = 3

Columns = dict[str, float | int | str | None]


def columns_of(liveness: LivenessRecord | None) -> Columns:
    """Return the values of the four columns; of each NULL where there is no record.

    Raises:
        StoreError: A figure is no finite number, or a text is too long to be kept.
    """
    if liveness is None:
        return {}
    _check_figures("as a whole", (liveness.log_ratio,))
    for cue, ratios in liveness.cues.items():
        _check_figures(f"of {cue!r}", ratios)
        if len(ratios) != 3:
            raise _refused(f"of {cue!r} has {len(ratios)} figures and not three")
    if not 1 <= liveness.one_in <= _LAST_ONE_IN:
        raise _refused(f"was held against one picture in {liveness.one_in}")
    cues = cues_text(liveness)
    if len(cues) > CUES_LENGTH or len(liveness.challenge or "") > CHALLENGE_LENGTH:
        raise _refused("is longer than its place in the log")
    return {
        "liveness_log_ratio": liveness.log_ratio,
        "liveness_one_in": liveness.one_in,
        "liveness_cues": cues,
        "challenge": liveness.challenge,
    }


def record_of(
    log_ratio: float | None, one_in: int | None, cues: str | None, challenge: str | None
) -> LivenessRecord | None:
    """Return what the four columns say; None where liveness was not weighed.

    Raises:
        StoreError: They cannot be read: somebody else has changed them.
    """
    if log_ratio is None or one_in is None:
        return None
    try:
        ratios = {cue: (flat, screen, frozen) for cue, (flat, screen, frozen) in _parsed(cues)}
    except (ValueError, TypeError, AttributeError) as error:
        raise StoreError(
            "The liveness evidence of a visit cannot be read.",
            "The database was changed or is damaged: restore it from a backup.",
        ) from error
    return LivenessRecord(log_ratio, one_in, ratios, challenge)


def cues_text(liveness: LivenessRecord) -> str:
    """Return the cues as JSON, the same for the same figures: by name, no spaces, no -0.0."""
    rounded = {
        cue: [round(float(ratio), _DECIMALS) + 0.0 for ratio in ratios]
        for cue, ratios in liveness.cues.items()
    }
    return json.dumps(rounded, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _parsed(cues: str | None) -> Iterable[tuple[str, list[float]]]:
    parsed: dict[str, list[float]] = json.loads(cues or "{}")
    return parsed.items()


def _check_figures(whose: str, figures: Iterable[float]) -> None:
    if not all(math.isfinite(figure) for figure in figures):
        raise _refused(f"{whose} holds a figure that is no finite number")


def _refused(what: str) -> StoreError:
    return StoreError(
        f"The liveness evidence {what}.",
        "Nothing was stored. Please report this: Janus should not have tried.",
    )
