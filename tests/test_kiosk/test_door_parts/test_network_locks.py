"""What is particular to locks at the far end of a network: who may order, what is confirmed."""

import hashlib
import hmac
import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from kiosk.door.mqtt_line import MqttLine
from kiosk.door.webhook_line import WebhookLine
from kiosk.errors import KioskError
from tests.test_kiosk.fakes import FakeClock
from tests.test_kiosk.test_door_parts.mqtt_world import (
    PATIENCE_S,
    TOPIC,
    MqttRelay,
    broker,
    mqtt_line,
)
from tests.test_kiosk.test_door_parts.osdp_world import (
    KEY,
    becomes_secure,
    bus_and_port,
    device,
    osdp_line,
)
from tests.test_kiosk.test_door_parts.world import NAME, Lock
from tests.test_kiosk.test_door_parts.worlds import SECRET, web_lock


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_each_request_is_signed_and_none_is_like_another(stack: ExitStack) -> None:
    clock, heard = FakeClock(), []
    url = stack.enter_context(web_lock(Lock(clock), heard))
    line = WebhookLine(NAME, url, SECRET, clock)
    line.release(4.5)
    line.release(4.5)
    line.close()
    for headers, body in heard:
        sent, nonce = headers["X-Janus-Timestamp"], headers["X-Janus-Nonce"]
        signed = f"{sent}.{nonce}.".encode() + body
        digest = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
        assert headers["X-Janus-Signature"] == f"sha256={digest}"
        assert json.loads(body)["nonce"] == nonce
        assert int(sent) == int(clock.now().timestamp())
    told = [json.loads(body) for _, body in heard]
    assert [(one["action"], one["hold_ms"]) for one in told] == [
        ("unlock", 4500),
        ("unlock", 4500),
        ("lock", 0),
    ]
    assert len({one["nonce"] for one in told}) == 3
    assert all(SECRET.encode() not in body for _, body in heard)


def answering(stack: ExitStack, code: int, tls: ssl.SSLContext | None = None) -> int:
    """Run a server that gives one answer to all; returns its port."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            assert len(asked) == 1, "it followed a redirection"
            self.send_response(code)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = stack.enter_context(HTTPServer(("127.0.0.1", 0), Handler))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.01))
    thread.start()
    stack.callback(thread.join)
    stack.callback(server.shutdown)
    return server.server_port


@pytest.mark.parametrize("code", [302, 307, 308, 403, 500])
def test_anything_but_success_is_a_fault(stack: ExitStack, code: int) -> None:
    url = f"http://127.0.0.1:{answering(stack, code)}/secret-path"
    line = WebhookLine(NAME, url, SECRET, FakeClock())
    with pytest.raises(KioskError, match=f"it answers {code}") as caught:
        line.release(4.0)
    assert line.fault() is caught.value
    for secret in ("secret-path", SECRET):
        assert secret not in caught.value.user_message()


def test_nobody_there_is_a_fault() -> None:
    with pytest.raises(KioskError, match="did not confirm"):
        WebhookLine(NAME, "http://127.0.0.1:9/", SECRET, FakeClock()).release(4.0)


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Make a certificate of our own for 127.0.0.1; returns it, and a server's side of it."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    argv = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    argv += ["-nodes", "-days", "2", "-subj", "/CN=lock", "-keyout", key, "-out", cert]
    argv += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(argv, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(cert, key)
    return cert, tls


def test_only_a_trusted_certificate_will_do(stack: ExitStack, tmp_path: Path) -> None:
    cert, tls = certificate(tmp_path)
    url = f"https://127.0.0.1:{answering(stack, 204, tls)}/"
    with pytest.raises(KioskError, match="not trusted"):
        WebhookLine(NAME, url, SECRET, FakeClock()).release(4.0)
    WebhookLine(NAME, url, SECRET, FakeClock(), ca_file=str(cert)).release(4.0)


@pytest.mark.parametrize("file", ["absent.pem", "empty.pem"])
def test_certificates_that_cannot_be_read_are_named(tmp_path: Path, file: str) -> None:
    (tmp_path / "empty.pem").touch()
    for make in (
        lambda ca: WebhookLine(NAME, "https://lock/", SECRET, FakeClock(), ca_file=ca),
        lambda ca: MqttLine(NAME, "mqtts://lock", TOPIC, FakeClock(), ca_file=ca),
    ):
        with pytest.raises(KioskError, match=file):
            make(str(tmp_path / file))


def test_orders_are_never_retained(stack: ExitStack, tmp_path: Path) -> None:
    """A retained "unlock" would open the door again whenever the relay connects."""
    clock = FakeClock()
    port = stack.enter_context(broker(tmp_path))
    relay = MqttRelay(port, Lock(clock))
    stack.callback(relay.leave)
    line = mqtt_line(stack, port, clock)
    line.release(4.0)
    line.close()
    assert [json.loads(one.payload)["action"] for one in relay.heard] == ["unlock", "lock"]
    assert not any(one.retain for one in relay.heard)
    late = MqttRelay(port, Lock(clock))
    stack.callback(late.leave)
    assert late.heard == []


def test_what_nobody_confirmed_is_not_delivered_later(stack: ExitStack, tmp_path: Path) -> None:
    clock = FakeClock()
    port = stack.enter_context(broker(tmp_path))
    line = mqtt_line(stack, port, clock, ack="")
    with pytest.raises(KioskError, match="did not confirm"):
        line.release(4.0)  # nobody listens
    assert line.fault() is not None
    relay = MqttRelay(port, Lock(clock))
    stack.callback(relay.leave)
    assert line.wait_ready(PATIENCE_S)
    line.lock()
    assert line.fault() is None
    assert relay.lock.hears("lock", PATIENCE_S)
    assert relay.lock.orders == ["lock"]


def test_an_answer_to_another_order_does_not_count(stack: ExitStack, tmp_path: Path) -> None:
    clock = FakeClock()
    port = stack.enter_context(broker(tmp_path))
    heard = Event()
    other = Client(CallbackAPIVersion.VERSION2)
    other.on_message = lambda client, *_: (
        [client.publish("done", told) for told in (b"{}", b"\xff", b"[]", b'{"nonce": "other"}')],
        heard.set(),
    )
    listens = Event()
    other.on_subscribe = lambda *_: listens.set()
    other.connect("127.0.0.1", port)
    other.subscribe(TOPIC, qos=1)
    other.loop_start()
    stack.callback(other.loop_stop)
    stack.callback(other.disconnect)
    assert listens.wait(PATIENCE_S)
    line = MqttLine(NAME, f"mqtt://127.0.0.1:{port}", TOPIC, clock, ack_topic="done", confirm_s=0.5)
    stack.callback(line.close)
    assert line.wait_ready(PATIENCE_S)
    with pytest.raises(KioskError, match="did not confirm"):
        line.release(4.0)
    assert heard.is_set()


def test_the_broker_says_lock_for_a_janus_that_is_gone(stack: ExitStack, tmp_path: Path) -> None:
    clock = FakeClock()
    port = stack.enter_context(broker(tmp_path))
    lock = Lock(clock)
    relay = MqttRelay(port, lock)
    stack.callback(relay.leave)
    line = mqtt_line(stack, port, clock)
    line.release(60.0)
    assert lock.is_released()
    wire = line._client.socket()
    assert wire is not None
    wire.shutdown(2)  # as where its process is killed
    assert lock.hears("lock", PATIENCE_S)
    assert not lock.is_released()


def test_a_broker_that_is_away_is_a_fault_at_once() -> None:
    line = MqttLine(NAME, "mqtt://ada:hunter3@127.0.0.1:9", TOPIC, FakeClock())
    with pytest.raises(KioskError, match="not connected") as caught:
        line.release(4.0)
    assert "hunter3" not in caught.value.user_message()
    line.close()


def test_a_device_with_another_key_is_never_believed(stack: ExitStack) -> None:
    """Its own answer tells that it is there; without the key it orders and confirms nothing."""
    clock = FakeClock()
    lock = Lock(clock)
    line = osdp_line(stack, device(stack, lock, key=KEY[::-1]), clock)
    seen = Event()
    for _ in range(50):
        assert not seen.wait(0.02)
        assert line.fault() is not None
    with pytest.raises(KioskError, match="not connected securely"):
        line.release(4.0)
    assert lock.orders == []


def test_an_order_that_a_deaf_device_missed_is_not_carried_out_later(stack: ExitStack) -> None:
    clock = FakeClock()
    lock = Lock(clock)
    bus, port = bus_and_port(stack, lock)
    line = osdp_line(stack, port, clock, confirm_s=0.1)
    assert becomes_secure(line)
    bus.is_deaf.set()
    with pytest.raises(KioskError, match="did not confirm"):
        line.release(60.0)
    bus.is_deaf.clear()
    pause = Event()
    for _ in range(1000):
        try:
            line.lock()
        except KioskError:
            pause.wait(0.05)
        else:
            break
    assert lock.orders == ["lock"]


def test_an_osdp_port_that_is_not_there_yet_is_waited_for(stack: ExitStack, tmp_path: Path) -> None:
    clock = FakeClock()
    port = tmp_path / "bus"
    line = osdp_line(stack, str(port), clock)
    with pytest.raises(KioskError, match="not connected securely"):
        line.release(4.0)
    port.symlink_to(device(stack, Lock(clock)))
    clock.s += 10.0
    assert becomes_secure(line)
    line.release(4.0)
    line.lock()
