"""Reads untrusted JSON objects field by field, strictly: exact types, exact lengths, no unknown field.

Errors name the place, never the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final, TypeGuard, TypeVar

from takedown_protocol.errors import Malformed

HOUR: Final = 3600
MAX_INTEGER: Final = 2**53 - 1
"""Largest integer that every JSON reader keeps exactly (RFC 8785, RFC 7493)."""

_HEX: Final = re.compile(r"[0-9a-f]*")
E_co = TypeVar("E_co", bound=StrEnum)
T = TypeVar("T")


def is_hexadecimal(untrusted: object, digits: int) -> TypeGuard[str]:
    """Tell whether something is text of exactly `digits` lower-case hexadecimal digits."""
    return type(untrusted) is str and len(untrusted) == digits and _HEX.fullmatch(untrusted) is not None


def is_integer(untrusted: object, low: int = 0, high: int = MAX_INTEGER) -> TypeGuard[int]:
    """Tell whether something is an integer in low..high; a boolean is none."""
    return type(untrusted) is int and low <= untrusted <= high


class Fields:
    """The fields of one untrusted JSON object, each to be taken once; `done` refuses what is left.

    Every getter raises `Malformed` for a missing field, a wrong type (a boolean is not an integer) or a
    value out of bounds.
    """

    def __init__(self, untrusted: object, where: str) -> None:
        if type(untrusted) is not dict:
            raise Malformed(f"{where}: not an object")
        self._left: dict[str, object] = dict(untrusted)
        self.where = where

    def _fail(self, name: str, why: str) -> Malformed:
        return Malformed(f"{self.where}.{name}: {why}")

    def has(self, name: str) -> bool:
        """Tell whether an optional field is there (absent, never null, means none)."""
        return name in self._left

    def take(self, name: str) -> object:
        """Take a field of any type."""
        try:
            return self._left.pop(name)
        except KeyError:
            raise self._fail(name, "missing") from None

    def done(self) -> None:
        """Refuse unknown fields. Their names are not repeated: they are untrusted text."""
        if self._left:
            raise Malformed(f"{self.where}: unknown field")

    def integer(self, name: str, low: int = 0, high: int = MAX_INTEGER) -> int:
        """Take an integer in low..high."""
        value = self.take(name)
        if not is_integer(value, low, high):
            raise self._fail(name, "not an integer within bounds")
        return value

    def optional_integer(self, name: str, low: int = 0, high: int = MAX_INTEGER) -> int | None:
        """Take an integer in low..high, or None where the field is absent."""
        return self.integer(name, low, high) if name in self._left else None

    def hour(self, name: str) -> int:
        """Take Unix seconds that are a full hour."""
        value = self.integer(name)
        if value % HOUR:
            raise self._fail(name, "not a full hour")
        return value

    def boolean(self, name: str) -> bool:
        """Take true or false."""
        value = self.take(name)
        if type(value) is not bool:
            raise self._fail(name, "not a boolean")
        return value

    def text(self, name: str, low: int = 1, high: int = 200) -> str:
        """Take printable text of low..high characters (no control or invisible direction characters)."""
        value = self.take(name)
        if type(value) is not str or not low <= len(value) <= high or not value.isprintable():
            raise self._fail(name, "not printable text of that length")
        return value

    def match(self, name: str, pattern: re.Pattern[str]) -> str:
        """Take text that matches `pattern` in full."""
        value = self.take(name)
        if type(value) is not str or not pattern.fullmatch(value):
            raise self._fail(name, "not of that form")
        return value

    def hexadecimal(self, name: str, digits: int) -> str:
        """Take exactly `digits` lower-case hexadecimal digits."""
        value = self.take(name)
        if not is_hexadecimal(value, digits):
            raise self._fail(name, "not lower-case hexadecimal of that length")
        return value

    def raw_key(self, name: str) -> bytes:
        """Take a raw 32-byte key, written as 64 hexadecimal digits."""
        return bytes.fromhex(self.hexadecimal(name, 64))

    def choice(self, name: str, enumeration: type[E_co]) -> E_co:
        """Take a member of an enumeration, written as its value."""
        value = self.take(name)
        if type(value) is not str:
            raise self._fail(name, "not text")
        try:
            return enumeration(value)
        except ValueError:
            raise self._fail(name, "not one of the known words") from None

    def listed(
        self, name: str, read: Callable[[object, str], T], *, low: int = 0, high: int
    ) -> tuple[T, ...]:
        """Take a list of low..high entries, each read by `read(untrusted, where)`."""
        value = self.take(name)
        if type(value) is not list or not low <= len(value) <= high:
            raise self._fail(name, "not a list of that length")
        where = f"{self.where}.{name}"
        return tuple([read(entry, where) for entry in value])

    def wrapped(self, name: str, read: Callable[[Fields], T], *, low: int = 0, high: int) -> tuple[T, ...]:
        """Take a list of plain values: `read` gets each as field `value`."""

        def one(entry: object, where: str) -> T:
            return read(Fields({"value": entry}, where))

        return self.listed(name, one, low=low, high=high)

    def version(self) -> None:
        """Take `v`, which is 1."""
        self.integer("v", 1, 1)


def no_duplicates(values: tuple[object, ...], where: str) -> None:
    """Refuse equal values.

    Raises:
        Malformed: two are equal.
    """
    if len(set(values)) != len(values):
        raise Malformed(f"{where}: the same twice")
