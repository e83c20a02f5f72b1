"""A reason at the begin of a line. Pure."""


def headed(words: str) -> str:
    """Return words with a capital first letter; the others, as those of PIN, stay as they are."""
    return f"{words[:1].upper()}{words[1:]}"
