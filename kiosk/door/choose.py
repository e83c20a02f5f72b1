"""From the configuration to a door."""

import logging
from typing import assert_never

from kiosk.clock import Clock
from kiosk.config import DoorConfig
from kiosk.door.command import CommandDoor
from kiosk.door.door import Door
from kiosk.door.simulated import SimulatedDoor

_log = logging.getLogger(__name__)


def open_door(config: DoorConfig, clock: Clock, *, has_camera: bool) -> Door:
    """Return the door that the operator chose.

    Args:
        config: The operator's choice.
        clock: Measures the hold time.
        has_camera: Whether frames come from a camera before the door. Where they do not, nobody is
            there to be let in: the lock is not moved, and the door's name says so in the log.
    """
    match config.kind:
        case "simulated":
            return SimulatedDoor(config.name, clock)
        case "command" if not has_camera:
            _log.warning("No camera is watching: the door is simulated, its lock stays shut.")
            return SimulatedDoor(f"{config.name} (simulated)", clock)
        case "command":
            return CommandDoor(config.name, config.command, clock)
        case other:
            assert_never(other)
