"""The watch over a door: what is written and raised, with inputs that come and go."""

from dataclasses import dataclass, field, replace
from threading import Event

import pytest

from db.alarm_records import AlarmKind, NewAlarm
from db.door_records import DoorEventKind, NewDoorEvent
from db.errors import StoreError
from db.records import Outcome, Reason
from kiosk.door.contact import ContactTimes
from kiosk.door.event_writer import EventWriter
from kiosk.door.inputs import SETTLE_S, Seen
from kiosk.door.standing import SHUT_S
from kiosk.door.watch import FAULT_S, DoorWatch
from kiosk.entry.doorkeeper import Doorkeeper
from kiosk.errors import KioskError
from tests.test_db.samples import STRANGER
from tests.test_kiosk.fakes import FakeClock, FakeDoor, FakeGallery, FakeLog, fault

TIMES = ContactTimes(late_s=2.0, exit_s=10.0, held_s=30.0)


@dataclass
class FakeInputs:
    is_open: bool | None = False
    presses: int = 0
    fails: Exception | None = None
    closed: int = 0

    def read(self) -> Seen:
        if self.fails:
            raise self.fails
        pressed, self.presses = self.presses > 0, 0
        return Seen(self.is_open, pressed)

    def close(self) -> None:
        self.closed += 1


@dataclass
class Rig:
    inputs: FakeInputs | None = field(default_factory=FakeInputs)
    clock: FakeClock = field(default_factory=FakeClock)
    events: list[NewDoorEvent] = field(default_factory=list)
    alarms: list[NewAlarm] = field(default_factory=list)
    stood: list[bool] = field(default_factory=list)
    lock_fault: KioskError | None = None

    def __post_init__(self) -> None:
        self.watch = DoorWatch(
            "Hall",
            self.inputs,
            lambda: self.lock_fault,
            TIMES,
            self.clock,
            self.events.append,
            self.stood.append,
            self.alarms.append,
        )

    def wait(self, for_s: float, every_s: float = SETTLE_S) -> None:
        for _ in range(round(for_s / every_s)):
            self.clock.s += every_s
            self.watch.turn()

    def opens(self, *, is_open: bool = True) -> None:
        assert self.inputs is not None
        self.inputs.is_open = is_open
        self.wait(0.3)

    def told(self) -> list[tuple[DoorEventKind, int | None]]:
        return [(one.kind, one.visit) for one in self.events]


@pytest.fixture
def rig() -> Rig:
    rig = Rig()
    rig.watch.turn()
    return rig


def test_whoever_is_let_in_opens_the_door(rig: Rig) -> None:
    rig.watch.unlocking(7, 5.0)
    rig.opens()
    rig.opens(is_open=False)
    rig.wait(60.0, 1.0)
    assert rig.told() == [(DoorEventKind.OPENED, 7)]
    assert rig.alarms == []


def test_an_opening_that_comes_with_the_unlocking_is_theirs(rig: Rig) -> None:
    """The contact may be seen in the very turn that hears of the visit."""
    assert rig.inputs is not None
    rig.inputs.is_open = True
    rig.watch.turn()
    rig.clock.s += 1.5 * SETTLE_S
    rig.watch.unlocking(7, 5.0)
    rig.watch.turn()
    assert rig.told() == [(DoorEventKind.OPENED, 7)]


def test_a_lock_that_does_not_obey_lets_nobody_in(rig: Rig) -> None:
    rig.watch.unlocking(7, 5.0)
    rig.watch.withdrawn(7)
    rig.wait(20.0, 1.0)
    assert rig.events == []


def test_a_forced_door_raises_an_alarm_and_asks_to_be_closed(rig: Rig) -> None:
    rig.opens()
    assert rig.watch.must_be_closed
    (alarm,) = rig.alarms
    assert (alarm.kind, alarm.door, alarm.detail) == (AlarmKind.FORCED, "Hall", "")
    rig.opens(is_open=False)
    assert not rig.watch.must_be_closed
    assert rig.told() == [(DoorEventKind.FORCED, None), (DoorEventKind.CLOSED, None)]


def test_the_exit_button_makes_it_none(rig: Rig) -> None:
    assert rig.inputs is not None
    rig.inputs.presses = 1
    rig.wait(5.0, 1.0)
    rig.opens()
    assert rig.alarms == []
    rig.wait(31.0)
    (alarm,) = rig.alarms
    assert (alarm.kind, alarm.detail) == (AlarmKind.HELD, "for 30 s")
    assert rig.watch.must_be_closed


def test_a_bounce_is_no_opening(rig: Rig) -> None:
    assert rig.inputs is not None
    for _ in range(20):
        rig.inputs.is_open = not rig.inputs.is_open
        rig.wait(SETTLE_S / 2, SETTLE_S / 2)
    assert rig.events == []


def test_a_contact_that_was_away_is_believed_when_it_is_back(rig: Rig) -> None:
    """Whoever cuts a wire and opens the door meanwhile is told of afterwards."""
    assert rig.inputs is not None
    rig.inputs.fails, rig.inputs.is_open = fault(), True
    rig.wait(FAULT_S / 2, 1.0)
    assert rig.alarms == []
    rig.inputs.fails = None
    rig.wait(1.0)
    assert [alarm.kind for alarm in rig.alarms] == [AlarmKind.FORCED]


def test_a_fault_that_lasts_is_told_once_and_so_is_its_end() -> None:
    for inputs in (FakeInputs(), None):
        rig = Rig(inputs)
        rig.lock_fault = fault()
        rig.wait(FAULT_S - 1.0, 1.0)
        assert rig.alarms == []
        rig.wait(30.0, 1.0)
        (alarm,) = rig.alarms
        assert (alarm.kind, alarm.detail) == (AlarmKind.DOOR_FAULT, fault().problem)
        rig.lock_fault = None
        rig.wait(5.0, 1.0)
        assert rig.told() == [(DoorEventKind.FAULT, None), (DoorEventKind.FAULT_OVER, None)]


def test_a_contact_that_says_nothing_yet_tells_nothing() -> None:
    rig = Rig(FakeInputs(is_open=None))
    rig.watch.unlocking(7, 5.0)
    rig.wait(3.0, 1.0)
    assert rig.events == []
    rig.opens()  # its first word
    assert rig.told() == [(DoorEventKind.OPENED, 7)]


def test_a_door_found_open_was_not_forced_just_now() -> None:
    rig = Rig(FakeInputs(is_open=True))
    rig.wait(32.0, 1.0)
    assert rig.told() == [(DoorEventKind.HELD, None)]


def test_without_a_contact_nobody_is_waited_for() -> None:
    rig = Rig(None)
    rig.watch.unlocking(7, 5.0)
    rig.wait(20.0, 1.0)
    assert rig.events == []
    assert not rig.watch.must_be_closed


def test_it_ends_with_a_last_look(rig: Rig) -> None:
    assert rig.inputs is not None
    rig.watch.start()
    rig.watch.unlocking(7, 5.0)
    rig.clock.s += 20.0
    rig.watch.close()
    rig.watch.close()
    assert rig.told() == [(DoorEventKind.NOT_OPENED, 7)]
    assert rig.inputs.closed == 1


def test_a_bug_in_a_look_does_not_end_the_watching(caplog: pytest.LogCaptureFixture) -> None:
    rig = Rig()
    assert rig.inputs is not None
    rig.watch.turn()
    rig.inputs.fails = RuntimeError("a bug")
    with pytest.raises(RuntimeError):
        rig.watch.turn()
    looks: list[int] = []

    def turn() -> None:
        looks.append(1)
        if len(looks) == 2:
            rig.watch._stop.set()
        raise RuntimeError("a bug")

    rig.watch.turn = turn  # type: ignore[method-assign]
    rig.watch._run()
    assert len(looks) == 2
    assert caplog.text.count("A bug in the watch of the door") == 2


def test_it_tells_whether_the_door_stands_open_once_at_each_change() -> None:
    rig = Rig()
    assert rig.inputs is not None
    rig.inputs.is_open = None
    rig.wait(1.0)
    assert rig.stood == []
    for is_open in (True, True, False, False, True):
        rig.opens(is_open=is_open)
        rig.wait(SHUT_S)
    rig.inputs.fails = fault()
    rig.wait(1.0)
    assert rig.stood == [True, False, True]  # what was seen last holds


def test_a_contact_that_chatters_troubles_no_ruling(rig: Rig) -> None:
    assert rig.inputs is not None
    for turn in range(100):
        rig.opens(is_open=turn % 2 == 0)  # each long enough to count
    assert rig.stood == [False, True]
    rig.wait(2 * SHUT_S)
    assert rig.stood == [False, True, False]


def test_without_a_contact_the_door_holds_no_other_shut() -> None:
    rig = Rig(inputs=None)
    rig.watch.start()
    rig.watch.close()
    assert rig.stood == [False]


def test_events_are_written_later_where_the_database_waits() -> None:
    clock, failures, written = FakeClock(), [True, True], Event()
    kept: list[DoorEventKind] = []

    def keep(event: NewDoorEvent) -> None:
        if failures:
            failures.pop()
            raise StoreError("It is locked.", "Wait.")
        kept.append(event.kind)
        if len(kept) == 2:
            written.set()

    writer = EventWriter(keep, again_s=0.0)
    for kind in (DoorEventKind.OPENED, DoorEventKind.HELD):
        writer.write(NewDoorEvent(clock.now(), "Hall", kind))
    writer.start()
    assert written.wait(30.0)
    writer.close()
    writer.close()
    assert kept == [DoorEventKind.OPENED, DoorEventKind.HELD]


def test_a_database_that_is_broken_does_not_keep_the_door_from_ending() -> None:
    def keep(_event: NewDoorEvent) -> None:
        raise StoreError("It is broken.", "Restore it.")

    writer = EventWriter(keep, again_s=3600.0)
    for _ in range(3):
        writer.write(NewDoorEvent(FakeClock().now(), "Hall", DoorEventKind.HELD))
    writer.start()
    writer.close()
    assert not writer._thread.is_alive()


@dataclass
class Expecting:
    """Notes what the doorkeeper tells, among what else happens."""

    journal: list[str]

    def unlocking(self, visit: int, hold_s: float) -> None:
        self.journal.append(f"expect {visit} for {hold_s:g} s")

    def withdrawn(self, visit: int) -> None:
        self.journal.append(f"not {visit}")


@pytest.mark.parametrize("obeys", [True, False])
def test_somebody_is_expected_before_the_lock_moves(*, obeys: bool) -> None:
    journal: list[str] = []
    clock = FakeClock()
    gallery, door = FakeGallery(), FakeDoor(journal, clock)
    door.fails = None if obeys else fault()
    keeper = Doorkeeper(
        FakeLog(journal, gallery), door, clock, hold_s=5.0, watch=Expecting(journal)
    )
    granted = replace(STRANGER, outcome=Outcome.GRANTED, reason=Reason.MATCHED)
    keeper.carry_out(granted, gallery.revision())
    fails = [] if obeys else ["not 1", "row denied door fault"]
    assert journal == ["row granted matched", "expect 1 for 5 s", "unlock", *fails]
