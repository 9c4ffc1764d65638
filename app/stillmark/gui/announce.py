"""Tells screen readers what changed: pages, errors, ends of batches, news from platforms."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Announcer(QObject):
    """Speaks through the accessibility bus, each text once in a row.

    Signals:
        said: what was announced, for tests.
    """

    said = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._last = ""

    def say(self, text: str, *, again: bool = False) -> None:
        """Announce a text; the same one a second time only if `again`."""
        if not text or (text == self._last and not again):
            return
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not for the first frame

        self._last = text
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, text))
        self.said.emit(text)
