"""Sends a text to a web server or an MQTT broker, and says in a word why it could not."""

import ssl
import urllib.error
import urllib.request
from urllib.parse import unquote, urlsplit

_TIMEOUT_S = 10.0
_MQTT_PORTS = {"mqtt": 1883, "mqtts": 8883}


class SendingError(Exception):
    """It could not be sent; the text is the reason, free of the address and its secrets."""


def host_of(url: str) -> str:
    """Return the host of an address: the rest of it may hold a secret."""
    return urlsplit(url).hostname or "?"


def post(url: str, text: str) -> None:
    """Post JSON to a web server; any answer of success will do.

    Args:
        url: http or https.
        text: The body.

    Raises:
        SendingError: It could not be sent, or the answer is none of success.
    """
    request = urllib.request.Request(  # noqa: S310 - the configuration lets http and https in
        url,
        data=text.encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S):  # noqa: S310
            pass
    except (OSError, ValueError) as error:
        why = error.code if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        raise SendingError(str(why)) from None


def publish(url: str, text: str, *, retain: bool) -> None:
    """Publish a text at an MQTT broker, and wait until the broker has it.

    Args:
        url: `mqtt://` or `mqtts://`, perhaps user and password, host, and the topic as its path.
        text: The message.
        retain: Whether the broker keeps it for whoever comes later.

    Raises:
        SendingError: The broker did not take it.
    """
    from paho.mqtt.client import Client  # only where one is set
    from paho.mqtt.enums import CallbackAPIVersion

    to = urlsplit(url)
    client = Client(CallbackAPIVersion.VERSION2)
    client.connect_timeout = _TIMEOUT_S
    if to.username:
        client.username_pw_set(unquote(to.username), unquote(to.password or ""))
    if to.scheme == "mqtts":
        client.tls_set_context(ssl.create_default_context())
    try:
        client.connect(to.hostname or "", to.port or _MQTT_PORTS[to.scheme])
        client.loop_start()
        try:
            topic = unquote(to.path.lstrip("/"))
            sent = client.publish(topic, text, qos=1, retain=retain)
            sent.wait_for_publish(_TIMEOUT_S)
            if not sent.is_published():
                raise TimeoutError
        finally:
            client.disconnect()
            client.loop_stop()
    except (OSError, ValueError, RuntimeError) as error:
        raise SendingError(type(error).__name__) from None
