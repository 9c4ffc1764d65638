"""Made-up fingerprints that look like those of a picture: as many bits set as not, and no pattern."""

from __future__ import annotations

from typing import Final

_SPREAD: Final = "b7e151628aed2a6abf7158809cf4f3c762e7160f38b4da56"
"""Digits of e (as RC5 and RC6 take them), 96 of their 192 bits set, give or take a few."""


def pdq(number: int) -> str:
    """A PDQ value that says which number (below 2^64) it was made of, in its last 16 digits."""
    return f"{_SPREAD}{number:016x}"


def number_of(value: str) -> int:
    """What `pdq` made a value of."""
    return int(value[-16:], 16)


DEGENERATE: Final = (
    "0" * 64,
    "f" * 64,
    f"{1:064x}",
    f"{2**63 - 1:064x}",
    "f" * 56 + "0" * 8,
    "0f" * 32,
    "aaaa5555" * 8,
    "5" * 64,
    "f00f" * 16,
    "ffff" * 8 + "0000" * 8,
    "0" * 48 + "ffff" * 4,
)
"""Values of nothing: plain, nearly plain, stripes, chessboards, halves."""
