"""Which camera each door was given."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from db.audit import AuditLog
from db.camera_records import CameraIdentity
from db.cameras import CameraStore
from db.engine import Database
from tests.test_db.samples import NOON

WEBCAM = CameraIdentity(
    address="/dev/video0",
    card="HD Pro Webcam C920",
    driver="uvcvideo",
    port="usb-0000:00:14.0-2",
    vendor_id="046d",
    product_id="082d",
    serial="5C1A2B3F",
    formats=("MJPG", "YUYV"),
    width_px=1280,
    height_px=720,
    on_hardware=True,
)
STREAM = CameraIdentity("rtsp://door:554/main", width_px=1920, height_px=1080)


@pytest.mark.parametrize(
    "camera", [WEBCAM, STREAM, replace(WEBCAM, on_hardware=False, formats=("GREY",))]
)
def test_a_camera_comes_back_as_it_was(database: Database, camera: CameraIdentity) -> None:
    store = CameraStore(database)
    added = store.add("Lab", camera, NOON, "the first start")
    assert store.newest("Lab") == added
    assert (added.door, added.camera, added.agreed_at, added.agreed_by) == (
        "Lab",
        camera,
        NOON,
        "the first start",
    )


def test_the_newest_agreement_holds_and_the_others_are_kept(database: Database) -> None:
    store = CameraStore(database)
    assert store.newest("Lab") is None
    assert store.history("Lab") == ()
    first = store.add("Lab", WEBCAM, NOON, "the first start")
    second = store.add("Lab", STREAM, NOON - timedelta(days=1), "ada")  # a clock put back
    assert store.newest("Lab") == second
    assert store.history("Lab") == (second, first)


def test_each_door_has_its_own(database: Database) -> None:
    store = CameraStore(database)
    store.add("Lab", WEBCAM, NOON, "the first start")
    assert store.newest("Hall") is None
    assert store.add("Hall", STREAM, NOON, "ada").camera == STREAM
    assert [agreement.camera for agreement in store.history("Lab")] == [WEBCAM]


def test_the_first_agreement_is_made_once(database: Database) -> None:
    store = CameraStore(database)
    first = store.add_first("Lab", WEBCAM, NOON, "the first start")
    assert store.add_first("Lab", STREAM, NOON, "the first start") == first
    assert store.history("Lab") == (first,)


def test_a_restart_forgets_nothing(file: Path) -> None:
    with closing(Database.open(file)) as database:
        added = CameraStore(database).add("Lab", WEBCAM, NOON, "ada")
    with closing(Database.open(file)) as database:
        assert CameraStore(database).newest("Lab") == added


def test_each_agreement_is_in_the_log_with_the_camera_before_it(database: Database) -> None:
    store = CameraStore(database)
    store.add_first("Lab", WEBCAM, NOON, "the first start")
    store.add_first("Lab", STREAM, NOON, "the first start")  # nothing new
    store.add("Lab", STREAM, NOON, "ada")
    newest, first = AuditLog(database).newest()
    assert (first.actor, first.action, first.subject) == (
        "the first start",
        "camera agreed",
        "door:Lab",
    )
    assert first.before == "{}"
    assert newest.actor == "ada"
    assert newest.before == first.after
    assert "C920" in newest.before
    assert STREAM.address in newest.after
