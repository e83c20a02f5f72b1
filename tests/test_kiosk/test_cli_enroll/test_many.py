"""`janus enroll` with a folder or a list: what fails does not stop the rest, and is named."""

from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image

from db.errors import StoreError
from db.gallery import Gallery
from db.records import NewPatron, Person
from tests.test_kiosk.cli_runner import flat, janus
from tests.test_kiosk.test_cli_enroll.portraits import grace, names, side_by_side


def test_a_folder_goes_on_after_a_bad_photo_and_can_be_given_again(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    (photos / "Bob.jpg").write_bytes(b"no photo")
    first = janus(home, "enroll", photos)
    assert first.exit_code == 1
    assert "Bob.jpg" in first.stdout
    assert "not a photo" in flat(first.stdout)
    assert "3 photos; refused: 1, enrolled: 2." in first.stdout
    assert names(gallery) == ["Eileen Collins", "Grace Hopper"]
    (photos / "Bob.jpg").unlink()
    second = janus(home, "enroll", photos)
    assert second.exit_code == 0
    assert "2 photos; enrolled already: 2." in second.stdout
    assert len(names(gallery)) == 2


def test_whoever_is_refused_among_many_can_be_looked_at(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    janus(home, "enroll", photos)
    (photos / "Twin").mkdir()
    grace().crop((40, 20, 480, 560)).save(photos / "Twin" / "photo.png")
    grace().point(lambda level: level // 8).save(photos / "Dark.png")
    (photos / "Bob.jpg").write_bytes(b"no photo")
    previews = photos.parent / "new" / "previews"
    result = janus(home, "enroll", photos, "--preview", previews)
    assert result.exit_code == 1
    assert "add --accept-look-alike" in flat(result.stdout)
    assert sorted(file.name for file in previews.iterdir()) == [
        "Dark.png.png",
        "Twin-photo.png.png",
    ]
    with Image.open(previews / "Twin-photo.png.png") as picture:
        assert picture.width > 1200  # both photos
    assert names(gallery) == ["Eileen Collins", "Grace Hopper"]


def test_a_folder_for_previews_that_cannot_be_made(home: Path, photos: Path) -> None:
    result = janus(home, "enroll", photos, "--preview", photos / "Grace_Hopper.jpg")
    assert result.exit_code == 1
    assert "cannot be made" in result.stderr


def test_a_csv(home: Path, gallery: Gallery, photos: Path) -> None:
    sheet = photos / "people.csv"
    sheet.write_text(
        "name;photo;valid_until\nGrace Hopper;Grace_Hopper.jpg;2030-06-30T00:00Z\n"
        "Nobody;nobody.jpg;\nEileen Collins;Eileen_Collins.png;\n",
        encoding="utf-8-sig",
    )
    result = janus(home, "enroll", "--csv", sheet, "--valid-until", "2031-01-01T00:00Z")
    assert result.exit_code == 1
    assert "line 3" in result.stdout
    assert "There is no file" in flat(result.stdout)
    eileen_, grace_ = gallery.people()
    assert grace_.valid_until is not None
    assert eileen_.valid_until is not None
    assert (grace_.valid_until.year, eileen_.valid_until.year) == (2030, 2031)


def test_a_database_that_fails_half_way_still_sums_up(
    home: Path, gallery: Gallery, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Gallery.add

    def full(self: Gallery, new: NewPatron, at: datetime, *, by: str, at_revision: int) -> Person:
        if "Grace" in new.name:
            raise StoreError("The disk is full.", "Free some space.")
        return add(self, new, at, by=by, at_revision=at_revision)

    monkeypatch.setattr(Gallery, "add", full)
    result = janus(home, "enroll", photos)
    assert result.exit_code == 1
    assert "The disk is full. Free some space." in result.stderr
    assert "2 photos; enrolled: 1, not reached: 1." in result.stdout


@pytest.mark.data
def test_a_hundred_people_from_one_studio_photo_each(
    home: Path, gallery: Gallery, data_dir: Path, tmp_path: Path
) -> None:
    """Nobody is refused for quality; nearly all are noticed again in another photo."""
    people = sorted(folder.name for folder in (data_dir / "london").iterdir())
    rows = [f"Person {p},{data_dir / 'london' / p / 'neutral.jpg'}" for p in people]
    sheet = tmp_path / "neutral.csv"
    sheet.write_text("\n".join(["name,photo", *rows]))
    assert janus(home, "enroll", "--csv", sheet, "--accept-look-alike").exit_code == 0
    assert gallery.count() == len(people) == 102
    sheet.write_text("\n".join(["name,photo", *rows]).replace("neutral", "smiling"))
    janus(home, "enroll", "--csv", sheet)
    assert gallery.count() <= 102 + 5


def test_namesakes_in_a_list_are_pointed_out(home: Path, gallery: Gallery, photos: Path) -> None:
    sheet = photos / "people.csv"
    sheet.write_text("name,photo\nAda,Grace_Hopper.jpg\nAda,Eileen_Collins.png\n")
    result = janus(home, "enroll", "--csv", sheet)
    assert result.exit_code == 0
    assert result.stderr.count("somebody else is called Ada as well") == 1
    again = janus(home, "enroll", "--csv", sheet)
    assert "enrolled already: 2" in again.stdout
    assert again.stderr == ""


def test_a_list_of_nobody(home: Path, photos: Path) -> None:
    (photos / "people.csv").write_text("name,photo\n")
    result = janus(home, "enroll", "--csv", photos / "people.csv")
    assert result.exit_code == 1
    assert "There is nobody in people.csv." in result.stderr
    assert result.stdout == ""


def test_folders_that_were_not_looked_into_are_named(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    (photos / "team" / "Ada").mkdir(parents=True)
    grace().save(photos / "team" / "Ada" / "photo.jpg")
    result = janus(home, "enroll", photos)
    assert result.exit_code == 0
    assert result.stdout.endswith("Left out, with no photo directly in them: team.\n")


def test_photos_without_a_draft_are_shown_as_well(
    home: Path, gallery: Gallery, photos: Path
) -> None:
    side_by_side().save(photos / "Two.png")
    (photos / "Grace_Hopper.jpg").unlink()
    preview = photos.parent / "two.png"
    one = janus(home, "enroll", photos / "Two.png", "--name", "Two", "--preview", preview)
    assert "There are 2 faces" in one.stderr
    assert preview.exists()
    previews = photos.parent / "previews"
    janus(home, "enroll", photos, "--preview", previews)
    assert [file.name for file in previews.iterdir()] == ["Two.png.png"]
