"""The process that holds the relay: real processes over a pseudo-terminal, hung and killed."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from kiosk.clock import SystemClock
from kiosk.door.child import Child
from kiosk.door.held_line import HeldLine
from kiosk.door.holding import described
from kiosk.door.line_door import LineDoor
from kiosk.door.relay import GpioPin, SerialPort, lcus
from kiosk.errors import KioskError
from tests.test_kiosk.test_door_parts.worlds import OFF, ON, pseudo_terminal

NAME = "Test door"
LONG_S = 60.0
PATIENCE_S = 60.0  # of a test; nothing here rests on how long anything takes


def no_end(_child: Child) -> None:
    pass


class Bench:
    """A relay at a pseudo-terminal, listened to."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.ours, port = pseudo_terminal(stack)
        self.relay = SerialPort(port, 9600, ON.hex(), OFF.hex())

    def says(self, told: bytes) -> bool:
        """Wait for exactly this."""
        said = b""
        while len(said) < len(told) and select.select([self.ours], [], [], PATIENCE_S)[0]:
            said += self.ours.read(len(told) - len(said)) or b""
        return said == told

    def child(self, on_end: Callable[[Child], None] = no_end) -> Child:
        child = Child(self.relay, on_end)
        self._stack.callback(child.end)
        assert self.says(OFF)
        return child

    def line(self) -> HeldLine:
        line = HeldLine(lambda on_end: Child(self.relay, on_end), SystemClock())
        self._stack.callback(line.close)
        assert self.says(OFF)
        return line


@pytest.fixture
def bench() -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(stack)


def child_of(line: HeldLine) -> Child:
    assert isinstance(line._process, Child)
    return line._process


def test_it_locks_after_the_hold_time_though_nobody_says_so(bench: Bench) -> None:
    bench.child().ask("release 0.2")
    assert bench.says(ON + OFF)


def test_it_locks_where_no_sign_of_life_comes(bench: Bench) -> None:
    """The pipe stays open and Janus runs, but its entry thread hangs: nobody beats."""
    argv = [sys.executable, "-c", IMPATIENT, described(bench.relay)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.write(b"release 60\n")
        process.stdin.flush()
        assert bench.says(OFF + ON + OFF)
        process.stdin.close()


IMPATIENT = (
    "import sys; from kiosk.door.holder import Holder; from kiosk.door import holding as h; "
    "h.hold(Holder(h.open_relay(sys.argv[1]), patience_s=0.2), 0, 1)"
)
JANUS = (
    "import sys; from kiosk.clock import SystemClock; from kiosk.door.child import Child; "
    "from kiosk.door.held_line import HeldLine; from kiosk.door.relay import SerialPort; "
    "relay = SerialPort(sys.argv[1], 9600, sys.argv[2], sys.argv[3]); "
    "line = HeldLine(lambda end: Child(relay, end), SystemClock()); "
    "line.release(60); print('released', flush=True); sys.stdin.read()"
)


def test_it_locks_where_janus_is_killed(bench: Bench) -> None:
    argv = [sys.executable, "-c", JANUS, bench.relay.port, ON.hex(), OFF.hex()]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as janus:
        assert janus.stdout is not None
        assert janus.stdout.readline() == b"released\n"
        assert bench.says(OFF + ON)
        janus.kill()
        assert bench.says(OFF)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_locks_where_it_is_told_to_end(bench: Bench, told: signal.Signals) -> None:
    child = bench.child()
    child.ask(f"release {LONG_S}")
    assert bench.says(ON)
    os.kill(child.pid, told)
    assert bench.says(OFF)


def test_where_it_is_killed_janus_locks_and_can_open_again(bench: Bench) -> None:
    line = bench.line()
    line.release(LONG_S)
    assert bench.says(ON)
    os.kill(child_of(line).pid, signal.SIGKILL)
    assert bench.says(OFF)  # by the next process
    line.release(LONG_S)
    assert bench.says(ON)
    line.close()
    assert bench.says(OFF)


def test_where_it_hangs_janus_ends_it_and_locks(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.door.child.ANSWERS_S", 0.2)
    monkeypatch.setattr("kiosk.door.child._ENDS_S", 0.2)
    door = LineDoor(NAME, bench.line(), SystemClock())
    door.unlock(LONG_S)
    assert bench.says(ON)
    assert isinstance(door._line, HeldLine)
    hanging = child_of(door._line)
    os.kill(hanging.pid, signal.SIGSTOP)
    with pytest.raises(KioskError, match="no answer"):
        door.unlock(LONG_S)
    assert not door.is_unlocked()
    assert bench.says(OFF)
    assert hanging._process.returncode == -signal.SIGKILL
    door.close()


def test_a_full_pipe_does_not_hold_up_the_entry_thread(bench: Bench) -> None:
    child = bench.child()
    os.kill(child.pid, signal.SIGSTOP)
    for _ in range(20_000):  # more than a pipe holds
        child.beat()
    with pytest.raises(KioskError, match="takes no commands"):
        child.ask("lock")
    os.kill(child.pid, signal.SIGCONT)


def test_a_relay_that_is_not_there_is_said() -> None:
    gone = SerialPort("/dev/no-such-port", 9600, "01", "00")
    with pytest.raises(KioskError, match="no-such-port") as caught:
        Child(gone, no_end)
    assert "door.serial.port" in caught.value.remedy


def test_a_torn_off_relay_is_a_fault(bench: Bench) -> None:
    ended = threading.Event()
    child = bench.child(lambda _child: ended.set())
    bench.ours.close()
    with pytest.raises(KioskError, match="cannot be reached"):
        child.ask(f"release {LONG_S}")
    assert ended.wait(PATIENCE_S)


def test_a_pin_is_held_by_a_process_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    child = Child(GpioPin("17"), no_end)
    child.ask("release 1")
    child.ask("lock")
    with pytest.raises(KioskError, match="no command"):
        child.ask("open sesame")
    child.end()
    child.end()
    with pytest.raises(KioskError, match="GPIO99"):
        Child(GpioPin("GPIO99"), no_end)


def test_an_ended_process_is_told_nothing(bench: Bench) -> None:
    """The number of its pipe may be another file's by then."""
    child = bench.child()
    child.end()
    reads, writes = os.pipe()
    os.dup2(writes, child._commands)
    child.beat()
    assert select.select([reads], [], [], 0)[0] == []
    for each in {reads, writes, child._commands}:
        os.close(each)


def test_lcus_commands() -> None:
    assert lcus(1, on=True) == "a00101a2"
    assert lcus(1, on=False) == "a00100a1"
    assert lcus(255, on=True) == "a0ff01a0"
