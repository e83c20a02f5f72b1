"""Views: pure functions of their seed, of the encoder's size, and as far apart as was asked."""

from multiprocessing.reduction import ForkingPickler

import pytest
import torch

from training.data.transforms import Augment, evaluation_view, margin_px, training_view

SIZE = 40
SIDE = SIZE + 2 * margin_px(SIZE)


@pytest.fixture
def face() -> torch.Tensor:
    """A bright disc left of the middle, in colour, on gray."""
    y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
    disc = (x - SIDE * 0.35) ** 2 + (y - SIDE / 2) ** 2 < (SIDE / 8) ** 2
    colours = torch.tensor([220, 120, 40], dtype=torch.uint8).view(3, 1, 1)
    return torch.where(disc, colours, torch.tensor(90, dtype=torch.uint8))


def test_the_view_for_testing_is_the_centre(face: torch.Tensor) -> None:
    edge = margin_px(SIZE)
    view = evaluation_view(SIZE)
    assert torch.equal(view(face), face[:, edge:-edge, edge:-edge])
    assert torch.equal(view(face, seed=7), view(face))
    batch = torch.stack([face, face.flip(2)])
    assert torch.equal(view(batch)[1], view(face.flip(2)))


def test_without_augmentation_training_shows_the_centre(face: torch.Tensor) -> None:
    assert torch.equal(training_view(SIZE, "none")(face, 3), evaluation_view(SIZE)(face))


@pytest.mark.parametrize("augment", ["light", "strong"])
def test_a_view_follows_from_its_seed_alone(face: torch.Tensor, augment: Augment) -> None:
    view = training_view(SIZE, augment)
    before, state = face.clone(), torch.get_rng_state()
    views = [view(face, seed) for seed in range(8)]
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(face, before)
    torch.manual_seed(99)
    assert all(torch.equal(view(face, seed), views[seed]) for seed in reversed(range(8)))
    assert all(shown.shape == (3, SIZE, SIZE) for shown in views)
    assert all(shown.dtype == torch.uint8 for shown in views)
    assert len({shown.numpy().tobytes() for shown in views}) == 8
    torch.set_rng_state(state)


def test_strong_strays_further_than_light(face: torch.Tensor) -> None:
    plain = evaluation_view(SIZE)(face).float()

    def strays(augment: Augment) -> float:
        view = training_view(SIZE, augment, mirror=False)
        return sum(float((view(face, seed).float() - plain).abs().mean()) for seed in range(60))

    assert strays("strong") > 1.3 * strays("light") > 0


@pytest.mark.parametrize(("mirror", "sides"), [(True, {0, 1}), (False, {0})])
def test_left_and_right_change_places_only_where_they_may(
    face: torch.Tensor, mirror: bool, sides: set[int]
) -> None:
    view = training_view(SIZE, "light", mirror=mirror)
    found = set()
    for seed in range(24):
        shown = view(face, seed).float()
        disc = shown.amax(dim=0) - shown.amin(dim=0)
        found.add(int(disc[:, SIZE // 2 :].sum() > disc[:, : SIZE // 2].sum()))
    assert found == sides


@pytest.mark.parametrize("augment", ["none", "light", "strong"])
def test_a_view_travels_to_another_process(face: torch.Tensor, augment: Augment) -> None:
    view = training_view(SIZE, augment)
    other = ForkingPickler.loads(ForkingPickler.dumps(view))  # as where workers are spawned
    assert torch.equal(other(face, 5), view(face, 5))
