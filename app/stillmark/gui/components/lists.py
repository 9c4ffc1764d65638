"""Lists of rows, few or thousands, and how a row is drawn."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QScrollArea,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.mirror import turned
from stillmark.gui.components.pill import draw_pill, pill_size
from stillmark.gui.components.text import Paragraph
from stillmark.gui.models.pictures import PictureRole
from stillmark.gui.models.rows import RowRole
from stillmark.gui.theme import INSET, Look
from stillmark.gui.wording.pictures import row_pill, row_remark
from stillmark.gui.wording.states import StatusRow

AnyIndex = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 44
ROW_WIDTH = 100
"""Narrowest list, in pixels."""
GAP = 8
"""Kept free above and below a row that is brought into sight."""


class RowList(QListView):
    """A list as high as its rows, however many: the page alone scrolls, and so there is one scroll bar.

    It tells its layout how high it is at a width, so that no row sticks out of its card for a moment when
    texts, their size or the width change. Arrow and page keys scroll the page.

    Attributes:
        covered: height of what lies over the last rows in sight, in pixels; the current row stays above it.

    Signals:
        delete_pressed: Delete or Backspace on selected rows.
    """

    delete_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.covered = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        higher_when_narrow(self, widely=True)
        look.changed.connect(self.measure_again)

    def setModel(self, model: QAbstractItemModel | None) -> None:  # noqa: N802 - Qt's name
        """Show rows, and be as high as they are."""
        super().setModel(model)
        if model is not None:
            for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset, model.dataChanged):
                changed.connect(self.measure_again)

    def measure_again(self) -> None:
        """Ask for the height that the rows of now need."""
        model = self.model()
        if model is not None and model.rowCount() and self.uniformItemSizes():
            height = self.height_of(0, self.width())
            if height != self.gridSize().height():
                # Unless that is said, the list asks each of thousands at every change.
                self.setGridSize(QSize(100, height))
        else:
            self.scheduleDelayedItemsLayout()
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height of all rows at this width, in pixels."""
        model = self.model()
        count = model.rowCount() if model else 0
        if count and self.uniformItemSizes():
            return count * self.height_of(0, width)
        return max(1, sum(self.height_of(row, width) for row in range(count)))

    def height_of(self, row: int, width: int) -> int:
        """Height of one row at this width; nothing of a row that is not there."""
        delegate = self.itemDelegate()
        index = self.model().index(row, 0) if self.model() else QModelIndex()
        if not isinstance(delegate, RowDelegate) or not index.isValid():
            return 0
        self.ensurePolished()
        return delegate.height(index, self.font(), width)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """All rows at the width of now."""
        return QSize(ROW_WIDTH, self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One row; the layout asks for the height at a width."""
        return QSize(ROW_WIDTH, ROW_HEIGHT)

    def scrollTo(  # noqa: N802 - Qt's name
        self, index: AnyIndex, hint: QListView.ScrollHint = QListView.ScrollHint.EnsureVisible
    ) -> None:
        """Scroll the page until a row can be seen, and is not covered."""
        area, row = page_around(self), self.visualRect(index)
        body = area.widget() if area is not None else None
        if area is None or body is None or not row.isValid():
            return
        top = self.mapTo(body, row.topLeft()).y() - GAP
        bottom = top + row.height() + 2 * GAP + self.covered
        bar, seen = area.verticalScrollBar(), area.viewport().height()
        if top < bar.value():
            bar.setValue(top)
        elif bottom > bar.value() + seen:
            bar.setValue(min(top, bottom - seen))

    def moveCursor(  # noqa: N802 - Qt's name
        self, action: QListView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Page keys go as far as can be seen at once; the list itself is higher than that."""
        steps = {QListView.CursorAction.MovePageUp: -1, QListView.CursorAction.MovePageDown: 1}
        area, current = page_around(self), self.currentIndex()
        if area is None or action not in steps or not current.isValid():
            return super().moveCursor(action, modifiers)
        row = self.visualRect(current)
        page = max(row.height(), area.viewport().height() - self.covered - row.height())
        y = row.center().y() + steps[action] * page
        height = self.viewport().height()
        return self.indexAt(QPoint(row.center().x(), min(max(y, 0), height - 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hear Delete; leave the rest to Qt."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_pressed.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Begin at the first row."""
        super().focusInEvent(event)
        model = self.model()
        if model is not None and not self.currentIndex().isValid() and model.rowCount():
            self.setCurrentIndex(model.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Measure rows again, their texts may wrap."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()


def page_around(widget: QWidget) -> QScrollArea | None:
    """Return the page that scrolls a widget."""
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


class RowDelegate(QStyledItemDelegate):
    """Draws rows whose height follows from their width alone."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look

    def height(self, index: AnyIndex, font: QFont, width: int) -> int:
        """Height of one row at a width, in pixels."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802 - Qt's name
        """As wide as the list."""
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else ROW_WIDTH
        return QSize(width, self.height(index, option.font, width))


class PictureDelegate(RowDelegate):
    """Draws a file: number, name, remark, pill. Nothing of the picture.

    The remark stands beside the name; with larger text it has the line below for itself, so that it is whole.
    """

    @property
    def below(self) -> bool:
        """Whether remarks stand below the names."""
        return self._look.theme.scale > 100

    def height(self, index: AnyIndex, font: QFont, width: int) -> int:
        """Every row is equally high, so that thousands cost nothing."""
        theme = self._look.theme
        lines = theme.text(20) + theme.text(24) if self.below else theme.text(28)
        return max(ROW_HEIGHT, lines + 16)

    def remark_room(self, width: float, font: QFont, word: str) -> float:
        """Return how wide a remark can be in a row of this width with this word in its pill."""
        room = width - 2 * INSET - self._look.theme.text(32) - 4
        if self.below:
            return room
        return (room - 16 - pill_size(word, font, self._look.theme).width()) * 0.7

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one row."""
        row = index.data(PictureRole.ROW)
        theme = self._look.theme
        painter.save()
        box = QRectF(option.rect)
        selected = _ground(painter, option, box, self._look)
        font, small = QFont(option.font), QFont(option.font)
        font.setPixelSize(theme.text(15))
        small.setPixelSize(theme.text(14))
        remark = row_remark(row)
        line = QRectF(box)
        if self.below and remark:
            line.setHeight(box.height() / 2 + 4)
        word, shape, tone = row_pill(row)
        pill = pill_size(word, font, theme)
        place = QRectF(
            box.right() - INSET - pill.width(),
            line.center().y() - pill.height() / 2,
            pill.width(),
            pill.height(),
        )
        draw_pill(painter, turned(place, box), word, shape, tone, font, theme, on_tint=selected)
        painter.setFont(small)
        painter.setPen(theme.palette.color("soft"))
        middle = Qt.AlignmentFlag.AlignVCenter
        number = QRectF(box.left() + INSET, line.top(), theme.text(32), line.height())
        painter.drawText(turned(number, box), middle, str(index.row() + 1))
        left = number.right() + 4
        room = place.left() - 16 - left
        most = self.remark_room(box.width(), font, word)
        if self.below:
            under = QRectF(left, line.bottom() - 4, most, box.bottom() - line.bottom())
            beside = 0.0
        else:
            beside = min(QFontMetricsF(small).horizontalAdvance(remark), most) if remark else 0.0
            under = QRectF(place.left() - 16 - beside, box.top(), beside + 1, box.height())
        text = QFontMetricsF(small).elidedText(remark, Qt.TextElideMode.ElideRight, under.width())
        painter.drawText(turned(under, box), middle, text)
        painter.setFont(font)
        painter.setPen(theme.palette.color("ink"))
        name_room = room - beside - (16 if beside else 0)
        name = QFontMetricsF(font).elidedText(row.name, Qt.TextElideMode.ElideMiddle, name_room)
        painter.drawText(turned(QRectF(left, line.top(), name_room, line.height()), box), middle, name)
        painter.restore()


class StatusDelegate(RowDelegate):
    """Draws title, sentence and pill; the sentence wraps.

    Args:
        words: turns a model row into a `StatusRow`.
    """

    def __init__(self, look: Look, words: object, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._words = words

    def _status(self, index: AnyIndex) -> StatusRow:
        row = index.data(RowRole.ROW)
        return row if isinstance(row, StatusRow) else self._words(row)  # type: ignore[operator]

    def _measure(
        self, index: AnyIndex, base: QFont, width: float
    ) -> tuple[Paragraph, Paragraph | None, QSize, bool]:
        theme, status = self._look.theme, self._status(index)
        pill = pill_size(status.word, base, theme)
        title_font, line_font = QFont(base), QFont(base)
        title_font.setPixelSize(theme.text(17))
        title_font.setWeight(QFont.Weight.DemiBold)
        line_font.setPixelSize(theme.text(15))
        # Where a long word or large text leaves little room, the pill goes below.
        below = width - pill.width() - 24 < theme.text(200)
        room = width - (0 if below else pill.width() + 24)
        title = Paragraph(status.title, title_font, room, theme.leading)
        line = Paragraph(status.line, line_font, room, theme.leading) if status.line else None
        return title, line, pill, below

    def height(self, index: AnyIndex, font: QFont, width: int) -> int:
        """Title, wrapped sentence, and the pill where it fits."""
        title, line, pill, below = self._measure(index, font, width - 2 * INSET)
        text = title.height + (2 + line.height if line else 0)
        height = text + 8 + pill.height() if below else max(text, pill.height())
        return max(ROW_HEIGHT, height + 22)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Draw one row and the hairline above all but the first."""
        theme, status = self._look.theme, self._status(index)
        painter.save()
        box = QRectF(option.rect)
        if index.row():
            painter.setPen(QPen(theme.palette.color("hairline"), 1))
            inner = box.adjusted(INSET, 0, -INSET, 0)
            painter.drawLine(inner.topLeft(), inner.topRight())
        selected = _ground(painter, option, box.adjusted(0, 3, 0, -2), self._look)
        font = option.font
        title, line, pill, below = self._measure(index, font, box.width() - 2 * INSET)
        text = title.height + (2 + line.height if line else 0)
        full = text + 8 + pill.height() if below else text
        top = box.center().y() - full / 2
        painter.setPen(theme.palette.color("ink"))
        title.draw(painter, box.left() + INSET, top, box)
        if line:
            painter.setPen(theme.palette.color("soft"))
            line.draw(painter, box.left() + INSET, top + title.height + 2, box)
        x = box.left() + INSET if below else box.right() - pill.width() - INSET
        y = top + text + 8 if below else box.center().y() - pill.height() / 2
        place = QRectF(x, y, pill.width(), pill.height())
        draw_pill(
            painter, turned(place, box), status.word, status.shape, status.tone, font, theme, on_tint=selected
        )
        painter.restore()


def _ground(painter: QPainter, option: QStyleOptionViewItem, box: QRectF, look: Look) -> bool:
    """Draw the ground of a selected row and the ring of the current one; return whether it is selected."""
    state = option.state
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner = box.adjusted(1, 1, -1, -1)
    if state & QStyle.StateFlag.State_Selected:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.palette.color("accent_tint"))
        painter.drawRoundedRect(inner, 8, 8)
    if state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(QPen(look.theme.palette.color("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(inner.adjusted(1, 1, -1, -1), 8, 8)
    return bool(state & QStyle.StateFlag.State_Selected)
