"""What is wrong with a setting, said so that it can be mended."""

import difflib
from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def nearest_setting(key: str, known: Sequence[str]) -> str:
    """Return " Did you mean …?", or "" where no known key is near."""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    if not near:
        # `margn` for `loss.margin`: the last part alone.
        last = {name.rpartition(".")[2]: name for name in known}
        word = key.rpartition(".")[2]
        near = [last[found] for found in difflib.get_close_matches(word, last, n=1, cutoff=0.6)]
    return f" Did you mean “{near[0]}”?" if near else ""


def wrong_setting(error: ValidationError) -> str:
    """Return what the first wrong value is, and what it must be, in plain words."""
    detail = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"there is no setting “{key}”"
    if detail["type"] == "value_error":
        return f"{detail['ctx']['error']}"
    if detail["type"] == "json_invalid":
        return "it is no JSON"
    return f"{key} = {detail['input']!r}, but {_requirement(detail)}"


def _requirement(detail: ErrorDetails) -> str:
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "literal_error":
            return f"it must be {limits['expected']}"
        case "greater_than":
            return f"it must be more than {limits['gt']:g}"
        case "greater_than_equal":
            return f"it must be at least {limits['ge']:g}"
        case "less_than":
            return f"it must be less than {limits['lt']:g}"
        case "less_than_equal":
            return f"it must be at most {limits['le']:g}"
        case "multiple_of":
            return f"it must be a multiple of {limits['multiple_of']:g}"
        case "bool_parsing" | "bool_type":
            return "it must be true or false"
        case "int_parsing" | "int_type" | "int_from_float":
            return "it must be a whole number"
        case "float_parsing" | "float_type" | "finite_number":
            return "it must be a number"
        case _:
            return detail["msg"][:1].lower() + detail["msg"][1:]
