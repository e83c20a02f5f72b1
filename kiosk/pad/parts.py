"""The liveness part of a door, put together as the operator has configured it."""

import functools

from kiosk.app import DETECT_EVERY
from kiosk.config import Config
from kiosk.config_place import naming
from kiosk.errors import KioskError
from kiosk.pad.through_liveness import LivenessPart
from kiosk.proof_rules import proof_rules, unseen
from kiosk.recognition import MIN_FACE_PX
from models.detector import MtcnnDetector
from models.device import choose_device
from models.quality import DOOR_LIMITS, assess
from models.tracker import FaceTracker


def detector_of(config: Config) -> MtcnnDetector:
    """Return the door's detector; takes a second.

    Raises:
        ModelError: The device is not there.
    """
    with naming(config, "encoder.device"):
        return MtcnnDetector(choose_device(config.encoder.device), min_face_px=MIN_FACE_PX)


def liveness_part(config: Config) -> LivenessPart:
    """Return what every presentation passes; takes a second.

    Raises:
        ModelError: The device is not there.
        KioskError: The operator has switched the check off.
    """
    rules = proof_rules(config)
    if rules is None:
        raise KioskError(
            "This kiosk does not ask whether a living head is there: there is nothing to measure.",
            "Set `required = true` under [liveness] in janus.toml.",
        )
    detector = detector_of(config)
    return LivenessPart(
        tracker=FaceTracker(detector, detect_every=DETECT_EVERY),
        assess=functools.partial(assess, limits=DOOR_LIMITS),
        near_share=config.decision.near_share,
        rules=rules,
        unseen=unseen(config, choose_device(config.encoder.device), detector.detect),
    )
