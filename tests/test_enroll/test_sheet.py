"""Lists of people to enrol: folders and CSV files, as people really save them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from enroll.errors import EnrollError
from enroll.sheet import folders_passed_over, read_folder, read_sheet


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    return folder


def test_a_folder_names_its_people(tmp_path: Path) -> None:
    touch(tmp_path, "Ada_Lovelace.jpg", "bob.PNG", "Grace_Hopper/anything.webp")
    entries = read_folder(tmp_path)
    assert [(entry.name, entry.where, entry.problem) for entry in entries] == [
        ("Ada Lovelace", "Ada_Lovelace.jpg", None),
        ("bob", "bob.PNG", None),
        ("Grace Hopper", "Grace_Hopper/anything.webp", None),
    ]
    assert entries[2].photo == tmp_path / "Grace_Hopper" / "anything.webp"


def test_files_that_are_no_pictures_are_passed_over(tmp_path: Path) -> None:
    touch(
        tmp_path, "Ada.jpg", ".DS_Store", "._Ada.jpg", "notes.txt", "Thumbs.db", "empty/readme.md"
    )
    assert [entry.name for entry in read_folder(tmp_path)] == ["Ada"]


def test_a_kind_of_picture_that_cannot_be_read_is_still_taken_up(tmp_path: Path) -> None:
    assert [entry.name for entry in read_folder(touch(tmp_path, "Ada.tiff"))] == ["Ada"]


def test_of_several_photos_the_one_called_photo_counts(tmp_path: Path) -> None:
    touch(tmp_path, "Ada/old.jpg", "Ada/photo.jpg", "Bob/1.jpg", "Bob/2.jpg")
    ada, bob = read_folder(tmp_path)
    assert ada.photo.name == "photo.jpg"
    assert ada.problem is None
    assert bob.problem is not None
    assert "2 photos in Bob" in bob.problem.user_message()


def test_a_folder_without_photos(tmp_path: Path) -> None:
    with pytest.raises(EnrollError, match="There is no photo in"):
        read_folder(tmp_path)
    with pytest.raises(EnrollError, match="cannot be read"):
        read_folder(tmp_path / "absent")


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "people.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,photo\nAda Lovelace,ada.jpg\nZoë,z/zoe.png\n", "utf-8"),
        ("name,photo\r\nAda Lovelace,ada.jpg\r\nZoë,z/zoe.png", "utf-8-sig"),
        ("Name;Photo\nAda Lovelace;ada.jpg\nZoë;z/zoe.png\n", "utf-8-sig"),
        ("photo\tname\nada.jpg\tAda Lovelace\n\nz/zoe.png\tZoë\n", "utf-8"),
        ('"name","photo"\n"Ada Lovelace","ada.jpg"\n Zoë , z/zoe.png \n,,\n', "utf-8"),
    ],
)
def test_csv_as_spreadsheets_write_it(tmp_path: Path, text: str, encoding: str) -> None:
    entries = [entry for entry in read_sheet(sheet(tmp_path, text, encoding)) if not entry.problem]
    assert [(entry.name, entry.photo) for entry in entries] == [
        ("Ada Lovelace", tmp_path / "ada.jpg"),
        ("Zoë", tmp_path / "z" / "zoe.png"),
    ]


def test_validity(tmp_path: Path) -> None:
    text = (
        "name,photo,valid_from,valid_until\n"
        "Ada,a.jpg,2026-01-01T08:00+01:00,2026-06-30T18:00Z\nBob,b.jpg,,\n"
    )
    ada, bob = read_sheet(sheet(tmp_path, text))
    assert ada.valid_from == datetime(2026, 1, 1, 7, tzinfo=UTC)
    assert ada.valid_until == datetime(2026, 6, 30, 18, tzinfo=UTC)
    assert (bob.valid_from, bob.valid_until) == (None, None)


def test_each_wrong_row_is_named_by_its_line_and_the_rest_go_on(tmp_path: Path) -> None:
    text = (
        "name,photo,valid_from,valid_until\n"  # line 1
        "Ada,a.jpg,,\n"
        ",b.jpg,,\n"  # line 3
        "Carl,,,\n"
        '"Dora\nthe second",d.jpg,,\n'  # lines 5 and 6
        "Eve,e.jpg,soon,\n"  # line 7
        "\n"
        "Fay,f.jpg,,,extra\n"  # line 9
        "Gil,g.jpg\n"
    )
    entries = read_sheet(sheet(tmp_path, text))
    wrong = {entry.where: entry.problem.user_message() for entry in entries if entry.problem}
    assert list(wrong) == ["line 3", "line 4", "line 7", "line 9"]
    assert "name is missing" in wrong["line 3"]
    assert "photo is missing" in wrong["line 4"]
    assert "“soon” is not a date" in wrong["line 7"]
    assert "5 cells for 4 columns" in wrong["line 9"]
    assert [entry.where for entry in entries if not entry.problem] == [
        "line 2",
        "line 5",
        "line 10",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "does not name the columns"),
        ("Ada,ada.jpg\n", "it says “Ada, ada.jpg”"),
        ("name\nAda\n", "name,photo"),
        ("name,photo,valid_untill\nAda,a.jpg,2026-01-01\n", "valid_untill"),
        ("name,photo,name\n", "does not name the columns"),
        ('name,photo\n"Ada,a.jpg\n', "line 2.*quotes"),
        ("name,photo\n", "nobody in people.csv"),
        ("name,photo\n,\n\n", "nobody in people.csv"),
    ],
)
def test_a_csv_that_cannot_be_understood_is_refused_whole(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(EnrollError, match=said):
        read_sheet(sheet(tmp_path, text))


def test_a_csv_in_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(EnrollError, match="CSV UTF-8"):
        read_sheet(sheet(tmp_path, "name,photo\nZoë,zoe.jpg\n", "cp1252"))
    with pytest.raises(EnrollError, match="CSV UTF-8"):
        read_sheet(sheet(tmp_path, "name,photo\nZoë,zoe.jpg\n", "utf-16"))


def test_a_csv_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnrollError, match="cannot be read"):
        read_sheet(tmp_path / "absent.csv")
    with pytest.raises(EnrollError, match="cannot be read"):
        read_sheet(tmp_path)


def test_folders_without_a_photo_of_their_own_are_known(tmp_path: Path) -> None:
    touch(tmp_path, "Ada/photo.jpg", "team/Bob/photo.jpg", "Empty/readme.md", ".git/x.jpg")
    touch(tmp_path, ".cache/y.txt", "Cleo.jpg")
    assert [entry.name for entry in read_folder(tmp_path)] == ["Ada", "Cleo"]
    assert folders_passed_over(tmp_path) == ("Empty", "team")
    assert folders_passed_over(tmp_path / "absent") == ()
