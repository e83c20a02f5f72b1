"""Bringing a file in whole: from the network or from a disk, checked, or not at all."""

import contextlib
import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException
from pathlib import Path
from typing import IO, TypeAlias

from models.errors import ModelError
from models.weights_manifest import WeightsSpec

Progress: TypeAlias = Callable[[int, int], None]
"""Called with the bytes done and the bytes in all."""

_CHUNK_BYTES = 256 * 1024
_TIMEOUT_S = 30.0  # without a byte


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that somebody brought along.

    Raises:
        ModelError: It cannot be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise ModelError(
            f"The file {path} cannot be opened ({error.strerror}).",
            "Check its name and that you may read it.",
        ) from error
    with file:
        yield file


@contextlib.contextmanager
def open_url(spec: WeightsSpec) -> Iterator[IO[bytes]]:
    """Open the download of a file of weights.

    Raises:
        ModelError: There is none, or it cannot be reached.
    """
    if spec.url is None:
        raise ModelError(
            f"The weights of {spec.title} cannot be downloaded.",
            f"Get them from {spec.source}, and install them with “--from {spec.brought_as}”.",
        )
    try:
        # The address is one of our own manifest, never an operator's or a server's.
        answer = urllib.request.urlopen(spec.url, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        error.close()
        raise _unreachable(spec, f"the server answers {error.code}") from error
    except urllib.error.URLError as error:
        raise _unreachable(spec, str(error.reason)) from error
    except (OSError, HTTPException) as error:
        raise _unreachable(spec, str(error) or type(error).__name__) from error
    with answer:
        yield answer


@contextlib.contextmanager
def staged(folder: Path, name: str) -> Iterator[Path]:
    """Give a new file beside where it will lie; whatever is left of it at the end is removed.

    Raises:
        ModelError: The folder cannot be written to, or is full.
    """
    draft: Path | None = None
    try:
        # The weights' folder may be the first thing in a new data folder, which is nobody else's
        # business; mkdir gives its mode to the last folder alone.
        for made in (folder.parent, folder):
            made.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft_name = tempfile.mkstemp(dir=folder, prefix=f".{name}.", suffix=".part")
        os.close(handle)
        draft = Path(draft_name)
        yield draft
    except OSError as error:
        raise ModelError(
            f"The weights cannot be written into {folder} ({error.strerror or error}).",
            "Check that you may write there, and the free disk space.",
        ) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def copy_whole(
    source: IO[bytes], target: Path, size_bytes: int, progress: Progress | None = None
) -> str:
    """Copy a source of a known size onto the disk.

    Args:
        source: What is read.
        target: The file that is written.
        size_bytes: How much there must be.
        progress: Called after each piece.

    Returns:
        The SHA-256 of what was copied, hexadecimal.

    Raises:
        ModelError: The source breaks off, or has another size.
        OSError: The target cannot be written.
    """
    digest = hashlib.sha256()
    done = 0
    with target.open("wb") as out:
        while piece := _read(source):
            done += len(piece)
            if done > size_bytes:
                raise _wrong_size(f"more than the {size_bytes:,} bytes")
            digest.update(piece)
            out.write(piece)
            if progress is not None:
                progress(done, size_bytes)
        out.flush()
        os.fsync(out.fileno())
    if done != size_bytes:
        raise _wrong_size(f"{done:,} instead of the {size_bytes:,} bytes")
    return digest.hexdigest()


def _read(source: IO[bytes]) -> bytes:
    try:
        return source.read(_CHUNK_BYTES)
    except (OSError, HTTPException) as error:
        raise ModelError(
            f"The file broke off while it was read ({str(error) or type(error).__name__}).",
            "Try again; nothing was changed.",
        ) from error


def _wrong_size(how: str) -> ModelError:
    return ModelError(
        f"The file is cut short or is another one: it has {how} it should have.",
        "Fetch it again from its source; nothing was changed.",
    )


def _unreachable(spec: WeightsSpec, why: str) -> ModelError:
    return ModelError(
        f"The weights cannot be downloaded from {spec.url}: {why}.",
        "Check the network; or download the file elsewhere and install it with "
        f"“--from {spec.brought_as}”.",
    )
