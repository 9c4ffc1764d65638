"""Hostile networks on this computer: servers that say anything, certificates of every kind, a SOCKS5 proxy.

All of it is real: real sockets on loopback, real TLS, real bytes. Nothing is patched into the app.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import struct
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority of one's own.

    Attributes:
        file: its certificate, PEM.
    """

    def __init__(self, folder: Path, name: str = "Authority of tests") -> None:
        self._folder = folder
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{name}.pem"
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            self._builder(self._name, self._key.public_key(), now - 9000 * DAY, now + 36500 * DAY)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def _builder(
        self,
        subject: x509.Name,
        public: ec.EllipticCurvePublicKey,
        begins: datetime.datetime,
        ends: datetime.datetime,
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
        )

    def context(
        self, *hosts: str, begins: int = -30, ends: int = 30, newest: ssl.TLSVersion | None = None
    ) -> ssl.SSLContext:
        """What a server for `hosts` needs; valid from and to, in days from today."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        certificate = (
            self._builder(subject, key.public_key(), now + begins * DAY, now + ends * DAY)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        file = self._folder / f"{certificate.serial_number}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        if newest is not None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # old versions are deprecated, which is the point
                context.minimum_version = context.maximum_version = newest
            context.set_ciphers("ALL:@SECLEVEL=0")
        return context


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


Act = Callable[[socket.socket], None]
"""Does with one accepted connection whatever it likes; it is closed afterwards."""


@dataclass
class Heard:
    """What one connection brought: raw bytes as they were after TLS."""

    raw: bytes = b""

    @property
    def body(self) -> bytes:
        return self.raw.partition(b"\r\n\r\n")[2]


@dataclass
class Server:
    """A server that misbehaves as told.

    Attributes:
        acts: for the first, second... connection; the last one for all that follow.
        heard: what each connection said, in order.
        connections: how many were accepted, TLS or not.
        names: server names asked for in TLS (SNI).
    """

    acts: list[Act]
    host: str = "127.0.0.1"
    context: ssl.SSLContext | None = None
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    names: list[str | None] = field(default_factory=list)
    hellos: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        self._listener = socket.create_server((self.host, 0), family=family, backlog=50)
        self.port: int = self._listener.getsockname()[1]
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self._threads = [Thread(target=self._accept, daemon=True)]
        if self.context:
            self.context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self._threads[0].start()

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://{self.authority}"

    def _accept(self) -> None:
        while True:
            try:
                connected, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                number = self.connections
                self.connections += 1
                self.heard.append(Heard())
                self._open.append(connected)
                act = self.acts[min(number, len(self.acts) - 1)]
            thread = Thread(target=self._serve, args=(connected, act, self.heard[number]), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connected: socket.socket, act: Act, heard: Heard) -> None:
        connected.settimeout(20)
        with suppress(OSError, ValueError):
            if self.context:
                self.hellos.append(connected.recv(4096, socket.MSG_PEEK))
                connected = self.context.wrap_socket(connected, server_side=True)
            with self._lock:
                self._open.append(connected)
            try:
                act(_Listening(connected, heard))  # type: ignore[arg-type]
            finally:
                connected.close()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connected in self._open:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
            connected.close()
        for thread in self._threads:
            thread.join(5)


class _Listening:
    """A socket that notes what it receives."""

    def __init__(self, connected: socket.socket, heard: Heard) -> None:
        self._connected = connected
        self._heard = heard

    def recv(self, size: int) -> bytes:
        data = self._connected.recv(size)
        self._heard.raw += data
        return data

    def __getattr__(self, name: str) -> object:
        return getattr(self._connected, name)


@contextmanager
def serving(*acts: Act, host: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(list(acts), host, context)
    try:
        yield server
    finally:
        server.close()


def take(connected: socket.socket) -> bytes:
    """Read one whole request."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connected.recv(65536)
        if not piece:
            return raw
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    missing = (int(lengths[0].split(b":")[1]) if lengths else 0) - len(body)
    while missing > 0:
        piece = connected.recv(65536)
        if not piece:
            break
        missing -= len(piece)
        raw += piece
    return raw


def say(*pieces: bytes, every: float = 0.0) -> Act:
    """Read a request, then send these bytes, with a pause before each but the first."""
    import time

    def act(connected: socket.socket) -> None:
        take(connected)
        for number, piece in enumerate(pieces):
            if number:
                time.sleep(every)
            connected.sendall(piece)

    return act


def answer(status: int, body: bytes = b"", **headers: str) -> Act:
    """Read a request and answer it properly."""
    head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n"
    head += "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return say(head.encode() + b"\r\n" + body)


def reset(connected: socket.socket) -> None:
    """End a connection with RST."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connected.close()


@dataclass
class Asked:
    """What one connection to the proxy asked for."""

    kind: int = 0
    host: str = ""
    port: int = 0
    username: str = ""
    password: str = ""


@dataclass
class SocksServer:
    """A real SOCKS5 proxy (RFC 1928, 1929) that reaches only what it is told of.

    Attributes:
        routes: (host, port) as asked for -> (host, port) to connect to.
        methods: ways to sign in that it takes, in order of liking.
        verdict: what it says to every request instead of connecting, 0 for connecting.
        asked: everything that was asked for.
        carried: every byte sent through it towards a registry.
    """

    routes: Mapping[tuple[str, int], tuple[str, int]]
    methods: tuple[int, ...] = (2, 0)
    verdict: int = 0
    accepts: bool = True
    asked: list[Asked] = field(default_factory=list)
    carried: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"socks5h://127.0.0.1:{self.port}"

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(near)
            thread = Thread(target=self._serve, args=(near,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, near: socket.socket) -> None:
        near.settimeout(20)
        with suppress(OSError, IndexError), near:
            asked = Asked()
            offered = near.recv(near.recv(2)[1])
            method = next((each for each in self.methods if each in offered), 0xFF)
            near.sendall(bytes([5, method]))
            if method == 2:
                asked.username = near.recv(near.recv(2)[1]).decode()
                asked.password = near.recv(near.recv(1)[0]).decode()
                near.sendall(bytes([1, 0 if self.accepts else 1]))
            asked.kind = near.recv(4)[3]
            if asked.kind == 3:
                asked.host = near.recv(near.recv(1)[0]).decode()
            else:
                asked.host = str(ipaddress.ip_address(near.recv(4 if asked.kind == 1 else 16)))
            asked.port = int.from_bytes(near.recv(2), "big")
            self.asked.append(asked)
            route = self.routes.get((asked.host, asked.port))
            verdict = self.verdict or (0 if route else 4)
            near.sendall(bytes([5, verdict, 0, 1, 0, 0, 0, 0, 0, 0]))
            if verdict or route is None:
                return
            with socket.create_connection(route) as far:
                self._open.append(far)
                back = Thread(target=self._forward, args=(far, near, bytearray()), daemon=True)
                back.start()
                self._forward(near, far, self.carried)
                back.join(20)

    @staticmethod
    def _forward(source: socket.socket, sink: socket.socket, kept: bytearray) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                kept += data
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connected in self._open:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)


@contextmanager
def proxying(routes: Mapping[tuple[str, int], tuple[str, int]], **more: object) -> Iterator[SocksServer]:
    proxy = SocksServer(routes, **more)  # type: ignore[arg-type]
    try:
        yield proxy
    finally:
        proxy.close()


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
