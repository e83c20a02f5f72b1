"""From the configuration to a door."""

from typing import assert_never

from kiosk.clock import Clock
from kiosk.config import DoorConfig
from kiosk.door.command import CommandDoor
from kiosk.door.door import Door
from kiosk.door.simulated import SimulatedDoor


def open_door(config: DoorConfig, clock: Clock) -> Door:
    """Return the door that the operator chose."""
    match config.kind:
        case "simulated":
            return SimulatedDoor(config.name, clock)
        case "command":
            return CommandDoor(config.name, config.command, clock)
        case other:
            assert_never(other)
