"""The file of a calibration: JSON that a person can read, sealed by a digest of its content."""

import hashlib
import json
import os
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from models.calibration_table import Calibration, CalibrationCounts
from models.errors import ModelError
from models.rates import ErrorRates, TailFit

_FORMAT = 1
_SHIPPED = Path(__file__).resolve().parent / "calibrations"
_REMEDY = "Take the file that came with Janus, or make a new one with `janus calibrate`."


def shipped_calibration(model_id: str) -> Calibration:
    """Return the calibration that comes with Janus for a model.

    Raises:
        ModelError: There is none.
    """
    file = _SHIPPED / f"{model_id}.json"
    if not file.is_file():
        raise ModelError(
            f"No calibration of the model {model_id} comes with Janus.",
            "Make one with `janus calibrate`, from a folder of pictures of many people.",
        )
    return load_calibration(file, model_id=model_id)


def load_calibration(path: Path, *, model_id: str | None = None) -> Calibration:
    """Read a calibration.

    Args:
        path: Its file.
        model_id: The model it must belong to; None accepts any.

    Raises:
        ModelError: It cannot be read, was changed, or is of another model.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"The calibration {path} cannot be read ({error}).", _REMEDY) from error
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ModelError(
            f"{path} is no calibration of the kind this version reads (format {_FORMAT}).", _REMEDY
        )
    try:
        calibration = _from_content(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"The calibration {path} is damaged: {error}.", _REMEDY) from error
    if calibration.id != sealed(calibration).id:
        raise ModelError(
            f"The calibration {path} was changed after it was measured: its figures do not"
            f" belong to its id {calibration.id}.",
            _REMEDY,
        )
    if model_id is not None and calibration.model_id != model_id:
        raise ModelError(
            f"The calibration {path} is of the model {calibration.model_id}, not of {model_id}:"
            " its similarities mean something else.",
            f"Make one of {model_id} with `janus calibrate`.",
        )
    return calibration


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Write a calibration, whole or not at all.

    Raises:
        ModelError: The file cannot be written.
    """
    text = json.dumps(_to_content(calibration), indent=1, ensure_ascii=False) + "\n"
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ModelError(
            f"The calibration cannot be written to {path} ({error.strerror}).",
            "Name a file in a folder that exists and has room.",
        ) from error


def sealed(calibration: Calibration) -> Calibration:
    """Return the calibration with the id that its content gives it.

    When it was made does not count: the same measurement has the same id.
    """
    content = _to_content(calibration)
    del content["id"], content["made_at"]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return replace(calibration, id=f"{calibration.model_id}/{calibration.population}/{digest}")


def _to_content(calibration: Calibration) -> dict[str, Any]:
    return {
        "format": _FORMAT,
        "id": calibration.id,
        "model_id": calibration.model_id,
        "population": calibration.population,
        "made_at": calibration.made_at.isoformat(),
        "method": calibration.method,
        "counts": asdict(calibration.counts),
        "fmr_floor": calibration.fmr_floor,
        "tail": asdict(calibration.tail),
        "table": [asdict(row) for row in calibration.table],
        "beyond": [asdict(row) for row in calibration.beyond],
    }


def _from_content(content: dict[str, Any]) -> Calibration:
    return Calibration(
        id=str(content["id"]),
        model_id=str(content["model_id"]),
        population=str(content["population"]),
        made_at=datetime.fromisoformat(content["made_at"]),
        method=str(content["method"]),
        counts=CalibrationCounts(**content["counts"]),
        table=tuple(ErrorRates(**row) for row in content["table"]),
        tail=TailFit(**content["tail"]),
        beyond=tuple(ErrorRates(**row) for row in content["beyond"]),
        fmr_floor=float(content["fmr_floor"]),
    )
