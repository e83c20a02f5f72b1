"""Draft and commit, with a scripted pipeline and a real gallery."""

import dataclasses
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from db.engine import Database
from db.gallery import Gallery
from db.records import NewPatron, Person, PersonStatus
from enroll.errors import EnrollError, LookAlikeError
from enroll.photo import THUMBNAIL_PX, image_of, read_photo
from enroll.service import EnrolmentService
from models.errors import ModelError
from models.quality import Quality
from models.types import Box, DetectedFace
from tests.test_enroll.scripted import GRACE, NOON, ScriptedPipeline, grace, service_of

NEAR, FAR = 0.2, 1.5  # radians: similarities 0.98 and 0.07


def test_a_draft_stores_nothing_and_tells_everything(
    service: EnrolmentService, gallery: Gallery
) -> None:
    photo = read_photo(grace())
    draft = service.draft(photo, "  Grace  Hopper ")
    assert draft.name == "Grace Hopper"
    assert draft.photo is photo
    assert draft.face is GRACE
    assert [measure.name for measure in draft.measures] == list(Quality)
    assert all(measure.ok for measure in draft.measures)
    assert draft.look_alikes == ()
    assert draft.already is None
    assert draft.objection is None
    assert gallery.count() == 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        draft.name = "Somebody else"  # type: ignore[misc]


def test_a_commit_stores_it_all_and_raises_the_revision(
    service: EnrolmentService, gallery: Gallery
) -> None:
    before = gallery.revision()
    draft = service.draft(read_photo(grace()), "Grace")
    person = service.commit(draft, valid_until=NOON + timedelta(days=1), by="ada")
    assert gallery.get(person.id) == person
    assert (person.name, person.status, person.enrolled_at) == ("Grace", PersonStatus.ACTIVE, NOON)
    assert person.valid_until == NOON + timedelta(days=1)
    assert gallery.photo(person.id) == draft.photo.jpeg
    roster = gallery.roster("scripted-1")
    assert roster.revision > before
    assert np.allclose(roster.templates[0].vector, draft.embedding.vector)


def test_the_thumbnail_shows_the_head(service: EnrolmentService, gallery: Gallery) -> None:
    photo = read_photo(grace())
    person = service.commit(service.draft(photo, "Grace"), by="ada")
    thumbnail = image_of(gallery.thumbnail(person.id))
    assert thumbnail.shape == (THUMBNAIL_PX, THUMBNAIL_PX, 3)
    (x, y), half = GRACE.box.centre, GRACE.box.height_px * 1.7 / 2
    head = Image.fromarray(photo.image).crop((x - half, y - half, x + half, y + half))
    wanted = np.asarray(head.resize((THUMBNAIL_PX, THUMBNAIL_PX)), float)
    assert np.abs(thumbnail - wanted).mean() < 6


def test_the_same_file_is_noticed_under_any_name(
    service: EnrolmentService, pipeline: ScriptedPipeline
) -> None:
    person = service.commit(service.draft(read_photo(grace()), "Grace"), by="ada")
    pipeline.angle = FAR
    draft = service.draft(read_photo(grace()), "Somebody else")
    assert draft.already == person
    with pytest.raises(EnrollError, match="already, as Grace"):
        service.commit(draft, accept_look_alike=True, by="ada")
    assert "rename that person" in str(draft.objection)


def test_the_same_name_with_a_near_face_is_noticed(
    service: EnrolmentService, pipeline: ScriptedPipeline
) -> None:
    person = service.commit(service.draft(read_photo(grace()), "Grace Hopper"), by="ada")
    pipeline.angle = NEAR
    draft = service.draft(read_photo(grace(shade=1)), "grace hopper")
    assert draft.already == person
    with pytest.raises(EnrollError, match="already, as Grace Hopper"):
        service.commit(draft, accept_look_alike=True, by="ada")


def test_two_people_may_share_a_name(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery
) -> None:
    service.commit(service.draft(read_photo(grace()), "Grace"), by="ada")
    pipeline.angle = FAR
    service.commit(service.draft(read_photo(grace(shade=1)), "Grace"), by="ada")
    assert gallery.count() == 2


def test_a_namesake_is_pointed_out_and_does_not_block(
    service: EnrolmentService, pipeline: ScriptedPipeline
) -> None:
    first = service.draft(read_photo(grace()), "Grace")
    assert first.namesakes == ()
    person = service.commit(first, by="ada")
    pipeline.angle = FAR
    second = service.draft(read_photo(grace(shade=1)), "GRACE")
    assert second.namesakes == (person,)
    assert second.objection is None
    assert service.draft(read_photo(grace()), "Grace").namesakes == ()  # it is she herself


def test_whom_the_door_would_take_for_one_person_is_a_look_alike(
    pipeline: ScriptedPipeline, gallery: Gallery
) -> None:
    apart = 0.6  # radians: a similarity of 0.825, below what else counts as near
    lax = service_of(pipeline, gallery, door_threshold=0.8)
    lax.commit(lax.draft(read_photo(grace()), "Grace"), by="ada")
    pipeline.angle = apart
    assert service_of(pipeline, gallery).draft(read_photo(grace(1)), "Ada").objection is None
    with pytest.raises(LookAlikeError, match="near that of Grace"):
        lax.commit(lax.draft(read_photo(grace(1)), "Ada"), by="ada")


def test_a_look_alike_is_shown_and_must_be_accepted(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery
) -> None:
    grace_photo = read_photo(grace())
    person = service.commit(service.draft(grace_photo, "Grace"), by="ada")
    pipeline.angle = NEAR
    draft = service.draft(read_photo(grace(shade=1)), "Twin")
    (other,) = draft.look_alikes
    assert other.person == person
    assert other.similarity == pytest.approx(np.cos(NEAR), abs=1e-5)
    assert other.photo_jpeg == grace_photo.jpeg
    assert isinstance(draft.objection, LookAlikeError)
    with pytest.raises(LookAlikeError, match="near that of Grace"):
        service.commit(draft, by="ada")
    assert gallery.count() == 1
    service.commit(draft, accept_look_alike=True, by="ada")
    assert gallery.count() == 2


def test_a_revoked_person_does_not_come_back_under_another_name(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery
) -> None:
    person = service.commit(service.draft(read_photo(grace()), "Grace"), by="ada")
    gallery.revoke(person.id, NOON, by="ada")
    pipeline.angle = NEAR
    with pytest.raises(LookAlikeError, match="Grace, who is revoked"):
        service.commit(service.draft(read_photo(grace(shade=1)), "Not Grace"), by="ada")


def test_a_look_alike_enrolled_since_the_draft_was_not_seen_and_not_accepted(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery
) -> None:
    service.commit(service.draft(read_photo(grace()), "Grace"), by="ada")
    pipeline.angle = NEAR
    draft = service.draft(read_photo(grace(shade=1)), "Twin")
    pipeline.angle = 2 * NEAR  # near the draft's face, nearer the threshold to Grace's
    other = service.draft(read_photo(grace(shade=2)), "Triplet")
    service.commit(other, accept_look_alike=True, by="ada")
    with pytest.raises(LookAlikeError, match="near that of Triplet"):
        service.commit(draft, accept_look_alike=True, by="ada")
    assert gallery.count() == 2


def test_two_drafts_of_one_file_give_one_patron(service: EnrolmentService) -> None:
    first, second = (service.draft(read_photo(grace()), "Grace") for _ in range(2))
    service.commit(first, by="ada")
    with pytest.raises(EnrollError, match="already"):
        service.commit(second, by="ada")


def test_two_services_at_once_enrol_one_file_once(
    pipeline: ScriptedPipeline, gallery: Gallery, tmp_path: Path
) -> None:
    """Each has found the gallery unchanged before either of them writes."""
    ready = threading.Barrier(2)

    def enrol(name: str) -> str:
        database = Database.open(tmp_path / "janus.sqlite3")
        own = Gallery(database)
        store, is_first = own.add, True

        def add(new: NewPatron, at: datetime, *, by: str, at_revision: int | None = None) -> Person:
            nonlocal is_first
            if is_first:
                is_first = False
                ready.wait(10)
            return store(new, at, by=by, at_revision=at_revision)

        own.add = add  # type: ignore[method-assign]
        service = service_of(pipeline, own)
        try:
            service.commit(service.draft(read_photo(grace()), name), by="ada")
        except EnrollError as error:
            return error.problem
        finally:
            database.close()
        return "enrolled"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(enrol, ["Grace", "Grace"]))
    assert said == ["This face is enrolled already, as Grace.", "enrolled"]
    assert gallery.count() == 1


def test_a_change_that_matters_to_nobody_does_not_stop_a_commit(
    service: EnrolmentService, gallery: Gallery, pipeline: ScriptedPipeline
) -> None:
    draft = service.draft(read_photo(grace()), "Grace")
    pipeline.angle = FAR
    service.commit(service.draft(read_photo(grace(shade=1)), "Ada"), by="ada")
    service.commit(draft, by="ada")
    assert gallery.count() == 2


def test_no_face_and_two_faces(service: EnrolmentService, pipeline: ScriptedPipeline) -> None:
    pipeline.faces = []
    with pytest.raises(EnrollError, match="No face"):
        service.draft(read_photo(grace()), "Grace")
    pipeline.faces = [GRACE, GRACE]
    with pytest.raises(EnrollError, match="2 faces"):
        service.draft(read_photo(grace()), "Grace")


def test_a_poor_photo_can_be_looked_at_but_not_committed(
    service: EnrolmentService, gallery: Gallery
) -> None:
    with Image.open(io.BytesIO(grace())) as picture:
        dark = picture.point(lambda level: level // 8)
    draft = service.draft_from_image(np.asarray(dark), "Grace")
    assert [measure.name for measure in draft.measures if not measure.ok] == [Quality.DARK]
    assert draft.objection is not None
    with pytest.raises(EnrollError, match="too dark"):
        service.commit(draft, by="ada")
    assert gallery.count() == 0


def test_a_bad_name_and_an_empty_validity(service: EnrolmentService) -> None:
    photo = read_photo(grace())
    with pytest.raises(EnrollError, match="name is empty"):
        service.draft(photo, " ")
    with pytest.raises(EnrollError, match="ends before"):
        service.commit(service.draft(photo, "Grace"), valid_from=NOON, valid_until=NOON, by="ada")


def test_a_frame_of_the_camera(
    service: EnrolmentService, pipeline: ScriptedPipeline, gallery: Gallery
) -> None:
    frame = np.zeros((720, 1280, 3), np.uint8)
    frame[60:660, 300:812] = image_of(read_photo(grace()).jpeg)
    shift = np.array([300, 60], np.float32)
    box = GRACE.box
    pipeline.faces = [
        DetectedFace(
            Box(box.left + 300, box.top + 60, box.right + 300, box.bottom + 60),
            GRACE.landmarks + shift,
            0.99,
        )
    ]
    person = service.commit(service.draft_from_image(frame, "Grace"), by="ada")
    assert image_of(gallery.photo(person.id)).shape == (720, 1280, 3)


def test_a_calibration_of_another_model_is_refused(gallery: Gallery) -> None:
    pipeline = ScriptedPipeline()
    pipeline.model_id = "another-1"
    with pytest.raises(ModelError, match="scripted-1, not of another-1"):
        service_of(pipeline, gallery)
