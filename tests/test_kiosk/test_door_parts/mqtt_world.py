"""A relay at a real broker: Mosquitto, where it is installed."""

import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.door.line_door import LineDoor
from kiosk.door.mqtt_line import MqttLine
from tests.test_kiosk.fakes import FakeClock
from tests.test_kiosk.test_door_parts.world import NAME, Lock, Timers, World

TOPIC, ACK = "house/door/set", "house/door/done"
PATIENCE_S = 30.0


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """Run Mosquitto; gives its port."""
    program = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")
    if program is None:
        pytest.skip("mosquitto is not installed: apt-get install mosquitto")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = folder / f"mosquitto-{port}.conf"
    config.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n")
    process = subprocess.Popen(
        [program, "-c", str(config)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    with process:
        try:
            for line in process.stderr:
                if "running" in line:
                    break
            yield port
        finally:
            process.kill()


class MqttRelay:
    """Listens, plays a lock, and answers."""

    def __init__(self, port: int, lock: Lock) -> None:
        self.lock = lock
        self.heard: list[MQTTMessage] = []
        self._listens = threading.Event()
        self.client = Client(CallbackAPIVersion.VERSION2)
        self.client.on_message = self._obey
        self.client.on_subscribe = lambda *_: self._listens.set()
        self.client.connect("127.0.0.1", port)
        self.client.subscribe(TOPIC, qos=1)
        self.client.loop_start()
        assert self._listens.wait(PATIENCE_S)

    def _obey(self, client: Client, _data: object, message: MQTTMessage) -> None:
        self.heard.append(message)
        told = json.loads(message.payload)
        is_done = (
            self.lock.unlock(told["hold_ms"] / 1000)
            if told["action"] == "unlock"
            else self.lock.lock()
        )
        if is_done:
            client.publish(ACK, json.dumps({"nonce": told["nonce"]}), qos=1)

    def leave(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def mqtt_line(stack: ExitStack, port: int, clock: FakeClock, *, ack: str = ACK) -> MqttLine:
    url = f"mqtt://127.0.0.1:{port}"
    line = MqttLine(NAME, url, TOPIC, clock, ack_topic=ack, confirm_s=PATIENCE_S)
    stack.callback(line.close)
    assert line.wait_ready(PATIENCE_S)
    return line


def mqtt(stack: ExitStack, folder: Path) -> World:
    clock = FakeClock()
    timers, lock = Timers(clock), Lock(clock)
    port = stack.enter_context(broker(folder))
    relay = MqttRelay(port, lock)
    stack.callback(relay.leave)
    line = mqtt_line(stack, port, clock)
    door = LineDoor(NAME, line, clock, timer=timers.start)
    stack.callback(door.close)
    return World(door, clock, timers, lock.is_released, relay.leave)
