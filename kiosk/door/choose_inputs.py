"""From the configuration to a watched door."""

from typing import assert_never

from kiosk.clock import Clock
from kiosk.config_door import DoorConfig
from kiosk.door.choose import require_package
from kiosk.door.contact import ContactTimes
from kiosk.door.contact_teller import ContactTeller
from kiosk.door.door import Door
from kiosk.door.event_writer import EventWriter
from kiosk.door.inputs import DoorInputs, SimulatedInputs
from kiosk.door.line_door import LineDoor
from kiosk.door.watch import DoorWatch, Ring
from kiosk.errors import KioskError


def watch_of(
    config: DoorConfig,
    door: Door,
    clock: Clock,
    writer: EventWriter,
    teller: ContactTeller,
    ring: Ring,
) -> DoorWatch:
    """Return what watches a door, not yet started.

    A simulated door has no contact but a simulated one: whatever a real one says then has nothing
    to do with what the door program does.

    Args:
        config: The operator's choice.
        door: The lock.
        clock: Tells the time.
        writer: Writes down what the door did.
        teller: Tells the rules whether it stands open.
        ring: Raises an alarm.

    Raises:
        KioskError: The inputs are wrongly configured, or a package is missing.
    """
    contact = config.contact
    is_watched = not door.is_simulated or contact.kind == "simulated"
    return DoorWatch(
        door.name,
        open_inputs(config, door) if is_watched else None,
        door.fault if isinstance(door, LineDoor) else _no_fault,
        ContactTimes(late_s=contact.late_s, exit_s=contact.exit_s, held_s=contact.held_s),
        clock,
        writer.write,
        teller.stands,
        ring,
    )


def open_inputs(config: DoorConfig, door: Door) -> DoorInputs | None:
    """Return contact and exit button; None where there are none.

    Raises:
        KioskError: They are wrongly configured, or a package is missing.
    """
    contact = config.contact
    require_package(contact.kind)
    match contact.kind:
        case "none":
            return None
        case "simulated":
            return SimulatedInputs(door.is_unlocked)
        case "gpio":
            from kiosk.door.gpio_inputs import GpioInputs

            open_is_high = contact.open_is == "high"
            return GpioInputs(contact.pin, contact.exit_pin, open_is_high=open_is_high)
        case "serial":
            from kiosk.door.serial_inputs import SerialInputs

            return SerialInputs(contact.port)
        case "mqtt":
            from kiosk.door.mqtt_inputs import MqttInputs
            from kiosk.door.mqtt_line import trusting

            tls = trusting(config.mqtt.ca_file)
            return MqttInputs(config.mqtt.url, contact.topic, contact.exit_topic, tls=tls)
        case other:
            assert_never(other)


def _no_fault() -> KioskError | None:
    return None
