"""The two people of the scene: public-domain portraits that two of our libraries ship.

The landmarks were measured once with MTCNN (facenet-pytorch 2.5.3, min_face_size 40) and the
outlines once with GrabCut, corrected by hand; kept as constants they start at once, need no torch,
and never differ between computers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import KioskError
from kiosk.scene.outlines import EILEEN_OUTLINE, GRACE_OUTLINE
from models.types import Landmarks, RgbImage

GRACE_HOPPER = "Grace Hopper"
EILEEN_COLLINS = "Eileen Collins"


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A photo of one person, and what must be known to make a figure of it.

    Lengths named `_ed` are in eye distances of the photo, from the middle between the eyes, y down.

    Attributes:
        name: Who it is.
        image: (height, width, 3) uint8 RGB.
        landmarks: (5, 2) float32 pixels: eyes, nose, corners of the mouth.
        outline: (N, 2) int32 pixels: where the person ends and the photo's backdrop begins.
        head_centre_ed: Middle of the head with its hair or hat, (x, y).
        head_radii_ed: Half its width and half its height.
        hip_m: Half the width of the hips in the clothes of the photo, metres.
        legs_rgb: Colour of the clothes far below the photo's lower edge.
    """

    name: str
    image: RgbImage
    landmarks: Landmarks
    outline: NDArray[np.int32]
    head_centre_ed: tuple[float, float]
    head_radii_ed: tuple[float, float]
    hip_m: float
    legs_rgb: tuple[int, int, int]

    @property
    def eye_distance_px(self) -> float:
        """Distance between the eyes, pixels of the photo."""
        return float(np.linalg.norm(self.landmarks[1] - self.landmarks[0]))

    @property
    def origin_px(self) -> tuple[float, float]:
        """The middle between the eyes, (x, y) pixels of the photo."""
        x, y = self.landmarks[:2].mean(axis=0)
        return float(x), float(y)


def load_portrait(name: str) -> Portrait:
    """Return the portrait of one of the scene's people.

    Raises:
        KioskError: There is nobody of that name, or a library no longer ships that photo.
    """
    if name not in _PORTRAITS:
        raise KioskError(
            f"The scene has nobody called {name}.", f"Its people are {' and '.join(_PORTRAITS)}."
        )
    return _PORTRAITS[name]()


def sample_photos() -> Mapping[str, RgbImage]:
    """Return each person's portrait by name, as a photo to enrol from.

    Raises:
        KioskError: A library no longer ships its photo.
    """
    return MappingProxyType({name: load_portrait(name).image for name in _PORTRAITS})


def _grace() -> Portrait:
    return Portrait(
        name=GRACE_HOPPER,
        image=_read("matplotlib", "mpl-data/sample_data/grace_hopper.jpg", (512, 600)),
        landmarks=np.array(
            [[220.3, 189.9], [308.5, 187.1], [269.2, 238.9], [230.4, 282.6], [306.8, 279.6]],
            dtype=np.float32,
        ),
        outline=GRACE_OUTLINE,
        head_centre_ed=(0.0, -0.10),
        head_radii_ed=(1.30, 1.80),
        hip_m=0.165,
        legs_rgb=(17, 17, 25),
    )


def _eileen() -> Portrait:
    return Portrait(
        name=EILEEN_COLLINS,
        image=_read("skimage", "data/astronaut.png", (512, 512)),
        landmarks=np.array(
            [[205.4, 101.5], [246.9, 103.1], [225.1, 129.2], [201.2, 139.6], [245.1, 141.1]],
            dtype=np.float32,
        ),
        outline=EILEEN_OUTLINE,
        head_centre_ed=(0.0, 0.0),
        head_radii_ed=(1.80, 2.05),
        hip_m=0.225,
        legs_rgb=(196, 74, 44),
    )


def _read(package: str, path: str, size_px: tuple[int, int]) -> RgbImage:
    """Return a photo out of an installed package, which is not imported for it.

    Raises:
        KioskError: It is not there, or not of the size for which the constants were measured.
    """
    spec = find_spec(package)
    folders = () if spec is None else spec.submodule_search_locations or ()
    file = next((f for folder in folders if (f := Path(folder) / path).is_file()), None)
    if file is not None:
        image = cv2.imdecode(np.fromfile(file, np.uint8), cv2.IMREAD_COLOR_RGB)
        if image is not None and image.shape[1::-1] == size_px:
            return np.asarray(image, dtype=np.uint8)
    raise KioskError(
        f"The scene needs the portrait {Path(path).name} of the package {package}.",
        f"Install {package} again, or choose another camera than the scene.",
    )


_PORTRAITS: Mapping[str, Callable[[], Portrait]] = MappingProxyType(
    {GRACE_HOPPER: _grace, EILEEN_COLLINS: _eileen}
)
