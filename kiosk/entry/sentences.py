"""All the words on the door-entry screen: calm, plain, and short enough to read from two metres."""

import math
from dataclasses import dataclass

from db.records import AccessEvent, NewAccessEvent, Outcome, Reason
from kiosk.entry.choose_face import Standing
from kiosk.entry.view import EntryState, KeypadView
from kiosk.factors.keypad import Keypad, Stage
from kiosk.tally import counted
from models.liveness.step import Step
from models.quality import Measure, Quality

LONGEST = 40  # characters of the big sentence; a few more where reception has a long name


@dataclass(frozen=True, slots=True)
class Words:
    """What the screen says.

    Attributes:
        state: The state that the words belong to.
        sentence: The one big sentence.
        detail: A smaller second line, "" where there is none.
        asks: The movement that is asked for; None where it is none.
        keypad: What was typed, where that is asked for; None elsewhere.
    """

    state: EntryState
    sentence: str
    detail: str = ""
    asks: Step | None = None
    keypad: KeypadView | None = None


STARTING = Words(EntryState.STARTING, "One moment, starting up")
IDLE = Words(EntryState.IDLE, "Please step up to the door")
LOOK = Words(EntryState.LOOK, "Please look at the camera")
COME_CLOSER = Words(EntryState.COME_CLOSER, "Please come closer")
STEP_IN_FRONT = Words(EntryState.LOOK, "Please step in front of the camera")
ONE_AT_A_TIME = Words(EntryState.ONE_AT_A_TIME, "One at a time, please")
CHECKING = Words(EntryState.CHECKING, "One moment, please")
LOCKED_AGAIN = Words(
    EntryState.IDLE, "The door is locked again", "To open it, step away for a moment."
)
TOO_LATE = Words(
    EntryState.REFUSED, "Please stay for a moment", "The door tries once more by itself."
)

WHERE_TO_STAND = {
    Standing.NOBODY: IDLE,
    Standing.FAR: COME_CLOSER,
    Standing.CROWDED: ONE_AT_A_TIME,
    Standing.ASIDE: STEP_IN_FRONT,
}

CAMERA_AWAY = "The camera does not answer."
CAMERA_REFUSED = "An admin must first agree to the camera."
NOT_RECORDED = "Visits cannot be recorded, so the door stays shut."
DOOR_FAULT = "The door does not answer."
SOMETHING_FAILED = "Something went wrong. It is being tried again."
HOLD_UP_BADGE = "Or hold your badge up to the camera."
TRY_AGAIN = "To try again, step away for a moment."

# Said only to somebody recognised and alive, whom no rule keeps out but for the moment.
WAIT_FOR = {
    Reason.COMPANY_NEEDED: Words(
        EntryState.CHECKING, "Please wait for the second person", "Let them step up to the door."
    ),
    Reason.ESCORT_NEEDED: Words(EntryState.CHECKING, "Please let your escort go first"),
    Reason.OTHER_DOOR_OPEN: Words(EntryState.CHECKING, "Please wait for the other door"),
    Reason.AREA_FULL: Words(EntryState.CHECKING, "Please wait until somebody leaves"),
}

# Said only to somebody who was asked for a PIN: it tells them nothing that they do not know.
AFTER_PIN = {
    Reason.PIN_MISSING: Words(EntryState.REFUSED, "No PIN was entered"),
    Reason.PIN_WRONG: Words(EntryState.REFUSED, "Please try again later"),
    Reason.LOCKED_OUT: Words(EntryState.REFUSED, "Please try again later"),
}
OF_BADGE = frozenset(
    {
        Reason.BADGE_FORGED,
        Reason.BADGE_REVOKED,
        Reason.BADGE_NOT_VALID,
        Reason.BADGE_ELSEWHERE,
        Reason.BADGE_USED,
    }
)


def out_of_service(reception: str, detail: str) -> Words:
    """Say that the door cannot work now, and where to go."""
    return Words(EntryState.OUT_OF_SERVICE, f"Out of service, please ask {reception}", detail)


def outcome(row: NewAccessEvent | AccessEvent, reception: str) -> Words:
    """Say what was decided.

    Whoever is not let in reads the same sentence, whatever the reason: a revoked person is told
    no more before others than a stranger, and whoever holds up a picture learns nothing of what
    gave it away. A kiosk without patrons says less, as nobody there can be recognised; and whoever
    only Janus failed is told how to go on, as is whoever need only wait. Of a PIN or a badge those
    are told who gave one, and never what was wrong with a badge.
    """
    if row.outcome is Outcome.GRANTED:
        return Words(EntryState.WELCOME, _greeting(row.person_name), "The door is unlocked.")
    if row.reason is Reason.TOO_LATE:
        return TOO_LATE
    if row.reason in WAIT_FOR:
        return WAIT_FOR[row.reason]
    if row.reason in AFTER_PIN:
        return AFTER_PIN[row.reason]
    if row.reason in OF_BADGE:
        return Words(EntryState.REFUSED, f"Badge refused, please ask {reception}")
    if row.reason is Reason.DOOR_FAULT:
        return Words(EntryState.REFUSED, "Please try again", TRY_AGAIN)
    if row.reason is Reason.GALLERY_EMPTY:
        return Words(EntryState.REFUSED, f"Please ask {reception}")
    return Words(EntryState.REFUSED, f"Not recognised, please ask {reception}")


def still_here(row: NewAccessEvent, reception: str) -> Words:
    """Say how to be looked at once more, to somebody who stays after the decision."""
    if row.outcome is Outcome.GRANTED:
        return LOCKED_AGAIN
    if row.reason is Reason.TOO_LATE:
        return TOO_LATE
    words = outcome(row, reception)
    return Words(words.state, words.sentence, words.detail or TRY_AGAIN)


def unusable(measure: Measure) -> Words:
    """Say what would make the next frame usable.

    Args:
        measure: The first quality measure that is past its limit.
    """
    match measure.name:
        case Quality.SIZE:
            return COME_CLOSER
        case Quality.POSE:
            return LOOK
        case _:
            return Words(EntryState.BETTER_VIEW, _BETTER[measure.name])


def asked(step: Step) -> Words:
    """Ask for one movement of a challenge."""
    return Words(EntryState.CHALLENGE, _MOVEMENTS[step], asks=step)


def typing(pad: Keypad) -> Words:
    """Ask for a number or a PIN, and show how far somebody has come."""
    is_secret = pad.stage is Stage.PIN
    shown = KeypadView("•" * len(pad.text) if is_secret else pad.text, pad.longest, pad.may_enter)
    if pad.was_wrong:
        sentence, detail = "That PIN is not right", "Please try again."
    else:
        sentence, detail = f"Please enter your {pad.stage}", ""
    return Words(EntryState.KEYPAD, sentence, detail, keypad=shown)


def locked(for_s: float) -> Words:
    """Say calmly that no PIN or badge is taken for a while, and for how long."""
    minutes = math.ceil(for_s / 60)
    wait = f"{math.ceil(for_s)} seconds" if for_s < 60 else counted(minutes, "minute")
    return Words(EntryState.REFUSED, "Please try again later", f"Too many tries. Wait {wait}.")


_MOVEMENTS = {
    Step.LEFT: "Please turn your head a little left",
    Step.RIGHT: "Please turn your head a little right",
    Step.UP: "Please look up a little",
    Step.CLOSER: "Please come a little closer",
}

_BETTER = {
    Quality.BLUR: "Please stand still for a moment",
    Quality.DARK: "Please step into the light",
    Quality.BRIGHT: "Please step out of the bright light",
    Quality.UNEVEN: "Please turn towards the light",
}


def _greeting(name: str | None) -> str:
    """Return "Welcome, Ada": the first name only, and none where it would not fit."""
    first = (name or "").split()[:1]
    greeting = f"Welcome, {first[0]}" if first else "Welcome"
    return greeting if len(greeting) <= LONGEST else "Welcome"
