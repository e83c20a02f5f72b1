"""`janus enroll PHOTO` from end to end: real photos, real networks, a real database."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image, ImageFilter
from skimage import data

from db.gallery import Gallery
from enroll.photo import image_of
from models.pipeline import FacePipeline
from tests.test_kiosk.cli_runner import flat, janus
from tests.test_kiosk.test_cli_enroll.portraits import eileen, grace, names, side_by_side


def test_one_photo(home: Path, gallery: Gallery, photos: Path) -> None:
    result = janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace  Hopper")
    assert result.exit_code == 0
    (person,) = gallery.people()
    assert result.stdout == (
        f"Grace Hopper is enrolled, id {person.id.hex[:8]}, and may enter now.\n"
    )
    assert image_of(gallery.thumbnail(person.id)).shape == (160, 160, 3)


def test_enrolling_twice_is_noticed(home: Path, gallery: Gallery, photos: Path) -> None:
    assert janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace").exit_code == 0
    again = janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Somebody")
    assert again.exit_code == 1
    assert "enrolled already, as Grace" in again.stderr
    other_file = photos / "other.webp"
    grace().crop((40, 20, 480, 560)).save(other_file)
    again = janus(home, "enroll", other_file, "--name", "grace")
    assert again.exit_code == 1
    assert "enrolled already, as Grace" in again.stderr
    assert names(gallery) == ["Grace"]


def test_a_look_alike_is_shown_refused_and_accepted(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace")
    twin, preview = photos / "twin.png", photos / "preview.png"
    grace().crop((40, 20, 480, 560)).save(twin)
    order = ["enroll", twin, "--name", "Twin", "--preview", preview]
    refused = janus(home, *order)
    assert refused.exit_code == 1
    assert "very near that of Grace" in refused.stderr
    assert "--accept-look-alike" in refused.stderr
    with Image.open(preview) as picture:
        assert picture.width > 1200  # both photos
    assert names(gallery) == ["Grace"]
    assert janus(home, *order, "--accept-look-alike").exit_code == 0
    assert names(gallery) == ["Grace", "Twin"]


def test_a_dry_run_enrols_nobody(home: Path, gallery: Gallery, photos: Path) -> None:
    preview = photos / "preview.png"
    order = ["enroll", photos / "Grace_Hopper.jpg", "--name", "Grace", "--dry-run"]
    result = janus(home, *order, "--preview", preview)
    assert result.exit_code == 0
    assert "can be enrolled" in result.stdout
    assert preview.exists()
    assert names(gallery) == []
    grace().point(lambda level: level // 8).save(photos / "dark.png")
    dark = janus(home, "enroll", photos / "dark.png", "--name", "Grace", "--dry-run")
    assert dark.exit_code == 1
    assert "too dark" in dark.stderr


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (Image.fromarray(data.coffee()), "No face was found"),
        (side_by_side(), "There are 2 faces"),
        (grace().filter(ImageFilter.GaussianBlur(12)), "blurred"),
        (grace().resize((130, 152)), "too small|No face"),
        (grace().resize((50, 60)), "only 50 by 60 pixels"),
    ],
    ids=["coffee", "two", "blurred", "small", "tiny"],
)
def test_a_photo_that_will_not_do(
    home: Path, gallery: Gallery, photos: Path, picture: Image.Image, said: str
) -> None:
    picture.save(photos / "bad.png")
    result = janus(home, "enroll", photos / "bad.png", "--name", "Somebody")
    assert result.exit_code == 1
    assert any(words in result.stderr for words in said.split("|")), result.stderr
    assert result.stdout == ""
    assert names(gallery) == []


def test_a_small_face_far_behind_is_ignored(home: Path, gallery: Gallery, photos: Path) -> None:
    crowd = Image.new("RGB", (900, 700), "grey")
    crowd.paste(grace(), (0, 0))
    crowd.paste(eileen().resize((300, 300)), (560, 50))
    crowd.save(photos / "crowd.png")
    result = janus(home, "enroll", photos / "crowd.png", "--name", "Grace")
    assert result.exit_code == 0, result.stderr
    again = janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace")
    assert "enrolled already, as Grace" in again.stderr  # so it was her face that was taken


def test_validity(home: Path, gallery: Gallery, photos: Path) -> None:
    order = ["enroll", photos / "Grace_Hopper.jpg", "--name", "Grace"]
    wrong = janus(home, *order, "--valid-from", "2030-01-02", "--valid-until", "2030-01-01")
    assert wrong.exit_code == 1
    assert "ends before it begins" in wrong.stderr
    assert janus(home, *order, "--valid-from", "soon").exit_code == 1
    assert janus(home, *order, "--valid-from", "2030-01-01T00:00Z").exit_code == 0
    (person,) = gallery.people()
    assert person.valid_from is not None
    assert person.valid_from.year == 2030


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["x.jpg"],
        ["x.jpg", "--csv", "y.csv"],
        ["--csv", "y.csv", "--name", "Ada"],
        [".", "--dry-run"],
        ["x.jpg", "--name"],
        ["x.jpg", "--nme", "Ada"],
        ["--from-camera"],
        ["x.jpg", "--from-camera", "--name", "Ada"],
        ["x.jpg", "--name", "Ada", "--source", "0"],
    ],
)
def test_wrong_usage_is_exit_code_2(home: Path, arguments: list[str]) -> None:
    result = janus(home, "enroll", *arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr


def test_bad_places(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for arguments, said in (
        (["missing.jpg", "--name", "Ada"], "There is no file missing.jpg"),
        (["--csv", "missing.csv"], "missing.csv cannot be read"),
        ([tmp_path / "empty"], "There is no photo in"),
    ):
        result = janus(home, "enroll", *arguments)
        assert result.exit_code == 1
        assert said in result.stderr


def test_a_name_cannot_steer_the_terminal(home: Path, photos: Path) -> None:
    (photos / "Eve\x1b[2J.jpg").write_bytes(b"no photo")
    result = janus(home, "enroll", photos)
    assert "\x1b" not in result.stdout
    assert "Eve" in result.stdout


def test_help_shows_examples(home: Path) -> None:
    shown = flat(janus(home, "enroll", "--help").stdout)
    assert "janus enroll photos/ --consent (named Ada_Lovelace.jpg or" in shown
    assert "janus enroll --csv people.csv --consent --valid-until 2026-12-31" in shown


def test_embedding_again_from_the_stored_photo_gives_the_same_template(
    home: Path, gallery: Gallery, photos: Path, real_pipeline: FacePipeline
) -> None:
    janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace")
    (person,) = gallery.people()
    image = image_of(gallery.photo(person.id))
    again = real_pipeline.template(image, real_pipeline.detect(image)[0])
    (template,) = gallery.roster(real_pipeline.model_id).templates
    assert np.allclose(again.vector, template.vector, atol=1e-6)


def test_a_photo_blown_up_from_a_thumbnail_is_refused(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    eileen().crop((100, 0, 360, 300)).resize((60, 69)).resize((600, 690)).save(photos / "big.png")
    result = janus(home, "enroll", photos / "big.png", "--name", "Eileen")
    assert result.exit_code == 1
    assert "blurred" in result.stderr
    assert names(gallery) == []


def test_a_namesake_is_enrolled_and_pointed_out(home: Path, gallery: Gallery, photos: Path) -> None:
    janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Ada Lovelace")
    (first,) = gallery.people()
    order = ["enroll", photos / "Eileen_Collins.png", "--name", "ada lovelace"]
    for more in (["--dry-run"], []):
        result = janus(home, *order, *more)
        assert result.exit_code == 0
        assert f"somebody else is called ada lovelace as well, id {first.id.hex[:8]}." in (
            result.stderr
        )
    assert sorted(names(gallery)) == ["Ada Lovelace", "ada lovelace"]


def test_a_dry_run_makes_no_kiosk(tmp_path: Path, photos: Path) -> None:
    home = tmp_path / "nowhere"
    result = janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace", "--dry-run")
    assert result.exit_code == 1
    assert "There is no kiosk in" in result.stderr
    assert not home.exists()


def test_no_preview_takes_the_place_of_what_is_needed(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    photo = photos / "Grace_Hopper.jpg"
    before = photo.read_bytes()
    one = ["enroll", photo, "--name", "Grace", "--preview"]
    (photos / "people.csv").write_text("name,photo\nGrace,Grace_Hopper.jpg\n")
    for arguments, said in (
        ([*one, photos / ".." / "photos" / photo.name], "overwrite the photo"),
        ([*one, home / "janus.sqlite3"], "a file that a kiosk needs"),
        (["enroll", photos, "--preview", photos], "among the photos"),
        (["enroll", "--csv", photos / "people.csv", "--preview", photos], "among the photos"),
    ):
        result = janus(home, *arguments)
        assert result.exit_code == 1
        assert said in result.stderr
    assert photo.read_bytes() == before
    assert names(gallery) == []


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """A person before a camera for a second."""
    file = tmp_path / "door.avi"
    frame = Image.new("RGB", (1280, 720), "grey")
    frame.paste(grace(), (384, 60))
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 8, frame.size)
    for _ in range(8):
        writer.write(cv2.cvtColor(np.asarray(frame), cv2.COLOR_RGB2BGR))
    writer.release()
    return file


def test_from_the_camera(home: Path, gallery: Gallery, photos: Path, clip: Path) -> None:
    order = ["enroll", "--from-camera", "--name", "Grace"]
    result = janus(home, *order, "--source", clip)
    assert result.exit_code == 0, result.stderr
    assert "Please look at the clip door.avi" in result.stderr
    again = janus(home, "enroll", photos / "Grace_Hopper.jpg", "--name", "Grace")
    assert "enrolled already, as Grace" in again.stderr
    (home / "janus.toml").write_text(f"[camera]\nsource = '{clip}'\n")
    assert "enrolled already" in janus(home, *order).stderr  # from the configured one


def test_from_a_camera_that_is_not_there(home: Path, photos: Path) -> None:
    order = ["enroll", "--from-camera", "--name", "Grace", "--source"]
    result = janus(home, *order, photos / "no.mp4")
    assert result.exit_code == 1
    assert "There is no file" in result.stderr
