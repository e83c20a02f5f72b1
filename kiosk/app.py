"""Where the parts of a kiosk are chosen and put together; nothing else chooses parts.

Importing this module is cheap: whatever needs torch or OpenCV is imported by `build`, which takes
seconds, so that a screen can be up before it.
"""

from __future__ import annotations

import contextlib
import functools
import os
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.clock import Clock, SystemClock
from kiosk.config_place import naming

if TYPE_CHECKING:
    from db.access_log import AccessLog
    from db.engine import Database
    from db.gallery import Gallery
    from db.presence import PresenceStore
    from db.rules import RuleStore
    from enroll.service import EnrolmentService
    from kiosk.accounts.room import AccountRoom
    from kiosk.alarms.bell import AlarmBell
    from kiosk.alarms.book import KeptAlarms
    from kiosk.camera.binding import AgreementStore
    from kiosk.camera.choose import Binding
    from kiosk.camera.source import FrameSource
    from kiosk.config import Config
    from kiosk.door.contact_teller import ContactTeller
    from kiosk.door.door import Door
    from kiosk.door.event_writer import EventWriter
    from kiosk.door.watch import DoorWatch
    from kiosk.entry.flow import EntryFlow
    from kiosk.entry.house_rules import HouseRules
    from kiosk.factors.keys import KeyChannel
    from kiosk.log_keeper import LogKeeper
    from kiosk.review.room import ReviewRoom
    from kiosk.second_factor import FactorStores
    from kiosk.settings_saving import SettingsSaver
    from models.calibration import Calibration
    from models.pipeline import FacePipeline

DETECT_EVERY = 6  # frames; between them a face is followed, see docs/adr/0007
ONE_FACE_FMR = 0.01  # two views less similar than this are another face, see kiosk/entry/visit.py


@dataclass(frozen=True, slots=True)
class App:
    """A kiosk, put together.

    Attributes:
        config: What the operator set.
        clock: Tells the time.
        database: The open database.
        gallery: The patrons.
        log: The access log.
        review: What reviewers ask of the log, and say of it.
        accounts: Who may use the admin area.
        settings: Changes the configuration.
        enrolment: Makes patrons from photos.
        calibration: Similarity and FMR of the encoder.
        pipeline: Finds and embeds faces.
        binding: Which camera the door was given, and which one beside it.
        source: The camera, not yet open; it lets only frames of the agreed one through.
        door: The lock.
        rules: The rules of the house.
        presence: Who is where.
        keys: Takes what is pressed at the keypad of the screen.
        entry: The entry flow; stepped by one thread only.
        keeper: Signs the log, and prunes what is too old; already at work.
        alarms: The book of alarms.
        bell: Writes alarms down and tells of them; already at work.
        watch: Watches contact, exit button and lock; already at work.
        door_events: Writes down what the door did; already at work.
        teller: Tells the rules whether the door stands open; already at work.
    """

    config: Config
    clock: Clock
    database: Database
    gallery: Gallery
    log: AccessLog
    review: ReviewRoom
    accounts: AccountRoom
    settings: SettingsSaver
    enrolment: EnrolmentService
    calibration: Calibration
    pipeline: FacePipeline
    binding: Binding
    source: FrameSource
    door: Door
    rules: RuleStore
    presence: PresenceStore
    keys: KeyChannel
    entry: EntryFlow
    keeper: LogKeeper
    alarms: KeptAlarms
    bell: AlarmBell
    watch: DoorWatch
    door_events: EventWriter
    teller: ContactTeller

    def close(self) -> None:
        """Close the log of a visit under way, lock the door, let go of camera and database."""
        with contextlib.ExitStack() as stack:
            stack.callback(self.database.close)
            stack.callback(self.keeper.close)  # its last head covers what the others still write
            stack.callback(self.bell.close)
            stack.callback(self.door_events.close)
            stack.callback(self.teller.close)
            stack.callback(self.source.close)
            stack.callback(self.door.close)
            stack.callback(self.watch.close)
            stack.callback(self.entry.close)


def build(
    config: Config,
    *,
    clock: Clock | None = None,
    source: FrameSource | None = None,
    door: Door | None = None,
) -> App:
    """Put a kiosk together; takes seconds.

    Args:
        config: What the operator set.
        clock: Another clock than the computer's own.
        source: Another source of frames than the configured one.
        door: Another door than the configured one, which moves its lock for a camera only.

    Raises:
        ModelError: Weights are missing or damaged, or the device is not there.
        StoreError: The database cannot be opened.
        KioskError: The camera or the door is wrongly configured.
    """
    from db.access_log import AccessLog
    from db.acts import ActLog
    from db.alarms import AlarmStore
    from db.cameras import CameraStore
    from db.door_events import DoorEventStore
    from db.gallery import Gallery
    from db.house_box import HouseBox
    from db.log_counts import LogCounts
    from db.presence import PresenceStore
    from db.reviews import Reviews
    from db.rules import RuleStore
    from kiosk.accounts.room import account_room
    from kiosk.accounts.secret_box import PURPOSE
    from kiosk.alarms.bell import AlarmBell
    from kiosk.alarms.book import KeptAlarms
    from kiosk.alarms.places import alarm_places
    from kiosk.camera.choose import is_camera
    from kiosk.door.choose import open_door
    from kiosk.door.choose_inputs import watch_of
    from kiosk.door.contact_teller import ContactTeller
    from kiosk.door.event_writer import EventWriter
    from kiosk.enrolment import enrolment_for
    from kiosk.entry.house_rules import HouseRules
    from kiosk.factors.keys import KeyChannel
    from kiosk.keys.opening import open_sealed
    from kiosk.log_keeper import log_keeper
    from kiosk.recognition import build_recognition
    from kiosk.review.room import ReviewRoom
    from kiosk.second_factor import stores_in
    from kiosk.settings_saving import SettingsSaver
    from kiosk.templates import renew_templates

    clock = clock or SystemClock()
    pipeline, calibration = build_recognition(config)
    source = source or configured_source(config, clock)
    door = door or open_door(config.door, clock, has_camera=is_camera(source))
    database = open_sealed(config, _real(clock), "kiosk")
    try:
        gallery, log = Gallery(database), AccessLog(database)
        rules, presence = RuleStore(database), PresenceStore(database)
        house = HouseRules(rules, presence, hold_s=config.door.hold_s)
        stores, keys = stores_in(database), KeyChannel()
        alarms = AlarmStore(database)
        bell = AlarmBell(alarms.add, alarm_places(config.alarms))
        door_events = EventWriter(DoorEventStore(database).append)
        teller = ContactTeller(lambda is_open: presence.contact(door.name, is_open=is_open))
        watch = watch_of(config.door, door, _real(clock), door_events, teller, bell.ring)
        renew_templates(gallery, pipeline)
        seen, binding = _agreed_cameras(config, clock, source, CameraStore(database))
        app = App(
            config=config,
            clock=clock,
            database=database,
            gallery=gallery,
            log=log,
            review=ReviewRoom(LogCounts(database), Reviews(database), clock),
            accounts=account_room(
                database,
                clock,
                HouseBox(database, PURPOSE),
                kiosk=config.door.name,
                code_required_for=config.admin.roles_with_phone,
            ),
            settings=SettingsSaver(config.data_dir, ActLog(database), clock),
            enrolment=enrolment_for(config, pipeline, gallery, calibration, clock.now),
            calibration=calibration,
            pipeline=pipeline,
            binding=binding,
            source=seen,
            door=door,
            rules=rules,
            presence=presence,
            keys=keys,
            entry=_entry_flow(
                config,
                clock,
                source,
                binding,
                door,
                gallery,
                log,
                house,
                stores,
                keys,
                bell,
                watch,
                pipeline,
                calibration,
            ),
            keeper=log_keeper(config, database, _real(clock)),
            alarms=KeptAlarms(alarms, clock),
            bell=bell,
            watch=watch,
            door_events=door_events,
            teller=teller,
        )
        app.keeper.start()
        bell.start()
        door_events.start()
        teller.start()
        watch.start()
    except BaseException:
        door.close()
        database.close()
        raise
    return app


def _real(clock: Clock) -> Clock:
    """Return the computer's own clock, also where a clip is played with another."""
    from kiosk.replay_clock import ReplayClock

    return clock.real if isinstance(clock, ReplayClock) else clock


def _agreed_cameras(
    config: Config, clock: Clock, source: FrameSource, store: AgreementStore
) -> tuple[FrameSource, Binding]:
    """Return a source that lets only frames of agreed cameras through, and what was agreed.

    An infrared witness stands beside a camera only: nothing beside a clip tells of it.
    """
    from kiosk.camera.choose import binding_of, guarded, is_camera, witnessed

    binding = binding_of(config, store, clock)
    seen = guarded(source, binding)
    if config.witness is None or not is_camera(source):
        return seen, binding
    infrared = configured_source(config.witness, clock)
    return witnessed(seen, binding, infrared, binding_of(config.witness, store, clock))


def _entry_flow(
    config: Config,
    clock: Clock,
    source: FrameSource,
    binding: Binding,
    door: Door,
    gallery: Gallery,
    log: AccessLog,
    house: HouseRules,
    stores: FactorStores,
    keys: KeyChannel,
    bell: AlarmBell,
    watch: DoorWatch,
    pipeline: FacePipeline,
    calibration: Calibration,
) -> EntryFlow:
    from kiosk.alarms.duress import duress_alarm
    from kiosk.door.beat import beat_of
    from kiosk.entry.attendant import Attendant
    from kiosk.entry.doorkeeper import Doorkeeper
    from kiosk.entry.flow import EntryFlow, EntrySettings
    from kiosk.entry.gallery_watch import GalleryWatch
    from kiosk.entry.judge import Judge
    from kiosk.entry.stopwatch import Stopwatch
    from kiosk.entry.visit import VisitRules
    from kiosk.factors.badge_key import checking_key
    from kiosk.factors.qr_reader import QrReader
    from kiosk.proof_rules import proof_rules, unseen
    from kiosk.replay_clock import ReplayClock
    from kiosk.scene.source import SceneSource
    from kiosk.second_factor import DoorParts, second_factor
    from models.liveness.challenge import TURNS, draw
    from models.quality import DOOR_LIMITS, assess
    from models.tracker import FaceTracker

    real = clock.real if isinstance(clock, ReplayClock) else clock
    stopwatch = Stopwatch(real, is_live=source.is_live)
    # The scene's people do what is asked of them, and the same each time it is played. It moves no
    # lock; before a camera nobody may foresee what is asked.
    scene = source if isinstance(source, SceneSource) else None
    draws = random.Random(scene.seed) if scene else random.SystemRandom()  # noqa: S311
    keeper = Doorkeeper(log, door, clock, hold_s=config.door.hold_s, watch=watch)
    judge = Judge(calibration, clock, stopwatch, door.name)
    parts = DoorParts(
        clock=clock,
        calibration=calibration,
        judge=judge,
        house=house,
        keeper=keeper,
        keys=keys,
        read_code=QrReader().read,
        badge_key=functools.partial(checking_key, config.data_dir),
        raise_alarm=lambda duress: bell.ring(duress_alarm(duress)),
    )
    factoring, other_ways = second_factor(config, stores, parts)
    attendant = Attendant(
        tracker=FaceTracker(pipeline.detector, detect_every=DETECT_EVERY),
        embedder=pipeline,
        assess=functools.partial(assess, limits=DOOR_LIMITS),
        watch=GalleryWatch(
            gallery, calibration, one_in=config.decision.one_in, device=pipeline.device
        ),
        keeper=keeper,
        judge=judge,
        house=house,
        factoring=factoring,
        other_ways=other_ways,
        stopwatch=stopwatch,
        rules=VisitRules(
            gap_s=config.decision.visit_gap_s,
            agreement=calibration.threshold_for(ONE_FACE_FMR),
            again_s=config.decision.refused_s,
        ),
        proof=proof_rules(config),
        unseen=unseen(config, pipeline.device, pipeline.detect),
        draw_steps=functools.partial(draw, draws, among=TURNS),
        near_share=config.decision.near_share,
        reception=config.screen.reception,
    )
    settings = EntrySettings(
        refused_s=config.decision.refused_s,
        reception=config.screen.reception,
        offers_keypad=other_ways.offers_keypad,
    )
    return EntryFlow(
        attendant=attendant,
        door=door,
        clock=clock,
        stopwatch=stopwatch,
        settings=settings,
        camera_refused=lambda: binding.refusal is not None,
        on_asked=scene.hear if scene else None,
        beat=beat_of(door, real, os.environ),
        must_be_closed=lambda: watch.must_be_closed,
    )


def configured_source(
    config: Config, clock: Clock | None = None, *, as_it_comes: bool = True
) -> FrameSource:
    """Return the camera that the operator chose, not yet open.

    Args:
        config: What the operator set.
        clock: Dates the frames; the computer's own by default.
        as_it_comes: Play a clip or the scene at its own pace, as a camera would deliver it;
            False plays it frame by frame.

    Raises:
        KioskError: There is no such source.
    """
    from kiosk.camera.choose import open_source

    camera = config.camera
    with naming(config, "camera.source"):
        return open_source(
            camera.source,
            clock=clock or SystemClock(),
            width_px=camera.width_px,
            height_px=camera.height_px,
            is_live=as_it_comes,
        )
