"""Looks at the lock, without moving it: the kiosk itself may be holding it."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kiosk.config_door import DoorConfig
from kiosk.doctor.findings import Finding, Health
from kiosk.door.choose import require_package

_TEST = "Try it with janus door test, while the kiosk is not running."


def door(config: DoorConfig) -> Iterator[Finding]:
    """Look at what can be seen of a lock from here.

    Raises:
        KioskError: A package that it needs is not installed.
    """
    if config.kind == "simulated":
        to_do = "Set door.kind in the configuration to open a real one, see docs/door.md."
        yield Finding("door", Health.WARN, f"{config.name}: simulated, no lock is moved", to_do)
    elif config.kind == "command":
        yield _command(config)
    else:
        require_package(config.kind)
        yield _port(config) or Finding("door", Health.OK, f"{config.name}: {where(config)}", _TEST)
    yield from _contact(config)


def _contact(config: DoorConfig) -> Iterator[Finding]:
    contact = config.contact
    if contact.kind in {"none", "simulated"}:
        return
    require_package(contact.kind)
    if config.kind == "simulated":
        to_do = "Set door.kind to a real lock as well."
        yield Finding("contact", Health.WARN, "not read: the door is simulated", to_do)
    elif contact.kind == "serial" and not Path(contact.port).is_char_device():
        to_do = "Check its cable, and door.contact.port in the configuration."
        yield Finding("contact", Health.WARN, f"there is no port {contact.port}", to_do)
    else:
        found = f"{contact.kind}, held open after {contact.held_s:g} s"
        yield Finding("contact", Health.OK, found)


def where(config: DoorConfig) -> str:
    """Return what moves the lock, without any secret."""
    match config.kind:
        case "simulated":
            return "simulated, no lock is moved"
        case "command":
            return f"runs {config.command[0]}"
        case "gpio":
            return f"relay at pin {config.gpio.pin}"
        case "serial":
            return f"relay at {config.serial.port}"
        case "webhook":
            return f"signed requests to {_host(config.webhook.url)}"
        case "mqtt":
            return f"MQTT orders at {_host(config.mqtt.url)}, {config.mqtt.topic}"
        case "osdp":
            return f"OSDP device {config.osdp.address} at {config.osdp.port}"


def _host(url: str) -> str:
    return urlsplit(url).hostname or "?"


def _command(config: DoorConfig) -> Finding:
    if program := shutil.which(config.command[0]):
        return Finding("door", Health.OK, f"{config.name}: runs {program}")
    to_do = "Correct door.command in the configuration."
    return Finding("door", Health.MISSING, f"no program {config.command[0]}", to_do)


def _port(config: DoorConfig) -> Finding | None:
    """Return what is wrong with a lock's serial port; None where it is there, or there is none."""
    ports = {"serial": config.serial.port, "osdp": config.osdp.port}
    port = ports.get(config.kind)
    if port is None or Path(port).is_char_device():
        return None
    to_do = f"Check its cable, and door.{config.kind}.port in the configuration."
    return Finding("door", Health.MISSING, f"there is no port {port}", to_do)
