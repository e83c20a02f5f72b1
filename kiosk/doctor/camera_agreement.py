"""Looks whether the camera that is there is the one that the door was given."""

from db.camera_records import CameraIdentity
from db.cameras import CameraStore
from db.engine import Database
from kiosk.camera.binding import refusal_of
from kiosk.camera.identity import title
from kiosk.config import Config
from kiosk.doctor.findings import Finding, Health

_PART = "agreement"


def agreement(config: Config, camera: CameraIdentity, database: Database | None) -> Finding:
    """Return whether the door would take the frames of a camera.

    Args:
        config: Names the door.
        camera: The camera as it is now.
        database: Where agreements are kept; None where there is none yet.
    """
    held = CameraStore(database).newest(config.door.name) if database else None
    refusal = refusal_of(
        camera, held.camera if held else None, must_be_infrared=config.camera.must_be_infrared
    )
    if refusal is not None:
        error = refusal.error()
        return Finding(_PART, Health.WRONG, error.problem, error.remedy)
    if held is None:
        found = f"{title(camera)} is bound to {config.door.name} at the first start"
        return Finding(_PART, Health.OK, found)
    found = f"{title(camera)}, agreed on {held.agreed_at:%Y-%m-%d} by {held.agreed_by}"
    return Finding(_PART, Health.OK, found)
