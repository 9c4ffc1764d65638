"""A platform's bank of hashes: finds which of them an upload is a copy of."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Final

from takedown_hashing.vocabulary import HEX_LENGTH, MATCH_DISTANCE, HashType

_PDQ: Final = re.compile(f"[0-9a-fA-F]{{{HEX_LENGTH[HashType.PDQ]}}}")


@dataclass(frozen=True, slots=True)
class Match:
    """A hash of the bank and its Hamming distance (bits of 256) to what was looked up."""

    value: str
    distance: int


class Bank:
    """PDQ hashes held as whole numbers. Safe to use from several threads.

    Looking up compares with every entry: about 5 million comparisons a second, which suits practice and
    small platforms. Large ones bring their own index.
    """

    def __init__(self) -> None:
        self._held: dict[str, int] = {}
        self._lock = threading.Lock()

    def add(self, value: str) -> None:
        """Hold a hash of 64 hexadecimal digits.

        Raises:
            ValueError: it is not one.
        """
        number = _number(value)
        with self._lock:
            self._held[value.lower()] = number

    def remove(self, value: str) -> bool:
        """Let go of a hash; returns whether it was held."""
        with self._lock:
            return self._held.pop(value.lower(), None) is not None

    def match(self, value: str, distance: int = MATCH_DISTANCE) -> tuple[Match, ...]:
        """Return all held hashes at most `distance` bits away, nearest first.

        Raises:
            ValueError: not 64 hexadecimal digits.
        """
        number = _number(value)
        with self._lock:
            held = list(self._held.items())
        near = (Match(text, (number ^ other).bit_count()) for text, other in held)
        return tuple(sorted((m for m in near if m.distance <= distance), key=lambda m: (m.distance, m.value)))

    def __contains__(self, value: str) -> bool:
        with self._lock:
            return value.lower() in self._held

    def __len__(self) -> int:
        with self._lock:
            return len(self._held)


def _number(value: str) -> int:
    if not _PDQ.fullmatch(value):
        raise ValueError("a PDQ hash has 64 hexadecimal digits")
    return int(value, 16)
