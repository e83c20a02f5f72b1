"""An OSDP device with one output, played by the library's own peripheral over a pseudo-terminal."""

import threading
from contextlib import ExitStack
from io import FileIO

from osdp import Capability, Channel, LibFlag, LogLevel, PDCapabilities, PDInfo, PeripheralDevice

from kiosk.door.line_door import LineDoor
from kiosk.door.osdp_line import OsdpLine
from tests.test_kiosk.fakes import FakeClock
from tests.test_kiosk.test_door_parts.world import NAME, Lock, Timers, World
from tests.test_kiosk.test_door_parts.worlds import pseudo_terminal

KEY = bytes(range(16))
ADDRESS = 101
BAUD = 115_200
PATIENCE_S = 30.0


class Bus(Channel):
    def __init__(self, ours: FileIO) -> None:
        super().__init__()
        self._ours = ours
        self.is_deaf = threading.Event()

    def read(self, max_bytes: int) -> bytes:
        heard = self._ours.read(max_bytes) or b""
        return b"" if self.is_deaf.is_set() else heard

    def write(self, buf: bytes) -> int:
        return self._ours.write(buf) or 0

    def flush(self) -> None:
        pass


def device(stack: ExitStack, lock: Lock, *, key: bytes = KEY) -> str:
    """Run a device; returns the port that it is at."""
    return bus_and_port(stack, lock, key=key)[1]


def bus_and_port(stack: ExitStack, lock: Lock, *, key: bytes = KEY) -> tuple[Bus, str]:
    """Run a device; returns its side of the bus, and the port that it is at."""
    ours, port = pseudo_terminal(stack)
    bus = Bus(ours)

    def obey(command: dict[str, int]) -> tuple[int, None]:
        match command.get("control_code"):
            case 5:
                is_done = lock.unlock(command["timer_count"] / 10)
            case 1:
                is_done = lock.lock()
            case _:
                is_done = False
        return (0 if is_done else -1), None

    able = PDCapabilities(
        [(Capability.OutputControl, 1, 1), (Capability.CommunicationSecurity, 1, 1)]
    )
    info = PDInfo(ADDRESS, bus, scbk=key, flags=[LibFlag.EnforceSecure])
    peripheral = PeripheralDevice(info, able, LogLevel.Emergency, command_handler=obey)
    peripheral.start()
    stack.callback(peripheral.teardown)
    return bus, port


def osdp_line(
    stack: ExitStack, port: str, clock: FakeClock, *, confirm_s: float = PATIENCE_S
) -> OsdpLine:
    line = OsdpLine(port, BAUD, ADDRESS, 0, KEY, clock, confirm_s=confirm_s)
    stack.callback(line.close)
    return line


def becomes_secure(line: OsdpLine) -> bool:
    """Wait until the device is connected; the protocol's own pace decides how long that takes."""
    pause = threading.Event()
    return any(line.fault() is None or pause.wait(0.02) for _ in range(1500))


def osdp(stack: ExitStack) -> World:
    clock = FakeClock()
    timers, lock = Timers(clock), Lock(clock)
    line = osdp_line(stack, device(stack, lock), clock)
    assert becomes_secure(line)
    door = LineDoor(NAME, line, clock, timer=timers.start)
    stack.callback(door.close)
    return World(door, clock, timers, lock.is_released, lambda: setattr(lock, "refuses", True))
