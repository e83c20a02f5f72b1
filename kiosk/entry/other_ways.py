"""The ways in without a face: a number and its PIN, or a badge held up to the camera.

While somebody uses one of them, and for a moment after it was decided, nobody is looked at: whoever
is let in by a badge must not be refused as a stranger while they walk through the door.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from db.errors import GalleryChangedError, RulesChangedError
from db.records import NewAccessEvent, Outcome, Person, Reason
from kiosk.clock import Clock
from kiosk.entry import sentences
from kiosk.entry.attended import Attended
from kiosk.entry.decision import standing_of
from kiosk.entry.doorkeeper import Doorkeeper
from kiosk.entry.factoring import denied, with_factors
from kiosk.entry.gallery_watch import Known
from kiosk.entry.house_rules import HouseRules
from kiosk.entry.judge import Judge
from kiosk.entry.sentences import Words
from kiosk.factors.attempts import AttemptLimits
from kiosk.factors.badge_desk import BadgeDesk
from kiosk.factors.badge_text import is_badge
from kiosk.factors.keypad import Key
from kiosk.factors.pin_round import PinRounds, Round, new_round
from kiosk.factors.policy import Case, End, Given, Proof, Way, with_given
from models.types import Frame, RgbImage

READ_EVERY = 4  # frames; finding a code costs as much as finding a face
SAME_BADGE_S = 3.0  # a badge not seen for longer is shown anew

_BY_PIN, _BY_BADGE = frozenset({Proof.PIN}), frozenset({Proof.BADGE})


@dataclass(frozen=True, slots=True)
class OtherWaysTimes:
    """How long things last, seconds.

    Attributes:
        pin_s: A PIN is waited for.
        granted_s: Nobody is looked at after a grant.
        refused_s: Nor after a refusal.
    """

    pin_s: float
    granted_s: float
    refused_s: float


class OtherWays:
    """See the module. Used by the entry thread only.

    Args:
        ways: What opens the door.
        rounds: Plays rounds at the keypad.
        take_keys: Returns the keys pressed since it was last called.
        badges: Checks badges.
        read_code: Returns the text of a QR code in a picture, "" for none.
        limits: Knows who may try.
        judge: Makes the rows of this door.
        house: The rules of the house.
        keeper: Writes decisions down and carries them out.
        clock: The time of day.
        times: How long things last.
        reception: Whom to ask, for the words.
    """

    def __init__(
        self,
        *,
        ways: tuple[Way, ...],
        rounds: PinRounds,
        take_keys: Callable[[], tuple[Key, ...]],
        badges: BadgeDesk,
        read_code: Callable[[RgbImage], str],
        limits: AttemptLimits,
        judge: Judge,
        house: HouseRules,
        keeper: Doorkeeper,
        clock: Clock,
        times: OtherWaysTimes,
        reception: str,
    ) -> None:
        self._ways = ways
        self._rounds = rounds
        self._take_keys = take_keys
        self._badges = badges
        self._read_code = read_code
        self._limits = limits
        self._judge = judge
        self._house = house
        self._keeper = keeper
        self._clock = clock
        self._times = times
        self._reception = reception
        self._keys: tuple[Key, ...] = ()
        self._round: Round | None = None
        self._badge_text = ""
        self._last_badge = ("", float("-inf"))
        self._rests_until_s = float("-inf")

    @property
    def offers_keypad(self) -> bool:
        """Whether a PIN alone opens the door."""
        return _BY_PIN in self._ways

    def is_called(self, frame: Frame) -> bool:
        """Return whether somebody uses one of these ways now."""
        self._look_for_badge(frame)
        if self.offers_keypad:
            self._keys += self._take_keys()
        if frame.captured_s < self._rests_until_s:
            self._keys, self._badge_text = (), ""
            return True
        if self._round is None and any(key.is_digit or key is Key.OPEN for key in self._keys):
            self._round = new_round(Case(self._ways, frame.captured_s + self._times.pin_s))
        return self._round is not None or bool(self._badge_text)

    def attend(self, frame: Frame, known: Known) -> Attended:
        """Do what follows from a frame in which one of these ways is used.

        Raises:
            StoreError: Something cannot be read or written; the door stays shut.
            KioskError: A stored PIN is damaged.
        """
        if self._round is not None:
            return self._type(self._round, frame, known)
        if self._badge_text:
            text, self._badge_text = self._badge_text, ""
            return self._show(text, frame, known)
        return Attended(sentences.IDLE)

    def invite(self, words: Words) -> Words:
        """Return words that also tell whoever comes of the badge that they may hold up."""
        if words == sentences.IDLE and _BY_BADGE in self._ways:
            return replace(words, detail=sentences.HOLD_UP_BADGE)
        return words

    def _look_for_badge(self, frame: Frame) -> None:
        if _BY_BADGE not in self._ways or frame.index % READ_EVERY:
            return
        text = self._read_code(frame.image)
        if not is_badge(text):
            return
        shown, seen_s = self._last_badge
        self._last_badge = (text, frame.captured_s)
        if text != shown or frame.captured_s - seen_s > SAME_BADGE_S:
            self._badge_text = text

    def _type(self, one: Round, frame: Frame, known: Known) -> Attended:
        """Go on with a round at the keypad."""
        keys, self._keys = self._keys, ()
        self._round = one = self._rounds.play(one, keys, frame.captured_s)
        if not one.is_over:
            return Attended(sentences.typing(one.pad))
        self._round = None
        if one.refusal is Reason.PIN_MISSING:
            return Attended(sentences.IDLE)  # nothing was tried
        row = self._judge.without_face(known, frame)
        if one.person_id is not None:
            row = _about(row, known.people.get(one.person_id))
        words = sentences.locked(one.locked_for_s) if one.locked_for_s else None
        if one.refusal is not None:
            return self._carry_out(denied(row, one.refusal), frame, known, words)
        attended = self._grant(row, one.case, frame, known)
        if attended is None:
            self._round = one  # once more, as for a badge
            return Attended(sentences.CHECKING)
        return attended

    def _show(self, text: str, frame: Frame, known: Known) -> Attended:
        """Decide about a badge that was held up."""
        row, now = self._judge.without_face(known, frame), self._clock.now()
        if locked_s := self._limits.locked_for_s(None):
            words = sentences.locked(locked_s)
            return self._carry_out(denied(row, Reason.LOCKED_OUT), frame, known, words)
        result = self._badges.check(text, now)
        badge = result.badge
        if badge is not None:
            row = replace(row, person_id=badge.person_id, person_name=badge.name)
            if badge.person_id is not None:
                row = _about(row, known.people.get(badge.person_id))
        if badge is None or result.refusal is not None:
            self._limits.failed(None)
            refusal = result.refusal or Reason.BADGE_FORGED
            return self._carry_out(denied(row, refusal), frame, known)
        spends = row.outcome is Outcome.GRANTED
        if spends and (used := self._badges.use(badge, now)):
            return self._carry_out(denied(row, used), frame, known)
        case = with_given(Case(self._ways, 0.0), [Given(Proof.BADGE, badge.holder_id)])
        attended = self._grant(row, case, frame, known)
        if spends and (attended is None or not _opened(attended)):
            self._badges.give_back(badge)
        if attended is None:
            self._badge_text = text  # decided on what is no more: once more with the next frame
            return Attended(sentences.CHECKING)
        return attended

    def _grant(
        self, row: NewAccessEvent, case: Case, frame: Frame, known: Known
    ) -> Attended | None:
        """Carry a row out that a case opens; None where gallery or rules have changed meanwhile."""
        if case.end is not End.OPENS:
            raise ValueError("Only a case that opens the door is granted.")
        holder = next(iter(case.given)).holder
        row = with_factors(row, case, holder)
        try:
            return self._carry_out(self._house.apply(row, known.revision), frame, known)
        except (GalleryChangedError, RulesChangedError):
            return None

    def _carry_out(
        self, row: NewAccessEvent, frame: Frame, known: Known, words: Words | None = None
    ) -> Attended:
        carried = self._keeper.carry_out(row, known.revision)
        self._house.written(carried.event, known.revision)
        times = self._times
        is_open = carried.row.outcome is Outcome.GRANTED
        rest_s = times.granted_s if is_open else times.refused_s
        self._rests_until_s = max(frame.captured_s, carried.done_s) + rest_s
        words = words or sentences.outcome(carried.row, self._reception)
        return Attended(words, carried=carried, decided=True)


def _about(row: NewAccessEvent, person: Person | None) -> NewAccessEvent:
    """Return a row about an enrolled person: denied where they may not enter at all."""
    if person is None:
        return denied(row, Reason.REVOKED)
    row = replace(row, person_id=person.id, person_name=person.name)
    reason = standing_of(person, row.at)
    return row if reason is Reason.MATCHED else denied(row, reason)


def _opened(attended: Attended) -> bool:
    carried = attended.carried
    return carried is not None and carried.row.outcome is Outcome.GRANTED
