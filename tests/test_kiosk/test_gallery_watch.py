"""The watch: built anew when the gallery has changed, and only then."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from db.errors import StoreError
from db.records import PersonStatus
from kiosk.app import build
from kiosk.config import CameraConfig, Config
from kiosk.entry.gallery_watch import GalleryWatch
from models.pipeline import FacePipeline
from tests.test_kiosk.fakes import ADA, BOB, EVE, FakeGallery, calibration, embedding


@pytest.fixture
def gallery() -> FakeGallery:
    gallery = FakeGallery()
    gallery.put("Ada", ADA)
    gallery.put("Bob", BOB)
    return gallery


def test_it_is_read_again_only_after_a_change(gallery: FakeGallery) -> None:
    watch = GalleryWatch(gallery, calibration(), one_in=1000)
    before = watch.current()
    assert watch.current() is before
    gallery.put("Eve", EVE)
    after = watch.current()
    assert after is not before
    assert (before.index.size, after.index.size) == (2, 3)


def test_best_and_runner_up_are_people(gallery: FakeGallery) -> None:
    known = GalleryWatch(gallery, calibration(), one_in=1000).current()
    best, runner_up = known.search([embedding(0.6, 0.8, 0)])
    assert best is not None
    assert best.person.name == "Bob"
    assert best.similarity == pytest.approx(0.8)
    assert runner_up == pytest.approx(0.6)


def test_a_visit_is_as_similar_as_its_frames_are_on_average(gallery: FakeGallery) -> None:
    """Not as its mean embedding, which lies nearer to everybody than the calibration knows."""
    known = GalleryWatch(gallery, calibration(), one_in=1000).current()
    frames = [embedding(0.8, 0.6, 0), embedding(0.8, -0.6, 0), embedding(0.8, 0, 0.6)]
    best, runner_up = known.search(frames)
    assert best is not None
    assert best.person.name == "Ada"
    assert best.similarity == pytest.approx(0.8)
    assert runner_up == pytest.approx(0.0, abs=1e-6)


def test_it_is_searched_where_the_networks_run(gallery: FakeGallery) -> None:
    meta = torch.device("meta")  # holds shapes only: there without any GPU
    watch = GalleryWatch(gallery, calibration(), one_in=1000, device=meta)
    assert watch.current().index._templates.device == meta


def test_the_kiosk_searches_on_the_device_of_its_pipeline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FacePipeline, "device", torch.device("meta"))
    app = build(Config(data_dir=tmp_path, camera=CameraConfig(source="scene")))
    try:
        known = app.entry._attendant._watch.current()
    finally:
        app.close()
    assert known.index._templates.device.type == "meta"


def test_nobody_enrolled() -> None:
    assert GalleryWatch(FakeGallery(), calibration(), one_in=10).current().search([ADA]) == (
        None,
        None,
    )


def test_a_larger_gallery_needs_a_higher_threshold(gallery: FakeGallery) -> None:
    watch = GalleryWatch(gallery, calibration(), one_in=1000)
    before = watch.current().point.threshold
    for number in range(20):
        gallery.put(f"Patron {number}", EVE)
    assert watch.current().point.threshold > before


def test_the_two_looks_share_one_budget(gallery: FakeGallery) -> None:
    point = GalleryWatch(gallery, calibration(), one_in=1000).current().point
    assert point.fmr == pytest.approx(1 / (1000 * 2 * 2))


def test_revoked_people_are_still_recognised(gallery: FakeGallery) -> None:
    gallery.put("Ada", ADA, status=PersonStatus.REVOKED)
    best, _ = GalleryWatch(gallery, calibration(), one_in=1000).current().search([ADA])
    assert best is not None
    assert best.person.status is PersonStatus.REVOKED


def test_what_was_known_is_not_used_when_the_gallery_cannot_be_read(gallery: FakeGallery) -> None:
    watch = GalleryWatch(gallery, calibration(), one_in=1000)
    watch.current()
    gallery.fails = StoreError("Away.", "Wait.")
    with pytest.raises(StoreError):
        watch.current()


def test_people_whom_this_door_cannot_know_are_told_by_id(
    gallery: FakeGallery, caplog: pytest.LogCaptureFixture
) -> None:
    watch = GalleryWatch(gallery, calibration(), one_in=1000)
    watch.current()
    assert "no template" not in caplog.text
    new = gallery.put("Eve", replace(EVE, model_id="another-1"))
    watch.current()
    watch.current()
    (warning,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert str(new) in warning.getMessage()
    assert "1 enrolled" in warning.getMessage()
    assert "Eve" not in caplog.text
