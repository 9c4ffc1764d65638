"""Choices with a mark, a title and a sentence: radio cards and check cards."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from stillmark.gui.components.glyphs import Glyph, draw_glyph
from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.mirror import turned
from stillmark.gui.components.text import Paragraph, longest_word, measure
from stillmark.gui.theme import Look

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    # At run time a plain class: Qt's own comes from the card that is made of both.
    _Button = object


class _Face:
    """Measures and draws the face of a choice; the button it belongs to keeps its native role."""

    def __init__(
        self, look: Look, button: QAbstractButton, glyph: Glyph | None, *, round_mark: bool, framed: bool
    ) -> None:
        self._look = look
        self._button = button
        self._glyph = glyph
        self._round = round_mark
        self._framed = framed
        self.title = ""
        self.detail = ""

    def _fonts(self) -> tuple[QFont, QFont]:
        theme = self._look.theme
        title = QFont(self._button.font())
        title.setPixelSize(theme.text(17 if self._framed and self.detail else 15))
        if self._framed and self.detail:
            title.setWeight(QFont.Weight.DemiBold)
        detail = QFont(self._button.font())
        detail.setPixelSize(theme.text(15))
        detail.setWeight(QFont.Weight.Normal)
        return title, detail

    def _metrics(self) -> tuple[int, int, int, int]:
        """Padding across, padding down, size of the mark, gap behind it."""
        theme = self._look.theme
        across = theme.room(16) if self._framed else 0
        down = theme.room(16 if self.detail else 12) if self._framed else theme.room(8)
        return across, down, theme.text(20), theme.room(12)

    def _paragraphs(self, width: int) -> tuple[Paragraph, Paragraph | None]:
        across, _, mark, gap = self._metrics()
        room = width - 2 * across - mark - gap - self._beside()
        title_font, detail_font = self._fonts()
        leading = self._look.theme.leading
        lines = measure(detail_font, room)
        detail = Paragraph(self.detail, detail_font, lines, leading) if self.detail else None
        return Paragraph(self.title, title_font, measure(title_font, room), leading), detail

    def _beside(self) -> int:
        """Room for the icon at the far side."""
        return self._look.theme.text(28) + self._look.theme.room(12) if self._glyph else 0

    def height(self, width: int) -> int:
        title, detail = self._paragraphs(width)
        _, down, mark, _ = self._metrics()
        text = title.height + (self._look.theme.room(4) + detail.height if detail else 0)
        return max(text, mark) + 2 * down

    def size(self, width: int) -> QSize:
        return QSize(width, self.height(width))

    def natural_width(self) -> int:
        across, _, mark, gap = self._metrics()
        title, detail = self._paragraphs(10_000)
        text = max(title.width, detail.width if detail else 0.0)
        room = ceil(text) + 2 * across + mark + gap + self._beside() + 2
        return min(room, self._look.theme.room(420))

    def smallest_width(self) -> int:
        across, _, mark, gap = self._metrics()
        title_font, detail_font = self._fonts()
        word = max(longest_word(self.title, title_font), longest_word(self.detail, detail_font))
        return min(word, self._look.theme.room(200)) + 2 * across + mark + gap + self._beside()

    def draw(self, painter: QPainter, *, hover: bool) -> None:
        button, palette = self._button, self._look.theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = button.isChecked()
        across, down, mark, gap = self._metrics()
        if self._framed:
            width = 2.0 if on else 1.0
            painter.setPen(QPen(palette.color("accent" if on else "control_line"), width))
            painter.setBrush(palette.color("accent_tint" if on or hover else "panel"))
            half = width / 2
            painter.drawRoundedRect(QRectF(button.rect()).adjusted(half, half, -half, -half), 14, 14)
        title, detail = self._paragraphs(button.width())
        text_height = title.height + (self._look.theme.room(4) + detail.height if detail else 0)
        top = float(down) if detail or not self._framed else (button.height() - text_height) / 2
        first_line = self._fonts()[0].pixelSize() * self._look.theme.leading
        box, whole = QRectF(across, top + (first_line - mark) / 2, mark, mark), QRectF(button.rect())
        self._mark(painter, turned(box, whole), on=on)
        if self._glyph is not None:
            side = self._look.theme.text(28)
            place = turned(QRectF(button.width() - across - side, top, side, side), whole)
            draw_glyph(painter, self._glyph, place, palette.accent if on else palette.soft)
        painter.setPen(palette.color("ink" if button.isEnabled() else "on_off"))
        left = across + mark + gap
        title.draw(painter, left, top, whole)
        if detail:
            painter.setPen(palette.color("soft"))
            detail.draw(painter, left, top + title.height + self._look.theme.room(4), whole)

    def _mark(self, painter: QPainter, box: QRectF, *, on: bool) -> None:
        palette = self._look.theme.palette
        painter.setPen(QPen(palette.color("accent" if on else "control_line"), 2 if on else 1.5))
        painter.setBrush(palette.color("panel"))
        box = box.adjusted(1, 1, -1, -1)
        if self._round:
            painter.drawEllipse(box)
            if on:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(palette.color("accent"))
                quarter = box.width() / 4
                painter.drawEllipse(box.adjusted(quarter, quarter, -quarter, -quarter))
            return
        painter.setBrush(palette.color("accent" if on else "panel"))
        painter.drawRoundedRect(box, 5, 5)
        if on:
            draw_glyph(painter, Glyph.TICK, box.adjusted(1, 1, -1, -1), palette.on_accent)


class _Card(_Button):
    """What radio cards and check cards share: the face. Comes before the Qt class whose role they keep."""

    _face: _Face

    def dress(self, look: Look, glyph: Glyph | None = None, *, round_mark: bool, framed: bool) -> None:
        """Put the face on; call once, after the Qt class was made."""
        self._face = _Face(look, self, glyph, round_mark=round_mark, framed=framed)
        higher_when_narrow(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def say(self, title: str, detail: str = "") -> None:
        """Set title and sentence."""
        self._face.title, self._face.detail = title, detail
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Height that title and sentence need at this width."""
        return self._face.height(width)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Natural width, wrapped beyond about 420 pixels."""
        return self._face.size(self._face.natural_width())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The longest word."""
        return QSize(self._face.smallest_width(), self._face.height(10_000))

    def hitButton(self, pos: object) -> bool:  # noqa: N802 - Qt's name
        """Let the whole card be pressed."""
        return True

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Show that it can be pressed."""
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go back."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the card."""
        painter = QPainter(self)
        self._face.draw(painter, hover=self.underMouse() and self.isEnabled())
        painter.end()


class RadioCard(_Card, QRadioButton):
    """One of several ways; keeps the native role and arrow keys of a radio button."""

    def __init__(self, look: Look, glyph: Glyph | None = None) -> None:
        QRadioButton.__init__(self)
        self.dress(look, glyph, round_mark=True, framed=True)


class CheckCard(_Card, QCheckBox):
    """A consent or statement to tick; framed like a card or plain."""

    def __init__(self, look: Look, *, framed: bool = True, parent: QWidget | None = None) -> None:
        QCheckBox.__init__(self, parent)
        self.dress(look, round_mark=False, framed=framed)
