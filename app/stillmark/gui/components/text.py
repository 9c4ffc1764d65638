"""Text that wraps with a calm line height, and the measuring that other components share."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from stillmark.gui.theme import Look

READING_WIDTH = 620
"""Wrapped text asks for at most this width, in pixels at 100 %."""


class Paragraph:
    """Plain text laid out at one width, line by line.

    Args:
        text: what to lay out; line feeds begin new lines.
        font: of all of it.
        width: in pixels.
        leading: line height as a multiple of the letter size.
    """

    def __init__(self, text: str, font: QFont, width: float, leading: float) -> None:
        self._layout = QTextLayout(text.replace("\n", "\u2028"), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        pixels = font.pixelSize() if font.pixelSize() > 0 else QFontMetricsF(font).height() / 1.2
        advance = pixels * leading
        y = 0.0
        self.width = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            line.setPosition(QPointF(0, y + (advance - line.height()) / 2))
            self.width = max(self.width, line.naturalTextWidth())
            y += advance
        self._layout.endLayout()
        self.height = ceil(y)

    def draw(self, painter: QPainter, x: float, y: float) -> None:
        """Draw it with its upper left corner at (x, y) in the painter's pen."""
        self._layout.draw(painter, QPointF(x, y))


def longest_word(text: str, font: QFont) -> int:
    """Width of the longest unbreakable word, in pixels."""
    metrics = QFontMetricsF(font)
    return ceil(max((metrics.horizontalAdvance(word) for word in text.split()), default=0.0)) + 1


def show(widget: QWidget, shown: bool) -> None:
    """Show or hide a part; a part that has no place yet is not made a window of its own."""
    if not shown or widget.parentWidget() is not None:
        widget.setVisible(shown)


class Text(QLabel):
    """A label that wraps, keeps a calm line height and never cuts its text.

    Args:
        look: of the window.
        style: `page`, `lead`, `card`, `body`, `strong`, `soft`, `small`, `word`, `number` of the style sheet.
    """

    def __init__(
        self, look: Look, style: str = "body", text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._measured_for: tuple[str, str, float] | None = None
        self._measured: dict[float, Paragraph] = {}
        self.setProperty("face", style)
        self.setTextFormat(Qt.TextFormat.PlainText)
        # Without this QLabel takes height-for-width out of the size policy with every new text.
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show other text; an empty text takes no room."""
        super().setText(text)
        self.setAccessibleName(text)
        show(self, bool(text))
        self.updateGeometry()

    def _paragraph(self, width: float) -> Paragraph:
        """Lay out at a width; layouts ask again and again, so the last answers are kept."""
        self.ensurePolished()
        leading = self._look.theme.leading
        key = (self.text(), self.font().key(), leading)
        if key != self._measured_for:
            self._measured_for = key
            self._measured = {}
        if width not in self._measured:
            self._measured[width] = Paragraph(self.text(), self.font(), width, leading)
        return self._measured[width]

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height that all lines need at this width."""
        return self._paragraph(width).height

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line up to the reading width, more lines beyond it."""
        paragraph = self._paragraph(self._look.theme.room(READING_WIDTH))
        return QSize(ceil(paragraph.width) + 1, paragraph.height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The longest word, one line high."""
        self.ensurePolished()
        width = min(longest_word(self.text(), self.font()), self._look.theme.room(260))
        return QSize(width, self._paragraph(10_000).height if "\n" not in self.text() else 1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the lines in the style sheet's colour."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        paragraph = self._paragraph(self.width())
        y = 0.0
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            y = max(0.0, (self.height() - paragraph.height) / 2)
        x = 0.0
        if self.alignment() & Qt.AlignmentFlag.AlignHCenter:
            x = max(0.0, (self.width() - paragraph.width) / 2)
        paragraph.draw(painter, x, y)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure again when the font changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
