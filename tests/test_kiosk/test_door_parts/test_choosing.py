"""One line of the configuration chooses the lock, and what watches the door."""

import pytest

from kiosk.config_door import DoorConfig
from kiosk.door import choose
from kiosk.door.choose import open_door, relay_of
from kiosk.door.choose_inputs import open_inputs
from kiosk.door.gpio_inputs import GpioInputs
from kiosk.door.held_line import HeldLine
from kiosk.door.line_door import LineDoor
from kiosk.door.mqtt_inputs import MqttInputs
from kiosk.door.mqtt_line import MqttLine
from kiosk.door.osdp_line import OsdpLine
from kiosk.door.relay import GpioPin, SerialPort
from kiosk.door.serial_inputs import SerialInputs
from kiosk.door.simulated import SimulatedDoor
from kiosk.door.webhook_line import WebhookLine
from kiosk.errors import KioskError
from tests.test_kiosk.fakes import FakeClock
from tests.test_kiosk.test_door_parts.worlds import SECRET

BROKER = {"url": "mqtt://127.0.0.1:9", "topic": "hall"}
TABLES = {
    "gpio": ({"pin": "17"}, HeldLine),
    "serial": ({"port": "/dev/no-such"}, HeldLine),
    "webhook": ({"url": "https://lock/", "secret": SECRET}, WebhookLine),
    "mqtt": (BROKER, MqttLine),
    "osdp": ({"port": "/dev/no-such", "key": "00" * 16}, OsdpLine),
}


def config(kind: str, **tables: object) -> DoorConfig:
    values = {kind: TABLES[kind][0]} if kind in TABLES else {}
    return DoorConfig.model_validate({"name": "Hall", "kind": kind, **values, **tables})


@pytest.mark.parametrize("kind", TABLES)
def test_the_kind_chooses(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    door = open_door(config(kind), FakeClock(), has_camera=True)
    try:
        assert isinstance(door, LineDoor)
        assert type(door._line) is TABLES[kind][1]
        assert door.name == "Hall"
    finally:
        door.close()


@pytest.mark.parametrize("kind", TABLES)
def test_without_a_camera_no_lock_moves(kind: str) -> None:
    door = open_door(config(kind), FakeClock(), has_camera=False)
    assert isinstance(door, SimulatedDoor)
    assert door.name == "Hall (simulated)"


@pytest.mark.parametrize(("kind", "package"), [("gpio", "gpiozero"), ("osdp", "osdp")])
def test_a_package_that_is_missing_is_named(
    kind: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "find_spec", lambda name: None if name == package else object())
    with pytest.raises(KioskError) as caught:
        open_door(config(kind), FakeClock(), has_camera=True)
    assert f"pip install 'janus-kiosk[{kind}]'" in caught.value.remedy


def test_relays() -> None:
    low = config("gpio", gpio={"pin": "BOARD11", "active_high": False})
    assert relay_of(low) == GpioPin("BOARD11", active_high=False)
    second = config("serial", serial={"port": "/dev/a", "channel": 2})
    assert relay_of(second) == SerialPort("/dev/a", 9600, "a00201a3", "a00200a2")
    own = config("serial", serial={"port": "/dev/a", "on": "FF01", "off": "FF00"})
    assert relay_of(own) == SerialPort("/dev/a", 9600, "FF01", "FF00")


@pytest.mark.parametrize(
    ("contact", "kind"),
    [
        ({"kind": "none"}, type(None)),
        ({"kind": "gpio", "pin": "27", "exit_pin": "22"}, GpioInputs),
        ({"kind": "serial", "port": "/dev/no-such"}, SerialInputs),
        ({"kind": "mqtt", "topic": "contact"}, MqttInputs),
    ],
)
def test_the_contact_is_chosen_too(
    contact: dict[str, str], kind: type[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    chosen = config("webhook", contact=contact, mqtt=BROKER)
    inputs = open_inputs(chosen, SimulatedDoor("Hall", FakeClock()))
    assert type(inputs) is kind
    if inputs is not None:
        inputs.close()
