"""A list of frozen rows with a stable identity: platforms and pictures of a case."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from enum import IntEnum
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Row = TypeVar("Row")
AnyIndex = QModelIndex | QPersistentModelIndex


class RowRole(IntEnum):
    """Extra roles."""

    ROW = Qt.ItemDataRole.UserRole + 1


class RowsModel(QAbstractListModel, Generic[Row]):
    """Shows a sequence of rows and keeps selection and focus when a new answer brings the same rows again.

    Args:
        identity: what makes a row the same row.
        describe: puts a row into words, for screen readers.
    """

    def __init__(
        self,
        identity: Callable[[Row], Hashable],
        describe: Callable[[Row], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._identity = identity
        self._describe = describe
        self._rows: list[Row] = []

    @property
    def rows(self) -> Sequence[Row]:
        """All rows in order."""
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; where only their content changed, no row moves."""
        old = [self._identity(row) for row in self._rows]
        new = [self._identity(row) for row in rows]
        if old == new:
            changed = [index for index, row in enumerate(rows) if row != self._rows[index]]
            self._rows = list(rows)
            for index in changed:
                self.dataChanged.emit(self.index(index), self.index(index))
        elif new[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
            self._rows = list(rows)
            self.endInsertRows()
            self.retell()
        else:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()

    def retell(self) -> None:
        """Say that the words of all rows may have changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's signature
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return words for screen readers, or the row itself for the delegate."""
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._describe(row)
        return row if role == RowRole.ROW else None
