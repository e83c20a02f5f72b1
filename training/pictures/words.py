"""Names of people and files as they can be drawn: on one line, and no wider than their place."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

_CUT = "…"


def one_line(name: str) -> str:
    """Return a name without line breaks, and without what no font can draw.

    A folder's name may hold bytes that are no text.
    """
    return " ".join(name.encode("utf-8", "replace").decode("utf-8").split())


def fitted(name: str, width_pt: float, font: FontProperties) -> str:
    """Return a name on one line, shortened in its middle until it fits.

    The end stays, for it often tells two names apart: a number, a family name.

    Args:
        name: Of a person or a file.
        width_pt: Width of its place, points.
        font: Typeface and size.
    """
    name = one_line(name)
    if _width_pt(name, font) <= width_pt:
        return name
    for kept in range(len(name) - 1, 1, -1):
        end = kept // 2
        short = name[: kept - end].rstrip() + _CUT + name[len(name) - end :].lstrip()
        if _width_pt(short, font) <= width_pt:
            return short
    return _CUT


@contextmanager
def any_script() -> Iterator[None]:
    """Draw boxes for letters that the typeface lacks, without a remark for each of them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        yield


def _width_pt(text: str, font: FontProperties) -> float:
    # Not as a formula: a name may hold a dollar sign.
    with any_script():
        return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0])
