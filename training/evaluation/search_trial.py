"""One gallery drawn at random, and everybody's search in it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.evaluation.bootstrap import Floats
from training.evaluation.search_people import NOT_FOUND, SearchPeople

Numbers = NDArray[np.int64]

NEVER = -2.0
"""Below every similarity: a template or a probe without a face."""


@dataclass(frozen=True, slots=True, eq=False)
class SearchTrial:
    """What one gallery answered.

    Attributes:
        enrolled: (E,) the people enrolled who came, as indices.
        own: (E,) similarity of each to their own template; -2 where it cannot be had.
        other: (E,) similarity to the most similar other template.
        strangers: (S,) the strangers who came.
        best: (S,) similarity of each to the most similar template, descending.
    """

    enrolled: Numbers
    own: Floats
    other: Floats
    strangers: Numbers
    best: Floats

    def threshold(self, fpir: float, weights: NDArray[np.float32]) -> Floats:
        """Return the lowest threshold that lets in no more strangers than asked, (draws,).

        Args:
            fpir: Share of strangers.
            weights: (people, draws) how often each person was drawn.
        """
        drawn = weights[self.strangers].astype(np.float64)
        let_in = np.cumsum(drawn, axis=0)
        allowed = fpir * let_in[-1] + 1e-9
        # The first stranger too many has to stay below; nobody drawn, or all allowed: none has to.
        first = (let_in <= allowed).sum(axis=0)
        barred = np.append(self.best, [-np.inf])[first]
        return np.asarray(np.nextafter(barred, np.inf))


def run_trial(
    people: SearchPeople, size: int, pictures: int, rng: np.random.Generator
) -> SearchTrial:
    """Enrol people at random, one photo each, and search for everybody.

    Only who has two pictures or more can come again, and only who has as many as a probe can come
    as a stranger. So a quarter of those with two or more are enrolled first, then people with one,
    and the rest of the former only where the gallery is larger still.

    Args:
        people: All of them.
        size: People to enrol.
        pictures: Pictures in each probe.
        rng: Chooses people, and which of their pictures.
    """
    shuffled = rng.permutation(people.count)
    can_return = people.pictures[shuffled] > 1
    first, later = np.split(shuffled[can_return], [-(-int(can_return.sum()) // 4)])
    order = np.concatenate([first, shuffled[~can_return], later])
    rows = [rng.permutation(people.rows[person]) for person in order]
    photos = np.array([own[0] for own in rows[:size]], dtype=np.int64)
    enrolled = np.array([i for i in range(size) if len(rows[i]) > pictures], dtype=np.int64)
    probes = [rows[i][1 : 1 + pictures] for i in enrolled]
    similarity = _mean_similarities(people, probes, photos)
    every = np.arange(len(enrolled))
    own = similarity[every, enrolled].copy()
    similarity[every, enrolled] = NEVER
    outside = [
        i
        for i in range(size, people.count)
        if len(rows[i]) >= pictures and (rows[i][:pictures] != NOT_FOUND).any()
    ]
    strangers = [rows[i][:pictures] for i in outside]
    best = _mean_similarities(people, strangers, photos).max(axis=1, initial=NEVER)
    descending = np.argsort(-best, kind="stable")
    return SearchTrial(
        enrolled=order[enrolled],
        own=own,
        other=similarity.max(axis=1, initial=NEVER),
        strangers=order[np.array(outside, dtype=np.int64)][descending],
        best=best[descending],
    )


def _mean_similarities(people: SearchPeople, probes: Sequence[Numbers], photos: Numbers) -> Floats:
    """Return the mean similarity of each probe's faces to each template, (probes, photos).

    `NEVER` where the enrolment photo, or every picture of the probe, shows no face.
    """
    means = np.zeros((len(probes), people.vectors.shape[1]), dtype=np.float32)
    seen = np.zeros(len(probes), dtype=np.bool_)
    for i, rows in enumerate(probes):
        faces = rows[rows != NOT_FOUND]
        if len(faces):
            # The mean, not brought back to length 1: so the similarity is the mean of all.
            means[i], seen[i] = people.vectors[faces].mean(axis=0), True
    similarity = (means @ people.templates[np.maximum(photos, 0)].T).astype(np.float64)
    similarity[:, photos == NOT_FOUND] = NEVER
    similarity[~seen] = NEVER
    return similarity
