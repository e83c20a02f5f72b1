"""The whole evaluation: every figure in its place, and a face not found an error in all of them."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.test_training.conftest import People
from training.data.folders import Picture
from training.evaluation.drawn_pairs import drawn_folds
from training.evaluation.embed_folder import EmbeddedPictures
from training.evaluation.group_file import Attribute
from training.evaluation.signed import Evaluation, Subject, evaluate
from training.evaluation.signed_json import rate_name, to_json

SUBJECT = Subject("net", "numbers", datetime(2026, 1, 2, tzinfo=UTC), draws=100)


def embedded_of(people: People) -> EmbeddedPictures:
    vectors, owners = people
    pictures = tuple(
        Picture(f"p{owner:03d}", Path(f"p{owner:03d}_{row}.png"))
        for row, owner in enumerate(owners)
    )
    return EmbeddedPictures("net-1", pictures, vectors, (), (), vectors)


def without(embedded: EmbeddedPictures, row: int) -> EmbeddedPictures:
    """The same, had no face been found in one picture."""
    rest = [i for i in range(len(embedded.pictures)) if i != row]
    return EmbeddedPictures(
        embedded.model_id,
        tuple(embedded.pictures[i] for i in rest),
        embedded.vectors[rest],
        (embedded.pictures[row],),
        (),
        embedded.templates[rest],
    )


@pytest.fixture(scope="module")
def embedded(draw_people: Callable[..., People]) -> EmbeddedPictures:
    return embedded_of(draw_people(150, seed=1, spread=0.05))


def run(embedded: EmbeddedPictures, *attributes: Attribute) -> Evaluation:
    rated = sorted((*embedded.pictures, *embedded.no_face), key=lambda picture: picture.path)
    folds = drawn_folds(rated, pairs=120)
    return evaluate(embedded, rated, folds, attributes, SUBJECT)


def test_every_figure_has_its_key(embedded: EmbeddedPictures) -> None:
    kind = Attribute("kind", {f"p{i:03d}": "even" if i % 2 == 0 else "odd" for i in range(150)})
    evaluation = run(embedded, kind)
    figures = json.loads(json.dumps(to_json(evaluation), allow_nan=False))
    assert figures["images"] == len(embedded.pictures)
    assert (figures["people"], figures["faces_not_found"]) == (150, 0)
    # A spread so small that every pair is judged right.
    assert (figures["accuracy"], figures["accuracy_std"], figures["eer"]) == (1.0, 0.0, 0.0)
    assert figures["auc"] == pytest.approx(1.0)
    # 11,175 pairs of people: three would match at 2.7e-4.
    assert figures["tar_at_fmr"] == {
        "1e-2": 1.0, "1e-3": 1.0, "1e-4": None, "1e-5": None, "1e-6": None,
    }  # fmt: skip
    assert [point["carried"] for point in figures["true_accepts"]] == [True] * 2 + [False] * 3
    assert all(point["tar"] is not None for point in figures["true_accepts"])
    # Half of 150 enrolled: 75 strangers cannot tell one in a hundred.
    assert figures["fnir_at_fpir"]["75"]["1"] == {"1e-2": None, "3e-3": None, "1e-3": None}
    assert figures["searches"][0]["fnir"] == 0.0
    assert {row["fmr"] for row in figures["groups"]} == {1e-2, 1e-3}
    assert [group["group"] for group in figures["groups"][0]["groups"]] == ["even", "odd"]
    assert figures["groups"][0]["fmr_ratio"] > 0
    assert len(figures["most_wrong"]) == 24
    assert figures["meaning"]["accuracy_std"].startswith("standard error")


def test_a_face_not_found_is_an_error_everywhere(embedded: EmbeddedPictures) -> None:
    # A person with two pictures: without one of them, all that they can do is fail.
    owners = [picture.person for picture in embedded.pictures]
    twice = next(name for name in owners if owners.count(name) == 2)
    lost = without(embedded, owners.index(twice))
    whole, poorer = run(embedded), run(lost)
    assert (poorer.faces_not_found, poorer.images) == (1, whole.images)
    assert whole.accuracy is not None
    assert poorer.accuracy is not None
    assert poorer.accuracy.not_found >= 1
    assert poorer.accuracy.mean == pytest.approx(
        1.0 - poorer.accuracy.not_found / poorer.accuracy.pairs
    )
    genuine = poorer.genuine_people
    assert genuine == whole.genuine_people
    assert whole.true_accepts[0].tar == 1.0
    assert poorer.true_accepts[0].tar == pytest.approx(1.0 - 1 / genuine)
    assert poorer.roc.auc == pytest.approx(1.0 - 1 / genuine, abs=1e-6)
    assert (
        sum(rate.fnir for rate in poorer.searches)
        > 0.0
        == sum(rate.fnir for rate in whole.searches)
    )


def test_the_seed_alone_decides(embedded: EmbeddedPictures) -> None:
    one, two = (to_json(run(embedded)) for _ in range(2))
    assert one == two


@pytest.mark.parametrize(
    ("rate", "name"), [(1e-2, "1e-2"), (3e-3, "3e-3"), (1e-6, "1e-6"), (0.25, "2.5e-1")]
)
def test_rates_are_named_as_they_are_written(rate: float, name: str) -> None:
    assert rate_name(rate) == name
    assert float(name) == rate


def test_one_person_to_whom_nothing_is_like_has_no_infinite_figure() -> None:
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 2, 2]]
    figures = to_json(run(embedded_of((vectors, np.array([0, 0, 1, 1, 2, 2])))))
    assert figures["d_prime"] is None
    json.dumps(figures, allow_nan=False)
