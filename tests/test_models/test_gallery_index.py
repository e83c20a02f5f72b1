from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.errors import ModelError
from models.gallery_index import Candidate, GalleryIndex
from models.types import Embedding

MODEL = "test-1"


def units(rng: np.random.Generator, count: int, dimension: int = 16) -> NDArray[np.float32]:
    vectors = rng.normal(size=(count, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def by_hand(
    people: list[UUID], vectors: NDArray[np.float32], probe: NDArray[np.float32]
) -> list[tuple[float, UUID]]:
    nearest: dict[UUID, float] = {}
    for person, vector in zip(people, vectors, strict=True):
        similarity = float(sum(float(a) * float(b) for a, b in zip(vector, probe, strict=True)))
        nearest[person] = max(nearest.get(person, -2.0), similarity)
    return sorted(((s, p) for p, s in nearest.items()), reverse=True)


@settings(max_examples=60, deadline=None)
@given(owners=st.lists(st.integers(0, 6), min_size=1, max_size=30), seed=st.integers(0, 2**32 - 1))
def test_best_and_runner_up_are_those_of_a_plain_loop(owners: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = [UUID(int=owner) for owner in owners]
    vectors, probe = units(rng, len(people)), units(rng, 1)[0]
    result = GalleryIndex.build(people, vectors, MODEL).search(Embedding(probe, MODEL))
    expected = by_hand(people, vectors, probe)
    found = [c for c in (result.best, result.runner_up) if c is not None]
    assert len(found) == min(2, len(expected))
    assert len({candidate.person_id for candidate in found}) == len(found)
    similarity_of = {person: similarity for similarity, person in expected}
    for candidate, (similarity, _) in zip(found, expected, strict=False):
        assert candidate.similarity == pytest.approx(similarity, abs=1e-5)
        assert candidate.similarity == pytest.approx(similarity_of[candidate.person_id], abs=1e-5)


def test_the_runner_up_is_another_person() -> None:
    me, other = UUID(int=1), UUID(int=2)
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1]]
    probe = Embedding(np.array([0.8, 0.6, 0, 0], dtype=np.float32), MODEL)
    result = GalleryIndex.build([me, me, other], vectors, MODEL).search(probe)
    assert result.best == Candidate(me, pytest.approx(0.8))
    assert result.runner_up == Candidate(other, pytest.approx(0.6))


def test_an_empty_gallery_knows_nobody() -> None:
    index = GalleryIndex.build([], np.empty((0, 4), dtype=np.float32), MODEL)
    result = index.search(Embedding(np.eye(4, dtype=np.float32)[0], MODEL))
    assert (index.size, result.best, result.runner_up) == (0, None, None)


def test_one_person_with_two_templates_has_no_runner_up() -> None:
    me = UUID(int=1)
    index = GalleryIndex.build([me, me], np.eye(4, dtype=np.float32)[:2], MODEL)
    result = index.search(Embedding(np.eye(4, dtype=np.float32)[1], MODEL))
    assert index.size == 1
    assert result.best == Candidate(me, 1.0)
    assert result.runner_up is None


def test_of_equals_the_first_comes_first() -> None:
    people = [UUID(int=9), UUID(int=3), UUID(int=5)]
    same = np.repeat(np.eye(4, dtype=np.float32)[:1], 3, axis=0)
    result = GalleryIndex.build(people, same, MODEL).search(Embedding(same[0], MODEL))
    assert result.best is not None
    assert result.runner_up is not None
    assert (result.best.person_id, result.runner_up.person_id) == (people[0], people[1])


def test_an_opposite_face_is_still_found() -> None:
    me = UUID(int=1)
    vector = np.eye(4, dtype=np.float32)[:1]
    result = GalleryIndex.build([me], vector, MODEL).search(Embedding(-vector[0], MODEL))
    assert result.best == Candidate(me, -1.0)


def test_another_model_is_refused() -> None:
    index = GalleryIndex.build([UUID(int=1)], np.eye(4, dtype=np.float32)[:1], MODEL)
    with pytest.raises(ModelError, match=r"test-1.*test-2"):
        index.search(Embedding(np.eye(4, dtype=np.float32)[0], "test-2"))


def test_another_dimension_is_refused() -> None:
    index = GalleryIndex.build([UUID(int=1)], np.eye(4, dtype=np.float32)[:1], MODEL)
    with pytest.raises(ValueError, match="4 numbers"):
        index.search(Embedding(np.eye(5, dtype=np.float32)[0], MODEL))


def _not_unit() -> NDArray[np.float32]:
    return np.full((1, 4), 0.6, dtype=np.float32)


@pytest.mark.parametrize(
    "vectors",
    [
        np.eye(4, dtype=np.float32)[0],
        np.eye(4, dtype=np.float32)[:2],
        np.eye(4)[:1],
        _not_unit(),
        np.full((1, 4), np.nan, dtype=np.float32),
    ],
    ids=["one row flat", "two rows", "float64", "not of length 1", "not a number"],
)
def test_bad_templates_are_refused(vectors: NDArray[np.float32]) -> None:
    with pytest.raises(ValueError, match=r"templates must be|length 1"):
        GalleryIndex.build([UUID(int=1)], vectors, MODEL)


def test_a_caller_cannot_change_it_afterwards() -> None:
    vectors = np.eye(4, dtype=np.float32)[:1]
    index = GalleryIndex.build([UUID(int=1)], vectors, MODEL)
    vectors[:] = 0
    result = index.search(Embedding(np.eye(4, dtype=np.float32)[0], MODEL))
    assert result.best is not None
    assert result.best.similarity == 1.0
