"""Errors of this room."""


class StoreError(Exception):
    """The database cannot be opened, read or written, or its schema is of another version.

    Args:
        problem: What is wrong, as a sentence.
        remedy: What to do about it, as a sentence.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(f"{problem} {remedy}")
        self.problem = problem
        self.remedy = remedy

    def user_message(self) -> str:
        """Return what is wrong and what to do, in two sentences."""
        return f"{self.problem} {self.remedy}"


class GalleryChangedError(StoreError):
    """The gallery is no longer the one that a decision rests on; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "The gallery has changed since this was decided, so nothing was written.",
            "Decide once more.",
        )


class RulesChangedError(StoreError):
    """Rules or whereabouts are no longer those that a decision rests on; nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "The rules, or who is where, have changed since this was decided, so nothing was "
            "written.",
            "Decide once more.",
        )
