"""A published version of this app, and how versions are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

_VERSION = re.compile(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){1,3}")


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Two to four numbers, the weightiest first: `0.10` comes after `0.9`, and `1.0` is `1.0.0`."""

    numbers: tuple[int, int, int, int]

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read `1.2`, `1.2.3` or `1.2.3.4`.

        Raises:
            ValueError: it is something else, also one with letters: those are never offered to people.
        """
        if not _VERSION.fullmatch(text):
            raise ValueError("not a version")
        first, second, third, fourth = (*map(int, text.split(".")), 0, 0)[:4]
        return cls((first, second, third, fourth))

    def __str__(self) -> str:
        shown = self.numbers[: 4 if self.numbers[3] else 3]
        return ".".join(map(str, shown))


@dataclass(frozen=True, slots=True)
class Release:
    """What a repository of updates signed about its newest version for this kind of computer.

    Attributes:
        version: of the app.
        file_name: of the package.
        size: of the package, in bytes.
        sha256: of the package, 64 hexadecimal digits.
    """

    version: Version
    file_name: str
    size: int
    sha256: str
