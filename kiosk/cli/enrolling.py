"""What enrolling one person and many have in common."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from enroll.errors import EnrollError, LookAlikeError
from kiosk.cli.context import open_database
from kiosk.clock import SystemClock
from kiosk.config import Config

if TYPE_CHECKING:
    from enroll.service import EnrolmentService
    from models.pipeline import FacePipeline


@dataclasses.dataclass(frozen=True, slots=True)
class Terms:
    """On what terms people are enrolled."""

    valid_from: datetime | None
    valid_until: datetime | None
    accept_look_alike: bool
    has_agreed: bool


def advised(error: EnrollError, preview: str) -> EnrollError:
    """Return a refusal with the options that help against it."""
    if not isinstance(error, LookAlikeError):
        return error
    return EnrollError(
        error.problem,
        f"{preview} shows both photos side by side. If they are two people, add "
        "--accept-look-alike; if not, the person is enrolled already.",
    )


def is_same(one: Path, other: Path) -> bool:
    """Return whether two paths lead to one file or folder that is there."""
    return one.exists() and other.exists() and one.samefile(other)


@contextlib.contextmanager
def open_enrolment(
    config: Config, *, may_be_new: bool = True
) -> Iterator[tuple[EnrolmentService, FacePipeline]]:
    """Open the gallery and load the encoder; takes seconds.

    Args:
        config: The configuration.
        may_be_new: Make a gallery where there is none.

    Raises:
        ModelError: Weights are missing, or the device is not there.
        StoreError: The database cannot be opened.
        KioskError: The configuration is wrong.
    """
    from db.gallery import Gallery
    from kiosk.enrolment import enrolment_for
    from kiosk.recognition import build_recognition
    from kiosk.templates import renew_templates

    pipeline, calibration = build_recognition(config)
    with open_database(config, may_be_new=may_be_new) as database:
        gallery = Gallery(database)
        # Look-alikes are found among templates of the encoder in use: all must be there.
        renew_templates(gallery, pipeline)
        service = enrolment_for(config, pipeline, gallery, calibration, SystemClock().now)
        yield service, pipeline
