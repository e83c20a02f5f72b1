"""The admin area over the real rooms: SQLite, argon2id, detector and encoder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.account_records import Role
from db.audit import AuditLog
from db.records import NewAccessEvent, Outcome, Reason
from kiosk.accounts.session import AdminSession
from kiosk.app import App, build
from kiosk.config import Config, EncoderConfig
from kiosk.ui.admin.area import AdminArea
from kiosk.ui.login_screen import LoginScreen
from kiosk.ui.tasks import InlineRunner
from models.types import Frame
from tests.phone import Phone
from tests.test_ui.fakes import camera_image, face_image, framed, jpeg, make_view


class _NoCamera:
    """A camera that is never opened here."""

    description = "no camera"
    is_live = True

    def open(self) -> None:
        raise AssertionError("nobody opens it")

    def read(self) -> Frame | None:
        raise AssertionError("nobody reads it")

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("kiosk")
    config = Config(data_dir=folder, encoder=EncoderConfig(device="cpu"))
    made = build(config, source=_NoCamera())
    yield made
    made.close()


@pytest.fixture
def area(app: App, qtbot: QtBot) -> AdminArea:
    owner = app.accounts.administration.named("owner")
    if owner is None:
        owner = app.accounts.administration.set_up("owner", "correct horse")
    authority = app.accounts.authority(AdminSession.of(owner))
    made = AdminArea(app, InlineRunner(), authority, leave=lambda: None)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    return made


def test_one_photo_enrols_and_everything_else_follows(
    app: App, area: AdminArea, tmp_path: Path
) -> None:
    photo = tmp_path / "eileen.jpg"
    photo.write_bytes(jpeg(face_image()))
    area.enroll._ask_path = lambda _: photo
    area.show_screen(area.enroll)
    area.enroll.name.setText("Eileen Collins")
    area.enroll.file_button.click()
    view = area.enroll.draft_view
    assert view.isVisible(), area.enroll.notice.text
    assert view.commit_button.isVisible(), view.notice.text
    assert not view.commit_button.isEnabled(), "nobody has said that she agrees"
    view.consent.box.click()
    view.commit_button.click()
    assert area.enroll.notice.text.startswith("Eileen Collins is enrolled")

    area.show_screen(area.people)
    row = area.people.model.row(0)
    assert (row.person.name, row.status) == ("Eileen Collins", "Active")
    assert row.thumbnail is not None

    app.log.append(
        NewAccessEvent(
            at=app.clock.now(),
            door="Main entrance",
            outcome=Outcome.GRANTED,
            reason=Reason.MATCHED,
            person_id=row.person.id,
            person_name=row.person.name,
            best_similarity=0.97,
            runner_up_similarity=None,
            threshold=0.94,
            calibration_id="a calibration",
            model_id=app.pipeline.model_id,
            frames_used=3,
            latency_ms=400.0,
            thumbnail_jpeg=jpeg(face_image()),
        )
    )
    area.people.list.setCurrentIndex(area.people.model.index(0))
    area.people.pane.log_button.click()
    area.log.table.selectRow(0)
    assert area.log.pane.name.text() == "Eileen Collins"
    assert area.log.pane.pair.left.image is not None
    assert area.log.pane.pair.right.image is not None

    # The same face from the door camera, under another name: a look-alike, shown side by side.
    area.show_screen(area.enroll)
    area.enroll.start_again()
    area.enroll.show_view(make_view(frame=camera_image(), faces=[framed()]))
    area.enroll.name.setText("Somebody else")
    area.enroll.camera_button.click()
    assert "Eileen Collins" in view.notice.text
    assert view.pair.right.image is not None
    assert not view.commit_button.isEnabled()
    view.accept_box.setChecked(True)
    view.consent.box.setChecked(True)
    view.commit_button.click()
    assert area.enroll.notice.text.startswith("Somebody else is enrolled")

    area.show_screen(area.settings)
    assert "enrolled" in area.settings.promise.text


def test_a_phone_is_sealed_and_asked_for_and_guesses_lock(
    app: App, area: AdminArea, qtbot: QtBot
) -> None:
    admin, phones = app.accounts.administration, app.accounts.phones
    guard = admin.add("Bo", Role.GUARD, "correct horse", "owner")
    offer = phones.offer(guard.name)
    phones.bind(guard.id, offer, Phone(offer, app.clock).code(), "owner")
    for file in app.config.data_dir.rglob("*"):
        assert not file.is_file() or offer.secret.encode() not in file.read_bytes(), file
    opened: list[AdminSession] = []
    login = LoginScreen(app.accounts, InlineRunner(), opened=opened.append, leave=lambda: None)
    qtbot.addWidget(login)
    login.show()
    login.open()
    login.name.setText("bo")
    login.password.setText("correct horse")
    login.open_button.click()
    assert not opened
    login.code.setText(offer.recovery_codes[0])
    login.open_button.click()
    assert opened == [AdminSession(guard.id, "Bo", Role.GUARD)]

    login.open()
    login.name.setText("owner")
    for _ in range(5):
        login.password.setText("wrong password")
        login.open_button.click()
    assert "Next try in" in login.notice.text
    assert len(opened) == 1
    login.close_timers()


def test_what_was_done_is_in_the_log_with_who_did_it(app: App, area: AdminArea) -> None:
    area.show_screen(area.settings)
    area.settings.door_name.setText("Back door")
    area.settings.save_button.click()
    assert "Saved" in area.settings.notice.text
    newest = AuditLog(app.database).newest(1)[0]
    assert (newest.actor, newest.action) == ("owner", "settings changed")
