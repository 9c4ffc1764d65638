"""A chart of words, shapes and bars, and the table behind it. Colour says nothing that these do not."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
)

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.marks import draw_shape
from stillmark.gui.components.mirror import turned
from stillmark.gui.components.pill import pill_font
from stillmark.gui.components.text import Paragraph, show
from stillmark.gui.theme import Look
from stillmark.gui.wording.copies import CopyRow

BAR = 10
"""Height of a bar at 100 %."""


class ChartRow(QLabel):
    """Name, bar, shape and word; the bar goes where there is no room for it.

    A label, so that a screen reader reads it as text: name, word and count in one line.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._row: CopyRow | None = None
        self._words = 0
        higher_when_narrow(self, widely=True)
        self.setWordWrap(True)
        self.hide()

    @property
    def row(self) -> CopyRow | None:
        """What is shown."""
        return self._row

    def say(self, row: CopyRow | None, words: int = 0) -> None:
        """Show a row, or nothing; `words` is how wide the widest word of the chart is."""
        self._row = row
        self._words = words
        self.setAccessibleName(row.spoken if row else "")
        show(self, row is not None)
        self.updateGeometry()
        self.update()

    def word_width(self, row: CopyRow) -> int:
        """Room that shape and word need, in pixels."""
        theme = self._look.theme
        width = QFontMetricsF(pill_font(self.font(), theme)).horizontalAdvance(row.word)
        return ceil(width) + theme.text(10) + theme.room(8) + 2

    def _parts(self, width: int) -> tuple[Paragraph, int, bool]:
        """The name, the room it has, and whether the bar stands below it."""
        theme = self._look.theme
        font = QFont(self.font())
        font.setPixelSize(theme.text(15))
        name = self._row.name if self._row else ""
        narrow = width < theme.text(260) + self._words + theme.room(120)
        room = width if narrow else min(theme.text(250), width)
        return Paragraph(name, font, room, theme.leading), room, narrow

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Name and bar, beside or below each other."""
        theme = self._look.theme
        name, _, narrow = self._parts(width)
        return name.height + (theme.text(22) + theme.room(4) if narrow else 0) + theme.room(8)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for name, bar and word beside each other."""
        width = self._look.theme.text(250) + self._look.theme.room(300) + self._words
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Shape and word, and a bar that can be seen."""
        return QSize(self._words + self._look.theme.room(60), self.heightForWidth(10_000))

    def _middle(self, name: Paragraph, narrow: bool) -> float:
        """Where the line of bar and word is."""
        theme = self._look.theme
        return theme.room(4) + name.height + theme.room(4) + theme.text(11) if narrow else self.height() / 2

    def bar(self) -> QRectF:
        """Where the bar is drawn, on whole pixels; empty where nothing was tried."""
        if self._row is None or self._row.share is None:
            return QRectF()
        theme = self._look.theme
        name, room, narrow = self._parts(self.width())
        left = 0 if narrow else room + theme.room(16)
        right = self.width() - self._words - theme.room(16)
        height = theme.room(BAR)
        top = round(self._middle(name, narrow) - height / 2)
        return turned(QRectF(left, top, max(0, right - left), height), QRectF(self.rect()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the row."""
        row = self._row
        if row is None:
            return
        theme = self._look.theme
        palette = theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, _, narrow = self._parts(self.width())
        painter.setPen(palette.color("ink"))
        whole = QRectF(self.rect())
        name.draw(painter, 0, theme.room(4), whole)
        middle = self._middle(name, narrow)
        right = self.width() - self._words - theme.room(16)
        if row.share is not None:
            track = self.bar()
            painter.setPen(QPen(palette.color("control_line"), 1))
            painter.setBrush(palette.color("track"))
            painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            if row.share > 0:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(palette.color(row.tone.ink))
                filled = QRectF(track)
                filled.setWidth(max(track.height(), track.width() * row.share))
                painter.drawRoundedRect(turned(filled, track), 5, 5)
        ink = palette.color(row.tone.ink)
        side = theme.text(10)
        x = right + theme.room(16)
        draw_shape(painter, row.shape, turned(QRectF(x + 1, middle - side / 2, side, side), whole), ink)
        painter.setPen(ink)
        painter.setFont(pill_font(self.font(), theme))
        box = QRectF(x + side + theme.room(8), middle - theme.text(15), self._words, theme.text(30))
        start = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(turned(box, whole), start, row.word)
        painter.end()


class CopyTable(QTableWidget):
    """The same as numbers: a table that the keyboard and screen readers walk through, cell by cell."""

    def __init__(self, look: Look) -> None:
        super().__init__(0, 3)
        self._look = look
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.sectionResized.connect(lambda *_: self._fit())
        look.changed.connect(self._fit)

    def say(self, headings: tuple[str, str, str], rows: Sequence[CopyRow]) -> None:
        """Fill in headings and rows."""
        self.setHorizontalHeaderLabels(list(headings))
        self.horizontalHeader().setAccessibleName(", ".join(headings))
        self.setRowCount(len(rows))
        for index, row in enumerate(rows):
            for column, text in enumerate((row.name, row.count, row.word)):
                item = self.item(index, column)
                if item is None:
                    item = QTableWidgetItem()
                    self.setItem(index, column, item)
                if item.text() != text:
                    item.setText(text)
        self._fit()

    def _fit(self) -> None:
        self.verticalHeader().setMinimumSectionSize(self._look.theme.text(30))
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(index) for index in range(self.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 4)
