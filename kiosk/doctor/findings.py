"""What `janus doctor` can find."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Health(StrEnum):
    """How a part is."""

    OK = "ok"
    WARN = "warn"  # the kiosk runs; somebody should know
    MISSING = "missing"  # the kiosk cannot run
    WRONG = "wrong"  # it is there, and the kiosk cannot run with it


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the kiosk, looked at.

    Attributes:
        part: What was looked at.
        health: How it is.
        found: What was found.
        to_do: What to do about it, "" where nothing is.
    """

    part: str
    health: Health
    found: str
    to_do: str = ""


Check: TypeAlias = Callable[[], Iterable[Finding]]


def examine(checks: Iterable[tuple[str, Check]]) -> Iterator[Finding]:
    """Run checks; one that fails becomes a finding itself, so that the others are still heard."""
    for part, check in checks:
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001 - the doctor must outlive any illness
            says = getattr(error, "user_message", None)
            problem = getattr(error, "problem", None)
            if says and problem:
                yield Finding(part, Health.MISSING, str(problem), str(getattr(error, "remedy", "")))
            else:
                found = f"could not be looked at: {type(error).__name__}: {error}"
                yield Finding(part, Health.MISSING, found, "Please report this.")


def can_run(findings: Iterable[Finding]) -> bool:
    """Return whether nothing that the kiosk needs is missing or wrong."""
    return not any(finding.health in (Health.MISSING, Health.WRONG) for finding in findings)
