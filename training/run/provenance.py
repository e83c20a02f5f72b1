"""Which code made a run."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import torch

_HERE = Path(__file__).resolve().parent


def provenance(device: torch.device, world: int, began_at: str) -> dict[str, Any]:
    """Return what made a run, in plain values.

    Args:
        device: Where it computes.
        world: How many processes train together.
        began_at: When, ISO 8601.
    """
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
    return {
        "began_at": began_at,
        "git_commit": git_commit(),
        "torch": torch.__version__,
        "device": name,
        "processes": world,
    }


def git_commit(folder: Path = _HERE) -> str | None:
    """Return the commit of the code in `folder`, with "-dirty" where files differ from it.

    Returns:
        None where the code lies in no repository, or there is no git.
    """
    # In a virtual environment inside of another project's repository, this code is not tracked.
    if _git(folder, "ls-files", "--error-unmatch", Path(__file__).name) is None:
        return None
    commit = _git(folder, "rev-parse", "HEAD")
    if not commit:
        return None
    return commit + ("-dirty" if _git(folder, "status", "--porcelain", "-uno") else "")


def _git(folder: Path, *words: str) -> str | None:
    """Return what git answers; None where it refuses."""
    program = shutil.which("git")
    if program is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - words of our own
            [program, "-C", str(folder), *words],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
