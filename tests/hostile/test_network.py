"""Every way in which a network or a registry misbehaves ends in a typed error, in time, and harms nothing.

Each test talks to a real server on this computer. Waits are short here; the real ones are `transport.DIRECT`.
"""

from __future__ import annotations

import gzip
import socket
import ssl
import time
import warnings
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stillmark.domain.errors import RegistryUnreachable
from stillmark.domain.unreachable import TEXTS, UnreachableReason
from stillmark.registries import takedown, transport
from stillmark.registries.takedown import TakedownConnection
from stillmark.registries.transport import DIRECT, PROXIED, Leash, Network, Patience
from support.network import Act, Authority, Server, answer, closed_port, reset, say, serving, take
from takedown_protocol.sealing import LARGE

Reason = UnreachableReason
SHORT = Patience(connect=0.6, silence=0.4, attempt=0.7, call=2.0)
MESSAGE = bytes(range(256)) * 64
OK = b"HTTP/1.1 200 OK\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def connection(
    server: Server, authority: Authority | None = None, patience: Patience = SHORT
) -> TakedownConnection:
    network = Network(authorities=authority and authority.file, patience=patience)
    return TakedownConnection(server.url, pause=lambda _: None, network=network)


def failure(wire: TakedownConnection, message: bytes = MESSAGE) -> RegistryUnreachable:
    """Post, expect an error in time, and check what a person reads."""
    began = time.monotonic()
    with pytest.raises(RegistryUnreachable) as caught:
        wire.post_message(message, "0" * 16)
    took = time.monotonic() - began
    error = caught.value
    assert took < wire._network.patient.call + 0.5, f"took {took:.1f} s"
    assert all(text.endswith(".") for text in (error.happened, error.kept, error.next_step))
    print(f"{error.reason.value:<20} {took:4.1f} s")
    return error


# What comes back


def drip(data: bytes, every: float = 0.05) -> Act:
    return say(*(data[at : at + 1] for at in range(len(data))), every=every)


def endless(head: bytes, piece: bytes) -> Act:
    def act(connected: socket.socket) -> None:
        take(connected)
        connected.sendall(head)
        while True:
            connected.sendall(piece)

    return act


def silent(connected: socket.socket) -> None:
    take(connected)
    time.sleep(1.5)


def deaf(connected: socket.socket) -> None:
    """Reads nothing, so that the sender's buffers fill."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    time.sleep(1.5)


def hang_up(connected: socket.socket) -> None:
    take(connected)


def reset_after(piece: bytes) -> Act:
    def act(connected: socket.socket) -> None:
        take(connected)
        connected.sendall(piece)
        time.sleep(0.05)
        reset(connected)

    return act


def reset_at_once(connected: socket.socket) -> None:
    reset(connected)


def reset_within_the_request(connected: socket.socket) -> None:
    connected.recv(100)
    reset(connected)


def page(body: bytes = b"<!doctype html><title>Sign in</title>", status: int = 200) -> Act:
    return answer(status, body, Content_Type="text/html; charset=utf-8")


LENGTH = OK + b"Content-Length: 1000\r\n\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
BOMB = gzip.compress(bytes(30_000_000))

REPLIES: dict[str, tuple[Act, UnreachableReason]] = {
    "reset at once": (reset_at_once, Reason.BROKE_OFF),
    "reset within the request": (reset_within_the_request, Reason.BROKE_OFF),
    "reset after the request": (reset_after(b""), Reason.BROKE_OFF),
    "reset within the status": (reset_after(b"HTTP/1.1 2"), Reason.BROKE_OFF),
    "reset within the headers": (reset_after(OK + b"Content-Le"), Reason.BROKE_OFF),
    "reset within the body": (reset_after(LENGTH + bytes(500)), Reason.BROKE_OFF),
    "reset within a chunk": (reset_after(CHUNKED + b"400\r\n" + bytes(500)), Reason.BROKE_OFF),
    "hangs up without a word": (hang_up, Reason.BROKE_OFF),
    "half a body": (say(LENGTH + bytes(500)), Reason.BROKE_OFF),
    "half a chunk": (say(CHUNKED + b"400\r\n" + bytes(500)), Reason.BROKE_OFF),
    "chunks without an end": (say(CHUNKED + b"4\r\nabcd\r\n"), Reason.BROKE_OFF),
    "half a header": (say(OK + b"Content-Le"), Reason.BROKE_OFF),
    "silence": (silent, Reason.TOO_SLOW),
    "nothing is read": (deaf, Reason.TOO_SLOW),
    "dripping status": (drip(OK + b"X: y\r\n" * 99), Reason.TOO_SLOW),
    "dripping headers": (say(OK, *[b"X: y\r\n"] * 90, every=0.05), Reason.TOO_SLOW),
    "dripping body": (say(LENGTH, *[b"x"] * 900, every=0.05), Reason.TOO_SLOW),
    "dripping chunks": (say(CHUNKED, *[b"1\r\nx\r\n"] * 900, every=0.05), Reason.TOO_SLOW),
    "dripping chunk sizes": (say(CHUNKED, *[b"0"] * 900, every=0.05), Reason.TOO_SLOW),
    "continue without end": (say(*[b"HTTP/1.1 100 C\r\n\r\n"] * 900, every=0.02), Reason.TOO_SLOW),
    "continue as fast as it can": (endless(b"", b"HTTP/1.1 100 C\r\n\r\n" * 100), Reason.TOO_SLOW),
    "headers without end": (endless(OK, b"X: y\r\n" * 100), Reason.NOT_A_REGISTRY),
    "a header without end": (endless(OK + b"X: ", b"y" * 65536), Reason.NOT_A_REGISTRY),
    "a status without end": (endless(b"HTTP/1.1 200 ", b"y" * 65536), Reason.NOT_A_REGISTRY),
    "a body without end": (endless(OK + b"\r\n", bytes(65536)), Reason.NOT_A_REGISTRY),
    "chunks as fast as it can": (
        endless(CHUNKED, b"1000\r\n" + bytes(4096) + b"\r\n"),
        Reason.NOT_A_REGISTRY,
    ),
    "a huge body": (say(OK + b"Content-Length: 99999999999\r\n\r\n" + bytes(1 << 20)), Reason.NOT_A_REGISTRY),
    "a chunk size that is none": (say(CHUNKED + b"zz\r\nabcd\r\n0\r\n\r\n"), Reason.BROKE_OFF),
    "no HTTP": (say(b"SSH-2.0-OpenSSH\r\n"), Reason.NOT_A_REGISTRY),
    "binary": (say(bytes(range(256)) * 40), Reason.NOT_A_REGISTRY),
    "HTTP/3.0": (say(b"HTTP/3.0 200 OK\r\n\r\n"), Reason.NOT_A_REGISTRY),
    "a status that is none": (say(b"HTTP/1.1 abc OK\r\n\r\n"), Reason.NOT_A_REGISTRY),
    "gzip": (answer(200, gzip.compress(b"x"), Content_Encoding="gzip"), Reason.NOT_A_REGISTRY),
    "a gzip bomb": (answer(200, BOMB, Content_Encoding="gzip"), Reason.NOT_A_REGISTRY),
    "a deflate bomb": (
        answer(200, zlib.compress(bytes(10_000_000)), Content_Encoding="deflate"),
        Reason.NOT_A_REGISTRY,
    ),
    "brotli": (answer(200, bytes(99), Content_Encoding="br"), Reason.NOT_A_REGISTRY),
    "twice packed": (answer(200, BOMB, Content_Encoding="gzip, gzip"), Reason.NOT_A_REGISTRY),
    "201": (answer(201, b"x"), Reason.NOT_A_REGISTRY),
    "204": (say(b"HTTP/1.1 204 N\r\n\r\n"), Reason.NOT_A_REGISTRY),
    "206": (answer(206, b"x"), Reason.NOT_A_REGISTRY),
    "400": (answer(400, b"{}", Content_Type="application/problem+json"), Reason.NOT_A_REGISTRY),
    "401": (answer(401, WWW_Authenticate="Basic realm=x"), Reason.NOT_A_REGISTRY),
    "407": (answer(407, Proxy_Authenticate="Basic realm=x"), Reason.NOT_A_REGISTRY),
    "404": (answer(404), Reason.NOT_A_REGISTRY),
    "500": (answer(500), Reason.OUT_OF_ORDER),
    "502": (answer(502), Reason.OUT_OF_ORDER),
    "503": (answer(503), Reason.OUT_OF_ORDER),
    "599": (answer(599), Reason.OUT_OF_ORDER),
    "429": (answer(429), Reason.BUSY),
    "301": (answer(301, Location="/elsewhere"), Reason.SENT_ELSEWHERE),
    "302 to a sign-in": (answer(302, Location="http://127.0.0.1:1/login"), Reason.SENT_ELSEWHERE),
    "303": (answer(303, Location="/elsewhere"), Reason.SENT_ELSEWHERE),
    "307": (answer(307, Location="/elsewhere"), Reason.SENT_ELSEWHERE),
    "308": (answer(308, Location="/elsewhere"), Reason.SENT_ELSEWHERE),
    "a sign-in page": (page(), Reason.WEB_PAGE),
    "a sign-in page without a type": (answer(200, b"\n <html>"), Reason.WEB_PAGE),
    "a sign-in page as an error": (page(status=403), Reason.WEB_PAGE),
    "a sign-in page as a fault": (page(status=502), Reason.WEB_PAGE),
    "sign in, by number": (answer(511), Reason.WEB_PAGE),
}
REPEATED = {Reason.BROKE_OFF, Reason.TOO_SLOW, Reason.OUT_OF_ORDER, Reason.BUSY}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_that_is_none(name: str) -> None:
    act, reason = REPLIES[name]
    with serving(act) as server:
        assert failure(connection(server)).reason is reason
        if reason in REPEATED - {Reason.TOO_SLOW}:
            assert server.connections == takedown.ATTEMPTS
        elif reason not in REPEATED:
            assert server.connections == 1, "asked again, though it would say the same"
        bodies = {heard.body for heard in server.heard if len(heard.body) == len(MESSAGE)}
        assert bodies <= {MESSAGE}, "what is repeated is the same bytes, which the registry takes once"


@pytest.mark.parametrize("name", ["reset within the request", "half a body", "429", "500"])
def test_what_mends_itself_is_mended(name: str) -> None:
    with serving(REPLIES[name][0], answer(200, b"sealed reply")) as server:
        assert connection(server).post_message(MESSAGE, "0" * 16) == b"sealed reply"
        assert server.heard[1].body == MESSAGE


def test_an_early_answer_to_a_large_message_is_heard() -> None:
    def early(connected: socket.socket) -> None:
        connected.recv(1000)
        connected.sendall(b"HTTP/1.1 429 Busy\r\nRetry-After: 7200\r\nContent-Length: 0\r\n\r\n")
        time.sleep(0.1)
        connected.shutdown(socket.SHUT_WR)
        while connected.recv(65536):
            pass

    with serving(early) as server:
        assert failure(connection(server), bytes(LARGE)).reason is Reason.BUSY


def test_a_reply_that_says_less_than_it_sends_is_cut_there() -> None:
    with serving(say(OK + b"Content-Length: 4\r\n\r\nsealed and more")) as server:
        assert connection(server).post_message(MESSAGE, "0" * 16) == b"seal"


@pytest.mark.parametrize(
    ("header", "waited", "told"),
    [
        ("2", 2.0, None),
        ("20", 20.0, None),
        ("21", None, "21 seconds"),
        ("600", None, "10 minutes"),
        ("86400", None, "24 hours"),
        ("9" * 30, None, None),
        ("9" * 19, None, "24 hours"),
        ("-5", 0.5, None),
        ("soon", 0.5, None),
        ("Fri, 01 Jan 2027 00:00:10 GMT", 10.0, None),
        ("Fri, 01 Jan 2027 01:00:00 GMT", None, "60 minutes"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0, None),
        ("Fri, 99 Foo 2027 00:00:00", 0.5, None),
    ],
)
def test_how_long_a_busy_registry_is_left_alone(header: str, waited: float | None, told: str | None) -> None:
    """A moment counts from the registry's own clock, because ours may be wrong."""
    pauses: list[float] = []
    busy = answer(429, Retry_After=header, Date="Fri, 01 Jan 2027 00:00:00 GMT")
    network = Network(patience=Patience(call=60.0))
    with serving(busy, answer(200, b"ok")) as server:
        wire = TakedownConnection(server.url, pause=pauses.append, network=network)
        if told is None:
            assert wire.post_message(MESSAGE, "0" * 16) == b"ok"
            assert pauses == [waited if waited is not None else 0.5]
            return
        with pytest.raises(RegistryUnreachable, match=told) as caught:
            wire.post_message(MESSAGE, "0" * 16)
        assert pauses == []
        assert server.connections == 1, "who asks for an hour is not asked again at once"
        assert caught.value.wait_seconds == min(int(header) if header.isdecimal() else 3600, 86400)


def test_pauses_count_towards_the_end() -> None:
    pauses: list[float] = []
    with serving(answer(429, Retry_After="19")) as server:
        network = Network(patience=Patience(call=10.0))
        with pytest.raises(RegistryUnreachable, match="19 seconds"):
            TakedownConnection(server.url, pause=pauses.append, network=network).post_message(
                MESSAGE, "0" * 16
            )
    assert pauses == []


def test_the_real_waits_are_bounded() -> None:
    for patience in (DIRECT, PROXIED):
        assert patience.connect < patience.attempt < patience.call
        assert patience.silence < patience.attempt
    assert DIRECT.call == 90
    assert PROXIED.call == 180


def test_the_leash_cuts_a_socket_whose_descriptor_was_taken_away() -> None:
    here, there = socket.socketpair()
    with here, there, Leash(0.2) as leash:
        leash.hold(here)
        moved = socket.socket(fileno=here.detach())
        began = time.monotonic()
        assert moved.recv(1) == b""
        assert 0.1 < time.monotonic() - began < 2
        moved.close()


# Names and addresses


def test_nobody_there() -> None:
    wire = TakedownConnection(
        f"http://127.0.0.1:{closed_port()}", pause=lambda _: None, network=Network(patience=SHORT)
    )
    assert failure(wire).reason is Reason.NO_ANSWER


def named(monkeypatch: pytest.MonkeyPatch, resolver: Callable[..., object]) -> TakedownConnection:
    """The one thing that cannot be had on loopback is a name server, so its library function stands in."""
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    network = Network(patience=SHORT)
    return TakedownConnection("https://registry.example", pause=lambda _: None, network=network)


def test_a_name_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    assert failure(named(monkeypatch, fails)).reason is Reason.NAME_UNKNOWN


def test_a_name_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert failure(named(monkeypatch, lambda *_, **__: time.sleep(4) or [])).reason is Reason.NAME_UNKNOWN


def test_a_name_with_a_thousand_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    port = closed_port()
    answers = [(socket.AF_INET, 1, 6, "", (f"127.0.{n // 250}.{n % 250 + 1}", 0)) for n in range(1000)]
    wire = named(monkeypatch, lambda *_, **__: answers)
    wire._to = transport.Destination("registry.example", port, False)
    tried: list[object] = []
    connect = socket.socket.connect

    class Counting(socket.socket):
        def connect(self, address: object) -> None:
            tried.append(address)
            connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "socket", Counting)
    assert failure(wire).reason is Reason.NO_ANSWER
    assert len(tried) == transport.MOST_ADDRESSES * takedown.ATTEMPTS


def test_a_dead_address_before_a_living_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(200, b"reply")) as server:
        hosts = [(socket.AF_INET6, ("::1", 0, 0, 0)), (socket.AF_INET, ("127.0.0.1", 0))]
        wire = named(monkeypatch, lambda *_, **__: [(family, 1, 6, "", at) for family, at in hosts])
        wire._to = transport.Destination("registry.example", server.port, False)
        assert wire.post_message(MESSAGE, "0" * 16) == b"reply"


def test_localhost_is_never_asked_of_a_name_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object, **__: object) -> object:
        raise AssertionError("asked")

    with serving(answer(200, b"reply")) as server:
        monkeypatch.setattr(socket, "getaddrinfo", asked)
        wire = TakedownConnection(f"http://localhost:{server.port}")
        assert wire.post_message(MESSAGE, "0" * 16) == b"reply"


def test_ipv6_only() -> None:
    with serving(answer(200, b"reply"), host="::1") as server:
        assert connection(server).post_message(MESSAGE, "0" * 16) == b"reply"
        assert f"Host: [::1]:{server.port}\r\n".encode() in server.heard[0].raw


# TLS


def speak(server: Server, authority: Authority | None) -> bytes:
    return connection(server, authority).post_message(MESSAGE, "0" * 16)


def test_good_tls_is_spoken(authority: Authority) -> None:
    """The control of what follows."""
    for host, name in (("127.0.0.1", "127.0.0.1"), ("::1", "::1")):
        with serving(answer(200, b"reply"), host=host, context=authority.context(name)) as server:
            assert speak(server, authority) == b"reply"


def test_tls_to_a_name_names_it_and_nothing_else(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(answer(200, b"reply"), context=authority.context("registry.example")) as server:
        loop = [(socket.AF_INET, 1, 6, "", ("127.0.0.1", server.port))]
        wire = named(monkeypatch, lambda *_, **__: loop)
        wire._network = Network(authorities=authority.file, patience=SHORT)
        wire._to = transport.Destination("registry.example", server.port, True)
        assert wire.post_message(MESSAGE, "0" * 16) == b"reply"
        assert server.names == ["registry.example"]


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"), "Somebody else")


def contexts(
    authority: Authority, stranger: Authority
) -> Iterator[tuple[str, ssl.SSLContext, UnreachableReason]]:
    here = "127.0.0.1"
    yield "of nobody known", stranger.context(here), Reason.NOT_SECURE
    yield "of another host", authority.context("registry.example"), Reason.NOT_SECURE
    yield "of another address", authority.context("127.0.0.2"), Reason.NOT_SECURE
    yield "without a name", authority.context(), Reason.NOT_SECURE
    yield "expired", authority.context(here, begins=-400, ends=-1), Reason.CERTIFICATE_DATES
    yield "expired, nobody known", stranger.context(here, begins=-400, ends=-1), Reason.NOT_SECURE
    yield "of the future, nobody known", stranger.context(here, begins=30, ends=60), Reason.NOT_SECURE
    yield "of the future, another host", authority.context("x.example", begins=30, ends=60), Reason.NOT_SECURE
    yield "TLS 1.0", authority.context(here, newest=ssl.TLSVersion.TLSv1), Reason.NOT_SECURE
    yield "TLS 1.1", authority.context(here, newest=ssl.TLSVersion.TLSv1_1), Reason.NOT_SECURE


def test_bad_tls_is_refused_before_a_byte_of_http(authority: Authority, stranger: Authority) -> None:
    for name, context, reason in contexts(authority, stranger):
        with serving(answer(200, b"reply"), context=context) as server:
            assert failure(connection(server, authority)).reason is reason, name
            assert [heard.raw for heard in server.heard] == [b""] * len(server.heard), name


def test_the_old_servers_really_speak_old_tls(authority: Authority) -> None:
    """The control of the one before: whoever takes old versions gets an answer."""
    with serving(
        answer(200, b"x"), context=authority.context("127.0.0.1", newest=ssl.TLSVersion.TLSv1)
    ) as server:
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.load_verify_locations(authority.file)
        client.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client.minimum_version = ssl.TLSVersion.TLSv1
        with (
            socket.create_connection(("127.0.0.1", server.port)) as raw,
            client.wrap_socket(raw, server_hostname="127.0.0.1") as spoken,
        ):
            assert spoken.version() == "TLSv1"


def test_this_computers_own_authorities_are_not_believed(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with serving(answer(200, b"reply"), context=authority.context("127.0.0.1")) as server:
        assert failure(connection(server)).reason is Reason.NOT_SECURE


def test_a_clock_behind_stops_nothing(authority: Authority) -> None:
    """A certificate that begins in the future shows that the clock is wrong: all else about it must hold."""
    with serving(
        answer(200, b"reply"), context=authority.context("127.0.0.1", begins=700, ends=790)
    ) as server:
        assert speak(server, authority) == b"reply"
        assert server.connections == 2, "tried with dates first"


def test_handshakes_that_do_not_end(authority: Authority) -> None:
    for act in (
        silent,
        hang_up,
        drip(b"\x16\x03\x03\x40\x00" + bytes(500)),
        say(b"HTTP/1.1 400 Bad\r\n\r\n"),
    ):
        with serving(act) as server:
            wire = connection(server, authority)
            wire._to = transport.Destination("127.0.0.1", server.port, True)
            assert failure(wire).reason in (Reason.TOO_SLOW, Reason.BROKE_OFF, Reason.NOT_SECURE)


def test_dripping_inside_tls_ends_too(authority: Authority) -> None:
    context = authority.context("127.0.0.1")
    with serving(say(LENGTH, *[b"x"] * 900, every=0.05), context=context) as server:
        assert failure(connection(server, authority)).reason is Reason.TOO_SLOW


def test_every_reason_has_texts_of_its_own() -> None:
    assert set(TEXTS) == set(Reason)
    assert len(set(TEXTS.values())) == len(Reason)


def test_no_thread_is_left(authority: Authority, tmp_path: Path) -> None:
    import threading

    before = threading.active_count()
    with serving(answer(200, b"reply")) as server:
        connection(server).post_message(MESSAGE, "0" * 16)
    deadline = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == before
