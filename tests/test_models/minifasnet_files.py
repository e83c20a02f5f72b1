"""Files of the form of MiniFASNet's, narrower and shallower, as the publishers' pruning leaves."""

from collections.abc import Iterator

import torch

_NORM = ("weight", "bias", "running_mean", "running_var")


def weights(*, gated: bool = False, seed: int = 0) -> dict[str, torch.Tensor]:
    """Return random weights by the names in the file."""
    random = torch.Generator().manual_seed(seed)
    found = {}
    for name, shape in _parts(gated=gated):
        values = torch.rand(shape, generator=random)
        # Variances are positive; the rest is of both signs, and large enough that what comes in is
        # still felt behind all layers.
        found[f"module.{name}"] = values + 0.5 if name.endswith("running_var") else 2 * values - 1
    return found


Part = tuple[str, tuple[int, ...]]


def _parts(*, gated: bool) -> Iterator[Part]:
    yield from _filters("conv1", 3, 8, 3)
    yield from _filters("conv2_dw", 1, 8, 3)
    yield from _bottleneck("conv_23", 8, 12, 10)
    yield from _bottleneck("conv_3.model.0", 10, 5, 10)
    yield from _bottleneck("conv_3.model.1", 10, 7, 10)
    if gated:
        yield from _gate("conv_3.model.1.se_module", 10, 4)
    yield from _bottleneck("conv_34", 10, 14, 16)
    yield from _bottleneck("conv_4.model.0", 16, 6, 16)
    yield from _bottleneck("conv_45", 16, 18, 16)
    yield from _bottleneck("conv_5.model.0", 16, 9, 16)
    yield from _filters("conv_6_sep", 16, 24, 1)
    yield from _filters("conv_6_dw", 1, 24, 5, slopes=False)
    yield "linear.weight", (8, 24)
    yield from _norm("bn", 8)
    yield "prob.weight", (3, 8)


def _norm(name: str, width: int) -> Iterator[Part]:
    for part in _NORM:
        yield f"{name}.{part}", (width,)
    yield f"{name}.num_batches_tracked", ()


def _filters(name: str, seen: int, width: int, side: int, *, slopes: bool = True) -> Iterator[Part]:
    yield f"{name}.conv.weight", (width, seen, side, side)
    yield from _norm(f"{name}.bn", width)
    if slopes:
        yield f"{name}.prelu.weight", (width,)


def _bottleneck(name: str, narrow: int, wide: int, out: int) -> Iterator[Part]:
    yield from _filters(f"{name}.conv", narrow, wide, 1)
    yield from _filters(f"{name}.conv_dw", 1, wide, 3)
    yield from _filters(f"{name}.project", wide, out, 1, slopes=False)


def _gate(name: str, channels: int, few: int) -> Iterator[Part]:
    yield f"{name}.fc1.weight", (few, channels, 1, 1)
    yield from _norm(f"{name}.bn1", few)
    yield f"{name}.fc2.weight", (channels, few, 1, 1)
    yield from _norm(f"{name}.bn2", channels)
