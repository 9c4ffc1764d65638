"""Turning round what is placed by hand, for languages that are read from right to left."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication

Box = TypeVar("Box", QRect, QRectF)


def from_right() -> bool:
    """Whether the language of now is read from right to left."""
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft


def turned(box: Box, inside: Box) -> Box:
    """Return a box that was placed from the left: as it is, or mirrored inside another one."""
    if not from_right():
        return box
    mirrored = type(box)(box)
    mirrored.moveLeft(inside.left() + inside.right() - box.right())
    return mirrored
