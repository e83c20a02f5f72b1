"""What is heard of a decision."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.records import Outcome
from kiosk.ui.sounds import DecisionSound
from tests.test_ui.fakes import make_event, make_view


class _Ear:
    def __init__(self, *, enabled: bool = True) -> None:
        self.beeps = 0
        self.sound = DecisionSound(enabled=enabled, beep=self._beep)

    def _beep(self) -> None:
        self.beeps += 1

    def decide(self, outcome: Outcome) -> None:
        self.sound.hear(make_view(event=make_event(1, outcome=outcome)))


@pytest.fixture
def ear(qapp: QApplication) -> _Ear:
    return _Ear()


def test_granted_is_one_beep(ear: _Ear, qtbot: QtBot) -> None:
    ear.sound.hear(make_view())
    assert ear.beeps == 0  # no decision
    ear.decide(Outcome.GRANTED)
    assert ear.beeps == 1
    assert not ear.sound._second.isActive()


def test_denied_is_two_beeps_with_a_pause(ear: _Ear, qtbot: QtBot) -> None:
    ear.decide(Outcome.DENIED)
    assert ear.beeps == 1
    qtbot.waitUntil(lambda: ear.beeps == 2)
    assert not ear.sound._second.isActive()


def test_a_grant_just_after_is_not_taken_for_a_refusal(ear: _Ear) -> None:
    ear.decide(Outcome.DENIED)
    ear.decide(Outcome.GRANTED)
    assert ear.beeps == 2
    assert not ear.sound._second.isActive()


def test_nothing_sounds_after_closing_or_where_it_is_off(ear: _Ear) -> None:
    ear.decide(Outcome.DENIED)
    ear.sound.close()
    assert not ear.sound._second.isActive()
    silent = _Ear(enabled=False)
    silent.decide(Outcome.DENIED)
    assert silent.beeps == 0


def test_a_door_that_stands_open_is_heard_until_it_is_closed(ear: _Ear, qtbot: QtBot) -> None:
    asking = replace(make_view(), must_be_closed=True)
    ear.sound._asking.setInterval(1)
    ear.sound.hear(asking)
    assert ear.beeps == 1
    qtbot.waitUntil(lambda: ear.beeps >= 3)
    heard = ear.beeps
    ear.sound.hear(asking)
    assert ear.beeps == heard, "it goes on at its own pace"
    ear.sound.hear(make_view())
    assert not ear.sound._asking.isActive()
    ear.sound.hear(asking)
    ear.sound.close()
    assert not ear.sound._asking.isActive()
    silent = _Ear(enabled=False)
    silent.sound.hear(asking)
    assert silent.beeps == 0
