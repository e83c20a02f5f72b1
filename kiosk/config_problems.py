"""What is wrong with a configuration file, said so that it can be mended: line, key, remedy."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

_TABLE = re.compile(r"^\s*\[\s*([\w-]+(?:\s*\.\s*[\w-]+)*)\s*\]")
_SECRETS = frozenset({"key", "secret", "url"})
_EXAMPLES = {"camera.source": ', e.g. "0"', "storage.database": ', e.g. "postgresql://…"'}
_KEY = re.compile(r"^\s*(?:([\w-]+)\s*\.\s*)?([\w-]+)\s*=")


def describe_syntax(file: Path, error: tomllib.TOMLDecodeError) -> str:
    """Return one sentence about a file that is not TOML; the parser names line and column."""
    return f"{file} is not valid TOML: {str(error).rstrip('.')}."


def describe_problems(
    file: Path, text: str, error: ValidationError, schema: type[BaseModel]
) -> str:
    """Return a line for each wrong key or value, in the order of the file's lines.

    Args:
        file: The file, for its name.
        text: What it holds; line numbers are looked up in it.
        error: What the schema found.
        schema: The schema, for the names that would have been right.
    """
    lines = key_lines(text)
    found = []
    for detail in error.errors(include_url=False):
        path = tuple(str(part) for part in detail["loc"])
        line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)
        where = f"{file}, line {line}" if line else str(file)
        found.append((line or 0, f"{where}: {_sentence(detail, path, schema)}"))
    return "\n".join(sentence for _, sentence in sorted(found))


def key_lines(text: str) -> dict[tuple[str, ...], int]:
    """Return the line, from 1, on which each table and each key of it begins.

    Enough for the tables that the file has; a key it cannot place is reported without a line.
    """
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _TABLE.match(line):
            table = tuple(part.strip() for part in header[1].split("."))
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            path = (*table, *(part for part in key.groups() if part))
            lines.setdefault(path, number)
    return lines


def _sentence(detail: ErrorDetails, path: tuple[str, ...], schema: type[BaseModel]) -> str:
    key = ".".join(path)
    kind = detail["type"]
    if kind == "extra_forbidden":
        return f'there is no setting "{key}".{_nearest(path, schema)}'
    if kind == "value_error":
        return f"{key}: {detail['ctx']['error']}."
    value = detail["input"]
    if isinstance(value, dict) or kind == "model_type":
        return f"{key} must be a table, written as [{key}]."
    # A database's or a camera's address may hold a password.
    is_secret = key.startswith("storage.") or path[-1] in _SECRETS or "@" in repr(value)
    shown = key if is_secret else f"{key} = {value!r}"
    return f"{shown} is wrong: {_requirement(detail, key)}."


def _requirement(detail: ErrorDetails, key: str) -> str:
    """Return what the value must be, in plain words."""
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            return f"it must be {limits['expected']}"
        case "greater_than_equal":
            return f"it must be at least {limits['ge']}"
        case "less_than_equal":
            return f"it must be at most {limits['le']}"
        case "string_too_short":
            return "it must not be empty"
        case "string_pattern_mismatch" if key == "door.osdp.key":
            return "it must be 32 digits of a hexadecimal number"
        case "string_too_long":
            return f"it must have at most {limits['max_length']} characters"
        case "string_type":
            return f"it must be text in quotes{_EXAMPLES.get(key, '')}"
        case "bool_type":
            return "it must be true or false"
        case "int_type" | "int_from_float":
            return "it must be a whole number"
        case "float_type":
            return "it must be a number"
        case "list_type":
            return 'it must be a list, e.g. ["/usr/local/bin/open-door"]'
        case "finite_number":
            return "it must be a number, and not an endless one"
        case _:
            return "it is of the wrong kind"


def _nearest(path: tuple[str, ...], schema: type[BaseModel]) -> str:
    """Return " Did you mean …?", or "" where nothing is near."""
    names = list(_settings(schema))
    key = ".".join(path)
    by_last = {name.rpartition(".")[2]: name for name in names}
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.7)
    if not near:
        near = [by_last[n] for n in difflib.get_close_matches(path[-1], by_last, n=1, cutoff=0.6)]
    return f' Did you mean "{near[0]}"?' if near else ""


def _settings(schema: type[BaseModel], above: str = "") -> Iterable[str]:
    """Yield each table, and each dotted key in one."""
    for name, field in schema.model_fields.items():
        section, key = field.annotation, f"{above}{name}"
        is_table = isinstance(section, type) and issubclass(section, BaseModel)
        if above or is_table:
            yield key
        if isinstance(section, type) and issubclass(section, BaseModel):
            yield from _settings(section, f"{key}.")
