"""The takedown protocol over HTTPS: sealed bytes out, untrusted bytes back.

One connection per message, so that two messages are not linked by a shared one. Nothing is followed, unpacked
or remembered; see `transport` for what the environment cannot do.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from stillmark.domain.errors import RegistryUnreachable
from stillmark.domain.unreachable import UnreachableReason
from stillmark.registries.address import destination, require_protected
from stillmark.registries.transport import Exchange, Network, Reply
from stillmark.services.connect import split_address
from takedown_protocol.puzzle import HEADER as PUZZLE_HEADER

DESCRIPTOR_PATH: Final = "/.well-known/takedown-registry"
MESSAGES_PATH: Final = "/v1/messages"
SEALED_TYPE: Final = "application/takedown-sealed"

MAX_DESCRIPTOR_BYTES: Final = 256 * 1024
MAX_REPLY_BYTES: Final = 256 * 1024
ATTEMPTS: Final = 3
FIRST_PAUSE_SECONDS: Final = 0.5
LONGEST_PAUSE_SECONDS: Final = 20.0
"""A registry that asks for a longer pause is not waited for: the person hears how long it asked for."""

_WORTH_REPEATING: Final = frozenset(
    {
        UnreachableReason.NO_ANSWER,
        UnreachableReason.BROKE_OFF,
        UnreachableReason.TOO_SLOW,
        UnreachableReason.BUSY,
        UnreachableReason.OUT_OF_ORDER,
        UnreachableReason.PROXY_SILENT,
        UnreachableReason.PROXY_REFUSED,
    }
)


class TakedownConnection:
    """The wire to one registry. Implements `services.ports.RegistryConnection`.

    Every call ends within `Patience.call` seconds, whatever the other side does.

    Args:
        address: `scheme://host[:port][/path]`.
        pause: sleeps between attempts; replaced where time must not pass.
        network: how bytes leave this computer.

    Attributes:
        untrusted_server_time: the clock of whoever answered last (Unix seconds), None if it did not say.
            Good for telling a person that their clock is wrong, and for nothing else.

    Raises:
        AddressWrong: the address cannot be read.
    """

    def __init__(
        self, address: str, *, pause: Callable[[float], None] = time.sleep, network: Network | None = None
    ) -> None:
        self.address = address
        self.untrusted_server_time: int | None = None
        self._pause = pause
        self._network = network or Network()
        self._to, self._base = destination(address)

    def fetch_descriptor(self) -> bytes:
        """Return the untrusted descriptor envelope (at most 256 KiB).

        Raises:
            RegistryUnreachable: no usable answer after three attempts.
        """
        return self._call("GET", DESCRIPTOR_PATH, None, {}, MAX_DESCRIPTOR_BYTES)

    def post_message(self, sealed: bytes, puzzle: str) -> bytes:
        """Post one sealed message and return the untrusted sealed reply (at most 256 KiB).

        The same bytes are tried up to three times: the registry answers a repeat with the same receipt.

        Raises:
            RegistryUnreachable: no usable answer; whether the message arrived is not known.
        """
        headers = {"Content-Type": SEALED_TYPE, PUZZLE_HEADER: puzzle}
        return self._call("POST", MESSAGES_PATH, sealed, headers, MAX_REPLY_BYTES)

    def _call(self, method: str, path: str, body: bytes | None, headers: dict[str, str], limit: int) -> bytes:
        patience = self._network.patient
        end = time.monotonic() + patience.call
        exchange = Exchange(self._network, self._to)
        pause = FIRST_PAUSE_SECONDS
        attempt = 0
        while True:
            attempt += 1
            try:
                seconds = min(patience.attempt, end - time.monotonic())
                reply = exchange.attempt(method, self._base + path, body, headers, limit, seconds)
                self.untrusted_server_time = reply.date
                return _accepted(reply)
            except RegistryUnreachable as fault:
                wanted = pause if fault.wait_seconds is None else float(fault.wait_seconds)
                in_time = wanted <= LONGEST_PAUSE_SECONDS and time.monotonic() + wanted < end
                if attempt == ATTEMPTS or fault.reason not in _WORTH_REPEATING or not in_time:
                    raise
                self._pause(wanted)
                pause *= 3


def _accepted(untrusted: Reply) -> bytes:
    """Return the body of an answer that may be a registry's.

    Raises:
        RegistryUnreachable: it is none.
    """
    status, wait = untrusted.status, untrusted.wait_seconds
    if status == 429 or (status == 503 and wait is not None):
        raise _busy(wait)
    if status == 511 or untrusted.content_type in ("text/html", "application/xhtml+xml"):
        # 511: Network Authentication Required (RFC 6585), a sign-in page by its own word.
        raise RegistryUnreachable(reason=UnreachableReason.WEB_PAGE)
    if status >= 500:
        raise RegistryUnreachable(reason=UnreachableReason.OUT_OF_ORDER, wait_seconds=wait)
    if 300 <= status < 400:
        raise RegistryUnreachable(reason=UnreachableReason.SENT_ELSEWHERE)
    if status != 200 or untrusted.encoded:
        raise RegistryUnreachable(reason=UnreachableReason.NOT_A_REGISTRY)
    if untrusted.body.lstrip()[:1] == b"<":
        # Neither a sealed body nor an envelope ever begins so.
        raise RegistryUnreachable(reason=UnreachableReason.WEB_PAGE)
    return untrusted.body


def _busy(wait: int | None) -> RegistryUnreachable:
    if wait is None:
        return RegistryUnreachable(reason=UnreachableReason.BUSY)
    minutes = -(-wait // 60)
    span = (
        f"{wait} seconds"
        if wait < 60
        else f"{minutes} minutes"
        if minutes < 120
        else f"{minutes // 60} hours"
    )
    return RegistryUnreachable(
        f"The registry is busy and asks to wait {span}.",
        reason=UnreachableReason.BUSY,
        wait_seconds=wait,
        next_step="Try again when that time is over. Nothing was lost.",
    )


class TakedownConnector:
    """Opens connections that speak the takedown protocol. Implements `services.ports.Connector`.

    Args:
        network: how bytes leave this computer; with a proxy in it, only through that.
    """

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or Network()

    def connect(self, address: str) -> TakedownConnection:
        """Prepare a connection; no byte leaves yet.

        Raises:
            AddressWrong: not an http(s) address, plain http to a host that is neither this computer nor
                an onion service, or an onion service without the proxy that leads there.
        """
        url, _ = split_address(address)
        require_protected(url, self._network)
        return TakedownConnection(url, network=self._network)
