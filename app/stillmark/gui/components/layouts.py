"""Layouts that keep their promise at 200 % text: rows that wrap, columns that become rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSizePolicy, QWidget

from stillmark.gui.components.mirror import turned
from stillmark.gui.theme import Look

_LEVELS = 12
"""More than there are layouts inside each other; a height found in one is asked for by the next one out."""


def place_all() -> None:
    """Give everything that asked for room its place now, so that no frame is drawn in between.

    Qt tells each layout in turn, from the inside out, and may draw what has come halfway.
    """
    for _ in range(_LEVELS):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def higher_when_narrow(widget: QWidget, *, widely: bool = False) -> None:
    """Say that a widget is higher where it is narrow; `widely`: it takes all the width there is."""
    across = QSizePolicy.Policy.Expanding if widely else QSizePolicy.Policy.Preferred
    policy = QSizePolicy(across, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


class FlowLayout(QLayout):
    """Puts items beside each other and goes on below when the width is used up.

    Attributes:
        first_alone: the first item has a row for itself; tell the layout by `invalidate`.
    """

    def __init__(self, spacing: int = 12, *, centred: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._centred = centred
        self.first_alone = False
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
            alone = self.first_alone and len(rows) == 1 and bool(rows[-1])
            if rows[-1] and (alone or used + width > rect.width()):
                rows.append([])
                used = 0
            rows[-1].append(item)
            used += width + self.spacing()
        y = rect.y()
        for row in rows:
            height = max((_within(item, rect.width()).height() for item in row), default=0)
            if move:
                self._place_row(row, rect, y, height)
            y += height + self.spacing()
        return y - rect.y() - self.spacing() if rows[0] else 0

    def _place_row(self, row: list[QLayoutItem], rect: QRect, y: int, height: int) -> None:
        width = sum(item.sizeHint().width() for item in row) + self.spacing() * (len(row) - 1)
        x = rect.x() + (max(0, (rect.width() - width) // 2) if self._centred else 0)
        for item in row:
            size = _within(item, rect.width())
            item.setGeometry(turned(QRect(QPoint(x, y + (height - size.height()) // 2), size), rect))
            x += size.width() + self.spacing()


class _ColumnsLayout(QLayout):
    """Columns beside each other where each gets `least()` pixels and what is in it, else below each other.

    They are equally wide, unless `lead` tells the width of the first.
    A box layout that changes its direction when it is resized would promise one height and need another.
    """

    def __init__(
        self, parent: QWidget, least: Callable[[], int], spacing: int, lead: Callable[[], int] | None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._least = least
        self._lead = lead
        self.setSpacing(spacing)
        self.setContentsMargins(QMargins(0, 0, 0, 0))

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        shown = self._shown()
        if not shown:
            return 0
        beside = self._beside(width, shown)
        heights = [
            _height(item, each) for item, each in zip(shown, beside or [width] * len(shown), strict=True)
        ]
        if beside:
            return max(heights)
        return sum(heights) + self.spacing() * (len(shown) - 1)

    def minimumHeightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        return self.heightForWidth(width)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(width, self.heightForWidth(width))

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """One column must fit; the others can go below it."""
        return QSize(max((item.minimumSize().width() for item in self._shown()), default=0), 0)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        super().setGeometry(rect)
        shown = self._shown()
        x, y, beside = rect.x(), rect.y(), self._beside(rect.width(), shown)
        for item, each in zip(shown, beside or [rect.width()] * len(shown), strict=True):
            height = rect.height() if beside else _height(item, each)
            item.setGeometry(turned(QRect(x, y, each, height), rect))
            x += each + self.spacing() if beside else 0
            y += 0 if beside else height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _beside(self, width: int, shown: list[QLayoutItem]) -> list[int]:
        """Return how wide they are beside each other; empty if there is no room for that."""
        count, least = len(shown), self._least()
        if not count:
            return []
        if self._lead is None or count == 1:
            wanted = [least] * count
            widths = [(width - self.spacing() * (count - 1)) // count] * count
        else:
            first = self._lead()
            wanted = [first] + [least] * (count - 1)
            widths = [first] + [(width - first) // (count - 1) - self.spacing()] * (count - 1)
        needed = [max(one, item.minimumSize().width()) for one, item in zip(wanted, shown, strict=True)]
        return widths if all(one >= other for one, other in zip(widths, needed, strict=True)) else []


class Columns(QWidget):
    """Columns that stack when a column would become narrower than `least` pixels at 100 %.

    Args:
        look: of the window.
        least: see above.
        spacing: between columns, and between rows once they are stacked.
        lead: width of the first one, in pixels at 100 %; they are equally wide without it.
    """

    def __init__(self, look: Look, least: int = 300, spacing: int = 16, lead: int = 0) -> None:
        super().__init__()
        first = (lambda: look.theme.text(lead)) if lead else None
        self._columns = _ColumnsLayout(self, lambda: look.theme.text(least), spacing, first)
        higher_when_narrow(self)

    def add(self, widget: QWidget) -> None:
        """Add one column."""
        self._columns.addWidget(widget)


def _within(item: QLayoutItem, most: int) -> QSize:
    """The size an item likes best, at most so wide; what wraps is higher then."""
    size = item.sizeHint()
    return size if size.width() <= most else QSize(most, _height(item, most))


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
