"""From light to the picture that arrives: exposure, colour mosaic, noise, compression."""

import cv2
import numpy as np
from numpy.typing import NDArray

from kiosk.scene.presentation.plan import Camera, Light
from models.types import RgbImage

_SPARE_PX = 96  # the grain is larger than the picture, and a new part of it is used each time


class SensorChain:
    """The camera behind its lens; a picture is a pure function of the light and its number.

    Args:
        camera: The camera.
        light: For its exposure and tone curve.
        seed: Chooses the grain.
    """

    def __init__(self, camera: Camera, light: Light, seed: int) -> None:
        self._camera, self._seed = camera, seed
        self._table = _tone_table(light)
        shape = (camera.height_px + _SPARE_PX, camera.width_px + _SPARE_PX)
        grain = np.random.default_rng((seed, 7)).standard_normal(shape, dtype=np.float32)
        self._grain = np.rint(grain * camera.noise_sigma).astype(np.int16)

    def take(self, picture: RgbImage, index: int) -> RgbImage:
        """Return what arrives of a picture, (height, width, 3) uint8 RGB.

        Args:
            picture: What falls on the sensor, of the camera's size.
            index: Number of the picture; chooses its grain.
        """
        lit = cv2.LUT(picture, self._table)
        raw = np.empty(lit.shape[:2], np.uint8)
        # A sensor has one colour at each pixel: red green over green blue.
        raw[0::2, 0::2], raw[1::2, 1::2] = lit[0::2, 0::2, 0], lit[1::2, 1::2, 2]
        raw[0::2, 1::2], raw[1::2, 0::2] = lit[0::2, 1::2, 1], lit[1::2, 0::2, 1]
        left, top = np.random.default_rng((self._seed, index)).integers(0, _SPARE_PX, 2)
        height, width = raw.shape
        grainy = cv2.add(raw, self._grain[top : top + height, left : left + width], dtype=cv2.CV_8U)
        seen = np.asarray(cv2.cvtColor(grainy, cv2.COLOR_BAYER_RGGB2RGB_EA), dtype=np.uint8)
        quality = self._camera.jpeg_quality
        return seen if quality is None else compressed(seen, quality)


def compressed(picture: RgbImage, quality: int) -> RgbImage:
    """Return a picture after a trip through JPEG.

    Args:
        picture: (height, width, 3) uint8 RGB.
        quality: 1..100.
    """
    _, data = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), dtype=np.uint8)


def _tone_table(light: Light) -> NDArray[np.uint8]:
    """Return (1, 256, 3): what becomes of each value of each channel."""
    gains = light.gain * np.array([1.0 + 0.08 * light.warmth, 1.0, 1.0 - 0.10 * light.warmth])
    values = 255.0 * (np.arange(256)[:, None] / 255.0) ** light.gamma * gains
    # Near white a camera bends its curve, so that lit skin does not tear out.
    bent = np.where(values > 200.0, 200.0 + 55.0 * np.tanh((values - 200.0) / 55.0), values)
    return np.rint(np.clip(4.0 + bent * (251.0 / 255.0), 0.0, 255.0)).astype(np.uint8)[None]
