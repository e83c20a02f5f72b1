"""What can be wrong with a file of weights, said to an operator."""

from pathlib import Path

from models.errors import ModelError
from models.weights_manifest import WeightsSpec


def absent(spec: WeightsSpec) -> ModelError:
    """The file is not there."""
    if spec.package is not None:
        return ModelError(
            f"The weights of {spec.title} are missing from their Python package.",
            f"Install {spec.source} again.",
        )
    return ModelError(
        f"The weights of {spec.title} are not installed.",
        f"Run “janus weights install {spec.install_name}”; without a network, with "
        f"“--from {spec.brought_as}”.",
    )


def damaged(spec: WeightsSpec, expected: str | None) -> ModelError:
    """The file is there, and its digest is not `expected`, or nobody knows what to expect."""
    if expected is None:
        return ModelError(
            f"The weights of {spec.title} were not installed by Janus: no digest is written down.",
            f"Run “janus weights install {spec.install_name} --from {spec.brought_as}”.",
        )
    again = (
        spec.source if spec.package else f"them with “janus weights install {spec.install_name}”"
    )
    return ModelError(
        f"The weights of {spec.title} are damaged or were changed: their digest is wrong.",
        f"Install {again} again.",
    )


def unreadable(path: Path, failure: OSError) -> ModelError:
    """The file is there, and the operating system does not hand it out."""
    return ModelError(
        f"The weights {path} cannot be read ({failure.strerror or failure}).",
        "Check the permissions of the file and the health of the disk.",
    )


def unexpected(spec: WeightsSpec, digest: str, expected: str, *, is_first: bool) -> ModelError:
    """A new file is not the one it should be; `is_first`: as the one first installed was."""
    if is_first and spec.sha256 is None:
        return ModelError(
            f"The file differs from the one first installed: its SHA-256 is {digest}, "
            f"it was {expected}.",
            "If you trust it, install it with “--sha256” and that digest; else find out why.",
        )
    return ModelError(
        f"The file is not the one expected: its SHA-256 is {digest}, it should be {expected}.",
        "Fetch it again from its source.",
    )
