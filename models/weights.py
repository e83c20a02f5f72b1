"""The weights of the pretrained networks: found, checked, installed, read.

Every file has a digest (SHA-256) that is checked each time before the file is used. Where the
publisher names none, Janus takes the operator's, or trusts the first installation: the digest of
that file is written down beside it and holds from then on. Nothing is fetched unless asked for.
"""

import importlib.util
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import torch

from models.errors import ModelError
from models.fetch import Progress, copy_whole, digest_of, open_file, open_url, staged
from models.weights_manifest import MANIFEST, WeightsSpec
from models.weights_problems import absent, damaged, unexpected, unreadable

__all__ = [
    "MANIFEST",
    "WeightsSpec",
    "WeightsState",
    "WeightsStatus",
    "WeightsStore",
    "read_state_dict",
]

_DIGEST_DIGITS = 64


class WeightsState(StrEnum):
    """Whether a file of weights can be used."""

    INSTALLED = "installed"
    ABSENT = "absent"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class WeightsStatus:
    """What was found of one file of weights.

    Attributes:
        spec: Which file.
        state: Whether it can be used.
        path: Where it is or would be; None while the package that carries it is missing.
        digest: SHA-256 of what is there, hexadecimal; None while it is absent.
        error: What is wrong and what to do; None where it is installed.
    """

    spec: WeightsSpec
    state: WeightsState
    path: Path | None
    digest: str | None
    error: ModelError | None


class WeightsStore:
    """The weights of one kiosk.

    Args:
        folder: Where installed files lie; made when the first is installed.
        manifest: Which files there are, by `model_id`.
    """

    def __init__(self, folder: Path, manifest: Mapping[str, WeightsSpec] = MANIFEST) -> None:
        self.folder = folder
        self._manifest = manifest

    def specs(self) -> tuple[WeightsSpec, ...]:
        """Return which files there are."""
        return tuple(self._manifest.values())

    def spec(self, name: str) -> WeightsSpec:
        """Return the file that an operator calls `name`; its `model_id` will do as well.

        Raises:
            ModelError: There is no such file.
        """
        for spec in self._manifest.values():
            if name in (spec.name, spec.model_id):
                return spec
        known = ", ".join(dict.fromkeys(spec.install_name for spec in self._manifest.values()))
        raise ModelError(f"There are no weights “{name}”.", f"Choose one of: {known}.")

    def set_of(self, name: str) -> tuple[WeightsSpec, ...]:
        """Return the files that are installed together by the name of one or of their set.

        Raises:
            ModelError: There is no such file, and no such set.
        """
        together = tuple(spec for spec in self._manifest.values() if spec.set_name == name)
        return together or (self.spec(name),)

    def path(self, model_id: str) -> Path:
        """Return where a file is or would be.

        Raises:
            ModelError: There is no such file, or the package that carries it is not installed.
        """
        spec = self.spec(model_id)
        if spec.package is None:
            return self.folder / spec.file_name
        # Found, never imported: the package's own code needs a module that Python no longer has.
        found = importlib.util.find_spec(spec.package)
        if found is None or found.origin is None:
            raise ModelError(
                f"The weights of {spec.title} are not here: their Python package is missing.",
                f"Install {spec.source}.",
            )
        return Path(found.origin).parent / spec.file_name

    def status(self, model_id: str) -> WeightsStatus:
        """Look at a file and check its digest, which reads all of it.

        Raises:
            ModelError: There is no such file in the manifest.
        """
        spec = self.spec(model_id)
        try:
            path = self.path(model_id)
        except ModelError as missing:
            return WeightsStatus(spec, WeightsState.ABSENT, None, None, missing)
        if not path.is_file():
            return WeightsStatus(spec, WeightsState.ABSENT, path, None, absent(spec))
        try:
            digest = digest_of(path)
            expected = spec.sha256 or self._recorded(spec)
        except OSError as failure:
            return WeightsStatus(spec, WeightsState.DAMAGED, path, None, unreadable(path, failure))
        if digest == expected:
            return WeightsStatus(spec, WeightsState.INSTALLED, path, digest, None)
        return WeightsStatus(spec, WeightsState.DAMAGED, path, digest, damaged(spec, expected))

    def locate(self, model_id: str) -> Path:
        """Return a file whose digest has just been found right.

        Raises:
            ModelError: It is absent or damaged, or there is no such file.
        """
        status = self.status(model_id)
        if status.error is not None:
            raise status.error
        return self.path(model_id)

    def install(
        self,
        model_id: str,
        *,
        from_path: Path | None = None,
        sha256: str | None = None,
        progress: Progress | None = None,
        prove: Callable[[Path], object] | None = None,
    ) -> Path:
        """Put a file into the folder: downloaded, or copied from `from_path`.

        A file that was there stays as it is until the new one has been found right.

        Args:
            model_id: Which file.
            from_path: A copy brought along, for a kiosk without a network; or the folder that it
                is in under its own name.
            sha256: The digest that the operator expects; needed to replace a file whose digest was
                taken on trust by another one.
            progress: Called with the bytes done and the bytes in all.
            prove: Called with the new file before it takes its place; raises if it is useless.

        Returns:
            Where it is now.

        Raises:
            ModelError: It cannot be fetched, read or written, or is not what it should be.
        """
        spec = self.spec(model_id)
        if spec.package is not None:
            if from_path is not None:
                raise ModelError(
                    f"The weights of {spec.title} come with {spec.source}, not as a file.",
                    "Install that package; nothing else is needed.",
                )
            return self.locate(model_id)
        if from_path is not None and from_path.is_dir():
            from_path = from_path / spec.file_name
        given = None if sha256 is None else _clean_digest(spec, sha256)
        with (
            open_file(from_path) if from_path is not None else open_url(spec) as source,
            staged(self.folder, spec.file_name) as draft,
        ):
            digest = copy_whole(source, draft, spec.size_bytes, progress)
            first = self._recorded(spec)
            expected = spec.sha256 or given or first
            if expected is not None and digest != expected:
                raise unexpected(spec, digest, expected, is_first=expected == first)
            if prove is not None:
                prove(draft)
            target = self.folder / spec.file_name
            # Between these two lines file and record may disagree: then the file counts as damaged.
            self._record(spec).write_text(f"{digest}  {spec.file_name}\n", encoding="ascii")
            draft.replace(target)
        return target

    def _record(self, spec: WeightsSpec) -> Path:
        return self.folder / f"{spec.file_name}.sha256"

    def _recorded(self, spec: WeightsSpec) -> str | None:
        """Return the digest written down at the first installation."""
        record = self._record(spec)
        if not record.is_file():
            return None
        words = record.read_text(encoding="ascii", errors="replace").split()
        return words[0] if words else None


def _clean_digest(spec: WeightsSpec, text: str) -> str:
    """Return an operator's digest, which must not contradict the manifest's."""
    digest = text.strip().lower()
    if len(digest) != _DIGEST_DIGITS or not set(digest) <= set(string.hexdigits):
        raise ModelError(
            "That is no SHA-256 digest.", "Give its 64 digits, 0 to 9 and a to f, nothing else."
        )
    if spec.sha256 not in (None, digest):
        raise ModelError(
            f"The weights of {spec.title} have another digest: {spec.sha256}.",
            "Leave the digest away: Janus knows the right one.",
        )
    return digest


def read_state_dict(path: Path) -> dict[str, torch.Tensor]:
    """Read a PyTorch file of named tensors, without running anything that is in it.

    Raises:
        ModelError: It is damaged, or holds something else.
    """
    remedy = "Install the weights again, see “janus weights --help”."
    try:
        # weights_only: tensors and plain containers; code that such a file could carry is refused.
        loaded = torch.load(path, map_location="cpu", weights_only=True)  # noqa: TID251
    except Exception as error:  # a damaged file makes the reader fail in any way
        raise ModelError(f"The weights {path.name} cannot be read: damaged?", remedy) from error
    if not isinstance(loaded, dict) or not all(
        isinstance(name, str) and isinstance(value, torch.Tensor) for name, value in loaded.items()
    ):
        raise ModelError(f"The file {path.name} holds something other than named weights.", remedy)
    return dict(loaded)
