"""The face mathematics that the configuration asks for, put together."""

from kiosk.config import Config
from models.calibration import Calibration, shipped_calibration
from models.detector import MtcnnDetector
from models.device import choose_device
from models.encoders.catalogue import load_encoder
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.weights import WeightsStore

MIN_FACE_PX = 60  # small enough that somebody far away can be told to come closer
_PAIR_FMR = 1e-3  # of the network's own same-or-different; the door uses the operating point


def build_recognition(config: Config) -> tuple[FacePipeline, Calibration]:
    """Load detector, encoder and calibration; takes seconds.

    Raises:
        ModelError: Weights are missing or damaged, the device is not there, or there is no
            calibration for the encoder.
    """
    device = choose_device(config.encoder.device)
    encoder = load_encoder(config.encoder.name, WeightsStore(config.weights_dir), device)
    calibration = shipped_calibration(encoder.model_id)
    network = SiameseNetwork(encoder, threshold=calibration.threshold_for(_PAIR_FMR))
    detector = MtcnnDetector(device, min_face_px=MIN_FACE_PX)
    return FacePipeline(detector, network, device=device), calibration
