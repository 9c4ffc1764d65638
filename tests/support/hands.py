"""Somebody at the window: presses what can be seen, types where the cursor can go, reads what is shown."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)


class Hands:
    """Hands and eyes. A press of what stays hidden or disabled for ten seconds fails."""

    def __init__(self, window: QWidget) -> None:
        self.window = window

    def press(self, name: str) -> None:
        """Press the one visible button or card whose text or accessible name begins with `name`."""
        self.wait(lambda: any(one.isEnabled() for one in self._all(QAbstractButton, name)), seconds=10)
        button = self._one(QAbstractButton, name)
        self._show(button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def enabled(self, name: str) -> bool:
        """Return whether a visible button can be pressed."""
        return self._one(QAbstractButton, name).isEnabled()

    def type(self, name: str, text: str) -> None:
        """Put the cursor into a visible field by its accessible name and type."""
        field = self._one(QLineEdit, name)
        self._show(field)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        QTest.keyClicks(field, text)
        self.wait()

    def field_names(self) -> list[str]:
        """Return the accessible names of visible one-line fields, from the top."""
        fields = [field for field in self.window.findChildren(QLineEdit) if field.isVisible()]
        fields.sort(key=lambda field: field.mapTo(self.window, field.rect().topLeft()).y())
        return [field.accessibleName() for field in fields]

    def reads(self) -> str:
        """Return every text that is shown, rows of lists in their accessible words."""
        texts = []
        for widget in self.window.findChildren(QWidget):
            if not widget.isVisible():
                continue
            texts.append(widget.accessibleName())
            if isinstance(widget, QLabel | QAbstractButton):
                texts.append(widget.text())
            elif isinstance(widget, QPlainTextEdit):
                texts.append(widget.toPlainText())
            elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
                texts += rows(widget.model())
        return "\n".join(texts)

    def wait(self, until: Callable[[], bool] = lambda: True, seconds: float = 30.0) -> None:
        """Let the window live until something holds."""
        end = time.monotonic() + seconds
        while True:
            for _ in range(3):
                QApplication.processEvents()
                QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if until():
                return
            assert time.monotonic() < end, f"this did not happen in {seconds} s; shown:\n{self.reads()}"
            time.sleep(0.01)

    def wait_to_read(self, text: str, seconds: float = 30.0) -> None:
        """Wait until a text is shown."""
        self.wait(lambda: text in self.reads(), seconds)

    def _all(self, kind: type, name: str) -> list[QWidget]:
        visible = [widget for widget in self.window.findChildren(kind) if widget.isVisible()]
        exact = [widget for widget in visible if _names(widget, name, exactly=True)]
        return exact or [widget for widget in visible if _names(widget, name, exactly=False)]

    def _one(self, kind: type, name: str) -> QWidget:
        found = self._all(kind, name)
        assert len(found) == 1, f"{len(found)} things named {name!r} are shown:\n{self.reads()}"
        return found[0]

    def _show(self, widget: QWidget) -> None:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        QApplication.processEvents()


def _names(widget: QWidget, name: str, *, exactly: bool) -> bool:
    shown = [widget.accessibleName()]
    if isinstance(widget, QAbstractButton):
        shown.append(widget.text().replace("&", ""))
    return any(text == name if exactly else text.startswith(name) for text in shown)


def rows(model: QAbstractItemModel) -> list[str]:
    """Return each row in its accessible words."""
    return [
        str(
            model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole)
            or model.index(row, 0).data(Qt.ItemDataRole.DisplayRole)
        )
        for row in range(model.rowCount())
    ]
