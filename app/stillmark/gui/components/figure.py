"""A picture of a guide, which came with the app: its pixels are bare, and nothing is decoded here."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPaintEvent, QPixmap, qRgb
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.theme import Look
from stillmark.resources import guide_picture
from stillmark.resources.pixels import Pixels, read_pixels

SHARE = 0.75
"""Of the size at which a picture was taken, so that nobody takes it for something to press."""

_MAT = 9
"""Frame and room around a picture, in pixels, as the style sheet has it."""


def _pixmap(pixels: Pixels) -> QPixmap:
    form = QImage.Format.Format_Indexed8
    image = QImage(pixels.rows, pixels.width, pixels.height, pixels.stride, form)
    image.setColorTable([qRgb(*colour) for colour in pixels.palette])
    return QPixmap.fromImage(image)


class _Picture(QLabel):
    def __init__(self, look: Look, name: str, shows: str) -> None:
        super().__init__()
        self._look = look
        picture = _pixmap(read_pixels(guide_picture(name)))
        self._natural = picture.size() * SHARE
        self.setProperty("face", "figure")
        self.setPixmap(picture)
        self.setScaledContents(True)
        self.setAccessibleName(shows)
        higher_when_narrow(self)
        look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setMaximumWidth(self.sizeHint().width())
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Larger with larger text."""
        width = self._look.theme.text(self._natural.width()) + 2 * _MAT
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw nothing where there is no room, which Qt would complain of."""
        if not self.contentsRect().isEmpty():
            super().paintEvent(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(200, self.heightForWidth(200))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        inside = width - 2 * _MAT
        return round(inside * self._natural.height() / self._natural.width()) + 2 * _MAT


class Figure(QWidget):
    """A picture with a thin frame, never wider than there is room.

    Args:
        look: of the window.
        name: of its file among the guides.
        shows: what can be seen on it, for those who cannot see it.
    """

    def __init__(self, look: Look, name: str, shows: str) -> None:
        super().__init__()
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 8, 0, 8)
        across.addWidget(_Picture(look, name, shows), 1000)
        across.addStretch(1)
        higher_when_narrow(self)
