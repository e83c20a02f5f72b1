"""Where everything stands on the door-entry screen, for any window: pure geometry."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt

LEAST_TOUCH_PX = 40  # of a button in a small window: a finger does not shrink with it


@dataclass(frozen=True, slots=True)
class EntryLayout:
    """The parts of the screen, pixels.

    Attributes:
        unit: Pixels of this window for one pixel of the 1920 x 1080 (or 1080 x 1920) design.
        top_bar: Door name, lock and clock.
        picture: Room for the live picture.
        message: Icon, sentence and second line.
        message_align: How the message is aligned.
        banner: The simulated-door banner.
        admin: The button to the admin area.
        pin: The button that shows the keypad.
    """

    unit: float
    top_bar: QRectF
    picture: QRectF
    message: QRectF
    message_align: Qt.AlignmentFlag
    banner: QRectF
    admin: QRectF
    pin: QRectF


def arrange(width_px: int, height_px: int) -> EntryLayout:
    """Lay the screen out: picture beside the message, or above it on an upright screen."""
    upright = height_px > width_px
    across, down = (1080, 1760) if upright else (1920, 1080)
    unit = min(width_px / across, height_px / down)
    margin = 64 * unit
    inner = QRectF(0, 0, width_px, height_px).adjusted(margin, margin * 0.7, -margin, -margin * 0.7)

    top_bar = QRectF(inner.left(), inner.top(), inner.width(), 72 * unit)
    foot = QRectF(inner.left(), inner.bottom() - 56 * unit, inner.width(), 56 * unit)
    touch_px = max(foot.height(), LEAST_TOUCH_PX)  # reaches into the margins around the foot
    admin = QRectF(foot.right() - touch_px, foot.center().y() - touch_px / 2, touch_px, touch_px)
    pin_px = max(240 * unit, 2.6 * touch_px)
    pin = QRectF(admin.left() - 24 * unit - pin_px, admin.top(), pin_px, touch_px)
    banner = QRectF(foot.left(), foot.top(), pin.left() - 24 * unit - foot.left(), foot.height())
    body = QRectF(inner.left(), top_bar.bottom(), inner.width(), foot.top() - top_bar.bottom())
    body.adjust(0, 36 * unit, 0, -36 * unit)

    if upright:
        share = body.height() * 0.5
        picture = QRectF(body.left(), body.top(), body.width(), share)
        message = body.adjusted(0, share + 40 * unit, 0, 0)
        align = Qt.AlignmentFlag.AlignHCenter
    else:
        share = body.width() * 0.58
        picture = QRectF(body.left(), body.top(), share, body.height())
        message = body.adjusted(share + 72 * unit, 0, 0, 0)
        align = Qt.AlignmentFlag.AlignLeft
    return EntryLayout(unit, top_bar, picture, message, align, banner, admin, pin)
