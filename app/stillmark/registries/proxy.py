"""The proxy that a person or an administrator chose; nothing else ever decides about one."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import socks

from stillmark.domain.errors import AddressWrong

_LONGEST = 127
"""RFC 1929 allows 255 bytes; PySocks writes the length of more than this wrongly."""


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
        longest = max(len(username.encode()), len(password.encode()))
        if bool(username) != bool(password) or longest > _LONGEST:
            raise AddressWrong(
                "The name and the password of the proxy cannot be used.",
                next_step=f"Give both or none, each of at most {_LONGEST} bytes.",
            )
        return cls(parts.hostname, port, username, password)


class ProxySilent(ConnectionError):
    """Nobody listens where the proxy should be."""


class ProxyRefused(ConnectionError):
    """The proxy does not let us through, does not get there, or is no SOCKS5 proxy."""


def connect_through(
    proxy: tuple[str, int], connected: socks.socksocket, to: tuple[str, int], credentials: tuple[str, str]
) -> None:
    """Have a proxy connect to a host: an address, or a name that is looked up there and nowhere else.

    Args:
        proxy: address and port of the proxy.
        connected: not yet connected; afterwards it is the connection, and nothing of it has been read.
        to: host and port.
        credentials: name and password to bring.

    Raises:
        ProxySilent: there is no proxy.
        ProxyRefused: it said no, or something else than SOCKS5.
    """
    connected.set_proxy(socks.SOCKS5, *proxy, True, *credentials)
    try:
        connected.connect(to)
    except socks.ProxyConnectionError as error:
        raise ProxySilent from error
    except (OSError, UnicodeError) as error:  # `ProxyError` is an OSError
        raise ProxyRefused from error
