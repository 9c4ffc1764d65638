"""JSON in exactly one form: RFC 8785 (JCS) out, and strictly that back in.

What comes in is first read (`Parsed`: no duplicate keys, no floats, NaN or infinities, no byte order mark,
UTF-8 only) and then held against its own re-encoding (`Parsed.require_canonical`); otherwise some changed
bits of a signed document would go unnoticed.
"""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

import rfc8785

from takedown_protocol.errors import Malformed

MAX_JSON_BYTES = 256 * 1024
"""Nothing longer is ever parsed; the same as the largest wire size."""
_PLAIN: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_SURELY_EXACT: Final = 15
"""Integers of so many digits are below 2^53."""


def encode(value: object) -> bytes:
    """Return the RFC 8785 encoding of dicts, lists, strings, integers, booleans and None.

    Raises:
        Malformed: something JSON cannot carry (an integer beyond 2^53 - 1, a lone surrogate, another type).
    """
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]  # its recursive alias does not accept object
    except (ValueError, TypeError, AttributeError, RecursionError):
        # CanonicalizationError and UnicodeEncodeError are ValueErrors; their texts can quote content.
        raise Malformed("cannot be written as canonical JSON") from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise Malformed("a name occurs twice in a JSON object")
    return result


def _no_float(_text: str) -> NoReturn:
    raise Malformed("a number is not an integer")


class Parsed:
    """Strict JSON that was read, and is not yet known to be canonical.

    Attributes:
        value: dicts, lists, strings, integers, booleans, None.
    """

    def __init__(self, untrusted: bytes) -> None:
        """Read it.

        Raises:
            Malformed: not UTF-8, not JSON, duplicate names, floats, NaN, nested too deep, or too long.
        """
        if len(untrusted) > MAX_JSON_BYTES:
            raise Malformed("too long")
        self._untrusted = untrusted
        self._plain = untrusted.isascii()
        try:
            self.value: object = json.loads(
                untrusted.decode("utf-8"),
                object_pairs_hook=_no_duplicates,
                parse_int=self._integer,
                parse_float=_no_float,
                parse_constant=_no_float,
            )
        except (ValueError, RecursionError):
            raise Malformed("not JSON") from None

    def _integer(self, text: str) -> int:
        if len(text) > _SURELY_EXACT:
            self._plain = False
        return int(text)

    def require_canonical(self) -> None:
        """Check that it is its own RFC 8785 encoding.

        Raises:
            Malformed: it is not.
        """
        if self._encode_again() != self._untrusted:
            raise Malformed("not canonical JSON")

    def _encode_again(self) -> bytes:
        # Python's own encoder is twenty times faster. It differs from RFC 8785 only in the order of names
        # beyond ASCII, in floats (of which there are none here) and in letting long numbers pass.
        if not self._plain:
            return encode(self.value)
        try:
            return _PLAIN(self.value).encode()
        except (ValueError, RecursionError):
            raise Malformed("cannot be written as canonical JSON") from None


def parse(untrusted: bytes) -> object:
    """Read strict JSON; the result is not yet known to be canonical. Raises as `Parsed`."""
    return Parsed(untrusted).value


def parse_canonical(untrusted: bytes) -> object:
    """Read JSON that must be its own RFC 8785 encoding.

    Raises:
        Malformed: it is not.
    """
    parsed = Parsed(untrusted)
    parsed.require_canonical()
    return parsed.value
