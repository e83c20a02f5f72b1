"""Two heads side by side to be compared: equally large, at one height, with a line below each."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from kiosk.ui.admin.parts import GAP_PX, PhotoView, label
from kiosk.ui.admin.words import breakable

_LEAST_PX = 72
_USUAL_PX = 160
_LARGEST_PX = 240
_LONGEST_WORD = 12  # letters that fit below the smallest portraits
_HEIGHT_SHARE = 1.25  # of the width: the shape of a head with its hair


class Portrait(PhotoView):
    """A head, cut to the shape that every portrait has.

    The crops that are kept differ in shape and have one height of head, so cutting them to one
    shape leaves the heads equally large.

    Args:
        name: What it shows, for screen readers.
    """

    def __init__(self, name: str) -> None:
        super().__init__(_LEAST_PX, name, cover=True)
        self.setMaximumSize(_LARGEST_PX, self.heightForWidth(_LARGEST_PX))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @override
    def heightForWidth(self, width: int) -> int:
        """Return the height of a head so wide."""
        return round(width * _HEIGHT_SHARE)

    @override
    def sizeHint(self) -> QSize:
        """Return the usual size."""
        return QSize(_USUAL_PX, self.heightForWidth(_USUAL_PX))


class FacePair(QWidget):
    """Two portraits.

    Args:
        left: What the left one shows, for screen readers.
        right: What the right one shows.
    """

    def __init__(self, left: str, right: str) -> None:
        super().__init__()
        self.left, self.right = Portrait(left), Portrait(right)
        self._captions = (_caption(), _caption())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP_PX)
        grid.setVerticalSpacing(GAP_PX // 2)
        for column, portrait in enumerate((self.left, self.right)):
            grid.addWidget(portrait, 0, column)
            grid.addWidget(self._captions[column], 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)

    def set_captions(self, left: str, right: str) -> None:
        """Say below each portrait what it is."""
        for caption, text in zip(self._captions, (left, right), strict=True):
            caption.setText(breakable(text, _LONGEST_WORD))


def _caption() -> QLabel:
    """Return a line that takes the width it is given: both portraits get the same."""
    made = label("", "caption")
    policy = made.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
    made.setSizePolicy(policy)
    return made
