"""Makes each kind of door together with its hardware."""

import json
import os
import pty
import select
import sys
import tty
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import FileIO
from threading import Thread
from typing import TypeAlias

from gpiozero.pins.mock import MockFactory

from kiosk.door.command import CommandDoor
from kiosk.door.gpio_relay import GpioRelay
from kiosk.door.held_line import HeldLine, HoldingProcess
from kiosk.door.line_door import LineDoor
from kiosk.door.relay import GpioPin, Relay, SerialPort, lcus
from kiosk.door.serial_relay import SerialRelay
from kiosk.door.simulated import SimulatedDoor
from kiosk.door.webhook_line import WebhookLine
from tests.test_kiosk.fakes import FakeClock, FakeDoor, fault
from tests.test_kiosk.test_door_parts.world import NAME, Inside, Lock, Timers, World

Make: TypeAlias = Callable[[ExitStack], World]
SECRET = "a secret of the house"
_FENCE = b"\xff no relay says this \xff"
ON, OFF = bytes.fromhex(lcus(1, on=True)), bytes.fromhex(lcus(1, on=False))


def simulated(_stack: ExitStack) -> World:
    clock = FakeClock()
    door = SimulatedDoor(NAME, clock)
    return World(door, clock, Timers(clock), door.is_unlocked, lambda: None)


def fake(_stack: ExitStack) -> World:
    clock = FakeClock()
    door = FakeDoor([], clock)

    def breaks() -> None:
        door.fails = fault()

    return World(door, clock, Timers(clock), door.is_unlocked, breaks)


def command(_stack: ExitStack) -> World:
    clock = FakeClock()
    argv = [sys.executable, "-c", "pass"]
    door = CommandDoor(NAME, argv, clock, limit_s=60)

    def breaks() -> None:
        door._command = ("/no/such/program",)

    return World(door, clock, Timers(clock), door.is_unlocked, breaks)


def held(
    stack: ExitStack, open_relay: Callable[[], Relay], is_released: Callable[[], bool]
) -> tuple[World, list[Inside]]:
    clock = FakeClock()
    timers = Timers(clock)
    processes: list[Inside] = []

    def start(on_end: Callable[[HoldingProcess], None]) -> Inside:
        try:
            process = Inside(open_relay(), clock, on_end)
        except OSError:
            raise fault() from None
        processes.append(process)
        return process

    line = HeldLine(start, clock, timer=timers.start)
    door = LineDoor(NAME, line, clock, timer=timers.start)
    stack.callback(door.close)

    def turn() -> None:
        for process in processes:
            process.turn()

    return World(door, clock, timers, is_released, lambda: None, other=turn), processes


def gpio(stack: ExitStack, *, active_high: bool = True) -> World:
    factory = MockFactory()
    stack.callback(factory.close)
    broken: list[bool] = []

    class Relay(GpioRelay):
        def __init__(self) -> None:
            if broken:
                raise OSError("no such pin")
            super().__init__(GpioPin("17", active_high=active_high), factory)

        def energise(self) -> None:
            if broken:
                raise OSError("torn off")
            super().energise()

    pin = factory.pin(17)
    world, _ = held(stack, Relay, lambda: pin.state is active_high and pin.function == "output")
    world.breaks = lambda: broken.append(True)
    return world


def active_low(stack: ExitStack) -> World:
    return gpio(stack, active_high=False)


def serial(stack: ExitStack) -> World:
    ours, port = pseudo_terminal(stack)
    said = [OFF]

    def is_released() -> bool:
        said.append(heard(ours))
        return b"".join(said)[-len(ON) :] == ON

    at = SerialPort(port, 9600, ON.hex(), OFF.hex())
    world, _ = held(stack, lambda: SerialRelay(at), is_released)

    def breaks() -> None:
        is_released()
        ours.close()

    world.breaks = breaks
    return world


class OurEnd(FileIO):
    """The end of a pseudo-terminal that hears what a port says; it never blocks."""

    def __init__(self, master: int, slave: int) -> None:
        super().__init__(master, "r+")
        self.slave = slave


def pseudo_terminal(stack: ExitStack) -> tuple[OurEnd, str]:
    """Return our end, and the name of the other."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    stack.callback(os.close, slave)
    return stack.enter_context(OurEnd(master, slave)), os.ttyname(slave)


def heard(ours: OurEnd) -> bytes:
    """Return what was written to the other end, and not read yet."""
    if ours.closed:
        return b""
    # The kernel hands bytes over when it has time: all is here once what comes after it is.
    os.write(ours.slave, _FENCE)
    said = b""
    while not said.endswith(_FENCE):
        select.select([ours], [], [])
        said += ours.read(4096) or b""
    return said.removesuffix(_FENCE)


@contextmanager
def web_lock(lock: Lock, heard: list[tuple[dict[str, str], bytes]]) -> Iterator[str]:
    """A relay that takes web requests; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((dict(self.headers), body))
            told = json.loads(body)
            if told["action"] == "unlock":
                is_done = lock.unlock(told["hold_ms"] / 1000)
            else:
                is_done = lock.lock()
            self.send_response(204 if is_done else 503)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/lock"
        finally:
            server.shutdown()
            thread.join()


def webhook(stack: ExitStack) -> World:
    clock = FakeClock()
    timers, lock = Timers(clock), Lock(clock)
    url = stack.enter_context(web_lock(lock, []))
    line = WebhookLine(NAME, url, SECRET, clock, timeout_s=30)
    door = LineDoor(NAME, line, clock, timer=timers.start)
    stack.callback(door.close)
    return World(door, clock, timers, lock.is_released, lambda: setattr(lock, "refuses", True))
