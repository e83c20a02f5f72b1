"""Looks after the log while the door runs: signs its head, sends that away, prunes what is too old.

It runs on a thread of its own, beside the door. What fails is written to the technical log and done
at the next turn: the door goes on.
"""

import logging
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from db.chain_prune import Pruned, Retention, prune
from db.engine import Database
from db.errors import StoreError
from db.heads import HeadStore, SignedHead
from db.signing import Signer
from kiosk.clock import Clock
from kiosk.config import Config, LogConfig
from kiosk.errors import KioskError
from kiosk.log_head_places import HeadPlace, places_of
from kiosk.log_key import open_log_key, public_keys

PRUNED_EVERY = timedelta(days=1)
ACTOR = "kiosk"
_log = logging.getLogger(__name__)


def retention_of(config: LogConfig, now: datetime) -> Retention:
    """Return what is too old now, by the operator's rule."""

    def before(days: int) -> datetime | None:
        return now - timedelta(days=days) if days else None

    return Retention(before(config.keep_days), before(config.keep_pictures_days))


class LogKeeper:
    """Signs and prunes at intervals, and signs once more at the end.

    Args:
        database: Where the log is.
        signer: The key of the log.
        clock: Tells the time of day.
        config: How often, and how long things are kept.
        places: Where heads are sent.
    """

    def __init__(
        self,
        database: Database,
        signer: Signer,
        clock: Clock,
        config: LogConfig,
        places: Sequence[HeadPlace] = (),
    ) -> None:
        self._database = database
        self._heads = HeadStore(database)
        self._signer = signer
        self._clock = clock
        self._config = config
        self._places = places
        self._sent: dict[int, SignedHead] = {}
        self._pruned_at: datetime | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log keeper", daemon=True)

    def start(self) -> None:
        """Begin: the first turn comes at once."""
        self._thread.start()

    def close(self) -> None:
        """End, with a last head over all that was written; harmless when called twice."""
        if self._stop.is_set():
            return
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join()
        self.sign()

    def turn(self) -> None:
        """Prune what is too old, where a day has passed since, and sign and send the head."""
        now = self._clock.now()
        is_due = self._pruned_at is None or abs(now - self._pruned_at) >= PRUNED_EVERY
        if is_due and self._prune(now):
            self._pruned_at = now
        self.sign()

    def sign(self) -> None:
        """Sign the head, and send it to each place that does not have it yet."""
        try:
            head = self._heads.sign(self._clock.now(), self._signer)
        except StoreError as error:
            _log.warning("The log's head could not be signed: %s", error.user_message())
            return
        for number, place in enumerate(self._places):
            if self._sent.get(number) == head:
                continue
            try:
                place.put(head)
                self._sent[number] = head
            except KioskError as error:
                _log.warning("%s", error.user_message())

    def _prune(self, now: datetime) -> bool:
        try:
            gone = prune(self._database, now, ACTOR, retention_of(self._config, now), self._signer)
        except StoreError as error:
            _log.warning("Old visits could not be pruned: %s", error.user_message())
            return False
        if gone != Pruned():
            told = (gone.visits, gone.door_events, gone.pictures)
            _log.info("Pruned %d visits, %d door events and %d pictures", *told)
        return True

    def _run(self) -> None:
        while True:
            try:
                self.turn()
            except Exception:  # noqa: BLE001 - a bug here must not end the signing for good
                _log.exception("A bug in the log keeper")
            if self._stop.wait(self._config.head_every_s):
                return


def log_keeper(config: Config, database: Database, clock: Clock) -> LogKeeper:
    """Return what looks after a kiosk's log, not yet started.

    Raises:
        KioskError: The key of the log is missing, wrong, or not the one that the log was signed
            with.
        StoreError: The database cannot be read.
    """
    signer = open_log_key(config.data_dir)
    newest = HeadStore(database).newest()
    if newest is not None and newest.public_key not in public_keys(config.data_dir):
        raise KioskError(
            f"This log was signed with another key than those of {config.data_dir}.",
            "Restore log-signing.key and log-signing.pub of this log; where they are lost, "
            "`janus log new-key` begins with another one, and says so in the log.",
        )
    places = places_of(config.log, config.data_dir)
    return LogKeeper(database, signer, clock, config.log, places)
