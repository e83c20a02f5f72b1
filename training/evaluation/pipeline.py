"""The parts that the door uses, put together for measuring."""

from pathlib import Path

from models.detector import MtcnnDetector
from models.device import choose_device
from models.encoders.catalogue import load_encoder
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.weights import WeightsStore

# Faces of an archive are smaller than those at a door.
MIN_FACE_PX = 40


def measuring_pipeline(encoder: str, weights_dir: Path, device: str = "auto") -> FacePipeline:
    """Load detector, alignment and Siamese network; takes seconds.

    Args:
        encoder: Its name in the catalogue, e.g. `resnet29`.
        weights_dir: Where installed weights lie.
        device: `auto`, `cpu` or `cuda`.

    Raises:
        ModelError: There is no such encoder, its weights are missing, or the device is not there.
    """
    chosen = choose_device(device)
    # The threshold is what is being measured: it plays no part in embedding.
    network = SiameseNetwork(
        load_encoder(encoder, WeightsStore(weights_dir), chosen), threshold=1.0
    )
    return FacePipeline(MtcnnDetector(chosen, min_face_px=MIN_FACE_PX), network, device=chosen)
