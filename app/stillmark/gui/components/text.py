"""Text that wraps with a calm line height, and the measuring that other components share."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QWidget

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.mirror import from_right, turned
from stillmark.gui.theme import Look

MEASURE = 36
"""Longest line of wrapped text, as a multiple of the letter size: about 72 Latin or 38 Korean letters."""

_ONE_LINE = 1.35
"""One line may be so many times the measure: no eye has to find the next one."""

_SHORT = 0.3
"""A last line of less than this share of the width looks lost."""

_NARROWER = (0.92, 0.84, 0.76)
"""Shares of the width that are tried then, as long as no line is added."""


Span = tuple[int, int]
"""Place of the first letter, and how many there are."""


def _standing_out(font: QFont, span: Span) -> QTextLayout.FormatRange:
    """Make letters heavier; nothing else of them changes."""
    heavier = QFont(font)
    heavier.setWeight(QFont.Weight.DemiBold)
    made = QTextLayout.FormatRange()
    made.start, made.length = span
    form = QTextCharFormat()
    form.setFont(heavier)
    made.format = form
    return made


class Paragraph:
    """Plain text laid out at one width, line by line; a last line of one short word is avoided.

    `width` is that of the longest line, `height` that of all `lines` of them.

    Args:
        text: what to lay out; line feeds begin new lines.
        font: of all of it.
        width: in pixels.
        leading: line height as a multiple of the letter size.
        strong: first letter and length of what stands out.
    """

    def __init__(
        self, text: str, font: QFont, width: float, leading: float, strong: Sequence[Span] = ()
    ) -> None:
        self._layout = QTextLayout(text.replace("\n", "\u2028"), font)
        self._layout.setFormats([_standing_out(font, span) for span in strong])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if from_right():
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._layout.setTextOption(option)
        pixels = font.pixelSize() if font.pixelSize() > 0 else QFontMetricsF(font).height() / 1.2
        self._advance = pixels * leading
        self.room = max(width, 1.0)
        lines, last = self._lay(width)
        for share in _NARROWER if lines > 1 and last < width * _SHORT else ():
            closer, ending = self._lay(width * share)
            if closer > lines:
                self._lay(width)
                break
            if ending >= width * _SHORT:
                break
        self.lines = lines
        self.height = ceil(self._advance * lines)

    def _lay(self, width: float) -> tuple[int, float]:
        """Lay out at a width; return how many lines there are, and how wide the last one is."""
        count, last = 0, 0.0
        self.width = 0.0
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(max(width, 1.0))
            x = self.room - line.width() if from_right() else 0.0
            line.setPosition(QPointF(x, count * self._advance + (self._advance - line.height()) / 2))
            last = line.naturalTextWidth()
            self.width = max(self.width, last)
            count += 1
        self._layout.endLayout()
        return count, last

    def draw(self, painter: QPainter, x: float, y: float, inside: QRectF | None = None) -> None:
        """Draw it in the painter's pen from (x, y), its upper left corner; mirrored inside a box if given."""
        room = QRectF(x, y, self.room, self.height)
        self._layout.draw(painter, (turned(room, inside) if inside else room).topLeft())


def longest_word(text: str, font: QFont) -> int:
    """Width of the longest unbreakable word, in pixels."""
    metrics = QFontMetricsF(font)
    return ceil(max((metrics.horizontalAdvance(word) for word in text.split()), default=0.0)) + 1


def measure(font: QFont, width: float) -> float:
    """Return how much of a width lines of this font use; longer ones tire the eye."""
    return min(width, font.pixelSize() * MEASURE) if font.pixelSize() > 0 else width


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
        self._measured_for: tuple[str, tuple[Span, ...], str, float, bool] | None = None
        self._strong: tuple[Span, ...] = ()
        self._measured: dict[float, Paragraph] = {}
        self._widest: Paragraph
        self.setProperty("face", style)
        self.setTextFormat(Qt.TextFormat.PlainText)
        # Without this QLabel takes height-for-width out of the size policy with every new text.
        self.setWordWrap(True)
        higher_when_narrow(self)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """Show other text; an empty text takes no room. The same text costs nothing."""
        if text and text == self.text() and not self.isHidden():
            return
        super().setText(text)
        self.setAccessibleName(text)
        show(self, bool(text))
        self.updateGeometry()

    def emphasise(self, strong: Sequence[Span]) -> None:
        """Let parts of the text stand out, such as the names of buttons."""
        self._strong = tuple(strong)
        self.updateGeometry()

    def _paragraph(self, width: float) -> Paragraph:
        """Lay out at a width; layouts ask again and again, so the last answers are kept."""
        self.ensurePolished()
        there, width = width, measure(self.font(), width)
        leading = self._look.theme.leading
        key = (self.text(), self._strong, self.font().key(), leading, from_right())
        if key != self._measured_for:
            self._measured_for = key
            self._measured = {}
            self._widest = self._laid(measure(self.font(), 10_000) * _ONE_LINE)
        if self._widest.lines == 1 and there > self._widest.width + 1:
            return self._widest
        if width not in self._measured:
            self._measured[width] = self._laid(width)
        return self._measured[width]

    def _laid(self, width: float) -> Paragraph:
        return Paragraph(self.text(), self.font(), width, self._look.theme.leading, self._strong)

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height that all lines need at this width."""
        return self._paragraph(width).height

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """One line up to the longest that reads well, more lines beyond it."""
        paragraph = self._paragraph(10_000)
        return QSize(ceil(paragraph.width) + 1, paragraph.height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The longest word, one line high."""
        self.ensurePolished()
        width = min(longest_word(self.text(), self.font()), self._look.theme.room(260))
        return QSize(width, ceil(self.font().pixelSize() * self._look.theme.leading) if self.text() else 0)

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
        if from_right():
            x = self.width() - paragraph.room - x
        paragraph.draw(painter, x, y)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Measure again when the font changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
