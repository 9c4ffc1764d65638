"""The rows of the list of chosen files, and what a list of them can do. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from stillmark.domain.case import Kind
from stillmark.domain.media import Outcome


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One file in the list: its name, the door it came through, and what became of it."""

    name: str
    kind: Kind
    outcome: Outcome
    ready: bool
    """Whether it will be sent: `SubmitService.sendable` decides, for the registry of now."""


class PictureList(Protocol):
    """Where rows are kept; the real one is a Qt model."""

    @property
    def rows(self) -> Sequence[PictureRow]:
        """All rows in order."""
        ...

    def append(self, rows: Sequence[PictureRow]) -> None:
        """Add rows at the end."""
        ...

    def remove(self, indexes: Sequence[int]) -> None:
        """Take rows out."""
        ...

    def update(self, rows: Sequence[PictureRow]) -> None:
        """Show the same files with other facts."""
        ...

    def clear(self) -> None:
        """Take all rows out."""
        ...
