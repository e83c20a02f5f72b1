"""A line to a relay that listens to an MQTT broker.

Orders (`kiosk/door/order.py`) go out with quality of service 1, never retained, and expire at the
broker (MQTT 5) after the hold time. What was not confirmed in time is thrown away with its
connection, so that nothing is delivered later. When Janus is gone, the broker says "lock" for it
(its last will).
"""

import json
import logging
import ssl
import threading
from urllib.parse import unquote, urlsplit

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kiosk.clock import Clock
from kiosk.door.order import Order, new_order
from kiosk.errors import KioskError

CONFIRM_S = 2.0
KEEPALIVE_S = 5  # a broker that is gone is known to be after about so long
EXPIRY_S = 5
_NO_SUBSCRIBERS = 16  # a reason code of MQTT 5
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_REMEDY = "Check the broker, the relay, their network and [door.mqtt] in janus.toml."

_log = logging.getLogger(__name__)


class MqttLine:
    """See the module.

    Args:
        door: The door's name.
        url: `mqtt://` or `mqtts://`, perhaps user and password, and the broker.
        topic: Where orders go.
        clock: Tells the time of day.
        ack_topic: Where the relay answers with `{"nonce": …}` of each order; "" where the broker's
            own confirmation has to do.
        ca_file: Certificates to trust beside the system's own; "" for none.
        confirm_s: How long to wait for a confirmation.

    Raises:
        KioskError: The certificates cannot be read.
    """

    def __init__(
        self,
        door: str,
        url: str,
        topic: str,
        clock: Clock,
        *,
        ack_topic: str = "",
        ca_file: str = "",
        confirm_s: float = CONFIRM_S,
    ) -> None:
        self._door = door
        self._url = urlsplit(url)
        self._topic = topic
        self._ack_topic = ack_topic
        self._clock = clock
        self._confirm_s = confirm_s
        self._tls = trusting(ca_file) if self._url.scheme == "mqtts" else None
        self._changed = threading.Condition()
        self._ready: Client | None = None  # connected, and subscribed where it has to be
        self._taken: dict[int, bool] = {}  # whether the broker had somebody to give an order to
        self._answered = ""  # the nonce of the last order that the relay answered
        self._is_released = False
        self._unconfirmed: KioskError | None = None
        self._client = self._connect()

    def release(self, hold_s: float) -> None:
        """Publish the order to unlock.

        Raises:
            KioskError: It was not confirmed.
        """
        self._is_released = True  # from now on nobody knows
        self._send(new_order(self._door, hold_s, self._clock))

    def lock(self) -> None:
        """Publish the order to lock.

        Raises:
            KioskError: It was not confirmed.
        """
        self._send(new_order(self._door, None, self._clock))
        self._is_released = False

    def may_be_released(self) -> bool:
        """Return whether it was released, and not locked since."""
        return self._is_released

    def fault(self) -> KioskError | None:
        """Return why the relay cannot be reached now; None where nothing is known to be wrong."""
        return self._unconfirmed if self._ready else self._problem("is not connected")

    def beat(self) -> None:
        """Nothing: the relay measures the hold time, and the broker whether Janus is there."""

    def wait_ready(self, within_s: float) -> bool:
        """Wait until the broker is reached; returns whether it is."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ready is not None, within_s)

    def close(self) -> None:
        """Lock, where it may be released, and leave the broker."""
        if self._is_released:
            try:
                self.lock()
            except KioskError as error:
                _log.warning("%s", error.user_message())
            self._is_released = False
        self._let_go(self._client)

    def _send(self, order: Order) -> None:
        client = self._ready
        if client is None:
            raise self._problem("is not connected")
        expiry = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        expiry.MessageExpiryInterval = EXPIRY_S
        with self._changed:
            self._taken.clear()
        sent = client.publish(self._topic, order.body(), qos=1, properties=expiry)

        def is_over() -> bool:
            if self._ready is not client or self._taken.get(sent.mid) is False:
                return True
            return sent.mid in self._taken and self._is_answered(order)

        with self._changed:
            self._changed.wait_for(is_over, self._confirm_s)
            is_confirmed = self._taken.get(sent.mid, False) and self._is_answered(order)
        if not is_confirmed:
            self._let_go(client)  # with what it still would deliver
            self._client = self._connect()
            self._unconfirmed = self._problem("did not confirm the order")
            raise self._unconfirmed
        self._unconfirmed = None

    def _is_answered(self, order: Order) -> bool:
        return not self._ack_topic or self._answered == order.nonce

    def _connect(self) -> Client:
        """Return a client that connects by itself, again and again."""
        url = self._url
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.connect_timeout = self._confirm_s
        client.reconnect_delay_set(1, 5)
        if url.username:
            client.username_pw_set(unquote(url.username), unquote(url.password or ""))
        if self._tls is not None:
            client.tls_set_context(self._tls)
        client.will_set(self._topic, new_order(self._door, None, self._clock).body(), qos=1)
        client.on_connect = self._connected
        client.on_subscribe = lambda each, *_: self._set_ready(each)
        client.on_publish = self._published
        client.on_disconnect = self._disconnected
        client.on_message = self._heard
        client.connect_async(
            url.hostname or "", url.port or _PORTS[url.scheme], keepalive=KEEPALIVE_S
        )
        client.loop_start()
        return client

    def _let_go(self, client: Client) -> None:
        with self._changed:
            self._ready = None
        client.disconnect()
        client.loop_stop()

    def _connected(
        self,
        client: Client,
        _data: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        if reason.is_failure:
            _log.error("The MQTT broker of the door refuses Janus: %s", reason)
        elif self._ack_topic:
            client.subscribe(self._ack_topic, qos=1)
        else:
            self._set_ready(client)

    def _set_ready(self, client: Client) -> None:
        with self._changed:
            self._ready = client
            self._changed.notify_all()

    def _disconnected(
        self,
        _client: Client,
        _data: object,
        _flags: DisconnectFlags,
        _reason: ReasonCode,
        _properties: Properties | None,
    ) -> None:
        with self._changed:
            self._ready = None
            self._changed.notify_all()

    def _published(
        self,
        _client: Client,
        _data: object,
        mid: int,
        reason: ReasonCode,
        _properties: Properties,
    ) -> None:
        with self._changed:
            # Nobody listens: the broker took the order, but there is no relay.
            self._taken[mid] = not (reason.is_failure or reason.value == _NO_SUBSCRIBERS)
            self._changed.notify_all()

    def _heard(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        try:
            nonce = json.loads(message.payload)["nonce"]
        except (ValueError, KeyError, TypeError):
            return  # whoever may write there, may also write nonsense
        with self._changed:
            self._answered = nonce if isinstance(nonce, str) else ""
            self._changed.notify_all()

    def _problem(self, what: str) -> KioskError:
        return KioskError(f"The lock at {self._url.hostname} {what}.", _REMEDY)


def trusting(ca_file: str) -> ssl.SSLContext:
    """Return what trusts the system's certificates, and those of a file where one is named.

    Raises:
        KioskError: The file cannot be read.
    """
    context = ssl.create_default_context()
    try:
        if ca_file:
            context.load_verify_locations(ca_file)
    except OSError as error:
        raise KioskError(
            f"The certificates in {ca_file} cannot be read ({error.strerror or error}).",
            "Check door.mqtt.ca_file in janus.toml.",
        ) from error
    return context
