"""What is on the screen, and what of it can be used."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QWidget,
)

STOPS = (QAbstractButton, QLineEdit, QPlainTextEdit, QAbstractItemView)
"""What Tab has to reach."""


def visible(window: QMainWindow) -> list[QWidget]:
    """Return everything that has a place on the screen."""
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible() and widget.width() > 0]


def named(widget: QWidget) -> str:
    """Tell which widget it is."""
    return f"{type(widget).__name__} {widget.objectName()} {widget.accessibleName()!r}"
