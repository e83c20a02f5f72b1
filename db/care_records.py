"""What is handed out and taken in about consent."""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What people are asked to agree to."""

    text: str

    @property
    def version(self) -> str:
        """The first 16 hexadecimal digits of the text's SHA-256: another text, another version."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Consent:
    """That a person agreed.

    Attributes:
        text: To what.
        at: When.
        recorded_by: Who wrote it down.
    """

    text: ConsentText
    at: datetime
    recorded_by: str
