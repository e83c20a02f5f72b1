"""Looks at whether what a door wants beside a face is there at all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kiosk.config import Config
from kiosk.doctor.findings import Finding, Health
from kiosk.entry.decision import LOOKS
from kiosk.errors import KioskError
from kiosk.tally import counted

if TYPE_CHECKING:
    from db.engine import Database
    from models.calibration import Calibration

_PART = "second factor"


def factors(
    config: Config, database: "Database | None", calibration: "Calibration", people: int
) -> Iterator[Finding]:
    """Say what opens the door, and who could not use it.

    Args:
        config: What the operator set.
        database: What is there; None for none yet.
        calibration: Of the encoder in use.
        people: How many are enrolled.
    """
    opens_by, step_up = config.door.opens_by, config.decision.step_up_one_in
    yield Finding(_PART, Health.OK, f"the door opens by {opens_by}")
    if step_up:
        yield _step_up(calibration, step_up, people)
    if database is not None and (step_up or opens_by in {"face+pin", "face or pin"}):
        yield _pins(database)
    if opens_by == "face or badge":
        yield _badges(config)


def _step_up(calibration: "Calibration", one_in: int, people: int) -> Finding:
    from models.calibration import operating_point

    point = operating_point(calibration, one_in=one_in, gallery_size=people, looks=LOOKS)
    if point.kept:
        found = f"whoever is less clear than one stranger in {one_in:,} is asked for the PIN"
        return Finding(_PART, Health.OK, found)
    found = f"decision.step_up_one_in = {one_in:,} cannot be told apart with {people:,} enrolled"
    return Finding(_PART, Health.WARN, found, "Set it lower, or calibrate on more people.")


def _pins(database: "Database") -> Finding:
    from db.pins import PinStore

    without = PinStore(database).people_without()
    if without == 0:
        return Finding(_PART, Health.OK, "everybody who may enter has a PIN")
    found = f"{counted(without, 'person', 'people')} who may enter have no PIN"
    return Finding(_PART, Health.WARN, found, "Set it with `janus people pin PERSON`.")


def _badges(config: Config) -> Finding:
    from kiosk.factors.badge_key import PUBLIC_NAME, checking_key

    try:
        checking_key(config.data_dir)
    except KioskError as error:
        return Finding(_PART, Health.WARN, error.problem, error.remedy)
    return Finding(_PART, Health.OK, f"badges are checked with {PUBLIC_NAME}")
