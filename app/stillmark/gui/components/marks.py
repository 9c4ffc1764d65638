"""The shapes that tell a state without colour: each state has its own shape and its own word."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF


class Shape(StrEnum):
    """One per state; none of them is a tick, which would claim more than was verified."""

    RING = "ring"
    DOT = "dot"
    SQUARE = "square"
    DIAMOND = "diamond"
    HALF = "half"
    DASH = "dash"
    OPEN_SQUARE = "open-square"
    OPEN_DIAMOND = "open-diamond"
    TRIANGLE = "triangle"


class Tone(StrEnum):
    """Which role colours a state."""

    GOOD = "good"
    ACCENT = "accent"
    WAIT = "wait"
    NEUTRAL = "neutral"

    @property
    def ink(self) -> str:
        """Role of its text."""
        return "soft" if self is Tone.NEUTRAL else self.value

    @property
    def ground(self) -> str:
        """Role of its ground."""
        return f"{self.value}_tint"


def draw_shape(painter: QPainter, shape: Shape, box: QRectF, colour: QColor) -> None:
    """Draw one shape into a square box."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = QPen(colour, max(1.8, box.width() / 5))
    line.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    half = line.widthF() / 2
    inner = box.adjusted(half, half, -half, -half)
    filled = shape in (Shape.DOT, Shape.SQUARE, Shape.DIAMOND, Shape.TRIANGLE)
    painter.setPen(Qt.PenStyle.NoPen if filled else line)
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    if shape is Shape.DOT:
        painter.drawEllipse(box)
    elif shape is Shape.RING:
        painter.drawEllipse(inner)
    elif shape is Shape.HALF:
        painter.drawEllipse(inner)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPie(inner, 90 * 16, 180 * 16)
    elif shape is Shape.SQUARE:
        painter.drawRoundedRect(box, 1.5, 1.5)
    elif shape is Shape.OPEN_SQUARE:
        painter.drawRect(inner)
    elif shape is Shape.DASH:
        middle = box.center().y()
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
    elif shape is Shape.TRIANGLE:
        painter.drawPolygon(
            QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()])
        )
    else:
        area = box.adjusted(-1, -1, 1, 1) if filled else inner
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(area.center().x(), area.top()),
                    QPointF(area.right(), area.center().y()),
                    QPointF(area.center().x(), area.bottom()),
                    QPointF(area.left(), area.center().y()),
                ]
            )
        )
    painter.restore()
