"""Quick exit: Shift pressed alone three times, or the button; everything is gone at once.

The gesture follows GOV.UK's "Exit this page": Shift pressed and released alone three times, at most five
seconds from one press to the next; any other key, or text from an input method, begins again.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent

PRESSES = 3
LONGEST_GAP = 5.0
"""Seconds between two presses."""


class ShiftThrice(QObject):
    """An event filter for the whole application.

    An event travels through several objects on its way; pressing and releasing are states here, so seeing
    the same event twice counts once.

    Signals:
        counted: how many presses so far (0 after a reset).
        thrice: it is time to go.
    """

    counted = Signal(int)
    thrice = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._down = False
        self._alone = False
        self._count = 0
        self._last = 0.0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Watch keys and input methods; swallow nothing."""
        kind = event.type()
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._pressed(event)
        elif kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            self._released(event)
        elif (
            kind == QEvent.Type.InputMethod
            and isinstance(event, QInputMethodEvent)
            and (event.commitString() or event.preeditString())
        ):
            self._reset()
        elif kind == QEvent.Type.MouseButtonPress:
            self._alone = False
        return False

    def _pressed(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Shift:
            self._reset()
        elif not event.isAutoRepeat() and not self._down:
            others = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
            self._down = True
            self._alone = others == Qt.KeyboardModifier.NoModifier

    def _released(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Shift or event.isAutoRepeat() or not self._down:
            return
        self._down = False
        if not self._alone:
            return
        now = self._clock()
        if now - self._last > LONGEST_GAP:
            self._count = 0
        self._last = now
        self._count += 1
        self.counted.emit(self._count)
        if self._count >= PRESSES:
            self._count = 0
            self.thrice.emit()

    def _reset(self) -> None:
        self._alone = False
        if self._count:
            self._count = 0
            self.counted.emit(0)
