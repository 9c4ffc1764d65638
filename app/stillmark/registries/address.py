"""Which addresses may be connected to, and what they part into."""

from __future__ import annotations

from urllib.parse import urlsplit

from stillmark.domain.errors import AddressWrong
from stillmark.registries.transport import Destination, Network
from stillmark.services.connect import is_this_computer


def destination(address: str) -> tuple[Destination, str]:
    """Part an address into where to connect, and the path before those of whoever listens there.

    Raises:
        AddressWrong: it cannot be read.
    """
    try:
        parts = urlsplit(address)
        secure = parts.scheme == "https"
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or (443 if secure else 80)
        path = parts.path.rstrip("/").encode("ascii").decode("ascii")
    except ValueError as error:
        raise AddressWrong from error
    readable = parts.scheme in ("http", "https") and host and path.isprintable() and " " not in path
    if not readable or parts.username is not None or parts.query:
        raise AddressWrong
    return Destination(host, port, secure), path


def require_protected(address: str, network: Network) -> None:
    """Check that an address is protected on its way.

    Raises:
        AddressWrong: plain http to a host that is neither this computer nor an onion service, or an onion
            service without the proxy that leads there.
    """
    is_onion = (urlsplit(address).hostname or "").endswith(".onion")
    if is_onion and network.proxy is None:
        # Not even to a name server (RFC 7686).
        raise AddressWrong(
            "This address can only be reached through Tor.",
            next_step="Start Tor and set it as the proxy, or ask for the address that begins with https.",
        )
    if address.startswith("http://") and not is_onion and not is_this_computer(address):
        raise AddressWrong(
            "This address is not protected: it begins with http, not https.",
            next_step="Ask the registry or your support centre for the address that begins with https.",
        )
