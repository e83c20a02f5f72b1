"""A web server and an MQTT broker of the test's own, on this machine, for one message each."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import BinaryIO

from typing_extensions import override

_PUBLISH = 3


@dataclass
class Taken:
    port: int
    messages: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def web_server(status: int = 204) -> Iterator[Taken]:
    taken = Taken(0)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.messages.append((self.path, body.decode()))
            self.send_response(status)
            self.end_headers()

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Be quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        taken.port = server.server_port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield taken
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def mqtt_broker(refuse: int = 0) -> Iterator[Taken]:
    """Speak as much MQTT 3.1.1 as one QoS 1 message needs.

    Args:
        refuse: The return code of CONNACK; 0 accepts.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = Taken(server.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(server, taken, refuse))
        thread.start()
        try:
            yield taken
        finally:
            thread.join(10)


def _serve(server: socket.socket, taken: Taken, refuse: int) -> None:
    server.settimeout(10)
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as stream:
        while start := stream.read(1):
            kind, body = start[0] >> 4, stream.read(_length(stream))
            if kind == 1:  # CONNECT
                connection.sendall(bytes([0x20, 2, 0, refuse]))
            elif kind == _PUBLISH:
                size = int.from_bytes(body[:2], "big")
                number, message = body[2 + size : 4 + size], body[4 + size :]
                taken.messages.append((body[2 : 2 + size].decode(), message.decode()))
                connection.sendall(bytes([0x40, 2]) + number)


def _length(stream: BinaryIO) -> int:
    length = shift = 0
    while True:
        byte = stream.read(1)[0]
        length |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return length
