"""The wire to a registry, against real servers on this computer that behave badly."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from stillmark.domain.errors import AddressWrong, RegistryUnreachable
from stillmark.registries import takedown
from stillmark.registries.takedown import TakedownConnection, TakedownConnector

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class BadServer:
    url: str
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[BadServer]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.requests.append((self.command, self.path, dict(self.headers), body))
            answer = state.answers[min(len(state.requests), len(state.answers)) - 1]
            with suppress(ConnectionError):
                answer(self)

        do_GET = do_POST = _any

        def log_message(self, *_: object) -> None:
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    state = BadServer(f"http://127.0.0.1:{httpd.server_address[1]}")
    thread = Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def plain(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def connection(server: BadServer, pauses: list[float] | None = None) -> TakedownConnection:
    return TakedownConnection(server.url, pause=(pauses if pauses is not None else []).append)


def test_a_message_goes_out_and_the_reply_comes_back(server: BadServer) -> None:
    server.answers = [plain(200, b"sealed reply")]
    assert connection(server).post_message(b"sealed", "0" * 16) == b"sealed reply"
    method, path, headers, body = server.requests[0]
    assert (method, path, body) == ("POST", "/v1/messages", b"sealed")
    assert headers["Content-Type"] == "application/takedown-sealed"


def test_headers_tell_nothing_about_this_computer(server: BadServer) -> None:
    server.answers = [plain(200, b"x", Set_Cookie="id=1")]
    wire = connection(server)
    wire.fetch_descriptor()
    wire.fetch_descriptor()
    for _, _, headers, _ in server.requests:
        assert set(headers) <= {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert headers["User-Agent"] == "takedown/1"
        assert headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_fault_is_tried_again_with_growing_pauses(server: BadServer, status: int) -> None:
    server.answers = [plain(status), plain(status), plain(200, b"ok")]
    pauses: list[float] = []
    assert connection(server, pauses).post_message(b"sealed", "0" * 16) == b"ok"
    assert [body for *_, body in server.requests] == [b"sealed"] * 3
    assert pauses == [0.5, 1.5]


def test_it_gives_up_after_three_attempts(server: BadServer) -> None:
    server.answers = [plain(503)]
    with pytest.raises(RegistryUnreachable):
        connection(server).post_message(b"sealed", "0" * 16)
    assert len(server.requests) == takedown.ATTEMPTS


@pytest.mark.parametrize("status", [400, 404, 302, 204])
def test_any_other_answer_is_no_registry_and_not_repeated(server: BadServer, status: int) -> None:
    server.answers = [plain(status, b"", Location=f"{server.url}/elsewhere")]
    with pytest.raises(RegistryUnreachable):
        connection(server).post_message(b"sealed", "0" * 16)
    assert [path for _, path, *_ in server.requests] == ["/v1/messages"]


def test_a_huge_reply_is_not_read_to_its_end(server: BadServer) -> None:
    server.answers = [plain(200, bytes(takedown.MAX_REPLY_BYTES + 1))]
    with pytest.raises(RegistryUnreachable):
        connection(server).post_message(b"sealed", "0" * 16)


def test_a_compressed_reply_is_not_unpacked(server: BadServer) -> None:
    server.answers = [plain(200, gzip.compress(bytes(1_000_000)), Content_Encoding="gzip")]
    with pytest.raises(RegistryUnreachable):
        connection(server).fetch_descriptor()


def test_half_a_reply_is_not_taken_for_a_whole_one(server: BadServer) -> None:
    def half(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(bytes(500))

    server.answers = [half]
    with pytest.raises(RegistryUnreachable):
        connection(server).post_message(b"sealed", "0" * 16)


def test_nobody_there() -> None:
    with pytest.raises(RegistryUnreachable):
        TakedownConnection("http://127.0.0.1:9", pause=lambda _: None).post_message(b"sealed", "0" * 16)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org",
        "example.org",
        "",
        "http://",
        "http://example.org",
        "https://name:word@example.org",
        "https://example.org/?a=b",
        "https://example.org:99999",
        "https://[",
        f"https://{'a' * 64}.example",
        "https://example.org/a b",
        "https://example.org/\r\nX: y",
        "https://example.org/é",
        "http://onion.example",
        f"http://{'a' * 56}.onion",
        f"https://{'a' * 56}.onion",
    ],
)
def test_addresses_that_are_no_protected_registry(address: str) -> None:
    with pytest.raises(AddressWrong):
        TakedownConnector().connect(address)


@pytest.mark.parametrize("address", ["https://example.org", "http://127.0.0.1:80", "http://[::1]:80"])
def test_addresses_that_may_be_tried(address: str) -> None:
    assert TakedownConnector().connect(address).address == address
