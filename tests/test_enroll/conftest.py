"""The enrolment service with a scripted pipeline and a real gallery."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.engine import Database
from db.gallery import Gallery
from enroll.service import EnrolmentService
from tests.test_enroll.scripted import ScriptedPipeline, service_of


@pytest.fixture
def pipeline() -> ScriptedPipeline:
    return ScriptedPipeline()


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    database = Database.open(tmp_path / "janus.sqlite3")
    yield Gallery(database)
    database.close()


@pytest.fixture
def service(pipeline: ScriptedPipeline, gallery: Gallery) -> EnrolmentService:
    return service_of(pipeline, gallery)
