"""The window's icon, drawn: a calm line in a rounded square, which says nothing about what the app is for.

`assets/icon/stillmark.svg` is the same drawing, for packages.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPainterPath, QPen, QPixmap

from stillmark.gui.theme import LIGHT


def window_icon() -> QIcon:
    """Draw the icon in the sizes that systems ask for."""
    icon = QIcon()
    for side in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(_drawn(side))
    return icon


def _drawn(side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(LIGHT.color("accent"))
    painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.22, side * 0.22)
    pen = QPen(LIGHT.color("on_accent"), side * 0.085)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    wave = QPainterPath(QPointF(side * 0.22, side * 0.44))
    wave.cubicTo(
        QPointF(side * 0.36, side * 0.30),
        QPointF(side * 0.44, side * 0.58),
        QPointF(side * 0.78, side * 0.42),
    )
    painter.drawPath(wave)
    painter.drawLine(QPointF(side * 0.22, side * 0.66), QPointF(side * 0.78, side * 0.66))
    painter.end()
    return pixmap
