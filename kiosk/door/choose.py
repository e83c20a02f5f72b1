"""From the configuration to a door."""

import functools
import logging
from importlib.util import find_spec
from typing import assert_never

from kiosk.clock import Clock
from kiosk.config_door import DoorConfig
from kiosk.door.command import CommandDoor
from kiosk.door.door import Door
from kiosk.door.line import Line
from kiosk.door.line_door import LineDoor
from kiosk.door.relay import GpioPin, SerialPort, lcus
from kiosk.door.simulated import SimulatedDoor
from kiosk.errors import KioskError

_PACKAGES = {"gpio": "gpiozero", "serial": "serial", "osdp": "osdp"}

_log = logging.getLogger(__name__)


def open_door(config: DoorConfig, clock: Clock, *, has_camera: bool) -> Door:
    """Return the door that the operator chose.

    Args:
        config: The operator's choice.
        clock: Measures the hold time.
        has_camera: Whether frames come from a camera before the door. Where they do not, nobody is
            there to be let in: the lock is not moved, and the door's name says so in the log.

    Raises:
        KioskError: A package that this kind of lock needs is not installed, or the lock is wrongly
            configured.
    """
    if config.kind == "simulated":
        return SimulatedDoor(config.name, clock)
    if not has_camera:
        _log.warning("No camera is watching: the door is simulated, its lock stays shut.")
        return SimulatedDoor(config.name_as("simulated"), clock)
    if config.kind == "command":
        return CommandDoor(config.name, config.command, clock)
    require_package(config.kind)
    return LineDoor(config.name, _line(config, clock), clock)


def require_package(kind: str) -> None:
    """See that the package of a kind of lock is installed.

    Raises:
        KioskError: It is not.
    """
    package = _PACKAGES.get(kind)
    if package is not None and find_spec(package) is None:
        raise KioskError(
            f'A lock of kind "{kind}" needs a package that is not installed.',
            f"Install it: pip install 'janus-kiosk[{kind}]'",
        )


def _line(config: DoorConfig, clock: Clock) -> Line:
    """Return the line of a lock that is neither simulated nor a program's."""
    match config.kind:
        case "gpio" | "serial":
            from kiosk.door.child import Child
            from kiosk.door.held_line import HeldLine

            return HeldLine(functools.partial(Child, relay_of(config)), clock)
        case "webhook":
            from kiosk.door.webhook_line import WebhookLine

            hook = config.webhook
            return WebhookLine(config.name, hook.url, hook.secret, clock, ca_file=hook.ca_file)
        case "mqtt":
            from kiosk.door.mqtt_line import MqttLine

            at = config.mqtt
            return MqttLine(
                config.name, at.url, at.topic, clock, ack_topic=at.ack_topic, ca_file=at.ca_file
            )
        case "osdp":
            from kiosk.door.osdp_line import OsdpLine

            bus = config.osdp
            key = bytes.fromhex(bus.key)
            return OsdpLine(bus.port, bus.baud, bus.address, bus.output, key, clock)
        case "simulated" | "command":
            raise ValueError(f"A {config.kind} door has no line.")
        case other:
            assert_never(other)


def relay_of(config: DoorConfig) -> GpioPin | SerialPort:
    """Return the relay of a door of kind "gpio" or "serial"."""
    if config.kind == "gpio":
        return GpioPin(config.gpio.pin, active_high=config.gpio.active_high)
    port = config.serial
    return SerialPort(
        port.port,
        port.baud,
        on=port.on or lcus(port.channel, on=True),
        off=port.off or lcus(port.channel, on=False),
    )
