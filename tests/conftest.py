"""Fixtures shared by all rooms."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of real faces and clips; skips the test, saying so, where it is absent."""
    folder = Path(os.environ.get("JANUS_DATA", str(_REPOSITORY.parent / "shared" / "data")))
    if not folder.is_dir():
        pytest.skip(f"real faces are not here: {folder} (set JANUS_DATA)")
    return folder
