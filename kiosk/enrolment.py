"""Enrolment as this kiosk's door needs it."""

from collections.abc import Callable
from datetime import datetime

from db.gallery import Gallery
from enroll.service import EnrolmentService
from kiosk.config import Config
from kiosk.entry.decision import LOOKS
from kiosk.people_data.consent_text import consent_text
from models.calibration import Calibration, operating_point
from models.pipeline import FacePipeline


def enrolment_for(
    config: Config,
    pipeline: FacePipeline,
    gallery: Gallery,
    calibration: Calibration,
    clock_now: Callable[[], datetime],
) -> EnrolmentService:
    """Return an enrolment that warns of everybody whom the door would take for one person.

    Args:
        config: Says how sure the door is.
        pipeline: Finds and embeds the face.
        gallery: Where people are kept.
        calibration: Similarity and FMR of the encoder.
        clock_now: The time of day, aware UTC.

    Raises:
        ModelError: The calibration is of another model than the pipeline.
        KioskError: The operator's consent text cannot be read.
    """

    def door_threshold(people: int) -> float:
        point = operating_point(
            calibration, one_in=config.decision.one_in, gallery_size=people, looks=LOOKS
        )
        return point.threshold

    return EnrolmentService(
        pipeline, gallery, calibration, clock_now, door_threshold, consent_text(config)
    )
