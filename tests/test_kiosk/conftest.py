"""A door of its own for each test, with two patrons."""

import pytest

from tests.test_kiosk.door_rig import DoorRig
from tests.test_kiosk.fakes import ADA, BOB


@pytest.fixture
def rig() -> DoorRig:
    rig = DoorRig()
    rig.gallery.put("Ada Lovelace", ADA)
    rig.gallery.put("Bob", BOB)
    return rig
