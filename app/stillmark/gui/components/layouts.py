"""Layouts that keep their promise at 200 % text: rows that wrap, columns that become rows."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLayout, QLayoutItem, QSizePolicy, QWidget

from stillmark.gui.theme import Look


class FlowLayout(QLayout):
    """Puts items beside each other and goes on below when the width is used up."""

    def __init__(self, spacing: int = 12, *, centred: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._centred = centred
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Take one more item."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Return one item, None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        """Take one item out, None beyond the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Never ask for more than needed."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that narrow means high."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height of all rows at this width."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put every item in its place."""
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All items in one row."""
        sizes = [item.sizeHint() for item in self._shown()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Size of the widest item."""
        size = QSize(0, 0)
        for item in self._shown():
            size = size.expandedTo(item.minimumSize().expandedTo(item.sizeHint()))
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, rect: QRect, *, move: bool) -> int:
        rows: list[list[QLayoutItem]] = [[]]
        used = 0
        for item in self._shown():
            width = item.sizeHint().width()
            if rows[-1] and used + width > rect.width():
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += width + self.spacing()
        y = rect.y()
        for row in rows:
            height = max((item.sizeHint().height() for item in row), default=0)
            if move:
                self._place_row(row, rect, y, height)
            y += height + self.spacing()
        return y - rect.y() - self.spacing() if rows[0] else 0

    def _place_row(self, row: list[QLayoutItem], rect: QRect, y: int, height: int) -> None:
        width = sum(item.sizeHint().width() for item in row) + self.spacing() * (len(row) - 1)
        x = rect.x() + (max(0, (rect.width() - width) // 2) if self._centred else 0)
        for item in row:
            size = item.sizeHint()
            size.setWidth(min(size.width(), rect.width()))
            item.setGeometry(QRect(QPoint(x, y + (height - size.height()) // 2), size))
            x += size.width() + self.spacing()


class Columns(QWidget):
    """Equal columns that stack when a column would become narrower than `least` pixels at 100 %."""

    def __init__(
        self, look: Look, least: int = 300, spacing: int = 16, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._least = least
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Add one column."""
        self._row.addWidget(widget, 1)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One column must fit; the rest can stack."""
        widths = [widget.minimumSizeHint().width() for widget in self._shown()]
        return QSize(max(widths, default=0), 1)

    def _shown(self) -> list[QWidget]:
        items = (self._row.itemAt(index) for index in range(self._row.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if widget is not None and not widget.isHidden()]

    def _fitting(self, width: int) -> QBoxLayout.Direction:
        count = max(1, self._row.count())
        least = self._look.theme.text(self._least) * count + self._row.spacing() * (count - 1)
        return QBoxLayout.Direction.LeftToRight if width >= least else QBoxLayout.Direction.TopToBottom

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height in the direction that fits this width."""
        shown = self._shown()
        if not shown:
            return 0
        if self._fitting(width) is QBoxLayout.Direction.LeftToRight:
            each = (width - self._row.spacing() * (len(shown) - 1)) // len(shown)
            return max(_height(widget, each) for widget in shown)
        return sum(_height(widget, width) for widget in shown) + self._row.spacing() * (len(shown) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the direction."""
        direction = self._fitting(event.size().width())
        if direction is not self._row.direction():
            self._row.setDirection(direction)
        super().resizeEvent(event)


def _height(widget: QWidget, width: int) -> int:
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width)
    return widget.sizeHint().height()
