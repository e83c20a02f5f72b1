"""From an encoder trained here to the door that uses it, with the real detector and networks."""

from pathlib import Path

import matplotlib.cbook
import numpy as np
import pytest
import skimage.data
from PIL import Image
from typer.testing import CliRunner

from enroll.photo import photo_from_image
from kiosk.app import App, build
from kiosk.cli.weights import weights_app
from kiosk.config import CameraConfig, Config, load_config
from models.encoders.conv_siamese import ConvSiamese, ConvSiameseShape
from models.encoders.trained import save_trained
from models.errors import ModelError
from models.types import Embedding, RgbImage
from tests.test_kiosk.cli_runner import janus
from tests.test_kiosk.two_models import calibration_of

COLLINS: RgbImage = np.asarray(skimage.data.astronaut(), dtype=np.uint8)


def hopper() -> RgbImage:
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as file, Image.open(file) as photo:
        return np.array(photo.convert("RGB"))


def with_scene(config: Config) -> Config:
    return config.model_copy(update={"camera": CameraConfig(source="scene")})


def enrol(app: App, image: RgbImage, name: str) -> None:
    draft = app.enrolment.draft(photo_from_image(image), name)
    app.enrolment.commit(
        draft, accept_look_alike=True, by="ada", consent=app.enrolment.consent_text
    )


def probe(app: App, image: RgbImage) -> Embedding:
    (face,) = app.pipeline.detect(image)
    return app.pipeline.embed(image, [face])[0]


def recognised(app: App, image: RgbImage) -> str | None:
    match = app.entry._attendant._watch.current().recognise([probe(app, image)])
    return match and match.person.name


def test_an_encoder_trained_here_takes_over_at_the_next_start(tmp_path: Path) -> None:
    kiosk = tmp_path / "kiosk"
    shape = ConvSiameseShape(size_px=64, channels=1, widths=(8, 16), dimension=16)
    model_id = save_trained(ConvSiamese(shape, seed=3), tmp_path / "run" / "encoder", "ours")
    calibration_of(model_id, tmp_path / "ours.json")
    door = build(with_scene(load_config(kiosk)))
    try:
        enrol(door, COLLINS, "Eileen Collins")
        assert recognised(door, COLLINS) == "Eileen Collins"

        words = ["install", "--from", str(tmp_path / "run"), "--data-dir", str(kiosk)]
        assert CliRunner().invoke(weights_app, words).exit_code == 0
        result = janus(
            kiosk, "people", "re-embed", "--encoder", "ours",
            "--calibration", tmp_path / "ours.json", "--switch",
        )  # fmt: skip
        assert result.exit_code == 0, result.stderr
        assert f"1 template of {model_id} made" in result.stdout

        # The door that runs works on with its own model, and enrols with it.
        assert recognised(door, COLLINS) == "Eileen Collins"
        assert door.pipeline.model_id == "resnet29-dlib-2"
        enrol(door, hopper(), "Grace Hopper")
        assert recognised(door, hopper()) == "Grace Hopper"
        assert len(door.gallery.missing_templates(model_id)) == 1
        revision = door.gallery.revision()
    finally:
        door.close()

    door = build(with_scene(load_config(kiosk)))
    try:
        assert door.pipeline.model_id == model_id
        assert door.gallery.revision() == revision + 1, "only the one who came since was embedded"
        assert recognised(door, COLLINS) == "Eileen Collins"
        assert recognised(door, hopper()) == "Grace Hopper"
    finally:
        door.close()


def test_a_door_does_not_start_on_the_new_encoder_without_its_calibration(tmp_path: Path) -> None:
    model_id = save_trained(ConvSiamese(), tmp_path / "weights", "ours")
    (tmp_path / "janus.toml").write_text('[encoder]\nname = "ours"\n')
    with pytest.raises(ModelError, match=f"No calibration of the model {model_id}"):
        build(with_scene(load_config(tmp_path)))
