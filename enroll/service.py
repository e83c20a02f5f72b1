"""From a photo to a patron in two steps: a draft to look at, then the commit.

A draft stores nothing. The commit judges it, against a gallery that may have changed since the
draft was made, and stores photo, thumbnail and template in one transaction; the door sees the new
revision at its next frame.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PIL import Image

from db.care_records import ConsentText
from db.errors import GalleryChangedError
from db.gallery import Gallery
from db.records import NewPatron, Person
from enroll import rules
from enroll.errors import EnrollError
from enroll.photo import THUMBNAIL_PX, Photo, jpeg_of, photo_from_image
from enroll.rules import LookAlike
from enroll.upright import check_upright
from models.calibration import Calibration
from models.errors import ModelError
from models.pipeline import FacePipeline
from models.quality import ENROLMENT_LIMITS, Measure, assess
from models.types import DetectedFace, Embedding, RgbImage

_LOOK_ALIKES_SHOWN = 3
_HEAD_TO_FACE = 1.7  # side of the thumbnail, in heights of the face's box


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """An enrolment to be looked at before it is committed.

    Attributes:
        name: As it will be stored.
        photo: The enrolment photo.
        face: The one face in it.
        aligned: (size, size, 3) uint8 RGB, the crop the encoder sees.
        measures: Quality of the face; a measure that is not ok makes the commit refuse.
        embedding: Of the face.
        look_alikes: Other people with a near face, the nearest first.
        already: The person, where they are enrolled already.
        revision: The gallery's revision that the last two and the next were computed at.
        namesakes: Other people of that name; nothing against an enrolment, but to be pointed out.
    """

    name: str
    photo: Photo
    face: DetectedFace
    aligned: RgbImage
    measures: tuple[Measure, ...]
    embedding: Embedding
    look_alikes: tuple[LookAlike, ...]
    already: Person | None
    revision: int
    namesakes: tuple[Person, ...] = ()

    @property
    def objection(self) -> EnrollError | None:
        """Why a plain commit would be refused; None where it would not."""
        try:
            rules.judge(self.name, self.measures, self.look_alikes, self.already)
        except EnrollError as error:
            return error
        return None


class EnrolmentService:
    """Enrols people from one photo each. Safe to call from any thread, one call at a time.

    Args:
        pipeline: Finds and embeds the face.
        gallery: Where people are kept.
        calibration: Says which similarity is near.
        clock_now: The time of day, aware UTC.
        door_threshold: Returns the similarity from which the door takes two faces for one person's,
            with so many people enrolled.
        consent_text: What people must agree to; None where nobody asks.

    Raises:
        ModelError: The calibration is of another model than the pipeline.
    """

    def __init__(
        self,
        pipeline: FacePipeline,
        gallery: Gallery,
        calibration: Calibration,
        clock_now: Callable[[], datetime],
        door_threshold: Callable[[int], float],
        consent_text: ConsentText | None = None,
    ) -> None:
        if calibration.model_id != pipeline.model_id:
            raise ModelError(
                f"The calibration is of {calibration.model_id}, not of {pipeline.model_id}.",
                "Calibrate the encoder in use, or choose the encoder that was calibrated.",
            )
        self._pipeline = pipeline
        self._gallery = gallery
        self._calibration = calibration
        self._clock_now = clock_now
        self._door_threshold = door_threshold
        self._consent_text = consent_text

    @property
    def consent_text(self) -> ConsentText | None:
        """What people must agree to before they are enrolled; None where nobody asks."""
        return self._consent_text

    def draft(self, photo: Photo, name: str) -> Draft:
        """Prepare an enrolment and store nothing.

        Raises:
            EnrollError: The name is no name, or the photo does not show one face, upright.
        """
        name = rules.clean_name(name)
        face = rules.the_one_face(self._pipeline.detect(photo.image))
        check_upright(photo.image, face, self._pipeline.detect)
        draft = Draft(
            name=name,
            photo=photo,
            face=face,
            aligned=self._pipeline.aligned(photo.image, face),
            measures=assess(photo.image, face, ENROLMENT_LIMITS),
            embedding=self._pipeline.template(photo.image, face),
            look_alikes=(),
            already=None,
            revision=-1,
        )
        return self._compared(draft)

    def draft_from_image(self, image: RgbImage, name: str) -> Draft:
        """Prepare an enrolment from a frame of the door camera, see `draft`.

        Args:
            image: (height, width, 3) uint8 RGB.
            name: The person's name.
        """
        return self.draft(photo_from_image(image), name)

    def commit(
        self,
        draft: Draft,
        *,
        by: str,
        accept_look_alike: bool = False,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
        consent: ConsentText | None = None,
    ) -> Person:
        """Enrol the person of a draft.

        Args:
            draft: What was looked at.
            by: Who enrols them.
            accept_look_alike: Enrol although the face is near those of `draft.look_alikes`.
            valid_from: Refused at the door before this; aware UTC.
            valid_until: Refused at the door from this on; aware UTC.
            consent: The text that the person was shown, and agreed to.

        Raises:
            NoConsentError: They were shown none, or another than the one in force.
            EnrollError: The rules refuse it; a look-alike enrolled since the draft was made was
                not seen, so it is not accepted either.
        """
        rules.check_validity(valid_from, valid_until)
        seen = {other.person.id for other in draft.look_alikes} if accept_look_alike else set()
        patron = NewPatron(
            name=draft.name,
            photo_jpeg=draft.photo.jpeg,
            photo_sha256=draft.photo.sha256,
            thumbnail_jpeg=_thumbnail(draft.photo.image, draft.face),
            model_id=draft.embedding.model_id,
            vector=draft.embedding.vector,
            valid_from=valid_from,
            valid_until=valid_until,
            consent=consent,
        )
        while True:
            if self._gallery.revision() != draft.revision:
                draft = self._compared(draft)
            rules.judge(draft.name, draft.measures, draft.look_alikes, draft.already, accepted=seen)
            rules.check_consent(draft.name, self._consent_text, consent)
            # Whoever changes the gallery in between may be enrolling this very person. A round lost
            # here was won by somebody else, so it comes to an end.
            with contextlib.suppress(GalleryChangedError):
                return self._gallery.add(
                    patron, self._clock_now(), by=by, at_revision=draft.revision
                )

    def _compared(self, draft: Draft) -> Draft:
        """Return the draft with those it must be told apart from, as of now."""
        roster = self._gallery.roster(draft.embedding.model_id)
        size = len(roster.people)
        threshold = rules.look_alike_threshold(self._calibration, size, self._door_threshold(size))
        near = rules.nearest(draft.embedding, roster, threshold)
        same = next((p for p, _ in near if rules.same_name(p.name, draft.name)), None)
        already = self._gallery.find_photo(draft.photo.sha256) or same
        return replace(
            draft,
            look_alikes=tuple(
                LookAlike(person, similarity, self._gallery.photo(person.id))
                for person, similarity in near[:_LOOK_ALIKES_SHOWN]
            ),
            already=already,
            revision=roster.revision,
            namesakes=tuple(p for p in rules.namesakes(draft.name, roster) if p != already),
        )


def _thumbnail(image: RgbImage, face: DetectedFace) -> bytes:
    """Return the head as a square JPEG; what lies beyond the photo's edge is black."""
    (x, y), half = face.box.centre, face.box.height_px * _HEAD_TO_FACE / 2
    square = (round(x - half), round(y - half), round(x + half), round(y + half))
    head = Image.fromarray(image).crop(square)
    return jpeg_of(head.resize((THUMBNAIL_PX, THUMBNAIL_PX), Image.Resampling.LANCZOS))
