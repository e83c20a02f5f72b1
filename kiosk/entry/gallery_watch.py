"""What the door knows of the gallery: always whole, and never older than the last change."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import numpy as np
import torch

from db.records import Person, Roster
from kiosk.entry.decision import LOOKS, Match
from models.calibration import Calibration, OperatingPoint, operating_point
from models.embedding import concentration, mean_embedding
from models.gallery_index import GalleryIndex
from models.types import Embedding

_CPU = torch.device("cpu")

_log = logging.getLogger(__name__)


class RosterSource(Protocol):
    """What the watch needs of the gallery."""

    def revision(self) -> int:
        """Return a number that every change of the gallery raises."""
        ...

    def roster(self, model_id: str) -> Roster:
        """Return everybody a door must know."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """The gallery at one revision, ready to be searched; immutable, swapped whole.

    Attributes:
        revision: The revision.
        people: Active and revoked people by id.
        index: Their templates.
        point: The threshold that follows from the gallery's size.
    """

    revision: int
    people: Mapping[UUID, Person]
    index: GalleryIndex
    point: OperatingPoint

    def search(self, frames: Sequence[Embedding]) -> tuple[Match | None, float | None]:
        """Return the best person, and the similarity of the second best.

        A similarity here is the mean of those of the single frames, not that of their mean: the
        calibration promises a rate for single pictures, and a mean, brought back to length 1, has
        lost noise and lies nearer to everybody. See docs/adr/0011.

        Args:
            frames: The usable frames of one face; at least one.
        """
        result = self.index.search(mean_embedding(frames))
        share = concentration(frames)
        if result.best is None:
            return None, None
        best = Match(self.people[result.best.person_id], share * result.best.similarity)
        return best, share * result.runner_up.similarity if result.runner_up else None

    def recognise(self, frames: Sequence[Embedding]) -> Match | None:
        """Return who reaches the threshold, if anybody does; see `search`."""
        best, _ = self.search(frames)
        return best if best and best.similarity >= self.point.threshold else None


class GalleryWatch:
    """Asks the gallery before each frame whether it has changed. See docs/adr/0006.

    Args:
        gallery: The patrons.
        calibration: Similarity and FMR of the encoder.
        one_in: At most one stranger in so many may be let in.
        device: Where the gallery is searched.
    """

    def __init__(
        self,
        gallery: RosterSource,
        calibration: Calibration,
        *,
        one_in: int,
        device: torch.device = _CPU,
    ) -> None:
        self._gallery = gallery
        self._calibration = calibration
        self._one_in = one_in
        self._device = device
        self._known: Known | None = None

    @property
    def calibration(self) -> Calibration:
        """The calibration that thresholds come from."""
        return self._calibration

    def current(self) -> Known:
        """Return the gallery as it is now; built anew only when it has changed.

        Raises:
            StoreError: The gallery cannot be read. What was known before is not handed out: it may
                hold somebody who was revoked since.
        """
        if self._known is None or self._known.revision != self._gallery.revision():
            self._known = self._read()
        return self._known

    def _read(self) -> Known:
        model_id = self._calibration.model_id
        roster = self._gallery.roster(model_id)
        templates = [t for t in roster.templates if t.person_id in roster.people]
        index = GalleryIndex.build(
            [template.person_id for template in templates],
            np.stack([t.vector for t in templates]) if templates else np.empty((0, 0), np.float32),
            model_id,
            self._device,
        )
        point = operating_point(
            self._calibration, one_in=self._one_in, gallery_size=index.size, looks=LOOKS
        )
        _warn_of_unknown(roster, model_id)
        _log.info(
            "Gallery revision %d: %d people, threshold %.4f, %s",
            roster.revision,
            index.size,
            point.threshold,
            point.sentence,
        )
        return Known(roster.revision, roster.people, index, point)


def _warn_of_unknown(roster: Roster, model_id: str) -> None:
    """Log who would be taken for a stranger: enrolled with another encoder while this door runs."""
    unknown = roster.people.keys() - {template.person_id for template in roster.templates}
    if unknown:
        _log.warning(
            "%d enrolled people have no template of %s, this door's model; restart the kiosk to "
            "make them: %s",
            len(unknown),
            model_id,
            ", ".join(sorted(map(str, unknown))),
        )
