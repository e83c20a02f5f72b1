"""People for searches: each with their pictures, found or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOT_FOUND = -1
"""In place of a row: a picture in which no face was found."""


@dataclass(frozen=True, slots=True, eq=False)
class SearchPeople:
    """All people with their pictures.

    Attributes:
        vectors: (N, D) float32, rows of length 1, the pictures as probes.
        templates: (N, D) float32, rows of length 1, the same as enrolment photos.
        rows: For each person the rows of their pictures; `NOT_FOUND` for one without a face.
    """

    vectors: NDArray[np.float32]
    templates: NDArray[np.float32]
    rows: tuple[NDArray[np.int64], ...]

    @classmethod
    def of(
        cls,
        vectors: NDArray[np.float32],
        people: NDArray[np.int64],
        missing: NDArray[np.int64],
        order: NDArray[np.int64],
        *,
        templates: NDArray[np.float32] | None = None,
    ) -> SearchPeople:
        """Sort the pictures by person.

        Args:
            vectors: (N, D) float32, rows of length 1.
            people: (N,) int, the identity of each row.
            missing: (M,) int, the identity of each picture in which no face was found.
            order: The identities in the order wanted.
            templates: (N, D) float32, see `EmbeddedPictures`; None where they are the vectors.
        """
        found: dict[int, list[int]] = {int(number): [] for number in order}
        for row, number in enumerate(people.tolist()):
            found[number].append(row)
        for number in missing.tolist():
            found[number].append(NOT_FOUND)
        enrolled = vectors if templates is None else templates
        return cls(vectors, enrolled, tuple(np.array(found[int(n)], dtype=np.int64) for n in order))

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.rows)

    @property
    def pictures(self) -> NDArray[np.int64]:
        """How many pictures of each, (count,)."""
        return np.array([len(rows) for rows in self.rows], dtype=np.int64)
