"""What an infrared camera beside the door's would see of a simulated presentation: assumed.

A head, a hand and a print look as they do in grey, more evenly lit; the glass of a device is dark.
Nobody has compared this with a picture of a real infrared camera.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from kiosk.pad.playable import Asked, Coming
from kiosk.pad.simulated import Simulated
from models.types import Frame, GreyImage, RgbImage

_SIZE_PX = (640, 400)
_GAMMA = 0.7
_LARGER, _ASIDE = 1.15, 0.07  # than in the door's camera, and of the width: it stands beside it


@dataclass(frozen=True, slots=True, eq=False)
class Witnessed:
    """A presentation whose frames take along what an infrared camera sees of it.

    Attributes:
        shown: The presentation.
    """

    shown: Simulated

    @property
    def name(self) -> str:
        return self.shown.name

    @property
    def species(self) -> str:
        return self.shown.species

    @property
    def is_bona_fide(self) -> bool:
        return self.shown.is_bona_fide

    @property
    def can_answer(self) -> bool:
        return self.shown.can_answer

    @property
    def coming(self) -> Coming | None:
        return self.shown.coming

    @property
    def counts_from_s(self) -> float:
        return self.shown.counts_from_s

    def empty_frames(self) -> Iterator[Frame]:
        return self.shown.empty_frames()

    def frames(self, asked: Asked) -> Iterator[Frame]:
        plan = self.shown.plan
        unlit = plan.display and replace(plan.display, brightness=0.0)
        dark = replace(self.shown, plan=replace(plan, display=unlit))
        for frame, infrared in zip(self.shown.frames(asked), dark.frames(asked), strict=True):
            yield replace(frame, infrared=infrared_of(infrared.image))

    def photo(self) -> RgbImage | None:
        return self.shown.photo()


def infrared_of(image: RgbImage) -> GreyImage:
    """Return a picture as an infrared camera beside the one that took it would see it."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    bright = (255.0 * (np.arange(256) / 255.0) ** _GAMMA).astype(np.uint8)
    (height, width), (wide, high) = grey.shape, _SIZE_PX
    scale = _LARGER * wide / width
    shift = (wide / 2 - scale * width / 2 + _ASIDE * wide, high / 2 - scale * height / 2)
    to_infrared = np.array([[scale, 0.0, shift[0]], [0.0, scale, shift[1]]])
    seen = cv2.warpAffine(grey, to_infrared, _SIZE_PX, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.LUT(seen, bright), np.uint8)
