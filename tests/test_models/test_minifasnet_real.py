"""The published networks on the publishers' own photos, with MTCNN's boxes."""

import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from models.detector import MtcnnDetector
from models.errors import ModelError
from models.liveness.minifasnet import SCALES, MiniFasNets, load_liveness_network
from models.types import Box, RgbImage
from models.weights import WeightsState, WeightsStore

_CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def brought(data_dir: Path) -> Path:
    """The publishers' files."""
    return data_dir / "spoof" / "weights"


@pytest.fixture(scope="module")
def installed(brought: Path, tmp_path_factory: pytest.TempPathFactory) -> WeightsStore:
    store = WeightsStore(tmp_path_factory.mktemp("kiosk") / "weights")
    for spec in store.set_of("minifasnet"):
        store.install(spec.model_id, from_path=brought)
    return store


@pytest.fixture(scope="module")
def networks(installed: WeightsStore) -> MiniFasNets:
    loaded = load_liveness_network(installed, _CPU)
    assert loaded is not None
    return loaded


@pytest.mark.data
@pytest.mark.parametrize(
    ("photo", "is_live"),
    [("bona-fide", True), ("print-attack", False), ("screen-attack", False)],
)
def test_the_publishers_photos_come_out_right_wherever_the_box_lies(
    data_dir: Path, networks: MiniFasNets, photo: str, is_live: bool
) -> None:
    image: RgbImage = np.ascontiguousarray(
        cv2.imread(str(data_dir / "spoof" / f"{photo}.jpg"))[..., ::-1]
    )
    box = MtcnnDetector(_CPU).detect(image)[0].box
    for grown, wide, right, down in (
        (1.0, 1.0, 0.0, 0.0),
        (0.8, 1.0, 0.0, 0.0),
        (1.2, 1.0, 0.0, 0.0),
        (1.0, 1.1, 0.0, 0.0),
        (1.0, 0.9, 0.0, 0.0),
        (1.0, 1.0, -0.1, 0.0),
        (1.0, 1.0, 0.1, 0.0),
        (1.0, 1.0, 0.0, -0.1),
        (1.0, 1.0, 0.0, 0.1),
    ):
        moved = _changed(box, grown * wide, grown, right, down)
        live = networks.live_probability(image, moved)
        assert live > 0.9 if is_live else live < 0.5


def _changed(box: Box, wide: float, high: float, right: float, down: float) -> Box:
    """Return a box scaled about its centre and moved by shares of its size."""
    x, y = box.centre
    x, y = x + right * box.width_px, y + down * box.height_px
    half_wide, half_high = wide * box.width_px / 2, high * box.height_px / 2
    return Box(x - half_wide, y - half_high, x + half_wide, y + half_high)


@pytest.mark.data
def test_networks_that_are_not_all_installed_are_none(
    brought: Path, installed: WeightsStore, tmp_path: Path
) -> None:
    store = WeightsStore(tmp_path / "weights")
    assert load_liveness_network(store, _CPU) is None
    first, second = store.set_of("minifasnet")
    assert {first.model_id, second.model_id} == set(SCALES)
    store.install(first.model_id, from_path=brought / first.file_name)
    assert load_liveness_network(store, _CPU) is None
    shutil.copy(installed.path(first.model_id), store.path(second.model_id))
    assert store.status(second.model_id).state is WeightsState.DAMAGED
    with pytest.raises(ModelError, match="janus weights install minifasnet"):
        load_liveness_network(store, _CPU)
