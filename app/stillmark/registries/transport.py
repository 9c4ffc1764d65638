"""One HTTP exchange (RFC 9112) over a connection of its own, believing nothing and nobody around it.

Python's `http.client` is used as it is: it knows no proxies, cookies, redirects, compressions, `.netrc` or
variables of the environment (`HTTPS_PROXY`, `REQUESTS_CA_BUNDLE`, `SSL_CERT_FILE`, `SSLKEYLOGFILE` and their
like have no effect, since the TLS context is made here, piece by piece).

Everything has an end: each wait has a limit, and all of an attempt together has one too (`Leash`), so that
neither a byte a minute nor headers without end can hold a person up.
"""

from __future__ import annotations

import email.utils
import http.client
import secrets
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import certifi
import socks

from stillmark.domain.errors import RegistryUnreachable
from stillmark.domain.unreachable import UnreachableReason
from stillmark.registries.proxy import ProxyRefused, ProxySilent, SocksProxy, connect_through

CHUNK: Final = 64 * 1024
MOST_ADDRESSES: Final = 4
"""So many of a name's addresses are tried; a hostile name server may give any number."""

LONGEST_WAIT_SECONDS: Final = 24 * 3600
"""No registry asks for more with reason; what is said beyond is said as this."""

_HEADERS: Final = {"User-Agent": "takedown/1", "Accept": "*/*", "Connection": "close"}
"""The same for everyone; `http.client` puts Host and `Accept-Encoding: identity` before them, and what a
message needs comes after."""

# <openssl/x509_vfy.h>
_NOT_YET_VALID: Final = 9
_EXPIRED: Final = 10
_NO_CHECK_TIME: Final = 0x200000


@dataclass(frozen=True, slots=True)
class Patience:
    """How long things may take, in seconds.

    Attributes:
        connect: finding a name and being connected to one address.
        silence: without a byte moving.
        attempt: one whole exchange.
        call: all attempts and the pauses between them; nothing takes longer.
    """

    connect: float = 10.0
    silence: float = 15.0
    attempt: float = 40.0
    call: float = 90.0


DIRECT: Final = Patience()
PROXIED: Final = Patience(connect=30.0, silence=30.0, attempt=90.0, call=180.0)
"""Tor needs up to half a minute for a path, and carries 256 KiB slowly."""


@dataclass(frozen=True, slots=True)
class Network:
    """How bytes leave this computer.

    Attributes:
        proxy: what all of them go through; None for none.
        authorities: file with the certificate authorities to believe (PEM) instead of the bundled ones
            (certifi); those of this computer are never asked, since whoever has it could add one.
        patience: None for `DIRECT`, or `PROXIED` with a proxy.
    """

    proxy: SocksProxy | None = None
    authorities: Path | None = None
    patience: Patience | None = None

    @property
    def patient(self) -> Patience:
        """The patience that holds."""
        return self.patience or (PROXIED if self.proxy else DIRECT)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a registry is: `host` as it stands in certificates (no brackets), and whether with TLS."""

    host: str
    port: int
    secure: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, untrusted.

    Attributes:
        status: HTTP status.
        content_type: in lower case, without parameters; empty if there was none.
        encoded: whether a content encoding other than identity was named.
        wait_seconds: of Retry-After, at most `LONGEST_WAIT_SECONDS`; None if there was none.
        date: the server's clock by its Date header, Unix seconds; None if there was none.
        body: of a 200 without content encoding; otherwise empty, since nobody reads it.
    """

    status: int
    content_type: str
    encoded: bool
    wait_seconds: int | None
    date: int | None
    body: bytes


class Leash:
    """Ends whatever a connection is doing when an attempt has had its time.

    A timeout on a socket counts from byte to byte. This cuts the socket itself from another thread, so that
    a handshake, headers or a body end that would otherwise drip on.
    """

    def __init__(self, seconds: float) -> None:
        self._deadline = time.monotonic() + seconds
        self._held: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    @property
    def remaining(self) -> float:
        """Seconds left, 0 when it is over."""
        return max(0.0, self._deadline - time.monotonic())

    def hold(self, connected: socket.socket) -> None:
        """Cut this socket too. A copy is kept: TLS takes the descriptor away from the object given."""
        with self._lock:
            self._held.append(connected.dup())

    def _cut(self) -> None:
        with self._lock:
            for held in self._held:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for held in self._held:
                held.close()


class Exchange:
    """One request and its reply, perhaps tried again with the same bytes; see `attempt`."""

    def __init__(self, network: Network, to: Destination) -> None:
        self._network = network
        self._to = to
        # The same for all attempts of one message, other ones for the next.
        self._credentials = (secrets.token_hex(8), secrets.token_hex(8))

    def attempt(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str], limit: int, seconds: float
    ) -> Reply:
        """Connect, send, and read at most `limit` bytes of body, all within `seconds`.

        Where this computer's clock is behind, a good certificate seems to begin in the future. No authority
        hands one out for a later day, so that shows the clock to be wrong, and the dates alone are let go:
        everything else about it must hold, and what is sent is sealed to the registry's own keys. A
        certificate that seems to be over may really be, so there it stops.

        Raises:
            RegistryUnreachable: no whole reply.
        """
        try:
            return self._attempt(method, path, body, headers, limit, seconds, check_dates=True)
        except _ClockBehind:
            try:
                return self._attempt(method, path, body, headers, limit, seconds, check_dates=False)
            except _ClockBehind as error:  # pragma: no cover - dates were not looked at
                raise RegistryUnreachable(reason=UnreachableReason.NOT_SECURE) from error

    def _attempt(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: dict[str, str],
        limit: int,
        seconds: float,
        *,
        check_dates: bool,
    ) -> Reply:
        with Leash(seconds) as leash:
            try:
                connected = self._connect(leash)
                try:
                    if self._to.secure:
                        connected = self._tls(connected, check_dates=check_dates)
                    reply = _converse(connected, self._to, method, path, body, headers, limit)
                finally:
                    connected.close()
                if not leash.remaining:
                    # Cut while it still spoke, which may look like an end.
                    raise TimeoutError
                return reply
            except RegistryUnreachable:
                raise
            except ssl.SSLCertVerificationError as error:
                if error.verify_code == _NOT_YET_VALID:
                    raise _ClockBehind from error
                raise RegistryUnreachable(
                    reason=UnreachableReason.CERTIFICATE_DATES
                    if error.verify_code == _EXPIRED
                    else UnreachableReason.NOT_SECURE
                ) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                if not leash.remaining:
                    raise RegistryUnreachable(reason=UnreachableReason.TOO_SLOW) from error
                raise RegistryUnreachable(reason=_reason(error)) from error

    def _connect(self, leash: Leash) -> socket.socket:
        proxy, patience = self._network.proxy, self._network.patient
        if proxy is None:
            return _dial(self._to.host, self._to.port, patience, leash)
        credentials = (proxy.username, proxy.password) if proxy.username else self._credentials
        try:
            listening = _addresses(proxy.host, proxy.port, min(patience.connect, leash.remaining))
        except RegistryUnreachable as error:
            raise ProxySilent from error
        silent = ProxySilent()
        for family, at in listening:
            connected: socket.socket = socks.socksocket(family)
            try:
                leash.hold(connected)
                # 0 would mean not to wait at all.
                connected.settimeout(max(0.001, min(patience.connect, leash.remaining)))
                connect_through(at, connected, (self._to.host, self._to.port), credentials)
                connected.settimeout(patience.silence)
            except ProxySilent as error:
                connected.close()
                silent = error
                continue
            except BaseException:
                connected.close()
                raise
            return connected
        raise silent

    def _tls(self, connected: socket.socket, *, check_dates: bool) -> socket.socket:
        # Not `ssl.create_default_context`, which obeys SSLKEYLOGFILE, SSL_CERT_FILE and SSL_CERT_DIR.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_verify_locations(self._network.authorities or certifi.where())
        context.set_alpn_protocols(["http/1.1"])
        if not check_dates:
            context.verify_flags |= _NO_CHECK_TIME
        return context.wrap_socket(connected, server_hostname=self._to.host)


class _ClockBehind(Exception):
    """A certificate that is good but for beginning in the future."""


def _dial(host: str, port: int, patience: Patience, leash: Leash) -> socket.socket:
    """Return a connected socket that is on the leash.

    Raises:
        OSError: none of the addresses could be connected to in time.
        RegistryUnreachable: the name has no address, or was not found in time.
    """
    last: OSError = ConnectionRefusedError()
    for family, address in _addresses(host, port, min(patience.connect, leash.remaining)):
        connected = socket.socket(family, socket.SOCK_STREAM)
        try:
            leash.hold(connected)
            # 0 would mean not to wait at all.
            connected.settimeout(max(0.001, min(patience.connect, leash.remaining)))
            connected.connect(address)
        except OSError as error:
            connected.close()
            last = error
            continue
        connected.settimeout(patience.silence)
        return connected
    raise last


def _addresses(host: str, port: int, seconds: float) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    if host == "localhost":
        # Never asked of a name server, which could name another computer (RFC 6761).
        return [(socket.AF_INET, ("127.0.0.1", port)), (socket.AF_INET6, ("::1", port))]
    found: list[tuple[socket.AddressFamily, tuple[str, int]]] = []

    def look_up() -> None:
        with suppress(OSError):
            for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append((family, (str(address[0]), port)))

    # The system's resolver has no time limit of its own and cannot be stopped; it is left to end alone.
    asking = threading.Thread(target=look_up, name="name look-up", daemon=True)
    asking.start()
    asking.join(seconds)
    answers = found[:MOST_ADDRESSES]
    if asking.is_alive() or not answers:
        raise RegistryUnreachable(reason=UnreachableReason.NAME_UNKNOWN)
    return answers


def _converse(
    connected: socket.socket,
    to: Destination,
    method: str,
    path: str,
    body: bytes | None,
    headers: dict[str, str],
    limit: int,
) -> Reply:
    default_port = 443 if to.secure else 80
    talk = http.client.HTTPConnection(to.host, to.port)
    talk.default_port = default_port  # else ":443" is put into Host
    talk.sock = connected
    # It may have answered (429, 413) without reading on; if not, the next line says so again.
    with suppress(BrokenPipeError, ConnectionResetError):
        talk.request(method, path, body=body, headers=_HEADERS | headers)
    with talk.getresponse() as untrusted:
        encoded = untrusted.getheader("Content-Encoding", "identity").strip().lower() != "identity"
        readable = untrusted.status == http.HTTPStatus.OK and not encoded
        date = _unix(untrusted.getheader("Date"))
        return Reply(
            status=untrusted.status,
            content_type=untrusted.getheader("Content-Type", "").partition(";")[0].strip().lower(),
            encoded=encoded,
            wait_seconds=_wait(untrusted.getheader("Retry-After"), date),
            date=date,
            body=_body(untrusted, limit) if readable else b"",
        )


def _body(untrusted: http.client.HTTPResponse, limit: int) -> bytes:
    received = bytearray()
    while chunk := untrusted.read1(CHUNK):
        received += chunk
        if len(received) > limit:
            raise RegistryUnreachable(
                "What answered sent more than a registry would.", reason=UnreachableReason.NOT_A_REGISTRY
            )
    # Content-Length announced more, or nothing told where it would end: headers that broke off look so.
    if untrusted.length or (untrusted.length is None and not untrusted.chunked):
        raise http.client.IncompleteRead(bytes(received), untrusted.length)
    return bytes(received)


def _wait(untrusted_value: str | None, date: int | None) -> int | None:
    """Seconds of a Retry-After (RFC 9110 section 10.2.3); a moment counts from the server's own clock."""
    text = (untrusted_value or "").strip()
    if text.isascii() and text.isdecimal() and len(text) < 20:
        return min(int(text), LONGEST_WAIT_SECONDS)
    moment = _unix(text)
    if moment is None or date is None:
        return None
    return max(0, min(moment - date, LONGEST_WAIT_SECONDS))


def _unix(untrusted_date: str | None) -> int | None:
    try:
        return int(email.utils.parsedate_to_datetime(untrusted_date or "").timestamp())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _reason(error: Exception) -> UnreachableReason:
    match error:
        case ProxySilent():
            return UnreachableReason.PROXY_SILENT
        case ProxyRefused():
            return UnreachableReason.PROXY_REFUSED
        case TimeoutError():
            return UnreachableReason.TOO_SLOW
        case ConnectionRefusedError():
            return UnreachableReason.NO_ANSWER
        case ConnectionError() | ssl.SSLEOFError() | ssl.SSLZeroReturnError() | http.client.IncompleteRead():
            return UnreachableReason.BROKE_OFF
        case ssl.SSLError():
            return UnreachableReason.NOT_SECURE
        case http.client.HTTPException() | ValueError():
            return UnreachableReason.NOT_A_REGISTRY
        case _:
            return UnreachableReason.NO_ANSWER
