"""What is told at each step that the door program is alive."""

from collections.abc import Callable, Mapping

from kiosk.clock import Clock
from kiosk.door.door import Door
from kiosk.door.line_door import LineDoor
from kiosk.door.service_manager import ServiceManager


def beat_of(door: Door, clock: Clock, environment: Mapping[str, str]) -> Callable[[], None]:
    """Return what gives signs of life to the lock and to systemd; it never raises.

    Args:
        door: The lock; only one that moves by a line wants signs.
        clock: The computer's own.
        environment: Of the process.
    """
    manager = ServiceManager(environment, clock)
    if not isinstance(door, LineDoor):
        return manager.beat

    def beat() -> None:
        door.beat()
        manager.beat()

    return beat
