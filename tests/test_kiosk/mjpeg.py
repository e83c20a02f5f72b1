"""A network camera on this machine: pictures as a stream of JPEGs over HTTP (loopback only)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import cv2
import numpy as np

FPS = 50.0


class _Camera(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, jpegs: Sequence[bytes]) -> None:
        super().__init__(("127.0.0.1", port), _Viewer)
        self.jpegs = jpegs
        self.gone = Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a viewer that hangs up is no failure of a camera."""


class _Viewer(BaseHTTPRequestHandler):
    server: _Camera

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        count = 0
        while not self.server.gone.wait(1 / FPS):
            jpeg = self.server.jpegs[count % len(self.server.jpegs)]
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(head.encode() + jpeg + b"\r\n")
            count += 1


@contextmanager
def network_camera(images: Sequence[np.ndarray], *, port: int = 0) -> Iterator[str]:
    """Serve pictures over and over, each viewer from the first on; give the address.

    Args:
        images: Each (height, width, 3) uint8 BGR.
        port: 0 for any that is free.
    """
    jpegs = [cv2.imencode(".jpg", image)[1].tobytes() for image in images]
    with _Camera(port, jpegs) as camera:
        thread = Thread(target=camera.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{camera.server_port}/stream.mjpg"
        finally:
            camera.gone.set()
            camera.shutdown()
            thread.join()
