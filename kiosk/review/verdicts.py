"""What may be said of a visit by whoever reviews it. Pure."""

from db.records import AccessEvent, Person, Reason
from db.review_records import Verdict
from kiosk.errors import KioskError

# Whether a living head stood there is another question than whose face it was.
_OF_LIVENESS = frozenset({Reason.CHALLENGE_FAILED, Reason.NOT_SHOWN_LIVE})


def is_about_liveness(reason: Reason) -> bool:
    """Return whether a visit was denied for what stood there, and not for who."""
    return reason.is_attack or reason in _OF_LIVENESS


def verdicts_for(event: AccessEvent) -> tuple[Verdict, ...]:
    """Return what may be said of a visit; nothing where no face was told from others."""
    if event.best_similarity is None or is_about_liveness(event.reason):
        return ()
    if event.person_id is None:
        return (Verdict.SOMEBODY,)
    return (Verdict.WAS_THEM, Verdict.NOT_THEM, Verdict.SOMEBODY)


def check_verdict(event: AccessEvent, verdict: Verdict, person: Person | None) -> None:
    """Refuse what cannot be said of a visit.

    Args:
        event: The visit.
        verdict: What is said of it.
        person: Whom the verdict `SOMEBODY` names; None with any other.

    Raises:
        KioskError: It cannot be said of this visit, or not with this person.
    """
    if verdict is Verdict.WITHDRAWN:
        return
    if verdict not in verdicts_for(event):
        raise KioskError(
            f"It cannot be said of visit {event.id} that it {verdict}.",
            "No face was recognised in it, or it was denied for what stood there, not for who.",
        )
    if (verdict is Verdict.SOMEBODY) != (person is not None):
        raise KioskError(
            "It was not said which person it was.", "Choose one of the people who are enrolled."
        )
    if person is None:
        return
    if person.id == event.person_id:
        raise KioskError(
            f"The door took them for {person.name} already.",
            "Say that it was that person instead.",
        )
    if event.at < person.enrolled_at:
        raise KioskError(
            f"{person.name} was enrolled only after this visit, so the door could not know them.",
            "Choose somebody who was enrolled before it.",
        )
