"""Who may be enrolled, from which photo, under which name: pure rules, no files and no store.

- A name is one line of 1 to 100 readable characters with a letter in it.
- A photo shows one face. Faces far smaller than the main one (below 40 % of its height: passers-by,
  a picture on the wall) are ignored; one of comparable size makes the photo ambiguous.
- Every quality measure passes.
- Nobody is enrolled twice: not from the same file, and not under the same name with a near face.
  The same name with another face is taken for a namesake: enrolled, and pointed out.
- A face near somebody else's, a look-alike, is enrolled only where the admin accepts it after
  having seen both photos. "Near" follows from the calibration: at a false match rate of 1e-4, less
  in a large gallery, so that at most about one enrolment in ten is warned about for nothing. Where
  the door's own threshold is lower, as its operator may wish, that one counts: no two people whom
  the door would take for each other are enrolled unwarned. Where one stranger in N may come in,
  this warns about at most one enrolment in 2 N for nothing, and N is at least 10.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from db.care_records import ConsentText
from db.records import Person, PersonStatus, Roster
from enroll.errors import EnrollError, FaceCountError, LookAlikeError, NoConsentError

if TYPE_CHECKING:  # the command line uses the rules for names, and must start at once
    from models.calibration import Calibration
    from models.quality import Measure
    from models.types import DetectedFace, Embedding

NAME_MAX_CHARACTERS = 100
BACKGROUND_SHARE = 0.4
LOOK_ALIKE_FMR = 1e-4
FALSE_WARNINGS_PER_ENROLMENT = 0.1

# Format characters that some scripts need within words: zero-width non-joiner and joiner.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True, eq=False)
class LookAlike:
    """Somebody in the gallery whose face is near the new one.

    Attributes:
        person: Who; may be revoked.
        similarity: Of the two faces.
        photo_jpeg: Their enrolment photo, to be shown beside the new one.
    """

    person: Person
    similarity: float
    photo_jpeg: bytes = field(repr=False)


def clean_name(text: str) -> str:
    """Return a name as it is stored: composed, one line, single spaces.

    Raises:
        EnrollError: It is empty, too long, has no letter or holds invisible characters.
    """
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise EnrollError("The name is empty.", "Give the name that the door should greet.")
    if len(name) > NAME_MAX_CHARACTERS:
        raise EnrollError(
            f"The name has {len(name)} characters; {NAME_MAX_CHARACTERS} is the most.",
            "Shorten it.",
        )
    if any(unicodedata.category(c).startswith("C") and c not in _JOINERS for c in name):
        raise EnrollError(
            "The name holds invisible control characters.", "Type it anew instead of pasting it."
        )
    if not any(c.isalpha() for c in name):
        raise EnrollError(f"The name “{name}” has no letter in it.", "Give the person's name.")
    return name


def same_name(left: str, right: str) -> bool:
    """Return whether two stored names are one name to a reader."""
    return left.casefold() == right.casefold()


def check_validity(valid_from: datetime | None, valid_until: datetime | None) -> None:
    """Refuse a span of validity that is empty.

    Raises:
        EnrollError: It ends before it begins.
    """
    if valid_from is not None and valid_until is not None and valid_until <= valid_from:
        raise EnrollError("The validity ends before it begins.", "Exchange or correct the dates.")


def check_consent(name: str, wanted: ConsentText | None, given: ConsentText | None) -> None:
    """Refuse whoever was not asked.

    Args:
        name: Whose consent.
        wanted: The text in force; None where nobody asks.
        given: The text that the person agreed to.

    Raises:
        NoConsentError: It is not the text in force.
    """
    if wanted is not None and given != wanted:
        raise NoConsentError(
            f"Nobody has said that {name} agrees to be enrolled.",
            "Show them the text of `janus people consent-text`; when they agree, tick the box, "
            "add --consent, or write yes into the column consent.",
        )


def the_one_face(faces: Sequence[DetectedFace]) -> DetectedFace:
    """Return the face a photo is of.

    Raises:
        FaceCountError: It shows no face, or several of comparable size.
    """
    if not faces:
        raise FaceCountError(
            "No face was found in the photo.",
            "Take it from the front, in even light, with the face filling about half of its "
            "height and nothing covering it.",
            (),
        )
    main = max(faces, key=lambda face: face.box.area_px)
    needed_px = BACKGROUND_SHARE * main.box.height_px
    comparable = [face for face in faces if face.box.height_px >= needed_px]
    if len(comparable) > 1:
        raise FaceCountError(
            f"There are {len(comparable)} faces in the photo.",
            "Use a photo of one person alone, or cut the others off.",
            comparable,
        )
    return main


def look_alike_threshold(
    calibration: Calibration, gallery_size: int, door_threshold: float
) -> float:
    """Return the similarity at which another person's face is near, see the top of this file.

    Args:
        calibration: Says which similarity is how rare.
        gallery_size: How many people are enrolled.
        door_threshold: From where on the door takes two faces for one person's.
    """
    fmr = min(LOOK_ALIKE_FMR, FALSE_WARNINGS_PER_ENROLMENT / max(gallery_size, 1))
    return min(calibration.threshold_for(max(fmr, calibration.fmr_floor)), door_threshold)


def nearest(embedding: Embedding, roster: Roster, threshold: float) -> list[tuple[Person, float]]:
    """Return everybody at or above a similarity, the nearest first.

    Args:
        embedding: Of the new face.
        roster: The gallery's templates, of the same model.
        threshold: The least similarity.
    """
    if not roster.templates:
        return []
    similarities = np.stack([t.vector for t in roster.templates]) @ embedding.vector
    best: dict[UUID, float] = {}
    for row in np.flatnonzero(similarities >= threshold):
        person_id = roster.templates[row].person_id
        best[person_id] = max(float(similarities[row]), best.get(person_id, -1.0))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    return [(roster.people[person_id], similarity) for person_id, similarity in ranked]


def namesakes(name: str, roster: Roster) -> tuple[Person, ...]:
    """Return everybody of that name, whoever was enrolled first before the others."""
    found = (person for person in roster.people.values() if same_name(person.name, name))
    return tuple(sorted(found, key=lambda person: person.enrolled_at))


def judge(
    name: str,
    measures: Sequence[Measure],
    look_alikes: Sequence[LookAlike],
    already: Person | None,
    *,
    accepted: Collection[UUID] = (),
) -> None:
    """Refuse what may not be enrolled.

    Args:
        name: Of the person to enrol.
        measures: Quality of the new face.
        look_alikes: Other people with a near face.
        already: The person, where they are enrolled already.
        accepted: Look-alikes that the admin has seen and accepted.

    Raises:
        EnrollError: Says the first thing that is wrong, and what to do; a `LookAlikeError` where
            accepting the look-alike is all that is missing.
    """
    if already is not None:
        raise _enrolled_already(already, name)
    # The first is the one to speak of: a face that is too small is also blurred.
    poor = next((measure.sentence for measure in measures if not measure.ok), None)
    if poor is not None:
        raise EnrollError("The photo is not good enough to recognise somebody by.", poor)
    strangers = [other for other in look_alikes if other.person.id not in accepted]
    if strangers:
        raise _looks_like(strangers[0])


def _enrolled_already(person: Person, name: str) -> EnrollError:
    if person.status is PersonStatus.REVOKED:
        return EnrollError(
            f"This face is enrolled already, as {person.name}, and revoked.",
            "Restore that person instead of enrolling them again.",
        )
    if not same_name(person.name, name):
        return EnrollError(
            f"This very photo is enrolled already, as {person.name}.",
            "If their name has changed, rename that person; if this is somebody else, take a photo "
            "of them.",
        )
    return EnrollError(
        f"This face is enrolled already, as {person.name}.",
        "Nothing needs doing; if this is somebody else of that name, add something to the name "
        "that tells the two apart.",
    )


def _looks_like(other: LookAlike) -> LookAlikeError:
    state = ", who is revoked" if other.person.status is PersonStatus.REVOKED else ""
    return LookAlikeError(
        f"This face is very near that of {other.person.name}{state} "
        f"(similarity {other.similarity:.3f}): the door may take one for the other.",
        "Compare both photos. If they are two people, accept the look-alike; if not, the person is "
        "enrolled already.",
    )
