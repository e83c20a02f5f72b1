"""Times, names and decisions in words: pure."""

import re
from datetime import date, datetime, time

from db.records import AccessEvent, Factor, Outcome, Person, PersonStatus, Reason

STRANGER = "Stranger"
_WORD = re.compile(r"[^\s-]+")
_SYLLABLE = re.compile(r"\S{6}(?=\S)")
_BREAK = "\u200b"  # takes no room, and a line may end there


def when(at: datetime) -> str:
    """Return a time of day at this place, e.g. `24 Nov 2026, 14:32:07`."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M:%S}"


def minute(at: datetime) -> str:
    """Return a time of day at this place without seconds, e.g. `24 Nov 2026, 14:32`."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y, %H:%M}"


def day(at: datetime) -> str:
    """Return a day at this place, e.g. `24 Nov 2026`."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y}"


def start_of(local_day: date) -> datetime:
    """Return when a day begins at this place, aware."""
    return datetime.combine(local_day, time.min).astimezone()


def who(event: AccessEvent) -> str:
    """Return the name in a log row."""
    return event.person_name or STRANGER


def outcome_of(event: AccessEvent) -> str:
    """Return the outcome in a word: a picture that was held up is more than a denial."""
    return "Attack" if event.reason.is_attack else event.outcome.capitalize()


def short(text: str, most: int = 24) -> str:
    """Return a text of at most so many characters, its end left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def breakable(text: str, longest: int = 20) -> str:
    """Return a text whose words may go on in the next line where they are longer than `longest`."""

    def with_breaks(word: re.Match[str]) -> str:
        return word[0] if len(word[0]) <= longest else _SYLLABLE.sub(rf"\g<0>{_BREAK}", word[0])

    return _WORD.sub(with_breaks, text)


def status_of(person: Person, now: datetime) -> tuple[str, bool]:
    """Return a person's status in a word or two, and whether the door lets them in."""
    if person.status is PersonStatus.REVOKED:
        return "Revoked", False
    if person.valid_from is not None and now < person.valid_from:
        return f"From {day(person.valid_from)}", False
    if person.valid_until is not None and now >= person.valid_until:
        return "Expired", False
    return "Active", True


def explain(event: AccessEvent) -> str:
    """Return why the door decided so, in sentences with the figures it rests on."""
    sentences = (
        _comparison(event),
        _consequence(event),
        _duress(event),
        _rule(event),
        _effort(event),
    )
    return " ".join(filter(None, sentences))


def _comparison(event: AccessEvent) -> str:
    best = event.best_similarity
    if best is None:
        return ""
    nearest = event.person_name or "The nearest patron"
    needed = f"{event.threshold:.3f}"
    if best >= event.threshold:
        sentence = f"{nearest} reached a similarity of {best:.3f}; {needed} was needed."
    else:
        sentence = (
            f"{nearest} reached a similarity of {best:.3f}, below the {needed} that was needed."
        )
    if event.runner_up_similarity is not None:
        sentence += f" The next patron reached {event.runner_up_similarity:.3f}."
    return sentence


def _consequence(event: AccessEvent) -> str:
    if event.outcome is Outcome.GRANTED:
        return "So the door was opened."
    return {
        Reason.MATCHED: "The door stayed shut.",
        Reason.NOT_RECOGNISED: "So this was a stranger, and the door stayed shut.",
        Reason.GALLERY_EMPTY: "Nobody was enrolled, so there was nobody to recognise.",
        Reason.REVOKED: "They were recognised, but their access was revoked.",
        Reason.NOT_YET_VALID: "They were recognised, but their access had not begun.",
        Reason.EXPIRED: "They were recognised, but their access had ended.",
        Reason.DOOR_FAULT: "They were recognised, but the lock could not be reached.",
        Reason.TOO_LATE: "They were recognised, but writing the log took too long.",
        Reason.FLAT_SURFACE: "It looked like a picture of them on something flat, held up to the "
        "camera: a print, or a photo on a phone. So the door stayed shut.",
        Reason.SCREEN: "It looked like a video of them, played on a screen before the camera. So "
        "the door stayed shut.",
        Reason.FROZEN: "The camera's picture stood still or repeated itself, as no living head "
        "does. So the door stayed shut.",
        Reason.CHALLENGE_FAILED: "They were asked to move, and what the camera saw did not follow. "
        "So the door stayed shut.",
        Reason.NOT_SHOWN_LIVE: "They were recognised, but nothing told a living head from a "
        "picture clearly enough. So the door stayed shut.",
        Reason.LOCKDOWN: "They were recognised, but the house is locked down.",
        Reason.NOT_PERMITTED: "They were recognised, but none of their groups may use this door.",
        Reason.OUTSIDE_HOURS: "They were recognised, but not within the hours of their groups.",
        Reason.VISIT_OVER: "They were recognised, but the time of their visit had ended.",
        Reason.NO_ENTRIES_LEFT: "They were recognised, but had entered as often as agreed.",
        Reason.OTHER_DOOR_OPEN: "They were recognised, but another door has to be shut first.",
        Reason.ALREADY_INSIDE: "They were recognised, but had entered already and not left.",
        Reason.TOO_SOON: "They were recognised, but had entered only a moment before.",
        Reason.AREA_FULL: "They were recognised, but no more people may be inside.",
        Reason.NOT_OPENED_YET: "They were recognised, but nobody who opens up had come yet.",
        Reason.ESCORT_NEEDED: "They were recognised, but nobody had come to escort them.",
        Reason.COMPANY_NEEDED: "They were recognised, but may not enter alone.",
        Reason.UNDER_DURESS: "The door stayed shut.",
        Reason.PIN_MISSING: "Their PIN was needed as well, and was not entered.",
        Reason.PIN_WRONG: "The PIN was wrong too often, and no further try is heard for a while.",
        Reason.PIN_NOT_SET: "Their PIN was needed as well, and none is set for them.",
        Reason.LOCKED_OUT: "After too many wrong PINs or badges no try was heard for a while.",
        Reason.BADGE_FORGED: "The badge was damaged, or not made by this house.",
        Reason.BADGE_REVOKED: "The badge had been revoked.",
        Reason.BADGE_NOT_VALID: "The badge did not hold at that time.",
        Reason.BADGE_ELSEWHERE: "The badge is for other doors.",
        Reason.BADGE_USED: "The badge opens once, and had been used.",
    }[event.reason]


def _duress(event: AccessEvent) -> str:
    if Factor.DURESS_PIN not in event.factors:
        return ""
    return "The duress PIN was used: somebody may have forced them, and help was called silently."


def _rule(event: AccessEvent) -> str:
    return f"By the rule: {event.rule}." if event.rule else ""


def _effort(event: AccessEvent) -> str:
    if event.frames_used == 0:
        return ""
    frames = "one frame" if event.frames_used == 1 else f"{event.frames_used} frames"
    return f"It rests on {frames}, decided {event.latency_ms:.0f} ms after the first usable one."
