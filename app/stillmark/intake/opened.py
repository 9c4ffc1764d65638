"""A file that is open and was checked: what intake hands on."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_ASKED_FOR: Final = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY", "O_NOINHERIT")
OPEN_FLAGS: Final = os.O_RDONLY | sum(getattr(os, name, 0) for name in _ASKED_FOR)
"""How files are opened: no link is followed, nothing is waited for, no terminal becomes ours, no program that
the app starts gets it. What a system lacks is left out: Windows has the last two and no more."""


class OpenedPicture:
    """A regular file, open for reading, whose kind and size were checked (`ports.OpenedFile`).

    Attributes:
        path: where it was found.
        size: in bytes, when it was opened.
    """

    def __init__(self, path: Path, size: int, descriptor: int) -> None:
        self.path = path
        self.size = size
        self._file = FileIO(descriptor, "rb")

    def fileno(self) -> int:
        """Return the open descriptor.

        Raises:
            ValueError: it was closed.
        """
        return self._file.fileno()

    def close(self) -> None:
        """Close it; harmless if repeated."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
