"""The status pill: shape, word and colour together."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stillmark.gui.components.marks import Shape, Tone, draw_shape
from stillmark.gui.components.mirror import turned
from stillmark.gui.components.text import show
from stillmark.gui.theme import Look, Theme


def pill_font(base: QFont, theme: Theme) -> QFont:
    """Font of the word in a pill."""
    font = QFont(base)
    font.setPixelSize(theme.text(14))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def pill_size(word: str, base: QFont, theme: Theme) -> QSize:
    """Room that a pill needs."""
    width = QFontMetricsF(pill_font(base, theme)).horizontalAdvance(word)
    return QSize(ceil(width) + theme.text(10) + theme.room(32), theme.text(14) + theme.room(12))


def draw_pill(
    painter: QPainter,
    box: QRectF,
    word: str,
    shape: Shape,
    tone: Tone,
    base: QFont,
    theme: Theme,
    *,
    on_tint: bool = False,
) -> None:
    """Draw a pill that fills `box`; on a tinted ground it has the ground of a card."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.palette.color("edge"))
    painter.setBrush(theme.palette.color("panel" if on_tint else tone.ground))
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)
    size = theme.text(10)
    left = box.left() + theme.room(12)
    ink = theme.palette.color(tone.ink)
    mark = QRectF(left, box.center().y() - size / 2, size, size)
    draw_shape(painter, shape, turned(mark, box), ink)
    painter.setFont(pill_font(base, theme))
    painter.setPen(ink)
    text = QRectF(left + size + theme.room(8), box.top(), box.width(), box.height())
    painter.drawText(turned(text, box), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
    painter.restore()


class Pill(QWidget):
    """A pill as a widget; it cannot be pressed."""

    def __init__(self, look: Look, shape: Shape, tone: Tone, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shape = shape
        self._tone = tone
        self.word = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, word: str, shape: Shape | None = None, tone: Tone | None = None) -> None:
        """Show a word, and a shape and tone if they change; an empty word hides the pill."""
        self.word = word
        self._shape = shape or self._shape
        self._tone = tone or self._tone
        self.setAccessibleName(word)
        show(self, bool(word))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for shape and word."""
        return pill_size(self.word, self.font(), self._look.theme)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        painter = QPainter(self)
        box = QRectF(self.rect())
        draw_pill(painter, box, self.word, self._shape, self._tone, self.font(), self._look.theme)
        painter.end()
