"""What platforms carry around without understanding it: page tokens, acknowledgement tokens, case numbers."""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass
from typing import Final

from takedown_registry.keys import KeyRing

_BODY: Final = struct.Struct(">B?QQQQ")
_PAGE, _ACK = 1, 2
_TAG_BYTES: Final = 16
MAX_TOKEN: Final = 200


class TokenWrong(ValueError):
    """Not a token of ours for this platform."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader is: after the row with this (stamp, id)."""

    stamp: int
    row: int


@dataclass(frozen=True, slots=True)
class PageToken:
    """Where a sync continues.

    Attributes:
        start: the start stamp the sync was asked with.
        fresh: the reader began with nothing.
        until: a fresh sync ends at this stamp; later changes come with the next incremental fetch.
        position: the last row sent.
    """

    start: int
    fresh: bool
    until: int
    position: Position


@dataclass(frozen=True, slots=True)
class AckToken:
    """What a platform confirms by handing it back: everything up to `position`."""

    fresh: bool
    position: Position


def seal_page(keys: KeyRing, platform: int, token: PageToken) -> str:
    """Write a page token for one platform."""
    body = _BODY.pack(_PAGE, token.fresh, token.start, token.until, token.position.stamp, token.position.row)
    return _encode(keys, platform, body)


def open_page(keys: KeyRing, platform: int, text: str) -> PageToken:
    """Read an untrusted page token.

    Raises:
        TokenWrong: not ours, or another platform's.
    """
    _, fresh, start, until, stamp, row = _decode(keys, platform, text, _PAGE)
    return PageToken(start, bool(fresh), until, Position(stamp, row))


def seal_ack(keys: KeyRing, platform: int, token: AckToken) -> str:
    """Write an acknowledgement token for one platform."""
    return _encode(
        keys, platform, _BODY.pack(_ACK, token.fresh, 0, 0, token.position.stamp, token.position.row)
    )


def open_ack(keys: KeyRing, platform: int, text: str) -> AckToken:
    """Read an untrusted acknowledgement token.

    Raises:
        TokenWrong: not ours, or another platform's.
    """
    _, fresh, _, _, stamp, row = _decode(keys, platform, text, _ACK)
    return AckToken(bool(fresh), Position(stamp, row))


def case_number(keys: KeyRing, platform: int, case_key: str) -> str:
    """Return the name of a case for one platform: stable, and not comparable between platforms."""
    return keys.derive("case-number", str(platform), case_key)[:16].hex()


def _tag(keys: KeyRing, platform: int, body: bytes) -> bytes:
    return hmac.digest(keys.derive("token", str(platform)), body, "sha256")[:_TAG_BYTES]


def _encode(keys: KeyRing, platform: int, body: bytes) -> str:
    return base64.urlsafe_b64encode(body + _tag(keys, platform, body)).decode().rstrip("=")


def _decode(keys: KeyRing, platform: int, text: str, kind: int) -> tuple[int, ...]:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise TokenWrong from None
    body, tag = raw[: _BODY.size], raw[_BODY.size :]
    if len(body) != _BODY.size or not hmac.compare_digest(tag, _tag(keys, platform, body)) or body[0] != kind:
        raise TokenWrong
    return _BODY.unpack(body)
