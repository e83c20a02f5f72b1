"""Contact and exit button that report to an MQTT broker.

A contact says `open` or `closed`, or as many do `{"contact": true}` for closed; best retained, so
that its state is known at once. Any message under the exit topic is a press, but a retained one:
that is of long ago.
"""

import json
import ssl
import threading
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.door.inputs import Seen
from kiosk.errors import KioskError

KEEPALIVE_S = 5
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_WORDS = {"open": True, "closed": False}


class MqttInputs:
    """See the module.

    Args:
        url: `mqtt://` or `mqtts://`, perhaps user and password, and the broker.
        topic: The contact's.
        exit_topic: The exit button's; "" for none.
        tls: Trusts the broker's certificate.
    """

    def __init__(self, url: str, topic: str, exit_topic: str, *, tls: ssl.SSLContext) -> None:
        to = urlsplit(url)
        self._host = to.hostname or "?"
        self._topic = topic
        self._exit_topic = exit_topic
        self._is_open: bool | None = None
        self._is_connected = False
        self._pressed = threading.Event()
        client = Client(CallbackAPIVersion.VERSION2)
        client.reconnect_delay_set(1, 5)
        if to.username:
            client.username_pw_set(unquote(to.username), unquote(to.password or ""))
        if to.scheme == "mqtts":
            client.tls_set_context(tls)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_message = self._heard
        client.connect_async(self._host, to.port or _PORTS[to.scheme], keepalive=KEEPALIVE_S)
        client.loop_start()
        self._client = client

    def read(self) -> Seen:
        """Return what was last reported.

        Raises:
            KioskError: The broker cannot be reached.
        """
        if not self._is_connected:
            raise KioskError(
                f"The door's contact cannot be heard: the broker {self._host} is away.",
                "Check the broker, its network and [door.mqtt] in janus.toml.",
            )
        is_pressed = self._pressed.is_set()
        self._pressed.clear()
        return Seen(self._is_open, is_pressed)

    def close(self) -> None:
        """Leave the broker."""
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(
        self,
        client: Client,
        _data: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if not reason.is_failure:
            client.subscribe([(topic, 1) for topic in (self._topic, self._exit_topic) if topic])
            self._is_connected = True

    def _disconnected(
        self,
        _client: Client,
        _data: object,
        _flags: DisconnectFlags,
        _reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        self._is_connected = False

    def _heard(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        if message.topic == self._exit_topic:
            if not message.retain:
                self._pressed.set()
        elif (is_open := says_open(bytes(message.payload))) is not None:
            self._is_open = is_open


def says_open(payload: bytes) -> bool | None:
    """Return whether a contact's message says that the door is open; None where it says nothing."""
    word = payload.decode(errors="replace").strip().lower()
    if word in _WORDS:
        return _WORDS[word]
    try:
        contact = json.loads(payload)["contact"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return not contact if isinstance(contact, bool) else None
