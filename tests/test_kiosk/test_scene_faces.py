"""The rendered people are found, measured and recognised as the people of their portraits."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from kiosk.config import Config
from kiosk.recognition import build_recognition
from kiosk.scene import DEFAULT_SCRIPT, EILEEN_COLLINS, GRACE_HOPPER, Label, sample_photos
from kiosk.scene.lobby import HEIGHT_PX, LENS, WIDTH_PX
from kiosk.scene.portraits import load_portrait
from kiosk.scene.source import FRAMES_PER_S, Stage
from models.head_pose import head_pose
from models.pipeline import FacePipeline
from models.quality import DOOR_LIMITS, assess

ALIKE, UNLIKE = 0.95, 0.93


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> FacePipeline:
    folder: Path = tmp_path_factory.mktemp("data")
    return build_recognition(Config(data_dir=folder))[0]


@pytest.fixture(scope="module")
def portraits(pipeline: FacePipeline) -> Mapping[str, NDArray[np.float32]]:
    found = {}
    for name, photo in sample_photos().items():
        (face,) = pipeline.detect(photo)
        found[name] = pipeline.embed(photo, [face])[0].vector
    return found


@pytest.fixture(scope="module", params=[0, 5])
def stage(request: pytest.FixtureRequest) -> Stage:
    return Stage(request.param, DEFAULT_SCRIPT)


@pytest.mark.parametrize("label", [Label.FIRST_VISIT, Label.OTHER_VISIT, Label.RETURN_VISIT])
def test_whoever_stands_at_the_door_is_recognised(
    label: Label,
    stage: Stage,
    pipeline: FacePipeline,
    portraits: Mapping[str, NDArray[np.float32]],
) -> None:
    chapter = next(c for c in DEFAULT_SCRIPT if c.label is label)
    (visitor,) = chapter.visitors
    assert visitor.stands_s is not None
    (other,) = set(portraits) - {visitor.name}
    for at_s in np.linspace(*visitor.stands_s, 5) + chapter.start_s:
        image = stage.picture(round(at_s * FRAMES_PER_S))
        (face,) = pipeline.detect(image)
        assert all(measure.ok for measure in assess(image, face, DOOR_LIMITS))
        assert 160.0 < face.box.width_px < 270.0
        (seen,) = pipeline.embed(image, [face])
        assert float(seen.vector @ portraits[visitor.name]) > ALIKE
        assert float(seen.vector @ portraits[other]) < UNLIKE


def test_two_at_once_are_both_found(
    stage: Stage, pipeline: FacePipeline, portraits: Mapping[str, NDArray[np.float32]]
) -> None:
    chapter = next(c for c in DEFAULT_SCRIPT if c.label is Label.TWO_AT_ONCE)
    image = stage.picture(round((chapter.start_s + 3.5) * FRAMES_PER_S))
    faces = sorted(pipeline.detect(image), key=lambda face: face.box.left)
    assert len(faces) == 2
    left, right = pipeline.embed(image, faces)
    assert float(left.vector @ portraits[GRACE_HOPPER]) > ALIKE
    assert float(right.vector @ portraits[EILEEN_COLLINS]) > ALIKE
    smaller, larger = sorted(face.box.area_px for face in faces)
    assert smaller > 0.6 * larger


@pytest.mark.parametrize("label", [Label.PRINT, Label.PHONE, Label.TABLET])
def test_a_picture_that_is_held_up_would_pass_for_its_person(
    label: Label,
    stage: Stage,
    pipeline: FacePipeline,
    portraits: Mapping[str, NDArray[np.float32]],
) -> None:
    """Recognition alone lets it in: only so it says anything that the door does not."""
    chapter = next(c for c in DEFAULT_SCRIPT if c.label is label)
    for since_s in (2.0, 4.0):
        image = stage.picture(round((chapter.start_s + since_s) * FRAMES_PER_S))
        (face,) = pipeline.detect(image)
        assert all(measure.ok for measure in assess(image, face, DOOR_LIMITS))
        (seen,) = pipeline.embed(image, [face])
        assert float(seen.vector @ portraits[GRACE_HOPPER]) > ALIKE


def test_an_empty_lobby_has_no_face(stage: Stage, pipeline: FacePipeline) -> None:
    for at_s in (0.0, 1.0, 45.0, 61.0, 71.5, 82.5, 93.0):
        assert pipeline.detect(stage.picture(round(at_s * FRAMES_PER_S))) == ()


@pytest.mark.parametrize("name", [GRACE_HOPPER, EILEEN_COLLINS])
def test_the_detector_sees_the_head_turn(name: str, pipeline: FacePipeline) -> None:
    """Not the landmarks we know, but those that MTCNN finds in the rendered picture."""
    from kiosk.scene.figure import make_figure
    from kiosk.scene.pose import Pose
    from kiosk.scene.render import FigurePainter

    painter = FigurePainter(make_figure(load_portrait(name)), LENS)
    yaws = []
    for yaw_deg in (-18.0, 0.0, 18.0):
        image = np.full((HEIGHT_PX, WIDTH_PX, 3), (150, 165, 170), np.uint8)
        painter.paint(image, Pose(z_m=0.7, yaw_deg=yaw_deg))
        (face,) = pipeline.detect(image)
        yaws.append(head_pose(face.landmarks).yaw_deg)
    assert yaws[1] - yaws[0] > 10.0
    assert yaws[2] - yaws[1] > 10.0
