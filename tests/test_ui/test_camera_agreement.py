"""An admin agrees to a camera that the door refuses."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from db.camera_records import CameraIdentity
from db.errors import StoreError
from kiosk.camera.binding import Refusal
from kiosk.ui.admin.camera_agreement import CameraAgreementCard
from kiosk.ui.tasks import InlineRunner
from tests.accounts import LoggedIn
from tests.test_ui.fakes import ScriptedBinding

CAMERA = CameraIdentity("/dev/video0", card="OBS Virtual Camera")
REFUSAL = Refusal(CAMERA, ("name: C920, now OBS Virtual Camera", "serial number: 5C1A, now none"))


@pytest.fixture
def binding() -> ScriptedBinding:
    return ScriptedBinding()


@pytest.fixture
def shown(binding: ScriptedBinding, qtbot: QtBot) -> CameraAgreementCard:
    made = CameraAgreementCard(binding, InlineRunner(), LoggedIn())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.open()
    return made


def test_nothing_is_asked_while_the_door_takes_its_camera(shown: CameraAgreementCard) -> None:
    assert not shown.isVisible()
    shown.refresh()
    assert not shown.isVisible()


def test_a_refused_camera_is_shown_with_what_changed_and_agreed_to(
    shown: CameraAgreementCard, binding: ScriptedBinding
) -> None:
    binding.refusal = REFUSAL
    shown.refresh()
    assert shown.isVisible()
    assert shown.camera.text() == "OBS Virtual Camera (/dev/video0)"
    assert shown.reasons.text().splitlines() == list(REFUSAL.reasons)
    shown.agree_button.click()
    assert binding.agreed == [CAMERA]
    shown.refresh()  # the door has not yet connected anew
    assert shown.notice.text.startswith("Agreed.")
    assert not shown.agree_button.isVisible()
    binding.refusal = None
    shown.refresh()
    assert not shown.isVisible()


def test_what_is_agreed_to_is_what_was_read_and_not_what_came_since(
    shown: CameraAgreementCard, binding: ScriptedBinding
) -> None:
    binding.refusal = REFUSAL
    shown.refresh()
    binding.refusal = Refusal(replace(CAMERA, card="Another"), ("name: C920, now Another",))
    shown.agree_button.click()
    assert binding.agreed == [CAMERA]
    shown.refresh()
    assert shown.agree_button.isVisible()  # the other one is still to be agreed to
    assert shown.camera.text() == "Another (/dev/video0)"


def test_no_agreement_makes_a_camera_infrared(
    shown: CameraAgreementCard, binding: ScriptedBinding
) -> None:
    binding.refusal = replace(REFUSAL, may_be_agreed=False)
    shown.refresh()
    assert shown.isVisible()
    assert not shown.agree_button.isVisible()
    assert "infrared" in shown.notice.text


def test_an_agreement_that_cannot_be_kept_is_said_and_may_be_tried_again(
    shown: CameraAgreementCard, binding: ScriptedBinding
) -> None:
    binding.refusal, binding.error = REFUSAL, StoreError("The disk is full.", "Make room.")
    shown.refresh()
    shown.agree_button.click()
    assert shown.notice.text == "The disk is full. Make room."
    binding.error = None
    shown.agree_button.click()
    assert binding.agreed == [CAMERA]
