"""Exact open-set search: which enrolled person is nearest to a probe, and which is second.

Exact on purpose: a matrix product over 100,000 templates takes milliseconds, while an approximate
index may miss the one person who stands at the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import torch
from numpy.typing import NDArray

from models.errors import ModelError
from models.types import Embedding

_UNIT_TOLERANCE = 1e-3
_CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person, and the similarity of the probe to the nearest of their templates, -1..1."""

    person_id: UUID
    similarity: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The two nearest people.

    Attributes:
        best: The nearest; None where nobody is enrolled.
        runner_up: The nearest of all others; None where there is nobody else.
    """

    best: Candidate | None
    runner_up: Candidate | None


class GalleryIndex:
    """All templates of one model. Immutable: a change of the gallery builds a new one."""

    def __init__(
        self,
        people: tuple[UUID, ...],
        owner: torch.Tensor,
        templates: torch.Tensor,
        model_id: str,
    ) -> None:
        """Use `GalleryIndex.build`."""
        self._people = people
        self._owner = owner
        self._templates = templates
        self._model_id = model_id

    @classmethod
    def build(
        cls,
        person_ids: Sequence[UUID],
        vectors: NDArray[np.float32],
        model_id: str,
        device: torch.device = _CPU,
    ) -> "GalleryIndex":
        """Build an index.

        Args:
            person_ids: N people, one for each template; a person may have several.
            vectors: (N, D) float32, each row of length 1; N may be 0.
            model_id: The model that made all of them.
            device: Where to search.

        Raises:
            ValueError: The shapes do not fit together, or a row is not of length 1.
        """
        if vectors.ndim != 2 or vectors.dtype != np.float32 or len(vectors) != len(person_ids):
            raise ValueError(
                f"{len(person_ids)} templates must be (N, D) float32,"
                f" not {vectors.shape} {vectors.dtype}."
            )
        # Written so that a NaN fails too.
        lengths = np.linalg.norm(vectors, axis=1)
        if not bool((np.abs(lengths - 1.0) <= _UNIT_TOLERANCE).all()):
            raise ValueError("Each template must have length 1.")
        places: dict[UUID, int] = {}
        owner = [places.setdefault(person, len(places)) for person in person_ids]
        return cls(
            people=tuple(places),
            owner=torch.tensor(owner, dtype=torch.int64, device=device),
            # A copy: nothing that the caller does to its array later reaches the index.
            templates=torch.tensor(vectors, dtype=torch.float32, device=device),
            model_id=model_id,
        )

    @property
    def size(self) -> int:
        """How many people it holds."""
        return len(self._people)

    @property
    def model_id(self) -> str:
        """The model of its templates."""
        return self._model_id

    def search(self, probe: Embedding) -> SearchResult:
        """Find the two people nearest to a probe.

        Equal similarities go to the person who comes first in `build`.

        Raises:
            ModelError: The probe comes from another model.
            ValueError: Its length D is another.
        """
        if probe.model_id != self._model_id:
            raise ModelError(
                f"The gallery holds templates of {self._model_id}, the probe comes from"
                f" {probe.model_id}.",
                "Embed the enrolment photos again with the model in use.",
            )
        if not self._people:
            return SearchResult(best=None, runner_up=None)
        if probe.vector.shape[0] != self._templates.shape[1]:
            raise ValueError(
                f"A probe of {self._templates.shape[1]} numbers is needed, not"
                f" {probe.vector.shape[0]}."
            )
        with torch.inference_mode():
            similarities = self._templates @ torch.from_numpy(probe.vector).to(self._owner.device)
            per_person = torch.full((self.size,), -2.0, device=self._owner.device)
            nearest = per_person.scatter_reduce(0, self._owner, similarities, "amax").cpu().numpy()
        best = int(nearest.argmax())  # argmax returns the first of equals
        rest = nearest.copy()
        rest[best] = -np.inf
        second = int(rest.argmax())
        return SearchResult(
            best=self._candidate(best, nearest),
            runner_up=self._candidate(second, nearest) if self.size > 1 else None,
        )

    def _candidate(self, place: int, nearest: NDArray[np.float32]) -> Candidate:
        """Return one person, with rounding kept within -1..1."""
        return Candidate(self._people[place], float(np.clip(nearest[place], -1.0, 1.0)))
