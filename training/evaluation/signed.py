"""Everything that `janus evaluate` measures, as one value: one to one, one to many, by group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from training.data.folders import LabelledPair, Picture
from training.evaluation.balanced_roc import balanced_roc, tail_grid
from training.evaluation.bootstrap import draw_identities
from training.evaluation.embed_folder import EmbeddedPictures
from training.evaluation.group_file import Attribute
from training.evaluation.groups import GroupComparison, compare_groups
from training.evaluation.open_set import SearchRate, open_set
from training.evaluation.roc import RocCurve
from training.evaluation.scores import ScoreSet
from training.evaluation.search_people import SearchPeople
from training.evaluation.similarity_steps import Histograms
from training.evaluation.true_accepts import TrueAccepts, true_accepts
from training.evaluation.verification import PairAccuracy, pair_accuracy
from training.evaluation.wrong_pairs import WrongPair, most_wrong

FMRS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6)
# Groups are compared where their own pairs can still tell something.
_GROUP_FMRS = (1e-2, 1e-3, 1e-4)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated, on what.

    Attributes:
        encoder: As it was asked for.
        data: A short name for the pictures.
        made_at: Now, aware UTC.
        faces: Whether faces were looked for; else each picture as a whole is what is compared.
        pairs_from: The file that the pairs come from; "" where they were drawn.
        most_per_person: Pictures of each person at most, in everything but the pairs.
        draws: Draws of the bootstrap.
        seed: Of all draws.
    """

    encoder: str
    data: str
    made_at: datetime
    faces: bool = True
    pairs_from: str = ""
    most_per_person: int = 10
    draws: int = 1000
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """The figures.

    Attributes:
        subject: What was evaluated.
        model_id: The model that made the embeddings.
        images: Pictures handed in.
        people: Their people.
        no_face: Those of them in which no face was found.
        unreadable: Those that are no pictures.
        accuracy: Of the pairs; None where there are too few pictures to draw pairs.
        rated_images: Pictures in what follows, those with no face found among them.
        rated_people: Their people.
        genuine_people: Those with two pictures or more.
        identity_pairs: Pairs of two people.
        roc: All comparisons, identity-balanced.
        histograms: Where their similarities lie.
        true_accepts: At `FMRS`.
        searches: Open set.
        groups: By attribute and threshold; () where no groups were given.
        wrong_strangers: The most similar pairs of two people.
        wrong_own: The least similar pairs of one person.
    """

    subject: Subject
    model_id: str
    images: int
    people: int
    no_face: tuple[Picture, ...]
    unreadable: tuple[Picture, ...]
    accuracy: PairAccuracy | None
    rated_images: int
    rated_people: int
    genuine_people: int
    identity_pairs: int
    roc: RocCurve
    histograms: Histograms
    true_accepts: tuple[TrueAccepts, ...]
    searches: tuple[SearchRate, ...]
    groups: tuple[GroupComparison, ...]
    wrong_strangers: tuple[WrongPair, ...]
    wrong_own: tuple[WrongPair, ...]

    @property
    def faces_not_found(self) -> int:
        """Pictures without a face found; each counts as an error."""
        return len(self.no_face) + len(self.unreadable)


@dataclass(frozen=True, slots=True, eq=False)
class _Rated:
    """The pictures that the rates are measured on, people numbered by name."""

    names: tuple[str, ...]
    pictures: tuple[Picture, ...]
    vectors: NDArray[np.float32]
    templates: NDArray[np.float32]
    people: NDArray[np.int64]
    missing: NDArray[np.int64]


def evaluate(
    embedded: EmbeddedPictures,
    rated: Sequence[Picture],
    folds: Sequence[Sequence[LabelledPair]],
    attributes: Sequence[Attribute],
    subject: Subject,
    *,
    say: Say | None = None,
) -> Evaluation:
    """Measure everything.

    Args:
        embedded: All pictures.
        rated: Those of them that the rates are measured on.
        folds: Pairs for the accuracy; () for none.
        attributes: Who is in which group; () for no groups.
        subject: What is evaluated.
        say: Called with what is measured next.

    Raises:
        TrainingError: The pictures are too few, or too many.
    """
    tell: Say = say if say is not None else lambda _: None
    everybody = (*embedded.pictures, *embedded.no_face, *embedded.unreadable)
    accuracy = pair_accuracy(embedded, folds) if folds else None
    use = _rated(embedded, rated)
    tell("Comparing everybody with everybody")
    scores = ScoreSet(use.vectors, use.people, use.missing, templates=use.templates)
    rng = np.random.default_rng(subject.seed)
    weights = draw_identities(scores.identities, subject.draws, rng)
    points = true_accepts(scores, sorted({*FMRS, *tail_grid(scores)}), weights)
    roc = balanced_roc(scores, points, weights, not_found=len(use.missing))
    asked = {point.fmr: point for point in points}
    groups: tuple[GroupComparison, ...] = ()
    if attributes:
        tell("Comparing groups")
        thresholds = [(p.fmr, p.similarity) for p in points if p.fmr in _GROUP_FMRS and p.carried]
        names = [use.names[number] for number in scores.numbers]
        groups = compare_groups(scores, names, attributes, thresholds, weights)
    tell("Searching for people and strangers")
    # In the order of `scores`, so that the draws are of the same people.
    people = SearchPeople.of(
        use.vectors, use.people, use.missing, scores.numbers, templates=use.templates
    )
    searches = open_set(people, weights, seed=subject.seed)
    strangers, own = most_wrong(use.pictures, use.vectors, use.people)
    return Evaluation(
        subject=subject,
        model_id=embedded.model_id,
        images=len(everybody),
        people=len({picture.person for picture in everybody}),
        no_face=embedded.no_face,
        unreadable=embedded.unreadable,
        accuracy=accuracy,
        rated_images=len(use.people) + len(use.missing),
        rated_people=scores.identities,
        genuine_people=scores.genuine_identities,
        identity_pairs=scores.identity_pairs,
        roc=roc,
        histograms=scores.histograms(),
        true_accepts=tuple(asked[fmr] for fmr in FMRS),
        searches=searches,
        groups=groups,
        wrong_strangers=strangers,
        wrong_own=own,
    )


def _rated(embedded: EmbeddedPictures, rated: Sequence[Picture]) -> _Rated:
    """Take the pictures to be rated, those in which no face was found among them."""
    wanted = set(rated)
    rows = [row for row, picture in enumerate(embedded.pictures) if picture in wanted]
    lost = [p for p in (*embedded.no_face, *embedded.unreadable) if p in wanted]
    names = tuple(sorted({picture.person for picture in wanted}))
    number = {name: index for index, name in enumerate(names)}
    pictures = tuple(embedded.pictures[row] for row in rows)
    return _Rated(
        names=names,
        pictures=pictures,
        vectors=embedded.vectors[rows],
        templates=embedded.templates[rows],
        people=np.array([number[picture.person] for picture in pictures], dtype=np.int64),
        missing=np.array([number[picture.person] for picture in lost], dtype=np.int64),
    )
