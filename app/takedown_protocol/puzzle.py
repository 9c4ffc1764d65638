"""A puzzle that makes a flood of anonymous submissions cost time: a memory-hard hashcash (Back, 2002).

A solution is a number of 8 bytes such that scrypt (RFC 7914) of it, salted with the SHA-256 of the signed
payload, begins with as many zero bits as the registry's descriptor names. Finding one takes 2**bits tries on
average, checking it one. Each try needs 256 KiB and is done by native code here as everywhere, so that
whoever writes a program of their own, or has a graphics card, gains far less than with a plain hash.

A solution belongs to the message and not to its sealing, so sending the same message again needs no new one,
and it is of no use for another message. It travels in an HTTP header: the sealed body keeps its sizes. A
submission without a solution is taken all the same; platforms are only shown it later. Every message carries
the header, so that all look alike from outside: where nothing was to be solved, a random number.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from itertools import count
from typing import Final

from takedown_protocol.errors import NotSolved

HEADER: Final = "Takedown-Puzzle"
USUAL_BITS: Final = 11
"""About a second on one core, on average; one in a hundred takes five times as long."""
MAX_BITS: Final = 15
"""The most that an app solves: about a quarter of a minute on average."""
_CONTEXT: Final = b"takedown/puzzle/v1"
_NUMBER: Final = re.compile(r"[0-9a-f]{16}")
_COST: Final = {"n": 256, "r": 8, "p": 1, "dklen": 32}
"""256 KiB and about half a millisecond a try: little enough for a registry that checks fifty a second."""
_STRIDE: Final = 8


def blank() -> str:
    """Return what the header says where nothing is to be solved: 16 random hexadecimal digits."""
    return secrets.token_hex(8)


def solve(payload_sha256: str, bits: int, *, stopped: Callable[[], bool] = lambda: False) -> str | None:
    """Return a solution as 16 hexadecimal digits; other threads go on meanwhile.

    Args:
        payload_sha256: of the signed payload, 64 hexadecimal digits.
        bits: from the descriptor, 0 or more.
        stopped: asked every few milliseconds whether to give up.

    Returns:
        None if stopped, or, at once, if the registry asks for more than `MAX_BITS`: then send `blank()`.
    """
    if bits > MAX_BITS:
        return None
    first = secrets.randbits(64)
    for step in count():
        if step % _STRIDE == 0 and stopped():
            return None
        number = ((first + step) & 0xFFFF_FFFF_FFFF_FFFF).to_bytes(8, "big")
        if _fits(payload_sha256, bits, number):
            return number.hex()
    raise AssertionError("unreachable")  # pragma: no cover - `count` does not end


def check(payload_sha256: str, bits: int, untrusted_number: str | None) -> None:
    """Check that an untrusted header solves the puzzle of a message.

    Raises:
        NotSolved: there is none, it is too easy, or it is another message's.
    """
    if bits == 0:
        return
    if untrusted_number is None or not _NUMBER.fullmatch(untrusted_number):
        raise NotSolved("no solution came with the message")
    if not _fits(payload_sha256, bits, bytes.fromhex(untrusted_number)):
        raise NotSolved("the number does not solve the puzzle of this message")


def _fits(payload_sha256: str, bits: int, number: bytes) -> bool:
    found = hashlib.scrypt(number, salt=_CONTEXT + bytes.fromhex(payload_sha256), **_COST)
    return int.from_bytes(found, "big") < 1 << (256 - bits)
