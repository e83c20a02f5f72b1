"""Errors of the training room."""


class TrainingError(Exception):
    """A folder of people cannot be used for what was asked.

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
