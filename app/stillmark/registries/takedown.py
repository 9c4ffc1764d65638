"""The takedown protocol over HTTPS: sealed bytes out, untrusted bytes back.

Nothing of the environment decides where bytes go: no proxy variables, no certificate bundles from variables,
no netrc (`Session.trust_env = False`); no redirects; no cookies; one connection per message, so that two
messages are not linked by a shared one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import requests

from stillmark.domain.errors import AddressWrong, RegistryUnreachable
from stillmark.services.connect import is_this_computer, split_address

DESCRIPTOR_PATH = "/.well-known/takedown-registry"
MESSAGES_PATH = "/v1/messages"
SEALED_TYPE = "application/takedown-sealed"

CONNECT_SECONDS = 10.0
BODY_SECONDS = 15.0
MAX_DESCRIPTOR_BYTES = 256 * 1024
MAX_REPLY_BYTES = 256 * 1024
ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 5.0
CHUNK = 64 * 1024

_HEADERS = {"User-Agent": "takedown/1", "Accept": "*/*", "Accept-Encoding": "identity"}


class TakedownConnection:
    """The wire to one registry. Implements `services.ports.RegistryConnection`.

    Args:
        address: `scheme://host[:port]`.
        pause: sleeps between attempts; replaced where time must not pass.
    """

    def __init__(self, address: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        self.address = address
        self._pause = pause

    def fetch_descriptor(self) -> bytes:
        """Return the untrusted descriptor envelope (at most 256 KiB).

        Raises:
            RegistryUnreachable: no usable answer after three attempts.
        """
        return self._with_back_off("GET", DESCRIPTOR_PATH, None, MAX_DESCRIPTOR_BYTES)

    def post_message(self, sealed: bytes) -> bytes:
        """Post one sealed message and return the untrusted sealed reply (at most 256 KiB).

        The same bytes are tried up to three times: the registry answers a repeat with the same receipt.

        Raises:
            RegistryUnreachable: no usable answer; whether the message arrived is not known.
        """
        return self._with_back_off("POST", MESSAGES_PATH, sealed, MAX_REPLY_BYTES)

    def _with_back_off(self, method: str, path: str, body: bytes | None, limit: int) -> bytes:
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._once(method, path, body, limit)
            except _WorthRepeating as fault:
                if attempt == ATTEMPTS:
                    raise RegistryUnreachable(fault.happened) from fault
                self._pause(min(fault.pause or pause, LONGEST_PAUSE_SECONDS))
                pause *= 3
        raise AssertionError("unreachable")

    def _once(self, method: str, path: str, body: bytes | None, limit: int) -> bytes:
        headers = dict(_HEADERS)
        if body is not None:
            headers["Content-Type"] = SEALED_TYPE
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.headers.clear()
                with session.request(
                    method,
                    self.address + path,
                    data=body,
                    headers=headers,
                    timeout=(CONNECT_SECONDS, BODY_SECONDS),
                    allow_redirects=False,
                    stream=True,
                ) as untrusted_response:
                    return _body(untrusted_response, limit)
        except requests.exceptions.SSLError as error:
            raise RegistryUnreachable(
                "The connection to the registry is not secure.",
                next_step="Something on this network may be in between. Try from another network.",
            ) from error
        except requests.RequestException as error:
            raise _WorthRepeating(RegistryUnreachable.happened_default) from error


def _body(untrusted_response: requests.Response, limit: int) -> bytes:
    """Read at most `limit` bytes within `BODY_SECONDS` of a plain 200 answer."""
    status = untrusted_response.status_code
    if status == 429 or status >= 500:
        raise _WorthRepeating(
            "The registry is busy or out of order.",
            _retry_after(untrusted_response.headers.get("Retry-After")),
        )
    if status != 200:
        raise RegistryUnreachable("What answered did not behave like a registry.")
    if untrusted_response.headers.get("Content-Encoding", "identity") != "identity":
        raise RegistryUnreachable("What answered did not behave like a registry.")
    deadline = time.monotonic() + BODY_SECONDS
    received = bytearray()
    while True:
        try:
            chunk: bytes = untrusted_response.raw.read1(CHUNK, decode_content=False)
        except OSError as error:
            raise _WorthRepeating("The connection to the registry broke off.") from error
        except Exception as error:
            # urllib3 has its own tree of errors, which requests only translates in its own readers.
            if type(error).__module__.startswith("urllib3"):
                raise _WorthRepeating("The connection to the registry broke off.") from error
            raise
        if not chunk:
            return bytes(received)
        received += chunk
        if len(received) > limit:
            raise RegistryUnreachable("What answered sent more than a registry would.")
        if time.monotonic() > deadline:
            raise _WorthRepeating("The registry answers too slowly.")


def _retry_after(untrusted_value: str | None) -> float | None:
    return float(untrusted_value) if untrusted_value and untrusted_value.isdecimal() else None


class _WorthRepeating(Exception):
    """A fault after which the same bytes may be sent again."""

    def __init__(self, happened: str, pause: float | None = None) -> None:
        self.happened = happened
        self.pause = pause
        super().__init__(happened)


class TakedownConnector:
    """Opens connections that speak the takedown protocol. Implements `services.ports.Connector`."""

    def connect(self, address: str) -> TakedownConnection:
        """Prepare a connection; no byte leaves yet.

        Raises:
            AddressWrong: not an http(s) address, or plain http to a host that is not this computer.
        """
        url, _ = split_address(address)
        if url.startswith("http://") and not is_this_computer(url):
            raise AddressWrong(
                "This address is not protected: it begins with http, not https.",
                next_step="Ask the registry or your support centre for the address that begins with https.",
            )
        return TakedownConnection(url)
