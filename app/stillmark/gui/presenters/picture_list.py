"""The rows of the list of chosen files, and what a list of them can do. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from stillmark.domain.answers import Kind
from stillmark.domain.media import Hashed, Outcome, Refused


@dataclass(frozen=True, slots=True)
class PictureRow:
    """One file in the list: its name, the door it came through, and what became of it."""

    name: str
    kind: Kind
    outcome: Outcome
    ready: bool
    """Whether it will be sent: `SubmitService.sendable` decides, for the registry of now."""


class Tally:
    """What is in a list, kept up row by row: a list of thousands is never counted anew.

    Attributes:
        total, ready, refused, made: rows, of these that will be sent, that could not be opened, and that came
            through the second door.
    """

    def __init__(self) -> None:
        self.total = self.ready = self.refused = self.made = 0
        self._marks: set[str] = set()

    def holds(self, outcome: Outcome) -> bool:
        """Whether this file is in the list already."""
        return _mark(outcome) in self._marks

    def add(self, rows: Iterable[PictureRow]) -> None:
        """Rows came into the list."""
        for row in rows:
            self._count(row, 1)
            self._marks.add(_mark(row.outcome))

    def take(self, rows: Iterable[PictureRow]) -> None:
        """Rows were taken out."""
        for row in rows:
            self._count(row, -1)
            self._marks.discard(_mark(row.outcome))

    def _count(self, row: PictureRow, by: int) -> None:
        self.total += by
        self.ready += by * row.ready
        self.refused += by * isinstance(row.outcome, Refused)
        self.made += by * (row.kind is Kind.FABRICATED)


def _mark(outcome: Outcome) -> str:
    """What tells that a file is in the list already."""
    return outcome.sha256 if isinstance(outcome, Hashed) else f"refused:{outcome.path}"


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
