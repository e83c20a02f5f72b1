"""What a door wants beside a face, put together from what the operator chose."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from db.attempts import AttemptStore
from db.badges import BadgeStore
from db.engine import Database
from db.pins import PinStore
from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.entry.decision import LOOKS
from kiosk.entry.doorkeeper import Doorkeeper
from kiosk.entry.factoring import Factoring
from kiosk.entry.house_rules import HouseRules
from kiosk.entry.judge import Judge
from kiosk.entry.other_ways import OtherWays, OtherWaysTimes
from kiosk.factors.attempts import AttemptLimits
from kiosk.factors.badge_desk import BadgeDesk
from kiosk.factors.keys import KeyChannel
from kiosk.factors.pin_desk import PinDesk
from kiosk.factors.pin_round import Duress, PinRounds
from kiosk.factors.policy import OpensBy, ways_of
from models.calibration import Calibration, operating_point
from models.types import RgbImage

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FactorStores:
    """Where PINs, badges and failed attempts are kept."""

    pins: PinStore
    attempts: AttemptStore
    badges: BadgeStore


@dataclass(frozen=True, slots=True)
class DoorParts:
    """The parts of the door that the factors share with the face.

    Attributes:
        clock: Tells the time.
        calibration: Similarity and FMR of the encoder.
        judge: Makes rows.
        house: The rules of the house.
        keeper: Writes decisions down and carries them out.
        keys: What is pressed at the screen.
        read_code: Returns the text of a QR code in a picture, "" for none.
        badge_key: Returns the key that badges are checked with.
        raise_alarm: Told of each duress PIN.
    """

    clock: Clock
    calibration: Calibration
    judge: Judge
    house: HouseRules
    keeper: Doorkeeper
    keys: KeyChannel
    read_code: Callable[[RgbImage], str]
    badge_key: Callable[[], Ed25519PublicKey]
    raise_alarm: Callable[[Duress], None]


def stores_in(database: Database) -> FactorStores:
    """Return what is kept in a database."""
    return FactorStores(PinStore(database), AttemptStore(database), BadgeStore(database))


def second_factor(
    config: Config,
    stores: FactorStores,
    parts: DoorParts,
    *,
    hasher: PasswordHasher | None = None,
) -> tuple[Factoring, OtherWays]:
    """Return what asks for more than a face, and what lets people in without one.

    Args:
        config: What the operator set.
        stores: What is kept.
        parts: What the door has anyway.
        hasher: Another cost than argon2's default, for tests.
    """
    door, decision = config.door, config.decision
    ways = ways_of(OpensBy(door.opens_by), steps_up=decision.step_up_one_in > 0)
    limits = AttemptLimits(stores.attempts, parts.clock, door.name)
    rounds = PinRounds(
        PinDesk(stores.pins, hasher=hasher),
        limits,
        parts.clock,
        door.name,
        functools.partial(_alarmed, parts.raise_alarm),
    )
    factoring = Factoring(
        rounds,
        parts.keys.take,
        ways=ways,
        sure_similarity=functools.partial(
            sure_similarity, parts.calibration, decision.step_up_one_in
        ),
        pin_s=door.pin_s,
    )
    other_ways = OtherWays(
        ways=ways,
        rounds=rounds,
        take_keys=parts.keys.take,
        badges=BadgeDesk(stores.badges, parts.badge_key, door.name),
        read_code=parts.read_code,
        limits=limits,
        judge=parts.judge,
        house=parts.house,
        keeper=parts.keeper,
        clock=parts.clock,
        times=OtherWaysTimes(door.pin_s, granted_s=door.hold_s, refused_s=decision.refused_s),
        reception=config.screen.reception,
    )
    return factoring, other_ways


def sure_similarity(calibration: Calibration, one_in: int, people: int) -> float:
    """Return the similarity from which a face needs no PIN: one stranger in `one_in` reaches it.

    Args:
        calibration: Of the model at the door.
        one_in: As for the door's own threshold; 0 where every face that passes is sure.
        people: How many are enrolled.
    """
    if one_in == 0:
        return float("-inf")
    point = operating_point(calibration, one_in=one_in, gallery_size=people, looks=LOOKS)
    return point.threshold


def _alarmed(raise_alarm: Callable[[Duress], None], duress: Duress) -> None:
    """Raise an alarm; where that fails, the door must not show it."""
    try:
        raise_alarm(duress)
    except Exception:  # noqa: BLE001 - whoever forces them must not see that it failed
        _log.critical("The duress alarm could not be raised", exc_info=True)
