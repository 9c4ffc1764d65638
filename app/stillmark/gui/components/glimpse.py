"""A small picture that lies over the page while it is held; drawn from bare pixels, never cached."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stillmark.domain.glance import EDGE, Glance
from stillmark.gui.theme import Look

_MARGIN = 16


class Glimpse(QWidget):
    """Pixels that a worker handed over, in a frame; or a sentence while there are none."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._look = look
        self._picture: Glance | None = None
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, picture: Glance | None, text: str) -> None:
        """Show a picture, else a sentence; neither hides it. What was shown before is dropped."""
        self._picture, self._text = picture, text
        self.setAccessibleName(text)
        if picture is None and not text:
            self.hide()
            return
        side = EDGE + 2 * _MARGIN
        place = QRect(0, 0, side, side)
        place.moveCenter(self._page.rect().center())
        self.setGeometry(place)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the frame and what is in it."""
        palette = self._look.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(palette.color("control_line"), 1))
        painter.setBrush(palette.color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 14, 14)
        inner = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        if self._picture is None:
            painter.setPen(palette.color("ink"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(inner, int(flags), self._text)
        else:
            shown = self._picture
            # Bare pixels of a checked number: Qt decodes nothing.
            grey = QImage.Format.Format_Grayscale8
            image = QImage(shown.pixels, shown.width, shown.height, shown.width, grey)
            place = image.rect()
            place.moveCenter(inner.center())
            painter.drawImage(place, image)
        painter.end()
