"""What a visitor sees."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from kiosk.entry import sentences
from kiosk.entry.view import EntryState, FaceMark, FramedFace
from kiosk.ui.entry_layout import arrange
from kiosk.ui.entry_screen import BANNER, EntryScreen
from kiosk.ui.face_view import to_qimage
from kiosk.ui.fitted_text import Paragraph
from kiosk.ui.message_panel import SENTENCE_WANTED_PX
from kiosk.ui.style import STATE_STYLES
from models.types import Box
from tests.test_ui.fakes import FACE_BOX, NOON, camera_image, framed, make_view

_SIZES = [(1280, 720), (1920, 1080), (3840, 2160), (800, 1280), (1080, 1920), (1024, 768)]
_SENTENCES = [
    sentences.IDLE.sentence,
    sentences.LOOK.sentence,
    sentences.COME_CLOSER.sentence,
    sentences.ONE_AT_A_TIME.sentence,
    sentences.CHECKING.sentence,
    "Welcome, Ada",
    "Not recognised, please ask reception",
    "Out of service, please ask reception",
]


@pytest.fixture
def screen(qtbot: QtBot) -> EntryScreen:
    made = EntryScreen()
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    made.show()  # a hidden widget hears of its size only when it is shown
    return made


def _picture(screen: EntryScreen) -> QImage:
    return screen.grab().toImage()


@pytest.mark.parametrize("state", list(EntryState))
def test_each_state_has_its_ground_and_its_words(screen: EntryScreen, state: EntryState) -> None:
    screen.show_view(make_view(state, "Please look", "Here", frame=camera_image()))
    assert screen.state is state
    assert screen.accessibleName() == "Please look Here"
    corner = _picture(screen).pixelColor(2, 2)
    wanted = QColor(STATE_STYLES[state].top)
    assert abs(corner.lightness() - wanted.lightness()) <= 3
    assert abs(corner.red() - wanted.red()) <= 3


@pytest.mark.parametrize("sentence", _SENTENCES)
def test_the_sentence_can_be_read_from_two_metres(screen: EntryScreen, sentence: str) -> None:
    screen.show_view(make_view(EntryState.LOOK, sentence, "To try again, step away for a moment."))
    assert screen.message.sentence_px >= SENTENCE_WANTED_PX


def test_the_sentence_scales_with_the_window(screen: EntryScreen) -> None:
    screen.show_view(make_view(EntryState.WELCOME, "Welcome, Ada"))
    full = screen.message.sentence_px
    screen.resize(960, 540)
    _picture(screen)
    assert screen.message.sentence_px == pytest.approx(full / 2, abs=1)


@pytest.mark.parametrize(
    "name",
    [
        "Ada",
        "Hubert Blaine Wolfeschlegelsteinhausenbergerdorff Senior of Philadelphia",
        "W" * 100,
        "شيرين عبادي",
    ],
)
@pytest.mark.parametrize("size", _SIZES)
def test_a_name_is_drawn_whole_within_its_place(
    screen: EntryScreen, name: str, size: tuple[int, int]
) -> None:
    screen.resize(*size)
    screen.show_view(make_view(EntryState.WELCOME, f"Welcome, {name}", "The door is open."))
    below_the_bar = QRectF(screen.rect()).adjusted(0, size[1] * 0.12, 0, 0)
    ink = _inked(_picture(screen), below_the_bar)
    # Letters that were cut would reach the very edge of the panel, or stand outside it.
    assert screen.message.geometry().adjusted(2, 2, -2, -2).contains(ink)


def _inked(picture: QImage, area: QRectF) -> QRect:
    """Return the rectangle that holds every nearly white pixel of `area`: the letters."""
    whole = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(whole.constBits(), np.uint8).reshape(whole.height(), -1)
    pixels = rows[:, : 3 * whole.width()].reshape(whole.height(), whole.width(), 3)
    box = area.toRect()
    white = (pixels[box.top() : box.bottom(), box.left() : box.right()] > 235).all(axis=2)
    ys, xs = np.nonzero(white)
    assert len(xs), "no letters were drawn"
    return QRect(
        int(xs.min()) + box.left(), int(ys.min()) + box.top(), int(np.ptp(xs)), int(np.ptp(ys))
    )


def test_the_smallest_window_still_holds_the_banner(screen: EntryScreen) -> None:
    least = screen.minimumSize()
    layout = arrange(least.width(), least.height())
    text = Paragraph(BANNER).fit(
        QSizeF(least.width(), layout.banner.height()),
        largest_px=round(28 * layout.unit),
        wanted_px=round(14 * layout.unit),
    )
    assert text.layout.lineCount() == 1
    assert text.size_px == round(28 * layout.unit)
    assert text.height_px <= layout.banner.height()


@pytest.mark.parametrize("size", _SIZES)
def test_nothing_overlaps(size: tuple[int, int]) -> None:
    layout = arrange(*size)
    parts = [layout.top_bar, layout.picture, layout.message, layout.banner, layout.admin]
    window = QRectF(0, 0, *size)
    for number, part in enumerate(parts):
        assert window.contains(part)
        for other in parts[number + 1 :]:
            assert not part.adjusted(1, 1, -1, -1).intersects(other)


def test_the_picture_is_a_mirror_and_the_frame_moves_with_it(screen: EntryScreen) -> None:
    image = np.zeros((720, 1280, 3), np.uint8)
    image[:, :640] = (255, 0, 0)
    left = FramedFace(Box(100, 200, 300, 450), FaceMark.CHOSEN)
    screen.show_view(make_view(EntryState.LOOK, "Please look", frame=image, faces=[left]))
    area = screen.face_view.picture_area()
    assert screen.face_view.frame_area(left.box).left() > area.center().x()
    grabbed = screen.face_view.grab().toImage()
    assert grabbed.pixelColor(int(area.right() - 40), int(area.center().y())).red() > 200
    assert grabbed.pixelColor(int(area.left() + 40), int(area.center().y())).red() < 50


def test_the_chosen_face_is_framed_in_the_colour_of_the_state(screen: EntryScreen) -> None:
    view = make_view(EntryState.WELCOME, "Welcome", frame=camera_image(), faces=[framed()])
    screen.show_view(view)
    frame = screen.face_view.frame_area(FACE_BOX)
    middle_of_bend = frame.topLeft().toPoint()
    accent = QColor(STATE_STYLES[EntryState.WELCOME].accent)
    grabbed = screen.face_view.grab().toImage()
    near = [
        grabbed.pixelColor(middle_of_bend.x() + dx, middle_of_bend.y() + dy)
        for dx in range(30)
        for dy in range(30)
    ]
    assert any(abs(c.red() - accent.red()) + abs(c.green() - accent.green()) < 12 for c in near)


def test_a_missing_picture_shows_that_the_camera_is_away(screen: EntryScreen) -> None:
    screen.show_view(make_view(frame=camera_image()))
    assert screen.face_view.picture is not None
    screen.show_view(make_view(EntryState.OUT_OF_SERVICE, "Out of service"))
    assert screen.face_view.picture is None


def test_the_lock_and_the_banner_are_shown(screen: EntryScreen) -> None:
    def bar(**changes: bool) -> QImage:
        screen.show_view(make_view(EntryState.WELCOME, "Welcome", **changes))
        return _picture(screen)

    locked, unlocked = bar(unlocked=False), bar(unlocked=True)
    layout = arrange(1920, 1080)
    assert locked.copy(layout.top_bar.toRect()) != unlocked.copy(layout.top_bar.toRect())
    real = bar(simulated=False).copy(layout.banner.toRect())
    assert real != bar(simulated=True).copy(layout.banner.toRect())


def test_it_asks_to_close_a_door_that_stands_open(screen: EntryScreen) -> None:
    banner = arrange(1920, 1080).banner.toRect()

    def shown(*, simulated: bool, must_be_closed: bool) -> QImage:
        view = make_view(simulated=simulated)
        screen.show_view(replace(view, must_be_closed=must_be_closed))
        return _picture(screen).copy(banner)

    asks = shown(simulated=False, must_be_closed=True)
    assert asks != shown(simulated=False, must_be_closed=False)
    assert asks == shown(simulated=True, must_be_closed=True), "it matters more than the other"


def test_the_clock_goes_with_the_view(screen: EntryScreen) -> None:
    bar = arrange(1920, 1080).top_bar.toRect()
    screen.show_view(make_view())
    before = _picture(screen).copy(bar)
    screen.show_view(make_view(now=NOON + timedelta(minutes=1)))
    assert _picture(screen).copy(bar) != before


def test_the_ring_turns_while_checking(screen: EntryScreen) -> None:
    def panel(seconds: float) -> QImage:
        now = NOON + timedelta(seconds=seconds)
        screen.show_view(make_view(EntryState.CHECKING, "One moment, please", now=now))
        return screen.message.grab().toImage()

    assert panel(0.0) != panel(0.4)


def test_starting_and_failed_are_shown_without_any_view(screen: EntryScreen) -> None:
    assert screen.state is EntryState.STARTING
    screen.show_out_of_service("Out of service", "The weights are missing. Install them.")
    assert screen.state is EntryState.OUT_OF_SERVICE
    assert "Install them" in screen.accessibleName()


def test_a_qt_picture_outlives_its_array() -> None:
    image = np.full((40, 60, 3), (10, 200, 30), np.uint8)
    made = to_qimage(image)
    image[:] = 0
    del image
    assert made.pixelColor(59, 39) == QColor(10, 200, 30)


def test_a_picture_that_is_a_slice_of_another_is_drawn_right() -> None:
    whole = np.zeros((40, 60, 3), np.uint8)
    whole[10:20, 10:20] = (255, 0, 0)
    assert to_qimage(whole[10:20, 10:20]).pixelColor(5, 5) == QColor(255, 0, 0)


def test_a_grey_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="must be"):
        to_qimage(np.zeros((40, 60), np.uint8))
