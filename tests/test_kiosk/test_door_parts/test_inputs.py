"""Contact and exit button: at mock pins, at the lines of a port, at a real broker."""

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest
from gpiozero.pins.mock import MockFactory
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.door import serial_inputs
from kiosk.door.gpio_inputs import GpioInputs
from kiosk.door.inputs import Seen, SimulatedInputs
from kiosk.door.mqtt_inputs import MqttInputs, says_open
from kiosk.door.serial_inputs import SerialInputs
from kiosk.errors import KioskError
from tests.test_kiosk.test_door_parts.mqtt_world import PATIENCE_S, broker


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    factory = MockFactory()
    yield factory
    factory.close()


def test_a_contact_at_a_pin(pins: MockFactory) -> None:
    inputs = GpioInputs("17", "", open_is_high=True, pin_factory=pins)
    assert inputs.read() == Seen(is_open=True)  # nothing pulls it down: a cut wire
    pins.pin(17).drive_low()
    assert inputs.read() == Seen(is_open=False)
    inputs.close()
    inputs.close()


def test_a_contact_that_closes_with_the_opening_door(pins: MockFactory) -> None:
    inputs = GpioInputs("17", "", open_is_high=False, pin_factory=pins)
    pins.pin(17).drive_low()
    assert inputs.read() == Seen(is_open=True)


def test_a_short_press_is_not_missed_and_counts_once(pins: MockFactory) -> None:
    inputs = GpioInputs("17", "27", open_is_high=True, pin_factory=pins)
    button = pins.pin(27)
    button.drive_low()
    button.drive_high()
    assert inputs.read().exit_pressed
    assert not inputs.read().exit_pressed
    inputs.close()


def test_a_pin_that_is_none_is_named(pins: MockFactory) -> None:
    with pytest.raises(KioskError, match="GPIO99") as caught:
        GpioInputs("GPIO99", "", open_is_high=True, pin_factory=pins)
    assert "door.contact" in caught.value.remedy


class FakePort:
    """The control lines of a port: the contact and the button connect RTS to theirs."""

    def __init__(self) -> None:
        self.rts, self.is_shut, self.is_pressed, self.is_gone = False, True, False, False

    @property
    def cts(self) -> bool:
        if self.is_gone:
            raise OSError("input/output error")
        return self.rts and self.is_shut

    @property
    def dsr(self) -> bool:
        return self.rts and self.is_pressed

    def close(self) -> None:
        self.rts = False


def test_a_contact_at_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    ports: list[FakePort] = []

    def opened(_name: str, **_: object) -> FakePort:
        ports.append(FakePort())
        return ports[-1]

    monkeypatch.setattr(serial_inputs, "Serial", opened)
    inputs = SerialInputs("/dev/ttyUSB7")
    assert inputs.read() == Seen(is_open=False)
    ports[0].is_pressed = True
    assert inputs.read() == Seen(is_open=False, exit_pressed=True)
    assert inputs.read() == Seen(is_open=False)  # still the same press
    ports[0].is_shut, ports[0].is_pressed = False, False
    assert inputs.read() == Seen(is_open=True)
    ports[0].is_gone = True
    with pytest.raises(KioskError, match="ttyUSB7"):
        inputs.read()
    assert inputs.read() == Seen(is_open=False)
    assert len(ports) == 2
    inputs.close()
    inputs.close()


def test_a_port_that_is_not_there() -> None:
    with pytest.raises(KioskError, match="no-such-port") as caught:
        SerialInputs("/dev/no-such-port").read()
    assert "door.contact.port" in caught.value.remedy


@pytest.mark.parametrize(
    ("payload", "is_open"),
    [
        (b"open", True),
        (b" CLOSED\n", False),
        (b'{"contact": false, "battery": 90}', True),
        (b'{"contact": true}', False),
        (b'{"contact": "shut"}', None),
        (b'{"contact": 0}', None),
        (b"[]", None),
        (b"", None),
        (b"\xff\xfe", None),
        (b"[" * 100_000, None),
    ],
)
def test_what_a_contact_says(payload: bytes, is_open: bool | None) -> None:
    assert says_open(payload) is is_open


def test_a_contact_at_a_broker(tmp_path: Path) -> None:
    with ExitStack() as stack:
        port = stack.enter_context(broker(tmp_path))
        tells = Client(CallbackAPIVersion.VERSION2)
        tells.connect("127.0.0.1", port)
        tells.loop_start()
        stack.callback(tells.loop_stop)
        stack.callback(tells.disconnect)

        def tell(topic: str, told: str, *, retain: bool = False) -> None:
            tells.publish(topic, told, qos=1, retain=retain).wait_for_publish(PATIENCE_S)

        tell("hall/contact", "closed", retain=True)
        tell("hall/exit", "long ago", retain=True)
        tls = ssl.create_default_context()
        inputs = MqttInputs(f"mqtt://127.0.0.1:{port}", "hall/contact", "hall/exit", tls=tls)
        stack.callback(inputs.close)
        assert becomes(inputs, Seen(is_open=False)), "what is retained is known at once"
        tell("hall/exit", "pressed")
        assert becomes(inputs, Seen(is_open=False, exit_pressed=True))
        tell("hall/contact", "open")
        assert becomes(inputs, Seen(is_open=True)), "a retained press is none"


def test_a_broker_that_is_away() -> None:
    tls = ssl.create_default_context()
    inputs = MqttInputs("mqtt://ada:hunter3@127.0.0.1:9", "hall/contact", "", tls=tls)
    with pytest.raises(KioskError, match=r"127\.0\.0\.1 is away") as caught:
        inputs.read()
    assert "hunter3" not in caught.value.user_message()
    inputs.close()


def becomes(inputs: MqttInputs, seen: Seen) -> bool:
    """Read until this is seen; what comes before it may be a broker that is not reached yet."""
    pause = Event()
    for _ in range(3000):
        try:
            if inputs.read() == seen:
                return True
        except KioskError:
            pass
        pause.wait(0.01)
    return False


def test_a_simulated_door_is_walked_through() -> None:
    unlocked = [False]
    inputs = SimulatedInputs(lambda: unlocked[0])
    assert inputs.read() == Seen(is_open=False)
    unlocked[0] = True
    assert inputs.read() == Seen(is_open=True)
    inputs.close()
