"""What is particular to lines: locking again, signs of life, a process that comes and goes."""

import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from kiosk.door.gpio_relay import GpioRelay
from kiosk.door.held_line import BEAT_EVERY_S, START_AGAIN_S, HeldLine, HoldingProcess
from kiosk.door.holder import PATIENCE_S, Holder
from kiosk.door.line_door import GRACE_S, RETRY_S, LineDoor
from kiosk.door.relay import GpioPin
from kiosk.door.service_manager import BEAT_EVERY_S as TELL_EVERY_S
from kiosk.door.service_manager import ServiceManager
from kiosk.errors import KioskError
from tests.test_kiosk.fakes import FakeClock, fault
from tests.test_kiosk.test_door_parts import worlds
from tests.test_kiosk.test_door_parts.world import NAME, Inside, Lock, Timers


class FakeLine:
    """A line to a played lock, that can be told to fail in either way."""

    def __init__(self, lock: Lock) -> None:
        self.lock_there = lock
        self.breaks_releasing = False
        self.breaks_locking: Exception | None = None
        self.beats = 0

    def release(self, hold_s: float) -> None:
        self.lock_there.unlock(hold_s)
        if self.breaks_releasing:
            raise fault()

    def lock(self) -> None:
        if self.breaks_locking:
            raise self.breaks_locking
        self.lock_there.lock()

    def may_be_released(self) -> bool:
        return True

    def fault(self) -> KioskError | None:
        return None

    def beat(self) -> None:
        self.beats += 1

    def close(self) -> None:
        self.lock_there.lock()


class Rig:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.timers = Timers(self.clock)
        self.lock = Lock(self.clock)
        self.line = FakeLine(self.lock)
        self.door = LineDoor(NAME, self.line, self.clock, timer=self.timers.start)

    def wait(self, for_s: float) -> None:
        self.clock.s += for_s
        self.timers.go_off()


def test_a_relay_that_forgets_to_lock_is_told_to() -> None:
    rig = Rig()
    rig.lock.forgets = True
    rig.door.unlock(4.0)
    rig.wait(4.0 + GRACE_S / 2)
    assert rig.lock.is_released()
    rig.wait(GRACE_S)
    assert not rig.lock.is_released()


def test_only_the_last_hold_time_counts_for_that() -> None:
    rig = Rig()
    rig.lock.forgets = True
    rig.door.unlock(4.0)
    stale = rig.timers.waiting[0].call
    rig.door.unlock(9.0)
    stale()  # it was about to call already
    assert rig.lock.is_released()
    assert rig.door.is_unlocked()


def test_an_order_that_was_heard_though_its_answer_was_lost_is_taken_back() -> None:
    rig = Rig()
    rig.line.breaks_releasing = True
    with pytest.raises(KioskError):
        rig.door.unlock(4.0)
    assert not rig.lock.is_released()


@pytest.mark.parametrize("error", [fault(), RuntimeError("a bug")])
def test_it_goes_on_locking_until_that_is_confirmed(error: Exception) -> None:
    rig = Rig()
    rig.lock.forgets = True
    rig.line.breaks_locking = error
    rig.door.unlock(4.0)
    rig.wait(4.0 + GRACE_S)
    assert rig.lock.is_released()
    assert not rig.door.is_unlocked()
    assert (said := rig.door.fault())
    assert "may be open" in said.problem
    rig.wait(RETRY_S)
    rig.line.breaks_locking = None
    rig.wait(RETRY_S)
    assert not rig.lock.is_released()
    assert rig.door.fault() is None


def test_a_closed_door_opens_no_more() -> None:
    rig = Rig()
    rig.door.close()
    with pytest.raises(KioskError, match="closed"):
        rig.door.unlock(4.0)
    assert not rig.lock.is_released()
    rig.door.beat()
    assert rig.line.beats == 1


def test_a_pin_holds_only_while_the_door_program_shows_that_it_lives() -> None:
    with ExitStack() as stack:
        world = worlds.gpio(stack)
        door = world.door
        assert isinstance(door, LineDoor)
        door.unlock(60.0)
        for _ in range(20):
            world.wait(1.0)
            door.beat()
        assert world.is_released()
        world.wait(PATIENCE_S)
        assert not world.is_released()


def test_signs_of_life_come_now_and_then_only() -> None:
    clock = FakeClock()
    holder = Holder(GpioRelay(GpioPin("17"), MockFactory()))
    beats: list[float] = []

    class Process(Inside):
        def __init__(self, on_end: Callable[[HoldingProcess], None]) -> None:
            self._holder, self._clock, self._on_end = holder, clock, on_end

        def beat(self) -> None:
            beats.append(clock.s)

    line = HeldLine(Process, clock, timer=Timers(clock).start)
    for _ in range(100):
        line.beat()
        clock.s += BEAT_EVERY_S / 10
    assert len(beats) == pytest.approx(10, abs=1)
    line.close()
    line.beat()
    assert len(beats) == pytest.approx(10, abs=1)


def test_a_relay_that_comes_back_is_found_again_without_anybody_asking() -> None:
    clock = FakeClock()
    timers = Timers(clock)
    factory = MockFactory()
    is_there = False

    def start(on_end: Callable[[HoldingProcess], None]) -> Inside:
        if not is_there:
            raise fault()
        return Inside(GpioRelay(GpioPin("17"), factory), clock, on_end)

    line = HeldLine(start, clock, timer=timers.start)
    assert line.fault() is not None
    with pytest.raises(KioskError):
        line.release(4.0)
    is_there = True
    clock.s += START_AGAIN_S
    timers.go_off()
    assert line.fault() is None
    line.release(4.0)
    assert line.may_be_released()


def test_a_process_that_dies_leaves_a_door_that_counts_as_locked() -> None:
    clock = FakeClock()
    processes: list[Inside] = []

    def start(on_end: Callable[[HoldingProcess], None]) -> Inside:
        processes.append(Inside(GpioRelay(GpioPin("17"), MockFactory()), clock, on_end))
        return processes[-1]

    timers = Timers(clock)
    door = LineDoor(NAME, HeldLine(start, clock, timer=timers.start), clock, timer=timers.start)
    door.unlock(4.0)
    first = processes[0]
    first.dies()
    assert not door.is_unlocked()
    assert len(processes) == 2
    first.dies()  # said twice
    assert len(processes) == 2


def test_systemd_is_told_of_the_start_and_then_of_each_second(tmp_path: Path) -> None:
    clock = FakeClock()
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listens:
        listens.bind(address)
        manager = ServiceManager({"NOTIFY_SOCKET": address}, clock)
        for _ in range(9):
            manager.beat()
            clock.s += TELL_EVERY_S / 4
        assert listens.recv(99) == b"READY=1\nWATCHDOG=1"
        assert [listens.recv(99) for _ in range(2)] == [b"WATCHDOG=1"] * 2
        listens.setblocking(False)
        with pytest.raises(BlockingIOError):
            listens.recv(99)
    manager.beat()  # nobody listens any more
    ServiceManager({}, clock).beat()
