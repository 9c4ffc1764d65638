"""The proxy that a person or an administrator chose; nothing else ever decides about one."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from stillmark.domain.errors import AddressWrong


@dataclass(frozen=True, slots=True)
class SocksProxy:
    """A SOCKS5 proxy (RFC 1928), such as Tor's on `127.0.0.1:9050`, that finds names itself.

    While one is set every connection goes through it, whatever the address, and none is made if it is down.

    Attributes:
        host, port: where it listens.
        username, password: for a proxy that wants them (RFC 1929). Without, every message brings random ones:
            Tor then gives each its own path (`IsolateSOCKSAuth`), so that two cases asked about from one
            computer are not linked by a common one. Proxies that want none ignore them.
    """

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, text: str) -> SocksProxy:
        """Read `socks5h://[NAME:PASSWORD@]HOST:PORT`.

        `socks5`, without h, is refused: it would ask this computer's name server for the registry.

        Raises:
            AddressWrong: it is something else.
        """
        try:
            parts = urlsplit(text.strip())
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        rest = (parts.path.rstrip("/"), parts.query, parts.fragment)
        if parts.scheme != "socks5h" or not parts.hostname or not port or any(rest):
            raise AddressWrong(
                "This is not the address of a proxy that can be used.",
                next_step="It looks like socks5h://127.0.0.1:9050, with an h, so that names stay private.",
            )
        username, password = unquote(parts.username or ""), unquote(parts.password or "")
        if bool(username) != bool(password) or max(len(username.encode()), len(password.encode())) > 255:
            raise AddressWrong(
                "The name and the password of the proxy cannot be used.",
                next_step="Give both or none, each of at most 255 bytes.",
            )
        return cls(parts.hostname, port, username, password)


class ProxyRefused(ConnectionError):
    """The proxy does not let us through, does not get there, or is no SOCKS5 proxy."""


def ask_for(proxy: socket.socket, host: str, port: int, username: str, password: str) -> None:
    """Have a proxy connect to `host`, a name that is looked up there and nowhere else, or an address.

    RFC 1928 with "no authentication" and RFC 1929 offered. Afterwards the socket is the connection; nothing
    of it has been read.

    Raises:
        ProxyRefused: the proxy said no, or something else than SOCKS5.
        OSError: the connection to it broke off or was too slow.
    """
    proxy.sendall(b"\x05\x02\x00\x02")
    version, method = _exactly(proxy, 2)
    if version != 5 or method not in (0, 2):
        raise ProxyRefused("no way to sign in")
    if method == 2:
        name, word = username.encode(), password.encode()
        proxy.sendall(b"\x01" + bytes([len(name)]) + name + bytes([len(word)]) + word)
        if _exactly(proxy, 2)[1] != 0:
            raise ProxyRefused("the name or password is wrong")
    proxy.sendall(b"\x05\x01\x00" + _destination(host) + port.to_bytes(2, "big"))
    version, verdict, _, kind = _exactly(proxy, 4)
    if version != 5 or verdict != 0:
        raise ProxyRefused("it did not get there")
    # The address it connected from, which is of no use.
    lengths = {1: 4, 4: 16}
    if kind != 3 and kind not in lengths:
        raise ProxyRefused("no SOCKS5")
    _exactly(proxy, (_exactly(proxy, 1)[0] if kind == 3 else lengths[kind]) + 2)


def _destination(host: str) -> bytes:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        name = host.encode("ascii")
        if len(name) > 255:
            raise ProxyRefused("the name is too long") from None
        return b"\x03" + bytes([len(name)]) + name
    return (b"\x01" if address.version == 4 else b"\x04") + address.packed


def _exactly(proxy: socket.socket, count: int) -> bytes:
    received = b""
    while len(received) < count:
        piece = proxy.recv(count - len(received))
        if not piece:
            raise ProxyRefused("it hung up")
        received += piece
    return received
