import numpy as np
import pytest

from models.square_crop import Square, cut
from models.types import Box


def test_a_square_has_the_centre_and_the_longer_side_of_its_box() -> None:
    assert Square.around(Box(10, 20, 30, 60)) == Square(left=0, top=20, side=40)
    assert Square.around(Box(5.2, 5.2, 5.4, 5.4)).side == 1


def test_a_crop_within_the_picture_is_the_picture() -> None:
    image = np.random.default_rng(1).integers(0, 255, (40, 50, 3), dtype=np.uint8)
    assert np.array_equal(cut(image, Square(7, 3, 24), 24), image[3:27, 7:31])


@pytest.mark.parametrize(
    ("square", "inside"),
    [
        (Square(-10, 5, 20), (slice(0, 20), slice(10, 20))),
        (Square(40, 5, 20), (slice(0, 20), slice(0, 10))),
        (Square(5, -10, 20), (slice(10, 20), slice(0, 20))),
        (Square(5, 30, 20), (slice(0, 10), slice(0, 20))),
        (Square(-5, -5, 60), (slice(5, 45), slice(5, 55))),
    ],
    ids=["left", "right", "above", "below", "all around"],
)
def test_past_the_edge_a_crop_is_black_and_not_stretched(
    square: Square, inside: tuple[slice, slice]
) -> None:
    image = np.full((40, 50, 3), 255, dtype=np.uint8)
    expected = np.zeros((square.side, square.side, 3), dtype=np.uint8)
    expected[inside] = 255
    assert square.meets(image)
    assert np.array_equal(cut(image, square, square.side), expected)


@pytest.mark.parametrize(
    "square", [Square(-20, 5, 20), Square(50, 5, 20), Square(5, -20, 20), Square(5, 40, 20)]
)
def test_a_square_beside_the_picture_does_not_meet_it(square: Square) -> None:
    assert not square.meets(np.zeros((40, 50, 3), dtype=np.uint8))


def test_an_answer_moves_the_edges_in_sides_of_the_square() -> None:
    edges = np.array([0.1, 0.2, -0.1, 0.0], dtype=np.float32)
    box = Square(100, 200, 50).shifted(edges)
    assert box is not None
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((105, 210, 145, 250))


def test_an_answer_that_is_no_rectangle_is_none() -> None:
    square = Square(0, 0, 10)
    for bad in ([1, 0, -1, 0], [0, 1, 0, -1], [np.nan] * 4):
        assert square.shifted(np.array(bad, dtype=np.float32)) is None
