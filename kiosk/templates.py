"""After a change of encoder: templates of the new model, from the enrolment photos kept for this.

A template of one model says nothing to another; such a person would be a stranger at the door.
"""

import logging

from db.gallery import Gallery
from enroll.errors import EnrollError
from enroll.photo import image_of
from enroll.rules import the_one_face
from models.pipeline import FacePipeline

_log = logging.getLogger(__name__)


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
    made = 0
    for person_id in gallery.missing_templates(pipeline.model_id):
        try:
            image = image_of(gallery.photo(person_id))
            face = the_one_face(pipeline.detect(image))
        except (EnrollError, OSError) as error:
            _log.warning("Person %s needs a new photo: %s", person_id, error)
            continue
        (embedding,) = pipeline.embed(image, [face])
        gallery.put_template(person_id, pipeline.model_id, embedding.vector)
        made += 1
    return made
