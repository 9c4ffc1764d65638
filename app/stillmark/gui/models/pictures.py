"""The list of chosen files as a table model: thousands of rows, no previews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from stillmark.gui.presenters.picture_list import PictureRow

AnyIndex = QModelIndex | QPersistentModelIndex
Describe = Callable[[int, PictureRow], str]


MANY = 100
"""Stretches that are taken out one by one; each makes every view of the list look at all of it."""


class PictureRole(IntEnum):
    """Extra roles."""

    ROW = Qt.ItemDataRole.UserRole + 1


class PicturesModel(QAbstractListModel):
    """One row per file.

    Args:
        describe: puts a row (its number from 1, and the row) into words, for screen readers.
    """

    def __init__(self, describe: Describe, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._describe = describe
        self._rows: list[PictureRow] = []

    @property
    def rows(self) -> Sequence[PictureRow]:
        """All rows in order."""
        return self._rows

    def append(self, rows: Sequence[PictureRow]) -> None:
        """Add rows at the end."""
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def remove(self, indexes: Sequence[int]) -> None:
        """Take rows out, as few signals as there are stretches; very many are one new list."""
        stretches = _stretches(indexes, len(self._rows))
        if len(stretches) > MANY:
            taken = set(indexes)
            self.beginResetModel()
            self._rows = [row for index, row in enumerate(self._rows) if index not in taken]
            self.endResetModel()
            return
        for first, last in reversed(stretches):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        if stretches:
            self.retell(stretches[0][0])

    def update(self, rows: Sequence[PictureRow]) -> None:
        """Show the same files with other facts."""
        self._rows = list(rows)
        self.retell()

    def clear(self) -> None:
        """Take all rows out."""
        self.remove(range(len(self._rows)))

    def retell(self, first: int = 0) -> None:
        """Say that words and numbers may have changed, from this row on."""
        if first < len(self._rows):
            self.dataChanged.emit(self.index(first), self.index(len(self._rows) - 1))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """Return the number of files."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the name, words for screen readers, or the row itself for the delegate."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._describe(index.row() + 1, row)
        return row if role == PictureRole.ROW else None


def _stretches(indexes: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Bring indexes together into stretches (first, last), ascending."""
    found: list[tuple[int, int]] = []
    for index in sorted({index for index in indexes if 0 <= index < count}):
        if found and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index)
        else:
            found.append((index, index))
    return found
