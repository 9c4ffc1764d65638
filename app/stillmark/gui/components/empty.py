"""What stands where there is nothing to show yet: a sign, what that means, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from stillmark.gui.components.glyphs import Glyph, draw_glyph
from stillmark.gui.components.panels import Card
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look

_SIDE = 32


class _Sign(QWidget):
    """One icon in the middle."""

    def __init__(self, look: Look, glyph: Glyph) -> None:
        super().__init__()
        self._look = look
        self._glyph = glyph
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        side = self._look.theme.text(_SIDE)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        side = self._look.theme.text(_SIDE)
        painter = QPainter(self)
        box = QRectF((self.width() - side) / 2, 0, side, side)
        draw_glyph(painter, self._glyph, box, self._look.theme.palette.soft)
        painter.end()


class EmptyState(Card):
    """Generous and calm; hidden until something is said."""

    def __init__(self, look: Look, glyph: Glyph) -> None:
        super().__init__(8)
        self.column.setContentsMargins(24, 44, 24, 44)
        self.title, self.text = Text(look, "card"), Text(look, "soft")
        for text in (self.title, self.text):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.add(_Sign(look, glyph), self.title, self.text)
        self.hide()

    def say(self, title: str, text: str = "") -> None:
        """Show what is not there and what comes next; nothing at all hides it."""
        self.title.setText(title)
        self.text.setText(text)
        self.setVisible(bool(title))
