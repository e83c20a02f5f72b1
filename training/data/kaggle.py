"""A data set of Kaggle, fetched by Kaggle's own library with the person's own token.

The library, `kagglehub`, is optional: nothing else here needs it.
"""

import importlib
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from training.errors import TrainingError

Download: TypeAlias = Callable[[str, Path], object]
"""Fetches a data set, by its handle, into a folder."""

_HANDLE = re.compile(r"[\w.-]+/[\w.-]+(/versions/[1-9]\d*)?", re.ASCII)
_REFUSED, _NOT_FOUND, _TOO_MANY = (401, 403), 404, 429

_SIGN_IN = (
    "Make a token at https://www.kaggle.com/settings (API, “Create New Token”), put it into the "
    "environment as KAGGLE_API_TOKEN or save its kaggle.json as ~/.kaggle/kaggle.json, and agree "
    "to the data set's terms on its page if it has any."
)


def fetch_kaggle(handle: str, target: Path, *, download: Download | None = None) -> Path:
    """Fetch a data set of Kaggle.

    Args:
        handle: `owner/name` as in its address, or `owner/name/versions/3`.
        target: An empty folder, or one that is not there; made whole or not at all, for its owner
            only: it may hold faces.
        download: What fetches it; left out, `kagglehub`.

    Returns:
        The folder.

    Raises:
        TrainingError: The handle is none, the folder cannot be used, the library is not installed,
            or the data set cannot be fetched: says which, and what to do.
    """
    if _HANDLE.fullmatch(handle) is None:
        raise TrainingError(
            f"“{handle}” is no name of a Kaggle data set.",
            "Write it as owner/name, the end of its address: yasserh/avengers-faces-dataset.",
        )
    fetch = _kagglehub() if download is None else download
    draft = _draft(target)
    try:
        fetch(handle, draft)
        if target.is_dir():
            target.rmdir()  # it is empty
        draft.replace(target)
    except Exception as error:
        # Kaggle's library has a dozen kinds of its own and lets those of three others through.
        raise _explained(error, handle, target) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def _kagglehub() -> Download:
    try:
        library = importlib.import_module("kagglehub")
    except ImportError as error:
        raise TrainingError(
            "Kaggle's library, kagglehub, is not installed.",
            "Install it (pip install 'janus-kiosk[kaggle]'), or fetch the data set in a browser.",
        ) from error
    return lambda handle, target: library.dataset_download(handle, output_dir=str(target))


def _draft(target: Path) -> Path:
    """Return a new folder beside `target`, in which a broken download leaves nothing behind."""
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise TrainingError(
                f"{target} is a file, or a folder that is not empty.",
                "Name a folder that is empty or not there.",
            )
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(dir=target.parent, prefix=".janus-"))
    except OSError as error:
        raise TrainingError(
            f"The folder {target} cannot be made ({error.strerror}).", "Name another."
        ) from error


def _explained(error: Exception, handle: str, target: Path) -> TrainingError:
    """Return what went wrong, and what to do about just that."""
    page = f"https://www.kaggle.com/datasets/{handle}"
    by_hand = f"download it in a browser from {page} and unpack it into {target}"
    status = getattr(getattr(error, "response", None), "status_code", None)
    kind = type(error).__name__
    if status in _REFUSED or kind in ("UnauthenticatedError", "CredentialError"):
        return TrainingError(f"Kaggle does not let you fetch {handle}.", _SIGN_IN)
    if isinstance(error, ValueError) and "redentials" in str(error):
        return TrainingError(f"Your Kaggle token cannot be read: {error}.", _SIGN_IN)
    if status == _NOT_FOUND or kind == "NotFoundError":
        return TrainingError(
            f"Kaggle has no data set {handle}, or does not show it to you.",
            f"Compare its name with the address of its page, {page}. If it is private: {_SIGN_IN}",
        )
    if status == _TOO_MANY:
        return TrainingError("Kaggle was asked too often.", "Wait some minutes, then try again.")
    if status is not None:
        return TrainingError(
            f"Kaggle answered with an error ({status}).", f"Try again later, or {by_hand}."
        )
    if kind in ("DataCorruptionError", "BadZipFile"):
        return TrainingError(
            f"What came of {handle} is damaged.",
            f"Try again, or {by_hand}.",
        )
    if isinstance(error, OSError):
        # Errors of `requests` are OSErrors too, without the number that those of a disk have.
        if error.errno is None or isinstance(error, ConnectionError | TimeoutError):
            return TrainingError(
                "Kaggle cannot be reached from here.",
                f"Check the network. Where there is none, use another computer: {by_hand}.",
            )
        return TrainingError(
            f"{handle} cannot be written to {target} ({error.strerror}).",
            "Name a folder that can be written, on a disk with room.",
        )
    return TrainingError(
        f"{handle} cannot be fetched: {kind}, {error}.", f"Try again, or {by_hand}."
    )
