"""What a visitor sees who is asked for a movement: an arrow first, then one sentence."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from kiosk.entry import sentences
from kiosk.entry.steady import Steady
from kiosk.entry.view import EntryState, EntryView
from kiosk.ui.entry_screen import EntryScreen
from kiosk.ui.message_panel import SENTENCE_WANTED_PX
from kiosk.ui.style import STATE_STYLES
from models.liveness.step import Step
from tests.test_ui.fakes import camera_image, make_view

_SIZES = [(1280, 720), (1920, 1080), (480, 800), (1080, 1920), (640, 360)]


@pytest.fixture
def screen(qtbot: QtBot) -> EntryScreen:
    made = EntryScreen()
    qtbot.addWidget(made)
    made.setMinimumSize(1, 1)
    made.resize(1280, 720)
    made.show()
    return made


def _asking(step: Step, *, sentence: str | None = None, detail: str = "") -> EntryView:
    words = sentences.asked(step)
    said = words.sentence if sentence is None else sentence
    return make_view(words.state, said, detail, frame=camera_image(), asks=words.asks)


def _lit(screen: EntryScreen, colour: str) -> NDArray[np.bool_]:
    """Return (height, width): where the message shows a colour."""
    image = screen.grab(screen.message.geometry()).toImage()
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(bytes(image.constBits()), np.uint8).reshape(image.height(), -1)
    pixels = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return np.asarray((np.abs(pixels.astype(int) - wanted) < 24).all(axis=2))


@pytest.mark.parametrize("size", _SIZES)
@pytest.mark.parametrize("step", list(Step))
def test_the_arrow_is_large_and_nothing_is_cut_off(
    screen: EntryScreen, step: Step, size: tuple[int, int]
) -> None:
    screen.resize(*size)
    screen.show_view(_asking(step))
    look = STATE_STYLES[EntryState.CHALLENGE]
    disc = np.argwhere(_lit(screen, look.accent))
    (top, left), (bottom, right) = disc.min(axis=0), disc.max(axis=0)
    assert abs((bottom - top) - (right - left)) <= 2  # whole: a circle, not a slice of one
    assert bottom - top >= 0.24 * min(size)
    words = np.argwhere(_lit(screen, look.text))
    assert words[:, 0].min() > bottom
    assert words[:, 0].max() < screen.message.height() - 1
    assert words[:, 1].max() < screen.message.width() - 1


def test_each_movement_has_its_own_arrow_and_it_points_there(screen: EntryScreen) -> None:
    ink = STATE_STYLES[EntryState.CHALLENGE].on_accent
    shapes = {}
    for step in Step:
        screen.show_view(_asking(step))
        shapes[step] = _lit(screen, ink)
    assert len({shape.tobytes() for shape in shapes.values()}) == len(Step)

    def leaning(step: Step) -> tuple[float, float]:
        """Return how far the ink lies right of, and below, the middle of its extent."""
        where = np.argwhere(shapes[step])
        middle = (where.min(axis=0) + where.max(axis=0)) / 2
        down, right = where.mean(axis=0) - middle
        return float(right), float(down)

    assert leaning(Step.LEFT)[0] < -1  # the head of an arrow is the heavier end
    assert leaning(Step.RIGHT)[0] > 1
    assert leaning(Step.UP)[1] < -1
    assert np.hypot(*leaning(Step.CLOSER)) < 1


@pytest.mark.parametrize("step", list(Step))
def test_the_sentence_can_be_read_from_two_metres(screen: EntryScreen, step: Step) -> None:
    screen.resize(1920, 1080)
    screen.show_view(_asking(step))
    assert screen.message.sentence_px >= SENTENCE_WANTED_PX
    assert screen.accessibleName() == sentences.asked(step).sentence


@pytest.mark.parametrize("size", _SIZES)
def test_empty_and_long_words_fit_below_the_arrow(
    screen: EntryScreen, size: tuple[int, int]
) -> None:
    screen.resize(*size)
    look = STATE_STYLES[EntryState.CHALLENGE]
    screen.show_view(_asking(Step.UP, sentence=""))
    assert not _lit(screen, look.text).any()
    long = "Please turn your head slowly and as far as it is pleasant to the left"
    screen.show_view(_asking(Step.LEFT, sentence=long, detail="There is no hurry about it. " * 3))
    words = np.argwhere(_lit(screen, look.text))
    assert words[:, 0].min() > np.argwhere(_lit(screen, look.accent))[:, 0].max()
    assert words[:, 0].max() < screen.message.height() - 1


def test_the_arrow_goes_with_the_ask(screen: EntryScreen) -> None:
    accent = STATE_STYLES[EntryState.CHALLENGE].accent
    screen.show_view(_asking(Step.LEFT))
    asking = int(_lit(screen, accent).sum())
    screen.show_view(make_view(EntryState.CHALLENGE, "Please wait", frame=camera_image()))
    assert int(_lit(screen, accent).sum()) < asking / 2


def test_an_ask_is_shown_at_once() -> None:
    steady = Steady()
    steady.settle(sentences.LOOK, 1.0)
    for at_s, step in ((1.01, Step.LEFT), (1.02, Step.UP)):
        assert steady.settle(sentences.asked(step), at_s) == sentences.asked(step)
