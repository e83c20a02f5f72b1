"""Where everything stands on the keypad, for any room: pure geometry."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from kiosk.factors.keypad import Key

_WIDEST = 720  # of the keys, at 1080 lines: a thumb need not travel
_ROWS = (
    (Key.D1, Key.D2, Key.D3),
    (Key.D4, Key.D5, Key.D6),
    (Key.D7, Key.D8, Key.D9),
    (Key.BACK, Key.D0, Key.ENTER),
    (Key.CANCEL,),
)
_GAP = 14
_SENTENCE_SHARE, _DETAIL_SHARE, _FIELD_SHARE = 0.13, 0.06, 0.13


@dataclass(frozen=True, slots=True)
class KeypadLayout:
    """The parts of the keypad, pixels.

    Attributes:
        sentence: What is asked for.
        detail: The second line.
        field: What was typed.
        keys: The keys.
    """

    sentence: QRectF
    detail: QRectF
    field: QRectF
    keys: Mapping[Key, QRectF]


def arrange_keypad(width_px: float, height_px: float, unit: float) -> KeypadLayout:
    """Lay the keypad out: sentence and field above, keys below, all in the middle."""
    width = min(width_px, _WIDEST * unit)
    left = (width_px - width) / 2
    gap, top = _GAP * unit, 0.0
    places = []
    for share in (_SENTENCE_SHARE, _DETAIL_SHARE, _FIELD_SHARE):
        places.append(QRectF(left, top, width, height_px * share))
        top += height_px * share
    sentence, detail, field = places
    sentence.setX(0)
    sentence.setWidth(width_px)
    top += gap
    row_px = (height_px - top - gap * (len(_ROWS) - 1)) / len(_ROWS)
    keys: dict[Key, QRectF] = {}
    for row in _ROWS:
        key_px = (width - gap * (len(row) - 1)) / len(row)
        for column, key in enumerate(row):
            keys[key] = QRectF(left + column * (key_px + gap), top, key_px, row_px)
        top += row_px + gap
    return KeypadLayout(sentence, detail, field.adjusted(unit, gap / 2, -unit, 0), keys)
