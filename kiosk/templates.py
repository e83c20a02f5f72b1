"""After a change of encoder: templates of the new model, from the enrolment photos kept for this.

A template of one model says nothing to another; such a person would be a stranger at the door.
Templates of two models stand beside each other, so those of the next one can be made beforehand,
while the door works on with its own (`janus people re-embed`). Whoever is left then, such as people
enrolled since, is seen to when the door starts with the new model.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from db.gallery import Gallery
from db.records import Person
from enroll.errors import EnrollError
from enroll.photo import image_of
from enroll.rules import the_one_face
from models.pipeline import FacePipeline

_MANY = 20  # photos take seconds together
_UNREADABLE = "The photo cannot be decoded any more."

_log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
"""Called with the people done and the people in all."""


class Stopping(Protocol):
    """What is asked before each photo whether to go on, such as a `threading.Event`."""

    def is_set(self) -> bool:
        """Return whether to stop."""
        ...


@dataclass(slots=True, eq=False)
class NewTemplates:
    """The templates of a model, none of them stored yet.

    Attributes:
        model_id: The model.
        vectors: By person, (D,) float32 of length 1.
        unusable: People whose photo gives no face, and why.
        is_whole: False where it was stopped before everybody was seen to.
    """

    model_id: str
    vectors: dict[UUID, NDArray[np.float32]] = field(default_factory=dict)
    unusable: list[tuple[Person, str]] = field(default_factory=list)
    is_whole: bool = False


def embed_everybody(
    gallery: Gallery, pipeline: FacePipeline, *, progress: Progress, stop: Stopping
) -> NewTemplates:
    """Embed the enrolment photos of everybody, revoked people too; store nothing.

    Whoever is enrolled meanwhile is embedded as well. No transaction is open while a photo is
    embedded: the door and enrolment go on.

    Args:
        gallery: Where the photos are.
        pipeline: Of the model.
        progress: Called after each photo.
        stop: Asked before each photo.

    Raises:
        StoreError: The gallery cannot be read.
    """
    made = NewTemplates(pipeline.model_id)
    seen: set[UUID] = set()
    while people := {
        person_id: person
        for person_id, person in gallery.roster(pipeline.model_id).people.items()
        if person_id not in seen
    }:
        expected = len(seen) + len(people)
        for person_id, person in people.items():
            if stop.is_set():
                return made
            try:
                made.vectors[person_id] = _template(pipeline, gallery.photo(person_id))
            except (EnrollError, OSError) as error:
                problem = error.problem if isinstance(error, EnrollError) else _UNREADABLE
                made.unusable.append((person, problem))
            seen.add(person_id)
            progress(len(seen), expected)
    made.is_whole = True
    return made


def renew_templates(gallery: Gallery, pipeline: FacePipeline) -> int:
    """Embed the photos of everybody who has no template of the pipeline's model.

    Somebody whose photo gives no face any more is left out and named, by id, in the technical log:
    one bad photo must not keep the door from starting.

    Returns:
        How many templates were made.

    Raises:
        StoreError: The gallery cannot be read or written.
        ModelError: The model cannot embed.
    """
    missing = gallery.missing_templates(pipeline.model_id)
    if len(missing) > _MANY:
        _log.info(
            "%d people have no template of %s yet, and the door waits for them; next time make "
            "them beforehand with `janus people re-embed`",
            len(missing),
            pipeline.model_id,
        )
    made = 0
    for person_id in missing:
        try:
            vector = _template(pipeline, gallery.photo(person_id))
        except (EnrollError, OSError) as error:
            _log.warning("Person %s needs a new photo: %s", person_id, error)
            continue
        gallery.put_template(person_id, pipeline.model_id, vector)
        made += 1
    return made


def _template(pipeline: FacePipeline, jpeg: bytes) -> NDArray[np.float32]:
    """Return the template of a stored enrolment photo, (D,) float32.

    Raises:
        EnrollError: It shows no face any more, or several.
        OSError: It cannot be decoded.
    """
    image = image_of(jpeg)
    return pipeline.template(image, the_one_face(pipeline.detect(image))).vector
