"""Which camera each door was given, and when: agreements are added, never changed."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db import audit
from db.audit import AdminAction
from db.camera_records import CameraAgreement, CameraIdentity
from db.engine import Database
from db.tables import CameraAgreementRow

_BETWEEN = ","  # no code of a pixel format holds one, see `kiosk/camera/v4l2.py`


class CameraStore:
    """The agreements about cameras.

    Args:
        database: Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, door: str) -> CameraAgreement | None:
        """Return the agreement that holds for a door; None where there is none yet.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            return _newest(session, door)

    def history(self, door: str) -> tuple[CameraAgreement, ...]:
        """Return all agreements of a door, the newest first.

        Raises:
            StoreError: The database cannot be read.
        """
        with self._database.reading() as session:
            return tuple(map(_record, session.scalars(_of(door))))

    def add(self, door: str, camera: CameraIdentity, at: datetime, by: str) -> CameraAgreement:
        """Add an agreement, which holds from now on.

        Raises:
            StoreError: The database cannot be written; then nothing was.
        """
        with self._database.writing() as session:
            return _added(session, door, camera, at, by)

    def add_first(
        self, door: str, camera: CameraIdentity, at: datetime, by: str
    ) -> CameraAgreement:
        """Add an agreement where the door has none; return the one that holds.

        Raises:
            StoreError: The database cannot be read or written.
        """
        with self._database.writing() as session:
            return _newest(session, door) or _added(session, door, camera, at, by)


def _of(door: str) -> Select[CameraAgreementRow]:
    return (
        select(CameraAgreementRow)
        .where(CameraAgreementRow.door == door)
        .order_by(CameraAgreementRow.id.desc())
    )


def _newest(session: Session, door: str) -> CameraAgreement | None:
    row = session.scalars(_of(door).limit(1)).one_or_none()
    return None if row is None else _record(row)


def _added(
    session: Session, door: str, camera: CameraIdentity, at: datetime, by: str
) -> CameraAgreement:
    before = _newest(session, door)
    columns = {**asdict(camera), "formats": _BETWEEN.join(camera.formats)}
    row = CameraAgreementRow(door=door, agreed_at=at, agreed_by=by, **columns)
    session.add(row)
    session.flush()
    told = {} if before is None else _told(before.camera)
    action = AdminAction(at, by, "camera agreed", f"door:{door}", told, _told(camera))
    audit.record(session, action)
    return _record(row)


def _told(camera: CameraIdentity) -> dict[str, str]:
    """Return which camera it is, as an act tells it."""
    return {"address": camera.address, "card": camera.card, "serial": camera.serial}


def _record(row: CameraAgreementRow) -> CameraAgreement:
    camera = CameraIdentity(
        address=row.address,
        card=row.card,
        driver=row.driver,
        port=row.port,
        vendor_id=row.vendor_id,
        product_id=row.product_id,
        serial=row.serial,
        formats=tuple(filter(None, row.formats.split(_BETWEEN))),
        width_px=row.width_px,
        height_px=row.height_px,
        on_hardware=row.on_hardware,
    )
    return CameraAgreement(row.id, row.door, camera, row.agreed_at, row.agreed_by)
