"""People to enrol, as a folder or a CSV file names them. Reads no photo."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from enroll.errors import EnrollError
from enroll.moments import parse_moment

_COLUMNS = ("name", "photo", "valid_from", "valid_until", "consent")
_ANSWERS = {"yes": True, "no": False, "": False}
_SEPARATORS = ",;\t"
_MAX_SHEET_BYTES = 20 * 1024 * 1024
# Every kind of picture is taken up, so that one that cannot be read is named and not passed over.
_PICTURES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".heic", ".heif"}
    | {".avif", ".gif", ".bmp", ".tif", ".tiff"}
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to enrol.

    Attributes:
        where: What the list calls it: a file name, or `line 3`.
        name: The person's name, as written.
        photo: Their photo.
        valid_from: Aware UTC, or None.
        valid_until: Aware UTC, or None.
        has_agreed: Whether the list says that they agreed; None where it has no such column.
        problem: Why there is nothing to enrol here; None where there is.
    """

    where: str
    name: str
    photo: Path
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    has_agreed: bool | None = None
    problem: EnrollError | None = None


def read_folder(folder: Path) -> tuple[Entry, ...]:
    """Return the people of a folder, by name.

    A photo `Ada_Lovelace.jpg` is of Ada Lovelace, and so is the one photo in a folder
    `Ada_Lovelace/` (or its `photo.jpg`, where there are several). Hidden files and files that are
    no pictures are passed over.

    Raises:
        EnrollError: The folder cannot be read, or holds no photo.
    """
    try:
        items = sorted(folder.iterdir(), key=lambda item: item.name.casefold())
        entries = [entry for item in items if (entry := _folder_entry(item)) is not None]
    except OSError as error:
        raise EnrollError(
            f"The folder {folder} cannot be read: {error.strerror}.", "Check its path and rights."
        ) from error
    if not entries:
        raise EnrollError(
            f"There is no photo in {folder}.",
            "Name each photo after its person: Ada_Lovelace.jpg, or Ada_Lovelace/photo.jpg.",
        )
    return tuple(entries)


def folders_passed_over(folder: Path) -> tuple[str, ...]:
    """Return the names of folders in a folder of people that hold no photo themselves.

    Their own folders are not looked into: what is a person in one depth is a team in the next.
    """
    try:
        folders = [item for item in folder.iterdir() if item.is_dir()]
        names = [item.name for item in folders if _folder_entry(item) is None]
        return tuple(sorted(n for n in names if not n.startswith(".")))
    except OSError:  # as `read_folder` has said
        return ()


def read_sheet(sheet: Path) -> tuple[Entry, ...]:
    """Return the people of a CSV file, in its order; a wrong row is an entry with a `problem`.

    The first line names the columns: `name,photo` and perhaps `valid_from,valid_until,consent`,
    separated by commas, semicolons or tabs. Photos are named relative to the file.

    Raises:
        EnrollError: The file cannot be read, its first line does not name the columns, or there is
            nobody below it.
    """
    text = _sheet_text(sheet)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = _columns(next(reader, []), sheet)
        rows, line = [], reader.line_num + 1
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1  # a quoted cell may have spanned several
    except csv.Error as error:
        raise EnrollError(
            f"{sheet.name}, line {reader.line_num}: {error}.", "Check the quotes of that line."
        ) from error
    entries = tuple(
        _row(f"line {line}", cells, columns, sheet.parent)
        for line, cells in rows
        if any(cell.strip() for cell in cells)
    )
    if not entries:
        raise EnrollError(
            f"There is nobody in {sheet.name}.",
            "Write a line for each person below the first one, e.g. Ada Lovelace,ada.jpg.",
        )
    return entries


def _folder_entry(item: Path) -> Entry | None:
    if item.name.startswith("."):
        return None
    if not item.is_dir():
        return Entry(item.name, _spoken(item.stem), item) if _is_picture(item) else None
    photos = sorted(photo for photo in item.iterdir() if _is_picture(photo))
    if not photos:
        return None
    named = [photo for photo in photos if photo.stem.casefold() == "photo"] or photos
    problem = None
    if len(named) > 1:
        problem = EnrollError(
            f"There are {len(named)} photos in {item.name}.",
            "Keep one, or call the one to enrol from photo.jpg.",
        )
    return Entry(f"{item.name}/{named[0].name}", _spoken(item.name), named[0], problem=problem)


def _is_picture(item: Path) -> bool:
    return item.suffix.lower() in _PICTURES and not item.name.startswith(".")


def _spoken(file_name: str) -> str:
    return file_name.replace("_", " ").strip()


def _sheet_text(sheet: Path) -> str:
    try:
        if sheet.stat().st_size > _MAX_SHEET_BYTES:
            raise EnrollError(f"{sheet.name} is too large for a list of people.", "Split it.")
        # utf-8-sig: spreadsheets put a byte-order mark in front, which is no part of a name.
        return sheet.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EnrollError(
            f"{sheet.name} is not UTF-8 text.", "Save it as “CSV UTF-8” in the spreadsheet."
        ) from None
    except OSError as error:
        raise EnrollError(
            f"{sheet} cannot be read: {error.strerror}.", "Check its path and who may read it."
        ) from error


def _columns(header: list[str], sheet: Path) -> tuple[str, ...]:
    columns = tuple(title.strip().casefold() for title in header)
    # An unknown column may be a misspelt valid_until: passed over, it would open the door for ever.
    unknown = [title for title in columns if title not in _COLUMNS]
    if not {"name", "photo"} <= set(columns) or unknown or len(set(columns)) < len(columns):
        raise EnrollError(
            f"The first line of {sheet.name} does not name the columns"
            + (f": it says “{', '.join(header)}”." if any(header) else "."),
            "It must be name,photo and perhaps valid_from,valid_until,consent.",
        )
    return columns


def _row(where: str, cells: list[str], columns: tuple[str, ...], folder: Path) -> Entry:
    row = dict(zip(columns, (cell.strip() for cell in cells), strict=False))
    name, photo = row.get("name", ""), row.get("photo", "")
    since, until = row.get("valid_from", ""), row.get("valid_until", "")
    try:
        _check_cells(len(cells), len(columns), name, photo)
        return Entry(
            where,
            name,
            folder / photo,
            parse_moment(since) if since else None,
            parse_moment(until, end_of_day=True) if until else None,
            _answer(row.get("consent", "")) if "consent" in columns else None,
        )
    except EnrollError as problem:
        return Entry(where, name, folder / photo, problem=problem)


def _answer(cell: str) -> bool:
    if cell.casefold() not in _ANSWERS:
        raise EnrollError(
            f"The column consent says “{cell}”.", "Write yes for whoever agreed, and no otherwise."
        )
    return _ANSWERS[cell.casefold()]


def _check_cells(found: int, wanted: int, name: str, photo: str) -> None:
    if found > wanted:
        raise EnrollError(
            f"There are {found} cells for {wanted} columns.",
            "Put a cell that holds a separator in quotes.",
        )
    if not name or not photo:
        raise EnrollError(f"The {'photo' if name else 'name'} is missing.", "Fill in that cell.")
