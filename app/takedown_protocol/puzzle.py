"""A puzzle that makes a flood of anonymous submissions dear: hashcash (Back, 2002) over the signed message.

A solution is a number of 8 bytes such that SHA-256(context, SHA-256 of the signed payload, number) begins
with as many zero bits as the registry's descriptor names; finding one takes 2**bits tries, checking it one.
It belongs to the message and not to its sealing, so sending the same message again needs no new one, and it
travels in an HTTP header: the sealed body keeps its sizes. A submission without a solution is taken all the
same; platforms are only shown it later. Every message carries the header, so that all look alike from
outside: where nothing was to be solved, a random number.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from itertools import count
from typing import Final

HEADER: Final = "Takedown-Puzzle"
MAX_BITS: Final = 24
"""More than an app need solve (20 bits take about a second, 24 a quarter of a minute)."""
_CONTEXT: Final = b"takedown/puzzle/v1"
_NUMBER: Final = re.compile(r"[0-9a-f]{16}")
_STRIDE: Final = 4096


def blank() -> str:
    """Return what the header says where nothing is to be solved: 16 random hexadecimal digits."""
    return secrets.token_hex(8)


def solve(payload_sha256: str, bits: int, *, stopped: Callable[[], bool] = lambda: False) -> str | None:
    """Return a solution as 16 hexadecimal digits.

    Args:
        payload_sha256: of the signed payload, 64 hexadecimal digits.
        bits: from the descriptor, 0 to `MAX_BITS`.
        stopped: asked every few milliseconds whether to give up.

    Returns:
        None if stopped, or if the registry asks for more than `MAX_BITS`: then send `blank()`.
    """
    if bits > MAX_BITS:
        return None
    start, limit = _start(payload_sha256), 1 << (256 - bits)
    first = secrets.randbits(64)
    for step in count():
        if step % _STRIDE == 0 and stopped():
            return None
        number = ((first + step) & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(8, "big")
        attempt = start.copy()
        attempt.update(number)
        if int.from_bytes(attempt.digest(), "big") < limit:
            return number.hex()
    raise AssertionError("unreachable")  # pragma: no cover - `count` does not end


def solved(payload_sha256: str, bits: int, untrusted_number: str | None) -> bool:
    """Return whether an untrusted header solves the puzzle of a message."""
    if bits == 0:
        return True
    if untrusted_number is None or not _NUMBER.fullmatch(untrusted_number):
        return False
    attempt = _start(payload_sha256)
    attempt.update(bytes.fromhex(untrusted_number))
    return int.from_bytes(attempt.digest(), "big") < 1 << (256 - bits)


def _start(payload_sha256: str) -> hashlib._Hash:
    return hashlib.sha256(_CONTEXT + bytes.fromhex(payload_sha256))
