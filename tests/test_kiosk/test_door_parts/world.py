"""A door with the hardware at its other end, played, under a clock that moves only when told to."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from kiosk.door.door import Door
from kiosk.door.held_line import HoldingProcess
from kiosk.door.holder import Holder
from kiosk.door.relay import Relay
from kiosk.errors import KioskError
from tests.test_kiosk.fakes import FakeClock

NAME = "Test door"


@dataclass
class FakeTimer:
    at_s: float
    call: Callable[[], None]
    is_cancelled: bool = False

    def cancel(self) -> None:
        self.is_cancelled = True


@dataclass
class Timers:
    """Starts timers that go off when the clock is moved past them."""

    clock: FakeClock
    waiting: list[FakeTimer] = field(default_factory=list)

    def start(self, after_s: float, call: Callable[[], None]) -> FakeTimer:
        timer = FakeTimer(self.clock.s + after_s, call)
        self.waiting.append(timer)
        return timer

    def go_off(self) -> None:
        due = [timer for timer in self.waiting if timer.at_s <= self.clock.s]
        self.waiting = [timer for timer in self.waiting if timer.at_s > self.clock.s]
        for timer in due:
            if not timer.is_cancelled:
                timer.call()


class Lock:
    """What is at the far end of a network: locks by itself when the time that it was told is over.

    It forgets to where `forgets`.
    """

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._until_s = 0.0
        self.orders: list[str] = []
        self.forgets = False
        self.refuses = False

    def unlock(self, hold_s: float) -> bool:
        with self._changed:
            self.orders.append("unlock")
            if not self.refuses:
                self._until_s = self._clock.s + hold_s
            self._changed.notify_all()
            return not self.refuses

    def lock(self) -> bool:
        with self._changed:
            self.orders.append("lock")
            self._until_s = 0.0
            self._changed.notify_all()
            return not self.refuses

    def hears(self, order: str, within_s: float) -> bool:
        """Wait until this is the last order."""
        with self._changed:
            return self._changed.wait_for(lambda: self.orders[-1:] == [order], within_s)

    def is_released(self) -> bool:
        with self._changed:
            until_s = self._until_s
            return until_s > 0.0 if self.forgets else self._clock.s < until_s


@dataclass
class World:
    """A door under test.

    Attributes:
        door: The door.
        clock: Its clock.
        timers: Its timers.
        is_released: Looks at the hardware.
        breaks: Makes the hardware fail from now on.
        other: What happens by itself when time passes.
    """

    door: Door
    clock: FakeClock
    timers: Timers
    is_released: Callable[[], bool]
    breaks: Callable[[], None]
    other: Callable[[], None] = lambda: None

    def wait(self, for_s: float) -> None:
        self.clock.s += for_s
        self.other()
        self.timers.go_off()


class Inside:
    """The process that holds a relay, played within this one: the same holder, no pipes."""

    def __init__(
        self, relay: Relay, clock: FakeClock, on_end: Callable[[HoldingProcess], None]
    ) -> None:
        self._holder = Holder(relay)
        self._clock = clock
        self._on_end = on_end
        self.is_running = True

    def ask(self, command: str) -> None:
        try:
            self._holder.do(command, self._clock.s)
        except Exception as error:
            raise KioskError("The relay does not answer.", "Check its cable.") from error

    def beat(self) -> None:
        self._holder.do("beat", self._clock.s)

    def end(self) -> None:
        self.is_running = False
        with suppress(OSError):
            self._holder.close()

    def turn(self) -> None:
        if self.is_running:
            self._holder.turn(self._clock.s)

    def dies(self) -> None:
        self.is_running = False
        self._on_end(self)
