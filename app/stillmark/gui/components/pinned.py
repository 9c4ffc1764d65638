"""What belongs below a long list and comes into sight where a row is selected."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QPoint, QSize
from PySide6.QtGui import QMoveEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.lists import RowList, page_around
from stillmark.gui.components.panels import Card
from stillmark.gui.theme import INSET, Look

_MOVES = (QEvent.Type.Resize, QEvent.Type.LayoutRequest)


class _Sheet(QWidget):
    """The ground of what is shown; a line above it while it lies over rows."""

    def __init__(self, look: Look, card: Card, inside: QWidget) -> None:
        super().__init__(card)
        self._look = look
        self.lifted = False
        # It lies over the gaps that the card has above and below it anyway, and over no row.
        self.around = QMargins(0, card.column.spacing(), 0, 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(self.around + QMargins(INSET, 0, INSET, 0))
        column.addWidget(inside)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the ground of a card."""
        painter = QPainter(self)
        palette = self._look.theme.palette
        painter.fillRect(self.rect(), palette.color("panel"))
        if self.lifted:
            painter.fillRect(0, 0, self.width(), 1, palette.color("hairline"))
        painter.end()


_MOST = 1 / 3
"""The share of the page that it may cover."""


class Pinned(QWidget):
    """The place below a list. While a row is selected and the list's end is out of sight, what is shown there
    lies over the lower end of the page, so that what can be done with the row is beside it.

    Args:
        look: of the window.
        card: whose list it is; the list was added before.
        rows: the list; it has its model.
        inside: what stays in sight, such as a row of buttons.
    """

    def __init__(self, look: Look, card: Card, rows: RowList, inside: QWidget) -> None:
        super().__init__()
        self._card, self._rows = card, rows
        self._page: QScrollArea | None = None
        higher_when_narrow(self, widely=True)
        card.add_rows(self)
        # Not in the card's layout, and made after the list: it lies above the rows, and comes after them.
        self.sheet = _Sheet(look, card, inside)
        for watched in (self.sheet, card):
            watched.installEventFilter(self)
        rows.selectionModel().selectionChanged.connect(lambda *_: self._place())

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """As high as what is shown."""
        return self.sheet.heightForWidth(width) - self.sheet.around.top() - self.sheet.around.bottom()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The size of what is shown."""
        return self.sheet.sizeHint().shrunkBy(self.sheet.around)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least that what is shown takes."""
        return self.sheet.minimumSizeHint().shrunkBy(self.sheet.around)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the page that is around it."""
        super().showEvent(event)
        if self._page is None:
            self._page = page_around(self)
            if self._page is not None:
                self._page.verticalScrollBar().valueChanged.connect(self._place)
                self._page.viewport().installEventFilter(self)
        self._place()

    def moveEvent(self, event: QMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the end of the list."""
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width."""
        super().resizeEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow what is shown, the card and the page."""
        if event.type() in _MOVES:
            if watched is self.sheet:
                self.updateGeometry()
            self._place()
        return False

    def _place(self) -> None:
        place = self.geometry().marginsAdded(self.sheet.around)
        self.sheet.lifted = False
        if self._page is not None and self._rows.selectionModel().hasSelection():
            seen = self._page.viewport()
            end = self._card.mapFrom(seen, QPoint(0, seen.height())).y()
            # Never over the first row: that one is hidden by nothing.
            top = max(end - place.height(), self._rows.y() + self._rows.height_of(0, place.width()))
            if top < place.y() and place.height() <= seen.height() * _MOST:
                self.sheet.lifted = True
                place.moveTop(top)
        self._rows.covered = place.height() if self.sheet.lifted else 0
        self.sheet.setGeometry(place)
        self.sheet.raise_()
