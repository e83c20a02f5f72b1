"""Downloads from a server of the test's own, as it should be and broken in every way."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

import pytest
from typing_extensions import override

from models.errors import ModelError
from models.weights import WeightsSpec, WeightsState, WeightsStore

_CONTENT = b"weights " * 100_000
_DIGEST = hashlib.sha256(_CONTENT).hexdigest()

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]
Serve: TypeAlias = Callable[[Answer], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that gives one kind of answer; returns its address."""
    running: list[tuple[ThreadingHTTPServer, threading.Thread]] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            @override
            def log_message(self, format: str, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_address[1]}/toy.bin"

    yield start
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


def _answer(content: bytes, *, promised: int | None = None) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content) if promised is None else promised))
        request.end_headers()
        request.wfile.write(content)

    return answer


def _store(folder: Path, url: str | None, *, sha256: str | None = _DIGEST) -> WeightsStore:
    spec = WeightsSpec(
        name="toy",
        model_id="toy-1",
        title="the toy network",
        file_name="toy.bin",
        source="nowhere",
        sha256=sha256,
        size_bytes=len(_CONTENT),
        licence="CC0",
        url=url,
    )
    return WeightsStore(folder, {spec.model_id: spec})


def _left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("sha256", [_DIGEST, None])
def test_downloads_with_progress(serve: Serve, tmp_path: Path, sha256: str | None) -> None:
    store = _store(tmp_path, serve(_answer(_CONTENT)), sha256=sha256)
    seen: list[tuple[int, int]] = []
    path = store.install("toy", progress=lambda *step: seen.append(step))
    assert path.read_bytes() == _CONTENT
    assert store.status("toy").state is WeightsState.INSTALLED
    assert len(seen) > 1
    assert seen[-1] == (len(_CONTENT), len(_CONTENT))


def test_an_answer_of_an_error_is_a_sentence(serve: Serve, tmp_path: Path) -> None:
    url = serve(lambda request: request.send_error(404))
    with pytest.raises(ModelError, match="answers 404") as caught:
        _store(tmp_path, url).install("toy")
    assert "--from FILE" in caught.value.remedy
    assert _left_in(tmp_path) == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (_answer(_CONTENT[:300_000], promised=len(_CONTENT)), "cut short|broke off"),
        (_answer(_CONTENT[:-1] + b"!"), "not the one expected"),
        (_answer(_CONTENT + b"!"), "more than"),
        (_answer(b"<html>Log in to the hotel's network</html>"), "cut short"),
        (lambda request: request.wfile.write(b"no HTTP\r\n"), "cannot be downloaded"),
        (lambda _request: None, "cannot be downloaded"),
    ],
    ids=["broken off", "changed", "too long", "another page", "no HTTP", "no answer"],
)
def test_a_bad_download_is_a_sentence_and_leaves_nothing(
    serve: Serve, tmp_path: Path, answer: Answer, why: str
) -> None:
    with pytest.raises(ModelError, match=why):
        _store(tmp_path, serve(answer)).install("toy")
    assert _left_in(tmp_path) == []


def test_without_a_network_it_says_what_to_do(tmp_path: Path) -> None:
    # Port 0 accepts nobody.
    with pytest.raises(ModelError, match="Check the network") as caught:
        _store(tmp_path, "http://127.0.0.1:0/toy.bin").install("toy")
    assert "--from FILE" in caught.value.remedy
    assert _left_in(tmp_path) == []


def test_weights_without_an_address_come_as_a_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be downloaded"):
        _store(tmp_path, None).install("toy")
