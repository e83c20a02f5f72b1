"""The process beside Janus that holds the relay: `python -m kiosk.door.holding <relay as JSON>`.

It reads a command on each line of its standard input (`kiosk/door/holder.py`) and answers each but
`beat` with a line of JSON: `{}` where it was done, else `{"fault": …}`. Where Janus ends, however,
its pipe closes, and this process locks and ends; so it does after any fault, and where it is told
to by a signal.
"""

import json
import os
import select
import signal
import sys
import time
from dataclasses import asdict
from types import FrameType

from kiosk.door.holder import Holder
from kiosk.door.relay import GpioPin, Relay, SerialPort

_KINDS = {"gpio": GpioPin, "serial": SerialPort}
_CHUNK = 4096


def described(at: GpioPin | SerialPort) -> str:
    """Return a relay as the argument of this program."""
    kind = next(name for name, known in _KINDS.items() if isinstance(at, known))
    return json.dumps({"kind": kind, **asdict(at)})


def open_relay(description: str) -> Relay:
    """Return the relay that `described` means, at rest.

    Raises:
        Exception: Whatever its library does.
    """
    values = json.loads(description)
    at = _KINDS[values.pop("kind")](**values)
    if isinstance(at, GpioPin):
        from kiosk.door.gpio_relay import GpioRelay  # each needs a package of its own

        return GpioRelay(at)
    from kiosk.door.serial_relay import SerialRelay

    return SerialRelay(at)


def hold(holder: Holder, commands: int, answers: int) -> None:
    """Carry out commands until their pipe closes; the relay rests then.

    Args:
        holder: Holds the relay.
        commands: The descriptor that they are read from.
        answers: The descriptor that answers are written to.

    Raises:
        Exception: Whatever the relay raises; the relay was told to rest.
    """
    rest = b""
    try:
        while True:
            ready, _, _ = select.select([commands], [], [], holder.rests_in_s(time.monotonic()))
            holder.turn(time.monotonic())
            if not ready:
                continue
            if not (read := os.read(commands, _CHUNK)):
                return
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                holder.do(line.decode(), time.monotonic())
                if line != b"beat":
                    _answer(answers, {})
    finally:
        holder.close()


def _answer(answers: int, told: dict[str, str]) -> None:
    os.write(answers, json.dumps(told).encode() + b"\n")


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def main() -> None:
    """Hold the relay of the first argument."""
    for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(each, _end)
    answers = sys.stdout.fileno()
    try:
        holder = Holder(open_relay(sys.argv[1]))
        _answer(answers, {})
        hold(holder, sys.stdin.fileno(), answers)
    except BrokenPipeError:
        return  # nobody is there to be told
    except Exception as error:  # noqa: BLE001 - told to Janus, which says it
        _answer(answers, {"fault": f"{type(error).__name__}: {error}"})
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
