"""A file that is open and was checked: what intake hands on."""

from __future__ import annotations

from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self


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
