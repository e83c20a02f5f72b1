"""The face mathematics that the configuration asks for, put together."""

import os

import torch

from kiosk.config import Config
from kiosk.config_place import naming
from models.calibration import Calibration, load_calibration, shipped_calibration
from models.detector import MtcnnDetector
from models.device import choose_device
from models.encoders.catalogue import load_encoder
from models.pipeline import FacePipeline
from models.siamese import SiameseNetwork
from models.weights import WeightsStore

MIN_FACE_PX = 60  # small enough that somebody far away can be told to come closer
_MOST_THREADS = 4  # one face is too little work for more
_PAIR_FMR = 1e-3  # of the network's own same-or-different; the door uses the operating point


def build_recognition(config: Config) -> tuple[FacePipeline, Calibration]:
    """Load detector, encoder and calibration; takes seconds.

    Raises:
        ModelError: Weights are missing or damaged, the device is not there, or there is no
            calibration for the encoder.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        torch.set_num_threads(network_threads(os.cpu_count() or 1))
    with naming(config, "encoder.device"):
        device = choose_device(config.encoder.device)
    with naming(config, "encoder.name"):
        encoder = load_encoder(config.encoder.name, WeightsStore(config.weights_dir), device)
    calibration = calibration_for(config, encoder.model_id)
    network = SiameseNetwork(encoder, threshold=calibration.threshold_for(_PAIR_FMR))
    detector = MtcnnDetector(device, min_face_px=MIN_FACE_PX)
    return FacePipeline(detector, network, device=device), calibration


def calibration_for(config: Config, model_id: str) -> Calibration:
    """Return the configured calibration, or else the one that comes with Janus.

    Raises:
        ModelError: There is none for this model, or the configured one cannot be used with it.
    """
    file = config.calibration_file
    if file is None:
        with naming(config, "encoder.name"):  # which may be one that none comes with
            return shipped_calibration(model_id)
    with naming(config, "decision.calibration"):
        return load_calibration(file, model_id=model_id)


def network_threads(cores: int) -> int:
    """Return how many threads the networks may use: one core is left to camera and screen.

    PyTorch's threads wait for each other in a busy loop. Where one of them does not get its core,
    all others burn theirs: on two busy cores a frame took ten times as long with two threads as
    with one.
    """
    return min(_MOST_THREADS, max(1, cores - 1))
