"""What is kept of the camera before a door: frozen records, free of SQLAlchemy."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CameraIdentity:
    """Which camera it is, as far as the operating system or its address tells.

    A text is "" and a number 0 where that is not known.

    Attributes:
        address: Device path, or address of a stream without its login.
        card: The name that the camera gives itself.
        driver: The kernel's driver of it.
        port: Where it is plugged in, e.g. `usb-0000:00:14.0-2`.
        vendor_id: USB vendor, four hexadecimal digits.
        product_id: USB product, four hexadecimal digits.
        serial: USB serial number; many cameras have none.
        formats: Codes of the pixel formats that it offers, sorted, e.g. `MJPG`.
        width_px: Width of the frames that it delivers.
        height_px: Height of the frames.
        on_hardware: Whether it hangs on a bus of this computer; False for one that only a program
            pretends, None where nothing tells.
    """

    address: str
    card: str = ""
    driver: str = ""
    port: str = ""
    vendor_id: str = ""
    product_id: str = ""
    serial: str = ""
    formats: tuple[str, ...] = ()
    width_px: int = 0
    height_px: int = 0
    on_hardware: bool | None = None


@dataclass(frozen=True, slots=True)
class CameraAgreement:
    """That a camera may be the one of a door.

    Attributes:
        id: Counts up; the newest one of a door holds.
        door: The door's name.
        camera: The camera.
        agreed_at: When, aware UTC.
        agreed_by: Who or what agreed, in words.
    """

    id: int
    door: str
    camera: CameraIdentity
    agreed_at: datetime
    agreed_by: str
